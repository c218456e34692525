/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <errno.h>

#include "catalogue/catalogue.h"
#include "scenario/suite.h"

static const uint64_t key[2] = { 1, 2 };

static void has_a_case_for_every_row(void)
{
	struct suite *suite = NULL;
	const struct row *row;
	size_t count;

	row = catalogue_rows(&count);
	CHECK_INT(0, suite_load(&suite, key), 0);
	CHECK_INT(0, suite_count(suite), count);
	for (size_t i = 0; i < count; i++) {
		const struct scenario *scenario;
		struct scenario *made;
		struct buf code;

		buf_init(&code, 8);
		buf_addf(&code, "%u", row[i].code);
		CHECK_INT(row[i].code,
			  suite_select(suite, buf_str(&code), &scenario, &made),
			  0);
		CHECK(row[i].code, made == NULL);
		CHECK_INT(row[i].code, scenario->code, row[i].code);
		CHECK_STR(row[i].code, scenario->title, row[i].phrase);
		buf_release(&code);
	}
	suite_free(suite);
}

static void is_in_order_of_ids(void)
{
	struct suite *suite = NULL;

	CHECK_INT(0, suite_load(&suite, key), 0);
	CHECK_STR(0, suite_at(suite, 0)->id, "final/400");
	CHECK_STR(0, suite_at(suite, suite_count(suite) - 1)->id,
		  "success/204");
	suite_free(suite);
}

static void selects_by_user(void)
{
	static const struct {
		const char *user;
		const char *id; /* NULL: nothing */
		int code;
	} row[] = {
		{ "486", "final/486", 486 },
		{ "final/486", "final/486", 486 },
		{ "final.486", "final/486", 486 },
		{ "prov.180", "prov/180", 180 },
		{ "redirect.302", "redirect/302", 302 },
		{ "486;x=y", "final/486", 486 },
		{ "486:secret", "final/486", 486 },
		{ "4%386", "final/486", 486 },
		{ "180%2A3%2a486", "180*3*486", 486 },
		{ "180*3*486", "180*3*486", 486 },
		{ "499", "499", 499 },
		{ "183*2", "183*2", 183 },
		{ "q17", "q17", 486 },
		{ "FINAL.486", NULL, 0 },
		{ "final.499", NULL, 0 },
		{ "4%3", NULL, 0 },
		{ "%zz", NULL, 0 },
		{ "bob", NULL, 0 },
		{ "", NULL, 0 },
		{ "4864864864864864864864864864864864864864864864864864864864"
		  "86486486486486486486",
		  NULL, 0 },
	};
	struct suite *suite = NULL;

	CHECK_INT(0, suite_load(&suite, key), 0);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct scenario *scenario = NULL;
		struct scenario *made = NULL;
		int err = suite_select(suite, str_from(row[i].user), &scenario,
				       &made);

		CHECK_INT(i, err, row[i].id == NULL ? ENOENT : 0);
		if (err)
			continue;
		CHECK_STR(i, scenario->id, row[i].id);
		CHECK_INT(i, scenario->code, row[i].code);
		scenario_free(made);
	}
	suite_free(suite);
}

static void names_what_is_near(void)
{
	static const struct {
		const char *user;
		const char *first; /* NULL: nothing is near */
	} row[] = {
		{ "4866", "final/486" },          { "final.48", "final/408" },
		{ "finl/486", "final/486" },      { "78", NULL },
		{ "completely-different", NULL }, { "", NULL },
	};
	struct suite *suite = NULL;

	CHECK_INT(0, suite_load(&suite, key), 0);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct scenario *near[3];
		size_t count =
			suite_nearest(suite, str_from(row[i].user), near, 3);

		CHECK(i, (count > 0) == (row[i].first != NULL));
		CHECK(i, count <= 3);
		if (count > 0 && row[i].first != NULL)
			CHECK_STR(i, near[0]->id, row[i].first);
	}
	suite_free(suite);
}

CU_TestInfo test_suite[] = {
	{ "has a case for every row", has_a_case_for_every_row },
	{ "is in order of ids", is_in_order_of_ids },
	{ "selects by user", selects_by_user },
	{ "names what is near", names_what_is_near },
	CU_TEST_INFO_NULL,
};
