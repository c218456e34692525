/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <errno.h>
#include <string.h>

static const struct str absent = { NULL, 0 };

static void from(void)
{
	CHECK_STR(0, str_from("abc"), "abc");
	CHECK_STR(1, str_from(""), "");
	CHECK_STR(2, str_from(NULL), NULL);
	CHECK_INT(3, str_from(NULL).size, 0);
	CHECK_INT(4, STR("a\0b").size, 3);
}

static void sub(void)
{
	static const struct {
		size_t from;
		size_t size;
		const char *want;
	} row[] = {
		{ 0, 4, "abcd" },           { 1, 2, "bc" }, { 3, 9, "d" },
		{ 1, SIZE_MAX, "bcd" },     { 4, 1, "" },   { 9, 1, "" },
		{ SIZE_MAX, SIZE_MAX, "" }, { 2, 0, "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_STR(i, str_sub(STR("abcd"), row[i].from, row[i].size),
			  row[i].want);
	CHECK_STR(99, str_sub(absent, 1, 1), NULL);
}

static void compare(void)
{
	static const struct {
		struct str a;
		struct str b;
		bool is_eq;
		bool is_ieq;
		bool is_start;
		bool is_istart;
	} row[] = {
		{ STR_INIT("abc"), STR_INIT("abc"), true, true, true, true },
		{ STR_INIT("aBc"), STR_INIT("AbC"), false, true, false, true },
		{ STR_INIT("abc"), STR_INIT("ab"), false, false, true, true },
		{ STR_INIT("ABc"), STR_INIT("ab"), false, false, false, true },
		{ STR_INIT("ab"), STR_INIT("abc"), false, false, false, false },
		{ STR_INIT("ab"), STR_INIT("ac"), false, false, false, false },
		{ STR_INIT("ab"), STR_INIT(""), false, false, true, true },
		{ STR_INIT("ab"), { NULL, 0 }, false, false, true, true },
		{ { NULL, 0 }, STR_INIT(""), true, true, true, true },
		{ { NULL, 0 }, STR_INIT("a"), false, false, false, false },
		{ STR_INIT("a\0b"), STR_INIT("a\0c"), false, false, false,
		  false },
		/* the neighbours of the letters, and one bit apart */
		{ STR_INIT("@"), STR_INIT("`"), false, false, false, false },
		{ STR_INIT("["), STR_INIT("{"), false, false, false, false },
		{ STR_INIT("AZ"), STR_INIT("az"), false, true, false, true },
		{ STR_INIT("\xc4"), STR_INIT("\xe4"), false, false, false,
		  false },
	};

	CHECK_INT(0, str_has(STR("abcd"), STR("cd")), true);
	CHECK_INT(1, str_has(STR("abcd"), STR("ce")), false);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		CHECK_INT(i, str_eq(row[i].a, row[i].b), row[i].is_eq);
		CHECK_INT(i, str_ieq(row[i].a, row[i].b), row[i].is_ieq);
		CHECK_INT(i, str_starts(row[i].a, row[i].b), row[i].is_start);
		CHECK_INT(i, str_istarts(row[i].a, row[i].b), row[i].is_istart);
		/* What it begins with it has. */
		CHECK_INT(i, str_has(row[i].a, row[i].b), row[i].is_start);
	}
}

