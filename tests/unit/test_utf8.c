/* SPDX-License-Identifier: MIT */
#include "text/utf8.h"

#include "check.h"

static void reads_one_character(void)
{
	static const struct {
		struct str text;
		size_t size;
		uint32_t code;
	} row[] = {
		{ STR_INIT(""), 0, 0 },
		{ STR_INIT("a"), 1, 'a' },
		{ STR_INIT("\0"), 1, 0 },
		{ STR_INIT("\x7f"), 1, 0x7f },
		{ STR_INIT("\x80"), 0, 0 },
		{ STR_INIT("\xc1\xbf"), 0, 0 }, /* not the shortest form */
		{ STR_INIT("\xc2\x80z"), 2, 0x80 },
		{ STR_INIT("\xdf\xbf"), 2, 0x7ff },
		{ STR_INIT("\xdf"), 0, 0 },
		{ STR_INIT("\xdfz"), 0, 0 },
		{ STR_INIT("\xe0\x9f\xbf"), 0, 0 },
		{ STR_INIT("\xe0\xa0\x80"), 3, 0x800 },
		{ STR_INIT("\xed\x9f\xbf"), 3, 0xd7ff },
		{ STR_INIT("\xed\xa0\x80"), 0, 0 }, /* a surrogate */
		{ STR_INIT("\xed\xbf\xbf"), 0, 0 },
		{ STR_INIT("\xee\x80\x80"), 3, 0xe000 },
		{ STR_INIT("\xef\xbf\xbf"), 3, 0xffff },
		{ STR_INIT("\xef\xbf"), 0, 0 },
		{ STR_INIT("\xf0\x8f\xbf\xbf"), 0, 0 },
		{ STR_INIT("\xf0\x90\x80\x80"), 4, 0x10000 },
		{ STR_INIT("\xf4\x8f\xbf\xbf"), 4, 0x10ffff },
		{ STR_INIT("\xf4\x90\x80\x80"), 0, 0 },
		{ STR_INIT("\xf5\x80\x80\x80"), 0, 0 },
		{ STR_INIT("\xff"), 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		uint32_t code = 0;

		CHECK_INT(i, utf8_next(row[i].text, &code), row[i].size);
		CHECK_INT(i, code, row[i].code);
		CHECK_INT(i, utf8_next(row[i].text, NULL), row[i].size);
	}
}

static void counts_characters(void)
{
	static const struct {
		const char *text;
		size_t count;
		size_t first_two; /* bytes */
	} row[] = {
		{ "", 0, 0 },
		{ "a", 1, 1 },
		{ "abc", 3, 2 },
		{ "\xc3\xa4\xc3\xb6\xc3\xbc", 3, 4 },
		{ "\xff\xc3\xa4", 2, 3 },
		{ "\xe2\x82", 2, 2 },
		{ "\xf0\x9f\x98\x80!", 2, 5 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str text = str_from(row[i].text);

		CHECK_INT(i, utf8_count(text), row[i].count);
		CHECK_INT(i, utf8_size(text, 2), row[i].first_two);
		CHECK_INT(i, utf8_size(text, 100), text.size);
		CHECK_INT(i, utf8_size(text, 0), 0);
	}
}

CU_TestInfo test_utf8[] = {
	{ "reads one character", reads_one_character },
	{ "counts characters", counts_characters },
	CU_TEST_INFO_NULL,
};
