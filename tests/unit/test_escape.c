/* SPDX-License-Identifier: MIT */
#include "report/escape.h"

#include <errno.h>

#include "check.h"

enum { CEILING = 256 };

static void writes_what_readers_take(void)
{
	static const struct {
		struct str text;
		const char *xml;
		const char *attribute;
		const char *yaml;
		const char *tap;
	} row[] = {
		{ STR_INIT(""), "", "", "", "" },
		{ { NULL, 0 }, "", "", "", "" },
		{ STR_INIT("a 'b' ö→"), "a 'b' ö→", "a 'b' ö→", "a 'b' ö→",
		  "a 'b' ö→" },
		{ STR_INIT("<a&b>"), "&lt;a&amp;b&gt;", "&lt;a&amp;b&gt;",
		  "<a&b>", "<a&b>" },
		{ STR_INIT("]]>"), "]]&gt;", "]]&gt;", "]]>", "]]>" },
		{ STR_INIT("\""), "\"", "&quot;", "\\\"", "\"" },
		{ STR_INIT("\\ #"), "\\ #", "\\ #", "\\\\ #", "\\\\ \\#" },
		{ STR_INIT("a\r\nb\nc"), "a\nb\nc", "a&#10;b&#10;c",
		  "a\\nb\\nc", "a\\\\nb\\\\nc" },
		{ STR_INIT("a\tb"), "a\tb", "a&#9;b", "a\\tb", "a b" },
		{ STR_INIT("a\rb\r"), "a\\x0db\\x0d", "a\\x0db\\x0d",
		  "a\\\\x0db\\\\x0d", "a\\\\x0db\\\\x0d" },
		{ STR_INIT("\0\x1b\x7f"), "\\x00\\x1b\\x7f", "\\x00\\x1b\\x7f",
		  "\\\\x00\\\\x1b\\\\x7f", "\\\\x00\\\\x1b\\\\x7f" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const char *const want[] = { row[i].xml, row[i].attribute,
					     row[i].yaml, row[i].tap };

		for (size_t k = 0; k < ARRAY_SIZE(want); k++) {
			struct buf out;

			buf_init(&out, CEILING);
			buf_add_text(&out, "");
			escape_add(&out, row[i].text, (enum escape)k);
			CHECK_STR(i * 10 + k, buf_str(&out), want[k]);
			buf_release(&out);
		}
	}
}

/** What XML 1.0 forbids, a reader takes for a line end, or turns text around. */
static void shows_what_is_no_text(void)
{
	static const struct {
		const char *text;
		const char *want;
	} row[] = {
		{ "\xff", "\\xff" },
		{ "\xc3(", "\\xc3(" },
		{ "\xc2\x85", "\\xc2\\x85" }, /* next line */
		{ "\xc2\xa0", "\xc2\xa0" },
		{ "\xe2\x80\x8e", "\\xe2\\x80\\x8e" }, /* left to right */
		{ "\xe2\x80\xa8", "\\xe2\\x80\\xa8" }, /* line separator */
		{ "\xe2\x80\xae", "\\xe2\\x80\\xae" }, /* override */
		{ "\xe2\x80\xaf", "\xe2\x80\xaf" },
		{ "\xe2\x81\xa9", "\\xe2\\x81\\xa9" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" }, /* a surrogate */
		{ "\xef\xb7\x90", "\\xef\\xb7\\x90" }, /* U+FDD0 */
		{ "\xef\xbb\xbf", "\\xef\\xbb\\xbf" }, /* byte order mark */
		{ "\xef\xbf\xbd", "\xef\xbf\xbd" },
		{ "\xef\xbf\xbe", "\\xef\\xbf\\xbe" },
		{ "\xef\xbf\xbf", "\\xef\\xbf\\xbf" },
		{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
		{ "\xf0\x9f\xbf\xbe", "\\xf0\\x9f\\xbf\\xbe" },
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, CEILING);
		escape_add(&out, str_from(row[i].text), ESCAPE_XML);
		CHECK_STR(i, buf_str(&out), row[i].want);
		buf_release(&out);
	}
}

static void keeps_the_error_of_the_buffer(void)
{
	struct buf out;

	buf_init(&out, 4);
	escape_add(&out, STR("<<"), ESCAPE_XML);
	CHECK_INT(0, buf_error(&out), EMSGSIZE);
	buf_release(&out);
}

CU_TestInfo test_escape[] = {
	{ "writes what readers of the format take", writes_what_readers_take },
	{ "shows what is no text byte by byte", shows_what_is_no_text },
	{ "keeps the error of the buffer", keeps_the_error_of_the_buffer },
	CU_TEST_INFO_NULL,
};
