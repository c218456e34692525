/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "sip/message.h"

#define START "OPTIONS sip:a@b SIP/2.0\r\n"

static void test_find(void)
{
	static const char text[] = START "Via: 1\r\nX-One: a\r\nv: 2\r\n"
					 "x: 90\r\nx-one: b\r\nVIA: 3, 4\r\n"
					 "Refer-To: c\r\nk: x\r\n\r\n";
	static const struct {
		const char *name;
		size_t nth;
		const char *value;
	} row[] = {
		{ "Via", 0, "1" },       { "v", 1, "2" },
		{ "via", 2, "3, 4" },    { "Via", 3, NULL },
		{ "X-ONE", 0, "a" },     { "X-One", 1, "b" },
		{ "X-One", 2, NULL },    { "Session-Expires", 0, "90" },
		{ "x", 0, "90" },        { "r", 0, "c" },
		{ "Supported", 0, "x" }, { "To", 0, NULL },
		{ "X", 1, NULL },        { "", 0, NULL },
	};
	struct message *message;

	if (!CHECK_INT(0, message_load(&message, str_from(text)), 0))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_STR(i,
			  message_find(message, str_from(row[i].name),
				       row[i].nth),
			  row[i].value);
	CHECK_STR(0, message_header(message, HEADER_VIA, 2), "3, 4");
	CHECK_STR(0, message_header(message, HEADER_VIA, 3), NULL);
	message_free(message);
}

static void test_lists(void)
{
	static const char text[] = START "Supported: timer\r\nk: Path,\r\n"
					 " 100rel\r\nRequire: outbound\r\n\r\n";
	static const struct {
		const char *token;
		bool is_supported;
		bool is_required;
	} row[] = {
		{ "timer", true, false },     { "path", true, false },
		{ "100REL", true, false },    { "outbound", false, true },
		{ "replaces", false, false },
	};
	struct message *message;

	if (!CHECK_INT(0, message_load(&message, str_from(text)), 0))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str token = str_from(row[i].token);

		CHECK_INT(i, message_lists(message, HEADER_SUPPORTED, token),
			  row[i].is_supported);
		CHECK_INT(i, message_lists(message, HEADER_REQUIRE, token),
			  row[i].is_required);
	}
	message_free(message);
}

CU_TestInfo test_message_line[] = {
	{ "a header is found by any of its names", test_find },
	{ "a token is listed by any line of the header", test_lists },
	CU_TEST_INFO_NULL
};
