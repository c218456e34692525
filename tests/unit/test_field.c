/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "sip/field.h"

enum { VALUES_MAX = 4 };

typedef bool next_f(struct str *rest, struct str *value);

struct split_row {
	const char *text;
	const char *value[VALUES_MAX]; /* NULL behind the last */
};

static void check_split(next_f *next, const struct split_row *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str rest = str_from(row[i].text), value;
		size_t n = 0;

		for (; next(&rest, &value) && n < VALUES_MAX; n++)
			CHECK_STR(i, value, row[i].value[n]);
		CHECK(i, n == VALUES_MAX || row[i].value[n] == NULL);
		CHECK(i, !next(&rest, &value));
	}
}

static void test_next(void)
{
	static const struct split_row row[] = {
		{ "", { NULL } },
		{ NULL, { NULL } },
		{ " \t\r\n ", { "" } },
		{ "a", { "a" } },
		{ "a,b", { "a", "b" } },
		{ " a\t,\r\n b ", { "a", "b" } },
		{ "a,,b", { "a", "", "b" } },
		{ ",a", { "", "a" } },
		{ "a,", { "a" } },
		{ "\"B, C\" <sip:a@b>,d", { "\"B, C\" <sip:a@b>", "d" } },
		{ "\"a\\\",b\",c", { "\"a\\\",b\"", "c" } },
		{ "\"a\\\\\",b", { "\"a\\\\\"", "b" } },
		{ "<sip:a,b@c>,d", { "<sip:a,b@c>", "d" } },
		/* a quote in <> opens nothing, nor does a < in quotes */
		{ "<sip:\",a>,b", { "<sip:\",a>", "b" } },
		{ "\"<\",b", { "\"<\"", "b" } },
		/* what never closes takes the rest */
		{ "a \"b,c", { "a \"b,c" } },
		{ "a <b,c", { "a <b,c" } },
		{ "\"a\\", { "\"a\\" } },
		{ "a>,b", { "a>", "b" } },
		{ "a;b,c", { "a;b", "c" } },
	};

	check_split(field_next, row, ARRAY_SIZE(row));
}

static void test_next_part(void)
{
	static const struct split_row row[] = {
		{ "", { NULL } },
		{ "a", { "a" } },
		{ "a;b", { "a", "b" } },
		{ "a ; b = c ;\r\n d", { "a", "b = c", "d" } },
		{ "a;;b;", { "a", "", "b" } },
		{ "<sip:a;b>;c", { "<sip:a;b>", "c" } },
		{ "\"x;y\" <sip:a>;c=\";\"", { "\"x;y\" <sip:a>", "c=\";\"" } },
		{ "a,b;c", { "a,b", "c" } },
	};

	check_split(field_next_part, row, ARRAY_SIZE(row));
}

