/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "sip/header_name.h"

static void test_find_all(void)
{
	static const struct {
		struct str name;
		char compact;
	} row[HEADER_COUNT] = { [HEADER_OTHER] = { STR_INIT("Nothing"), 0 },
#define X(id, name, compact) [HEADER_##id] = { STR_INIT(name), compact },
				HEADER_MAP(X)
#undef X
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str compact = { &row[i].compact, 1 };
		struct str name = row[i].name;
		char text[32];

		for (size_t at = 0; at < name.size; at++)
			text[at] =
				(char)(name.p[at] ^
				       (at % 2 != 0 && name.p[at] != '-' ? 0x20
									 : 0));
		CHECK_INT(i, header_find(name), i);
		CHECK_INT(i, header_find((struct str){ text, name.size }), i);
		text[0] = '!';
		CHECK_INT(i, header_find((struct str){ text, name.size }),
			  HEADER_OTHER);
		text[0] = name.p[0];
		text[name.size] = 's';
		CHECK_INT(i, header_find((struct str){ text, name.size + 1 }),
			  HEADER_OTHER);
		if (row[i].compact == 0)
			continue;
		CHECK_INT(i, header_find(compact), i);
		CHECK(i, str_eq(header_long_name(compact), name));
	}
}

static void test_find(void)
{
	static const struct {
		const char *name;
		enum header header;
		const char *long_name;
	} row[] = {
		{ "", HEADER_OTHER, "" },
		{ "t", HEADER_TO, "To" },
		{ "T", HEADER_TO, "To" },
		{ "to", HEADER_TO, "to" },
		{ "x", HEADER_OTHER, "Session-Expires" },
		{ "X", HEADER_OTHER, "Session-Expires" },
		{ "r", HEADER_OTHER, "Refer-To" },
		{ "z", HEADER_OTHER, "z" },
		{ "\xff", HEADER_OTHER, "\xff" },
		{ "\xff\xff", HEADER_OTHER, "\xff\xff" },
		{ "Call_ID", HEADER_OTHER, "Call_ID" },
		{ "Call-IDs", HEADER_OTHER, "Call-IDs" },
		{ "Foute", HEADER_OTHER, "Foute" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str name = str_from(row[i].name);

		CHECK_INT(i, header_find(name), row[i].header);
		CHECK_STR(i, header_long_name(name), row[i].long_name);
	}
}

CU_TestInfo test_header_name[] = {
	{ "each header is known by its names in any case", test_find_all },
	{ "other names are no header with an id", test_find },
	CU_TEST_INFO_NULL
};
