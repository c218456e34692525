/* SPDX-License-Identifier: MIT */
#include "text/buf.h"

#include <errno.h>
#include <stdlib.h>

#include "check.h"

static void starts_empty(void)
{
	struct buf buf;

	buf_init(&buf, 10);
	CHECK(0, buf.p == NULL);
	CHECK_STR(0, buf_str(&buf), "");
	CHECK_INT(0, buf_error(&buf), 0);
	buf_add(&buf, NULL, 0);
	buf_add_text(&buf, NULL);
	buf_addf(&buf, "%s", "");
	CHECK(1, buf.p == NULL);
	CHECK_INT(1, buf_error(&buf), 0);
	buf_release(&buf);
}

static void adds(void)
{
	struct buf buf;

	buf_init(&buf, 1000);
	buf_add(&buf, "a\0b", 3);
	buf_add_str(&buf, STR("-"));
	buf_add_text(&buf, "text");
	buf_add_char(&buf, '\0');
	buf_addf(&buf, "%03d|%s", 7, "x");
	CHECK(0, str_eq(buf_str(&buf), STR("a\0b-text\0"
					   "007|x")));
	CHECK_INT(0, buf.p[buf.size], '\0');
	buf_release(&buf);
	CHECK_STR(1, buf_str(&buf), "");
	buf_add_char(&buf, 'z');
	CHECK_STR(2, buf_str(&buf), "z");
	buf_release(&buf);
}

static void grows(void)
{
	struct buf buf;
	bool is_same = true;

	buf_init(&buf, SIZE_MAX);
	for (int i = 0; i < 10000; i++) {
		buf_add_char(&buf, (char)('a' + i % 26));
		is_same = is_same && buf.p[buf.size] == '\0' &&
			  buf.size < buf.room;
	}
	CHECK(0, is_same);
	CHECK_INT(0, buf.size, 10000);
	for (int i = 0; i < 10000; i++)
		is_same = is_same && buf.p[i] == 'a' + i % 26;
	CHECK(1, is_same);
	buf_release(&buf);
}

/* Each row is added to "abcd" in a buffer that holds ten bytes. */
static void ceiling(void)
{
	static const struct {
		const char *text;
		int err;
		const char *want;
	} row[] = {
		{ "", 0, "abcd" },
		{ "12345", 0, "abcd12345" },
		{ "123456", 0, "abcd123456" },
		{ "1234567", EMSGSIZE, "abcd" },
		{ "12345678901234567890", EMSGSIZE, "abcd" },
	};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(row); i++) {
		size_t k = i / 2;
		struct buf buf;

		buf_init(&buf, 10);
		buf_add_text(&buf, "abcd");
		if (i % 2 == 0)
			buf_add_text(&buf, row[k].text);
		else
			buf_addf(&buf, "%s", row[k].text);
		CHECK_INT(i, buf_error(&buf), row[k].err);
		CHECK_STR(i, buf_str(&buf), row[k].want);
		CHECK_INT(i, buf.p[buf.size], '\0');
		CHECK(i, buf.room <= 11);
		buf_release(&buf);
		CHECK_INT(i, buf_error(&buf), 0);
	}
}

static void keeps_error(void)
{
	struct buf buf;

	buf_init(&buf, 4);
	buf_add_text(&buf, "abc");
	buf_add_text(&buf, "de");
	buf_add_text(&buf, "f");
	buf_addf(&buf, "%c", 'g');
	CHECK_STR(0, buf_str(&buf), "abc");
	CHECK_INT(0, buf_error(&buf), EMSGSIZE);

	buf_truncate(&buf, 0);
	buf_add_char(&buf, 'h');
	CHECK_STR(1, buf_str(&buf), "");
	CHECK_INT(1, buf_error(&buf), EMSGSIZE);

	buf_clear(&buf);
	CHECK_INT(2, buf_error(&buf), 0);
	buf_add_text(&buf, "efgh");
	CHECK_STR(2, buf_str(&buf), "efgh");
	buf_release(&buf);
}

static void holds_nothing(void)
{
	struct buf buf;

	buf_init(&buf, 0);
	buf_add_text(&buf, "");
	CHECK_INT(0, buf_error(&buf), 0);
	buf_add_char(&buf, 'a');
	CHECK_INT(1, buf_error(&buf), EMSGSIZE);
	buf_release(&buf);
}

static void truncates(void)
{
	static const struct {
		size_t size;
		const char *want;
	} row[] = {
		{ SIZE_MAX, "abcd" }, { 5, "abcd" }, { 4, "abcd" },
		{ 3, "abc" },         { 0, "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf buf;

		buf_init(&buf, 10);
		buf_truncate(&buf, row[i].size);
		buf_add_text(&buf, "abcd");
		buf_truncate(&buf, row[i].size);
		CHECK_STR(i, buf_str(&buf), row[i].want);
		CHECK_TEXT(i, buf.p, row[i].want);
		buf_release(&buf);
	}
}

static void clear_keeps_memory(void)
{
	struct buf buf;
	const char *p;

	buf_init(&buf, 100);
	buf_clear(&buf);
	CHECK(0, buf.p == NULL);
	buf_add_text(&buf, "abcd");
	p = buf.p;
	buf_clear(&buf);
	CHECK(1, buf.p == p);
	CHECK_TEXT(1, buf.p, "");
	CHECK_INT(1, buf.size, 0);
	buf_release(&buf);
}

static void quotes(void)
{
	static const struct {
		const char *text;
		const char *want;
	} row[] = {
		{ "", "\"\"" },
		{ "a b", "\"a b\"" },
		{ "say \"a\\b\"", "\"say \\\"a\\\\b\\\"\"" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf buf;

		buf_init(&buf, 100);
		buf_add_quoted(&buf, str_from(row[i].text));
		CHECK_TEXT(i, buf.p, row[i].want);
		buf_release(&buf);
	}
}

static void take(void)
{
	static const struct {
		const char *text;
		const char *want;
		size_t size;
		int err;
	} row[] = {
		{ "abc", "abc", 3, 0 },
		{ "", "", 0, 0 },
		{ NULL, "", 0, 0 },
		{ "abcdef", NULL, 77, EMSGSIZE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf buf;
		size_t size = 77;
		char *text;

		buf_init(&buf, 5);
		buf_add_text(&buf, row[i].text);
		text = buf_take(&buf, &size);
		CHECK_TEXT(i, text, row[i].want);
		CHECK_INT(i, size, row[i].size);
		CHECK_INT(i, buf_error(&buf), row[i].err);
		CHECK(i, buf.p == NULL && buf.size == 0 && buf.room == 0);
		free(text);

		buf_clear(&buf);
		buf_add_text(&buf, "next");
		text = buf_take(&buf, NULL);
		CHECK_TEXT(i, text, "next");
		free(text);
	}
}

CU_TestInfo test_buf[] = {
	{ "a new buffer is empty and has no memory", starts_empty },
	{ "bytes, NUL included, are added in order", adds },
	{ "it grows and stays terminated", grows },
	{ "it holds its maximum and not a byte more", ceiling },
	{ "the first error stays until it is cleared", keeps_error },
	{ "a buffer of no size takes no byte", holds_nothing },
	{ "a cut never makes it longer", truncates },
	{ "clearing keeps the memory", clear_keeps_memory },
	{ "a quoted text can be read again", quotes },
	{ "what is taken is the caller's, or NULL after an error", take },
	CU_TEST_INFO_NULL,
};