static void test_param(void)
{
	static const struct {
		const char *value;
		const char *name;
		const char *param; /* NULL: not there */
	} row[] = {
		{ "", "tag", NULL },
		{ "<sip:a@b>", "tag", NULL },
		{ "<sip:a@b>;tag=1", "tag", "1" },
		{ "<sip:a@b>;tag=1", "ta", NULL },
		{ "<sip:a@b>;tags=1", "tag", NULL },
		{ "<sip:a@b>;TaG=x", "tag", "x" },
		{ "<sip:a@b> ;\r\n tag\t= \t1 ;q=2", "tag", "1" },
		{ "<sip:a@b>;tag=1;tag=2", "tag", "1" },
		{ "sip:a@b;tag=1", "tag", "1" },
		{ "<sip:a@b;tag=1>", "tag", NULL },
		{ "\"x;tag=0\" <sip:a@b;tag=1>;tag=2", "tag", "2" },
		{ "<sip:a@b>;x=\";tag=1\";tag=2", "tag", "2" },
		{ "<sip:a@b>;tag=\"a;b\"", "tag", "\"a;b\"" },
		{ "h;rport;branch=1", "rport", "" },
		{ "h;rport=;branch=1", "rport", "" },
		{ "h;rport", "rport", "" },
		{ "h;a=b=c", "a", "b=c" },
		/* not a parameter: what stands in front of them */
		{ "tag=1;x", "tag", NULL },
		{ ";tag=1", "tag", "1" },
		{ "\"open <sip:a@b>;tag=1", "tag", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str param;

		CHECK_INT(i,
			  field_param(str_from(row[i].value),
				      str_from(row[i].name), &param),
			  row[i].param != NULL);
		CHECK_STR(i, param, row[i].param);
	}
}

static void test_has(void)
{
	static const struct {
		const char *list;
		const char *token;
		bool has;
	} row[] = {
		{ "timer, 100rel", "100rel", true },
		{ "timer,100REL", "100rel", true },
		{ "timer,\r\n 100rel", "100rel", true },
		{ "timer", "100rel", false },
		{ "x100rel", "100rel", false },
		{ "100relx", "100rel", false },
		{ "100rel;a", "100rel", false },
		{ "\"100rel,100rel\"", "100rel", false },
		{ "", "100rel", false },
		{ NULL, "100rel", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i,
			  field_has(str_from(row[i].list),
				    str_from(row[i].token)),
			  row[i].has);
}

static void test_uri(void)
{
	static const struct {
		const char *value;
		const char *uri;
	} row[] = {
		{ "<sip:a@b>", "sip:a@b" },
		{ "\"Bob\" <sip:a@b;lr>;tag=1", "sip:a@b;lr" },
		{ "Bob<sip:a@b>", "sip:a@b" },
		{ "\"<sip:x>\" < sip:a@b >;tag=1", "sip:a@b" },
		{ "sip:a@b;tag=1", "sip:a@b" },
		{ "sip:a@b", "sip:a@b" },
		{ "sip:a@b ;\r\n tag=1", "sip:a@b" },
		{ "tel:+1-2", "tel:+1-2" },
		{ "*", "*" },
		{ "<sip:a@b", "sip:a@b" },
		{ "<>", "" },
		{ "<", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_STR(i, field_uri(str_from(row[i].value)), row[i].uri);
}

static void test_token(void)
{
	static const struct {
		struct str text;
		bool is_token;
	} row[] = {
		{ STR_INIT("INVITE"), true },
		{ STR_INIT("azAZ09-.!%*_+`'~"), true },
		{ STR_INIT(""), false },
		{ STR_INIT("a b"), false },
		{ STR_INIT("a:"), false },
		{ STR_INIT("a/b"), false },
		{ STR_INIT("a\0"), false },
		{ STR_INIT("\xc3\xa4"), false },
		{ STR_INIT("\x7f"), false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i, field_is_token(row[i].text), row[i].is_token);
}

static void test_unfold(void)
{
	static const struct {
		struct str value;
		const char *text;
	} row[] = {
		{ STR_INIT(""), "" },
		{ STR_INIT("a  b\tc"), "a  b\tc" },
		{ STR_INIT("a\r\n b"), "a b" },
		{ STR_INIT("a  \r\n\t  b"), "a b" },
		{ STR_INIT("a\n b\r c"), "a b c" },
		{ STR_INIT("a\r\n \r\n b  c"), "a b  c" },
		/* nothing that it is given can end the line */
		{ STR_INIT("a\r\nb\nc\rd"), "a b c d" },
		{ STR_INIT("a\0b\0\0c"), "abc" },
		{ STR_INIT("\0"), "" },
		{ STR_INIT("a\0 \r\n b"), "a b" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct buf out;

		buf_init(&out, 100);
		field_unfold(&out, row[i].value);
		CHECK_STR(i, buf_str(&out), row[i].text);
		buf_release(&out);
	}
}

static void test_huge(void)
{
	static const char open[] = { '<', '"', '\\', ',', ';', '=', ' ', 'a' };
	enum { SIZE = 1 << 16 };
	char *text = malloc(SIZE);

	CHECK(0, text != NULL);
	if (text == NULL)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(open); i++) {
		struct str all = { text, SIZE }, rest = all, value, param;
		size_t count = 0;

		memset(text, open[i], SIZE);
		while (field_next(&rest, &value))
			count++;
		CHECK_INT(i, count, open[i] == ',' ? SIZE : 1);
		CHECK(i, !field_param(all, STR("tag"), &param));
		CHECK(i, field_uri(all).size <= SIZE);
	}
	free(text);
}

CU_TestInfo test_field[] = {
	{ "a list is split outside of quotes and <>", test_next },
	{ "a value is split at its semicolons", test_next_part },
	{ "a parameter is one of the header, not of the URI", test_param },
	{ "a token is found in a list in any case", test_has },
	{ "the URI is found with and without <>", test_uri },
	{ "a token has only token characters", test_token },
	{ "a folded value is written on one line", test_unfold },
	{ "64 kB of one separator are split", test_huge },
	CU_TEST_INFO_NULL
};
