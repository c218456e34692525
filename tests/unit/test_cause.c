/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "catalogue/cause.h"

static void ascending(void)
{
	size_t count;
	const struct cause *row = cause_rows(&count);

	CHECK_INT(0, count, 36);
	for (size_t i = 0; i < count; i++) {
		CHECK(i, i == 0 || row[i - 1].number < row[i].number);
		CHECK(i, row[i].text != NULL && row[i].text[0] != '\0');
		CHECK(i, row[i].code == 0 || row[i].code / 100 == 4 ||
				 row[i].code / 100 == 5);
		CHECK(i, row[i].code != 0 || row[i].note != NULL);
		CHECK(i, cause_find(row[i].number) == &row[i]);
	}
}

static void codes(void)
{
	static const struct {
		unsigned number;
		unsigned code;
	} row[] = {
		{ 1, 404 },   { 2, 404 },   { 3, 404 },   { 16, 0 },
		{ 17, 486 },  { 18, 408 },  { 19, 480 },  { 20, 480 },
		{ 21, 403 },  { 22, 410 },  { 23, 410 },  { 26, 404 },
		{ 27, 502 },  { 28, 484 },  { 29, 501 },  { 31, 480 },
		{ 34, 503 },  { 38, 503 },  { 41, 503 },  { 42, 503 },
		{ 44, 0 },    { 47, 503 },  { 55, 403 },  { 57, 403 },
		{ 58, 503 },  { 65, 488 },  { 70, 488 },  { 79, 501 },
		{ 87, 403 },  { 88, 503 },  { 102, 504 }, { 111, 500 },
		{ 127, 500 }, { 24, 500 },  { 25, 500 },  { 63, 500 },
		{ 0, 500 },   { 4, 500 },   { 126, 500 }, { 128, 500 },
		{ 273, 500 }, { 300, 500 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(row[i].number, cause_code(row[i].number),
			  row[i].code);
	/* 273 is 17 + 256: it must not be cut to a byte. */
	CHECK(0, cause_find(273) == NULL);
	CHECK(0, cause_find(0) == NULL);
}

static void reason(void)
{
	static const struct {
		unsigned number;
		const char *line;
	} row[] = {
		{ 17, "Reason: Q.850;cause=17;text=\"User busy\"\r\n" },
		{ 16,
		  "Reason: Q.850;cause=16;text=\"Normal call clearing\"\r\n" },
		{ 1, "Reason: Q.850;cause=1;"
		     "text=\"Unallocated (unassigned) number\"\r\n" },
		{ 70, "Reason: Q.850;cause=70;text=\"Only restricted digital "
		      "information bearer capability is available\"\r\n" },
		{ 99, "Reason: Q.850;cause=99\r\n" },
	};
	struct buf out;

	buf_init(&out, 256);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		buf_clear(&out);
		cause_write_reason(&out, row[i].number);
		CHECK_STR(i, buf_str(&out), row[i].line);
	}
	buf_release(&out);
}

CU_TestInfo test_cause[] = {
	{ "causes ascend, have a text and a failure or a note", ascending },
	{ "each cause has the response of RFC 3398 §7.2.4.1", codes },
	{ "a Reason has a text when the cause is known", reason },
	CU_TEST_INFO_NULL,
};
