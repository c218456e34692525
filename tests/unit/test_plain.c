/* SPDX-License-Identifier: MIT */
#include "text/plain.h"

#include "check.h"
#include "text/base64.h"
#include "text/iso_time.h"

enum { MAX = 4096 };

static void add(void)
{
	static const struct {
		struct str text;
		const char *want;
		bool is_plain;
	} row[] = {
		{ STR_INIT("a\\b ö→\xf0\x9f\x93\x9e"),
		  "a\\b ö→\xf0\x9f\x93\x9e", true },
		{ STR_INIT("a\r\n\tb"), "a\\r\\n\\tb", false },
		{ STR_INIT("\0\x1b[31m\x7f"), "\\x00\\x1b[31m\\x7f", false },
		{ STR_INIT("\xc2\x9b"
			   "2J\xc2\xa0"),
		  "\\xc2\\x9b"
		  "2J\xc2\xa0",
		  false },
		{ STR_INIT("\xe2\x80\xae"), "\\xe2\\x80\\xae", false },
		{ STR_INIT("\xe2\x81\xa6\xe2\x81\xa9"),
		  "\\xe2\\x81\\xa6\\xe2\\x81\\xa9", false },
		{ STR_INIT("\xe2\x80\xa8\xef\xbb\xbf\xef\xbf\xbf"),
		  "\\xe2\\x80\\xa8\\xef\\xbb\\xbf\\xef\\xbf\\xbf", false },
		{ STR_INIT("\xff|\xc3(|\xe2\x80"), "\\xff|\\xc3(|\\xe2\\x80",
		  false },
		{ STR_INIT("\xed\xa0\x80\xc0\x80"), "\\xed\\xa0\\x80\\xc0\\x80",
		  false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, MAX);
		plain_add(&out, row[i].text);
		CHECK_STR(i, buf_str(&out), row[i].want);
		CHECK_INT(i, plain_is(row[i].text), row[i].is_plain);
		buf_release(&out);
	}
}

static void cut(void)
{
	static const struct {
		const char *text;
		size_t max;
		const char *want;
	} row[] = {
		{ "abcd", 5, "abcd" },  { "abcd", 4, "abcd" },
		{ "abcd", 3, "ab…" },   { "abcd", 1, "…" },
		{ "äöüß", 4, "äöüß" },  { "äöüß", 3, "äö…" },
		{ "a\nb", 4, "a\\nb" }, { "a\nbc", 4, "a\\n…" },
		{ "ab\n", 3, "ab…" },   { "", 0, "" },
		{ "\x1b", 4, "\\x1b" }, { "\x1b", 3, "…" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, MAX);
		plain_add_cut(&out, str_from(row[i].text), row[i].max);
		CHECK_STR(i, buf_str(&out), row[i].want);
		buf_release(&out);
	}
}

static void base64(void)
{
	/* RFC 4648 §10, and the two digits that URLs write otherwise. */
	static const struct {
		struct str bytes;
		const char *want;
	} row[] = {
		{ STR_INIT(""), "" },
		{ STR_INIT("f"), "Zg==" },
		{ STR_INIT("fo"), "Zm8=" },
		{ STR_INIT("foo"), "Zm9v" },
		{ STR_INIT("foob"), "Zm9vYg==" },
		{ STR_INIT("fooba"), "Zm9vYmE=" },
		{ STR_INIT("foobar"), "Zm9vYmFy" },
		{ STR_INIT("\0\xff\xfb\xef\xbe"), "AP/7774=" },
		{ STR_INIT("\xfb\xef\xbe\xff\xff\xff"), "++++////" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, MAX);
		base64_add(&out, row[i].bytes);
		CHECK_STR(i, buf_str(&out), row[i].want);
		buf_release(&out);
	}
}

static void iso_time(void)
{
	static const struct {
		uint64_t us;
		const char *want;
		const char *seconds;
	} row[] = {
		{ 0, "1970-01-01T00:00:00.000000Z", "1970-01-01T00:00:00Z" },
		{ UINT64_C(1772366400000001), "2026-03-01T12:00:00.000001Z",
		  "2026-03-01T12:00:00Z" },
		{ UINT64_C(951782399999999), "2000-02-28T23:59:59.999999Z",
		  "2000-02-28T23:59:59Z" },
		{ UINT64_C(951782400000000), "2000-02-29T00:00:00.000000Z",
		  "2000-02-29T00:00:00Z" },
		{ UINT64_MAX, "9999-12-31T23:59:59.999999Z",
		  "9999-12-31T23:59:59Z" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, MAX);
		iso_time_write(&out, row[i].us);
		CHECK_STR(i, buf_str(&out), row[i].want);
		buf_clear(&out);
		iso_time_write_seconds(&out, row[i].us);
		CHECK_STR(i, buf_str(&out), row[i].seconds);
		buf_release(&out);
	}
}

CU_TestInfo test_plain[] = {
	{ "what is obeyed, turns or is no UTF-8 is shown as bytes", add },
	{ "a cut leaves room for its sign", cut },
	{ "base64 is that of RFC 4648", base64 },
	{ "a time is written in UTC, up to the year 9999", iso_time },
	CU_TEST_INFO_NULL,
};
