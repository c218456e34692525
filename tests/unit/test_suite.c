/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "check.h"
#include "sample.h"
#include "suite_rows.h"

static const uint64_t key[2] = { 1, 2 };

static struct suite *usual(void)
{
	static const struct add_row row[] = {
		{ "success/200", 200, "200", 0 },
		{ "final/486", 486, "486 busy", 0 },
		{ "prov/180", 180, "180", 0 },
		{ "final/404", 404, "404", 0 },
		{ "final/408", 408, "408", 0 },
		{ "ring/180-486", 486, "", 0 },
		{ "lab/deep/er", 500, "", 0 },
		{ "lab/v1.2", 501, "", 0 },
	};
	struct suite *suite = NULL;

	CHECK_INT(0, suite_new(&suite, key), 0);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_TEXT(i, suite_rows_add(suite, &row[i]), "");
	CHECK_INT(0, suite_finish(suite), 0);
	return suite;
}

static void is_in_order_of_ids(void)
{
	static const char *const id[] = {
		"final/404", "final/408", "final/486",    "lab/deep/er",
		"lab/v1.2",  "prov/180",  "ring/180-486", "success/200",
	};
	struct suite *suite = usual();

	CHECK_INT(0, suite_count(suite), ARRAY_SIZE(id));
	for (size_t i = 0; i < ARRAY_SIZE(id); i++)
		CHECK_STR(i, suite_at(suite, i)->id, id[i]);
	suite_unref(suite);
}

static void selects_by_user(void)
{
	static const struct {
		const char *user;
		const char *id; /* NULL: nothing */
		int code;
	} row[] = {
		{ "486", "final/486", 486 },
		{ "busy", "final/486", 486 },
		{ "final/486", "final/486", 486 },
		{ "final.486", "final/486", 486 },
		{ "prov.180", "prov/180", 180 },
		{ "ring.180-486", "ring/180-486", 486 },
		{ "lab.deep.er", "lab/deep/er", 500 },
		{ "lab.v1.2", "lab/v1.2", 501 },
		{ "lab/v1.2", "lab/v1.2", 501 },
		{ "486;x=y", "final/486", 486 },
		{ "486:secret", "final/486", 486 },
		{ "4%386", "final/486", 486 },
		{ "b%75sy", "final/486", 486 },
		{ "180%2A3%2a486", "180*3*486", 486 },
		{ "180*3*486", "180*3*486", 486 },
		{ "499", "499", 499 },
		{ "183*2", "183*2", 183 },
		{ "q17", "q17", 486 },
		{ "BUSY", NULL, 0 },
		{ "lab/deep.er", NULL, 0 },
		{ "lab.deep/er", NULL, 0 },
		{ "FINAL.486", NULL, 0 },
		{ "final.499", NULL, 0 },
		{ "4%3", NULL, 0 },
		{ "%zz", NULL, 0 },
		{ "bob", NULL, 0 },
		{ ".", NULL, 0 },
		{ "", NULL, 0 },
		{ "4864864864864864864864864864864864864864864864864864864864"
		  "8648648648648648648648648648648648648648648648648648648648"
		  "648648648648648648648648",
		  NULL, 0 },
	};
	struct suite *suite = usual();

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
		CHECK(i, made == NULL || made == scenario);
		scenario_free(made);
	}
	suite_unref(suite);
}

static void names_what_is_near(void)
{
	static const struct {
		const char *user;
		const char *first; /* NULL: nothing is near */
	} row[] = {
		{ "4866", "final/486" },
		{ "final.48", "final/408" },
		{ "finl/486", "final/486" },
		{ "busi", "final/486" },
		{ "78", NULL },
		{ "completely-different", NULL },
		{ "", NULL },
	};
	struct suite *suite = usual();

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct scenario *near[3];
		size_t count =
			suite_nearest(suite, str_from(row[i].user), near, 3);

		CHECK(i, (count > 0) == (row[i].first != NULL));
		CHECK(i, count <= 3);
		if (count > 0 && row[i].first != NULL)
			CHECK_STR(i, near[0]->id, row[i].first);
	}
	suite_unref(suite);
}

/** Who holds a reference may use it when others have let go. */
static void lives_as_long_as_it_is_held(void)
{
	struct suite *suite = usual();
	struct suite *held = suite_ref(suite);

	CHECK(0, held == suite);
	suite_unref(suite);
	CHECK_STR(0, suite_find(held, STR("final/486"))->id, "final/486");
	suite_unref(held);
	suite_unref(NULL);
}

static void may_be_empty(void)
{
	const struct endpoint source = { "192.0.2.1", 5060, TRANSPORT_UDP };
	const struct sample sample = { .method = NULL };
	struct message *request = sample_load(&sample);
	const struct scenario *near[1];
	const struct scenario *found = NULL;
	struct scenario *made = NULL;
	struct suite *suite = NULL;

	CHECK_INT(0, suite_new(&suite, key), 0);
	CHECK_INT(0, suite_finish(suite), 0);
	CHECK_INT(0, suite_count(suite), 0);
	CHECK(0, suite_find(suite, STR("final/486")) == NULL);
	CHECK(0, suite_match(suite, request, &source) == NULL);
	CHECK_INT(0, suite_nearest(suite, STR("486"), near, 1), 0);
	CHECK_INT(0, suite_select(suite, STR("486"), &found, &made), 0);
	CHECK(0, found == made && made != NULL);
	scenario_free(made);
	CHECK_INT(0, suite_select(suite, STR("busy"), &found, &made), ENOENT);
	suite_unref(suite);
	message_free(request);
}

CU_TestInfo test_suite[] = {
	{ "is in order of ids", is_in_order_of_ids },
	{ "selects by user", selects_by_user },
	{ "names what is near", names_what_is_near },
	{ "lives as long as it is held", lives_as_long_as_it_is_held },
	{ "may be empty", may_be_empty },
	CU_TEST_INFO_NULL,
};