static void cut(void)
{
	static const struct {
		const char *text;
		size_t at;
		bool is_cut;
		const char *before;
		const char *after;
	} row[] = {
		{ "a:b", 1, true, "a", "b" }, { "a:b:c", 1, true, "a", "b:c" },
		{ ":b", 0, true, "", "b" },   { "a:", 1, true, "a", "" },
		{ ":", 0, true, "", "" },     { "ab", 2, false, "ab", "" },
		{ "", 0, false, "", "" },     { NULL, 0, false, NULL, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str s = str_from(row[i].text);
		struct str before = STR("?");
		struct str after = STR("?");

		CHECK_INT(i, str_find(s, ':'), row[i].at);
		CHECK_INT(i, str_cut(s, ':', &before, &after), row[i].is_cut);
		CHECK_STR(i, before, row[i].before);
		CHECK_STR(i, after, row[i].after);
	}
	CHECK_INT(99, str_find(STR("a\0b"), '\0'), 1);
}

static void cut_in_place(void)
{
	struct str rest = STR("a,b,c");
	struct str part = absent;

	CHECK(0, str_cut(rest, ',', &part, &rest));
	CHECK_STR(0, part, "a");
	CHECK(1, str_cut(rest, ',', &part, &rest));
	CHECK_STR(1, part, "b");
	CHECK(2, !str_cut(rest, ',', &part, &rest));
	CHECK_STR(2, part, "c");
	CHECK_INT(2, rest.size, 0);
}

static void trim(void)
{
	static const struct {
		const char *text;
		const char *want;
	} row[] = {
		{ " a b ", "a b" },   { "\t\r\n a\r\n", "a" },
		{ "a", "a" },         { " \t ", "" },
		{ "", "" },           { NULL, NULL },
		{ "\va\f", "\va\f" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_STR(i, str_trim(str_from(row[i].text)), row[i].want);
}

static void parse_uint(void)
{
	static const struct {
		const char *text;
		uint64_t max;
		int err;
		uint64_t value;
	} row[] = {
		{ "0", 0, 0, 0 },
		{ "486", 699, 0, 486 },
		{ "0486", 699, 0, 486 },
		{ "699", 699, 0, 699 },
		{ "700", 699, ERANGE, 7 },
		{ "1", 0, ERANGE, 7 },
		{ "9", 8, ERANGE, 7 },
		{ "18446744073709551615", UINT64_MAX, 0, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, ERANGE, 7 },
		{ "99999999999999999999999", UINT64_MAX, ERANGE, 7 },
		{ "99999999999999999999999x", 9, EBADMSG, 7 },
		{ "", 9, EBADMSG, 7 },
		{ NULL, 9, EBADMSG, 7 },
		{ "-1", 9, EBADMSG, 7 },
		{ "+1", 9, EBADMSG, 7 },
		{ " 1", 9, EBADMSG, 7 },
		{ "1 ", 9, EBADMSG, 7 },
		{ "/", 9, EBADMSG, 7 },
		{ ":", 9, EBADMSG, 7 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		uint64_t value = 7;

		CHECK_INT(i,
			  str_parse_uint(str_from(row[i].text), row[i].max,
					 &value),
			  row[i].err);
		CHECK(i, value == row[i].value);
	}
}

static void next_line(void)
{
	static const char *const want[] = { "a", "", "b\rc", "d" };
	struct str rest = STR("a\r\n\nb\rc\nd"), line;

	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		CHECK(i, str_next_line(&rest, &line));
		CHECK_STR(i, line, want[i]);
	}
	CHECK(4, !str_next_line(&rest, &line));
}

static void hex_digit(void)
{
	static const char digits[] = "0123456789abcdef";

	for (int c = -128; c < 128; c++) {
		const char *at =
			c == 0 ? NULL
			       : strchr(digits,
					c >= 'A' && c <= 'F' ? c + 32 : c);

		CHECK_INT(c, str_hex_digit((char)c),
			  at == NULL ? -1 : (int)(at - digits));
	}
}

#define TEN   "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN

static void edit_distance(void)
{
	static const struct {
		const char *a;
		const char *b;
		unsigned want;
	} row[] = {
		{ "respond", "respond", 0 },
		{ "respond", "respnd", 1 },
		{ "respond", "responds", 1 },
		{ "respond", "resbond", 1 },
		{ "wiat", "wait", 2 },
		{ "kitten", "sitting", 3 },
		{ "", "abc", 3 },
		{ "abc", "", 3 },
		{ NULL, NULL, 0 },
		{ SIXTY "abcd", SIXTY "abcx", 1 },
		{ SIXTY "abcdX", SIXTY "abcdY", 0 },
		{ SIXTY TEN, "", 64 },
		{ "", SIXTY TEN, 64 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i,
			  str_distance(str_from(row[i].a), str_from(row[i].b)),
			  row[i].want);
}

CU_TestInfo test_str[] = {
	{ "NULL is absent, an empty text is not", from },
	{ "a part is cut to what there is", sub },
	{ "only ASCII letters have a case", compare },
	{ "a cut is at the first separator", cut },
	{ "a list can be cut in place", cut_in_place },
	{ "only SP, HTAB, CR and LF are trimmed", trim },
	{ "a number is digits up to its maximum", parse_uint },
	{ "a line ends at LF, a CR before it is cut off", next_line },
	{ "a hexadecimal digit has either case", hex_digit },
	{ "a distance counts edits in the first 64 bytes", edit_distance },
	CU_TEST_INFO_NULL,
};
