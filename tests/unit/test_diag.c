/* SPDX-License-Identifier: MIT */
#include "text/diag.h"

#include "check.h"

static void check_written(size_t row, const struct diags *diags,
			  const char *want)
{
	struct buf out;

	buf_init(&out, 100000);
	diags_write(&out, diags);
	CHECK_INT(row, buf_error(&out), 0);
	CHECK_STR(row, buf_str(&out), want);
	buf_release(&out);
}

static void shows_the_line_and_a_caret(void)
{
	static const struct {
		const char *source;
		unsigned line;
		unsigned column;
		const char *want;
	} row[] = {
		{ "one\n  two\n", 2, 3, "f:2:3: wrong\n  two\n  ^\n" },
		{ "one", 1, 1, "f:1:1: wrong\none\n^\n" },
		{ "one\r\ntwo", 1, 4, "f:1:4: wrong\none\n   ^\n" },
		{ "\na", 1, 1, "f:1:1: wrong\n\n^\n" },
		{ "a\n\nb", 2, 1, "f:2:1: wrong\n\n^\n" },
		{ "one\n", 2, 1, "f:2:1: wrong\n" },
		{ "one\n", 7, 1, "f:7:1: wrong\n" },
		{ "", 1, 1, "f:1:1: wrong\n" },
		{ "one\n", 0, 0, "f: wrong\n" },
		{ "a\tb", 1, 3, "f:1:3: wrong\na\tb\n \t^\n" },
		{ "\xc3\xa4\xc3\xb6x", 1, 3,
		  "f:1:3: wrong\n\xc3\xa4\xc3\xb6x\n  ^\n" },
		{ "a", 1, 4, "f:1:4: wrong\na\n   ^\n" },
		{ "\x1b[31mred\x7f\xff", 1, 2,
		  "f:1:2: wrong\n?[31mred??\n ^\n" },
		{ "\xc2\x9b"
		  "1m",
		  1, 2, "f:1:2: wrong\n?1m\n ^\n" },
		{ "\xef\xbb\xbfone", 1, 2, "f:1:2: wrong\none\n ^\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct diags diags;

		diags_init(&diags, STR("f"), str_from(row[i].source));
		diags_add(&diags, row[i].line, row[i].column, "%s", "wrong");
		check_written(i, &diags, row[i].want);
		diags_release(&diags);
	}
}

static void cuts_a_long_line_around_the_caret(void)
{
	char source[1001];
	struct diags diags;
	struct str rest, line;
	struct buf out;

	for (size_t i = 0; i < sizeof(source); i++)
		source[i] = (char)('a' + i % 26);
	source[500] = 'X';
	diags_init(&diags, STR("f"),
		   (struct str){ source, sizeof(source) - 1 });
	diags_add(&diags, 1, 501, "wrong");
	buf_init(&out, 10000);
	diags_write(&out, &diags);
	(void)str_cut(buf_str(&out), '\n', &line, &rest);
	(void)str_cut(rest, '\n', &line, &rest);
	CHECK_INT(0, line.size, 160);
	CHECK_INT(0, str_find(line, 'X'), 100);
	CHECK_INT(0, str_find(rest, '^'), 100);
	buf_release(&out);
	diags_release(&diags);
}

static void sorts_by_place_and_keeps_the_first_of_two(void)
{
	struct diags diags;

	diags_init(&diags, STR("f"), STR(""));
	diags_add(&diags, 3, 1, "c");
	diags_add(&diags, 1, 9, "b");
	diags_add(&diags, 3, 1, "never");
	diags_add(&diags, 1, 2, "a");
	diags_add(&diags, 1, 9, "never");
	diags_add(&diags, 0, 0, "file");
	CHECK_INT(0, diags.count, 4);
	CHECK_INT(0, diags.more, 0);
	check_written(0, &diags, "f: file\nf:1:2: a\nf:1:9: b\nf:3:1: c\n");
	diags_release(&diags);
	CHECK_INT(1, diags.count, 0);
}

static void counts_what_is_beyond_its_room(void)
{
	struct diags diags;
	struct buf out;

	diags_init(&diags, STR("f"), STR(""));
	for (unsigned i = 0; i < DIAG_MAX; i++) {
		CHECK(i, !diags_is_full(&diags));
		diags_add(&diags, 2 * i + 10, 1, "%u", i);
	}
	CHECK(0, diags_is_full(&diags));
	diags_add(&diags, 100, 1, "behind all");
	CHECK_INT(0, diags.more, 1);
	CHECK_STR(0, diags.diag[DIAG_MAX - 1].text, "19");
	diags_add(&diags, 48, 1, "there already");
	CHECK_INT(0, diags.more, 1);
	diags_add(&diags, 11, 1, "between");
	CHECK_INT(0, diags.count, DIAG_MAX);
	CHECK_INT(0, diags.more, 2);
	CHECK_STR(0, diags.diag[1].text, "between");
	CHECK_STR(0, diags.diag[DIAG_MAX - 1].text, "18");

	buf_init(&out, 10000);
	diags_write(&out, &diags);
	CHECK(0, str_eq(str_sub(buf_str(&out), out.size - 21, 21),
			STR("f: and 2 more faults\n")));
	buf_release(&out);
	diags_release(&diags);
}

static void keeps_long_texts_whole_and_plain(void)
{
	char text[5001];
	struct diags diags;

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = 'x';
	text[sizeof(text) - 1] = '\0';
	diags_init(&diags, STR("f\n"), STR(""));
	diags_add(&diags, 1, 1, "%s", text);
	diags_add(&diags, 2, 1, "a\x1b\nb");
	CHECK_STR(0, diags.diag[0].text, text);
	diags.diag[0].text = STR("short");
	check_written(0, &diags, "f?:1:1: short\nf?:2:1: a??b\n");
	CHECK_INT(0, diags_error(&diags), 0);
	diags_release(&diags);
}

CU_TestInfo test_diag[] = {
	{ "shows the line and a caret", shows_the_line_and_a_caret },
	{ "cuts a long line around the caret",
	  cuts_a_long_line_around_the_caret },
	{ "sorts by place and keeps the first of two",
	  sorts_by_place_and_keeps_the_first_of_two },
	{ "counts what is beyond its room", counts_what_is_beyond_its_room },
	{ "keeps long texts whole and plain",
	  keeps_long_texts_whole_and_plain },
	CU_TEST_INFO_NULL,
};
