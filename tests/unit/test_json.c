/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "check.h"
#include "text/json.h"

static void test_layout(void)
{
	struct json json;
	struct buf out;

	buf_init(&out, 1024);
	json_init(&json, &out);
	json_open(&json, '{');
	json_key(&json, STR("a"));
	json_uint(&json, UINT64_MAX);
	json_key(&json, STR("b"));
	json_open(&json, '[');
	json_bool(&json, true);
	json_open(&json, '{');
	json_close(&json);
	json_close(&json);
	json_key(&json, STR("c"));
	json_open_line(&json, '[');
	json_open(&json, '{');
	json_key(&json, STR("d"));
	json_bool(&json, false);
	json_key(&json, STR("e"));
	json_open(&json, '[');
	json_close(&json);
	json_close(&json);
	json_str(&json, STR("f"));
	json_close(&json);
	json_close(&json);
	CHECK_STR(0, buf_str(&out),
		  "{\n"
		  "  \"a\": 18446744073709551615,\n"
		  "  \"b\": [\n"
		  "    true,\n"
		  "    {}\n"
		  "  ],\n"
		  "  \"c\": [{\"d\": false, \"e\": []}, \"f\"]\n"
		  "}");
	buf_release(&out);
}

static void test_strings(void)
{
	static const struct {
		struct str text;
		const char *want;
	} row[] = {
		{ STR_INIT(""), "\"\"" },
		{ STR_INIT("a/b'c"), "\"a/b'c\"" },
		{ STR_INIT("\"\\"), "\"\\\"\\\\\"" },
		{ STR_INIT("\n\r\t"), "\"\\n\\r\\t\"" },
		{ STR_INIT("\0\x1f\x7f\x20"), "\"\\u0000\\u001f\\u007f \"" },
		{ STR_INIT("ö→"), "\"ö→\"" },
		{ STR_INIT("\xc2\x9b|\xe2\x80\xae|\xf3\xa0\x80\xa0"),
		  "\"\\u009b|\\u202e|\\udb40\\udc20\"" },
		{ STR_INIT("\xff|\xc3(|\xed\xa0\x80"),
		  "\"\\ufffd|\\ufffd(|\\ufffd\\ufffd\\ufffd\"" },
		{ STR_INIT("\xf0\x9f\x93\x9e"), "\"\xf0\x9f\x93\x9e\"" },
		{ { NULL, 0 }, "\"\"" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct json json;
		struct buf out;

		buf_init(&out, 64);
		json_init(&json, &out);
		json_str(&json, row[i].text);
		CHECK_STR(i, buf_str(&out), row[i].want);
		buf_release(&out);
	}
}

static void test_parts(void)
{
	struct json json;
	struct buf out;

	buf_init(&out, 64);
	json_init(&json, &out);
	json_open_line(&json, '[');
	json_open_str(&json);
	json_add_text(&json, "a\"");
	json_add_part(&json, STR("b"));
	json_close_str(&json);
	json_open_str(&json);
	json_close_str(&json);
	json_close(&json);
	CHECK_STR(0, buf_str(&out), "[\"a\\\"b\", \"\"]");
	buf_release(&out);
}

static void test_ceiling(void)
{
	struct json json;
	struct buf out;

	buf_init(&out, 4);
	json_init(&json, &out);
	json_str(&json, STR("abcd"));
	CHECK_INT(0, buf_error(&out), EMSGSIZE);
	buf_release(&out);
}

CU_TestInfo test_json[] = {
	{ "a level is two blanks deeper, or all of it on one line",
	  test_layout },
	{ "what is special, obeyed or no UTF-8 is escaped", test_strings },
	{ "a string may be written in parts", test_parts },
	{ "the buffer keeps the error", test_ceiling },
	CU_TEST_INFO_NULL,
};
