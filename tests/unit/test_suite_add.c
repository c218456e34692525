/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "check.h"
#include "sample.h"
#include "suite_rows.h"

enum { MANY = 2000 };

static const uint64_t key[2] = { 1, 2 };

static unsigned first_code(const struct scenario *scenario)
{
	return scenario->attempt[0].step[0].respond.code;
}

/** What a later folder has goes first, and takes the place of the same id. */
static void later_folders_go_first(void)
{
	static const struct {
		struct add_row row;
		const char *replaced;
	} step[] = {
		{ { "final/486", 486, "486 busy", 0 }, "" },
		{ { "final/404", 404, "404", 0 }, "" },
		{ { "my/busy", 600, "busy", 1 }, "" },
		{ { "final/404", 410, "gone", 1 }, "final/404" },
		{ { "final/404", 411, "", 2 }, "final/404" },
	};
	static const struct {
		const char *user;
		const char *id;
		int code;
	} row[] = {
		{ "busy", "my/busy", 600 },
		{ "486", "final/486", 486 },
		{ "final.404", "final/404", 411 },
		/* the dial strings of what is replaced are gone */
		{ "404", "404", 404 },
		{ "gone", NULL, 0 },
	};
	struct suite *suite = NULL;

	CHECK_INT(0, suite_new(&suite, key), 0);
	for (size_t i = 0; i < ARRAY_SIZE(step); i++)
		CHECK_TEXT(i, suite_rows_add(suite, &step[i].row),
			   step[i].replaced);
	CHECK_INT(0, suite_finish(suite), 0);
	CHECK_INT(0, suite_count(suite), 3);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct scenario *found = NULL;
		struct scenario *made = NULL;

		CHECK_INT(i,
			  suite_select(suite, str_from(row[i].user), &found,
				       &made),
			  row[i].id == NULL ? ENOENT : 0);
		if (row[i].id != NULL) {
			CHECK_STR(i, found->id, row[i].id);
			CHECK_INT(i, first_code(found), row[i].code);
		}
		scenario_free(made);
	}
	suite_unref(suite);
}

static void refuses_what_stands_twice(void)
{
	static const struct {
		struct add_row row;
		const char *other; /* the id of the rival; NULL: it fits */
		const char *dial;  /* NULL: it is the id */
	} step[] = {
		{ { "a", 486, "one two", 1 }, NULL, NULL },
		{ { "b", 486, "three", 1 }, NULL, NULL },
		{ { "a", 486, "four", 1 }, "a", NULL },
		{ { "c", 486, "four two", 1 }, "a", "two" },
		{ { "c", 486, "three", 1 }, "b", "three" },
		/* what was refused takes nothing */
		{ { "c", 486, "four", 1 }, NULL, NULL },
		/* another folder has names of its own */
		{ { "d", 486, "one two three", 2 }, NULL, NULL },
		{ { "e", 486, "one", 2 }, "d", "one" },
		{ { "b", 486, "five", 2 }, NULL, NULL },
		{ { "b", 486, "six", 2 }, "b", NULL },
	};
	struct suite *suite = NULL;

	CHECK_INT(0, suite_new(&suite, key), 0);
	for (size_t i = 0; i < ARRAY_SIZE(step); i++) {
		const struct add_row *row = &step[i].row;
		const struct scenario *other = NULL;
		struct str dial = { NULL, 0 };
		int err = suite_add(suite,
				    suite_rows_make(row->id, row->code,
						    row->dial),
				    row->origin, &other, &dial);

		CHECK_INT(i, err, step[i].other == NULL ? 0 : EEXIST);
		if (err != EEXIST)
			continue;
		CHECK_STR(i, other->id, step[i].other);
		CHECK_STR(i, dial, step[i].dial);
	}
	CHECK_INT(0, suite_finish(suite), 0);
	CHECK_INT(0, suite_count(suite), 4);
	suite_unref(suite);
}

/** Also after the tables grew, and the ids are in their order. */
static void finds_among_many(void)
{
	static const struct add_row first[] = {
		{ "old", 404, "same", 0 },
		{ "new", 486, "same", 1 },
	};
	struct suite *suite = NULL;
	const struct scenario *found = NULL;
	struct scenario *made = NULL;

	CHECK_INT(0, suite_new(&suite, key), 0);
	for (size_t i = 0; i < ARRAY_SIZE(first); i++)
		(void)suite_rows_add(suite, &first[i]);
	for (unsigned i = 0; i < MANY; i++) {
		char id[16] = { 'x', '/', (char)('a' + i / 400),
				(char)('a' + i / 20 % 20),
				(char)('a' + i % 20) };
		const struct add_row row = { id, 500, id + 2, 1 };

		(void)suite_rows_add(suite, &row);
	}
	CHECK_INT(0, suite_finish(suite), 0);
	CHECK_INT(0, suite_count(suite), MANY + 2);
	CHECK_STR(0, suite_at(suite, MANY + 1)->id, "x/ett");
	CHECK_INT(0, suite_select(suite, STR("same"), &found, &made), 0);
	CHECK_STR(0, found->id, "new");
	CHECK_INT(0, suite_select(suite, STR("cab"), &found, &made), 0);
	CHECK_STR(0, found->id, "x/cab");
	CHECK_STR(0, suite_find(suite, STR("x/ett"))->id, "x/ett");
	CHECK(0, suite_find(suite, STR("x/ftt")) == NULL);
	suite_unref(suite);
}

static struct scenario *make_match(const char *id, const char *method)
{
	struct scenario *scenario = suite_rows_make(id, 486, "");

	scenario->match = arena_alloc(&scenario->arena, sizeof(struct match));
	scenario->match->method = str_from(method);
	return scenario;
}

/** The first in order of ids; what has no match takes nothing by itself. */
static void matches_in_order_of_ids(void)
{
	static const struct {
		const char *method;
		const char *id; /* NULL: none */
	} row[] = {
		{ "INVITE", "b" },
		{ "OPTIONS", "a" },
		{ "MESSAGE", NULL },
	};
	const struct endpoint source = { "192.0.2.1", 5060, TRANSPORT_UDP };
	struct scenario *const added[] = {
		make_match("c", "INVITE"),
		make_match("b", "INVITE"),
		make_match("a", "OPTIONS"),
		suite_rows_make("0", 486, ""),
	};
	struct suite *suite = NULL;
	const struct scenario *other;
	struct str dial;

	CHECK_INT(0, suite_new(&suite, key), 0);
	for (size_t i = 0; i < ARRAY_SIZE(added); i++)
		CHECK_INT(i, suite_add(suite, added[i], 0, &other, &dial), 0);
	/* what is replaced matches no more */
	CHECK_INT(0,
		  suite_add(suite, suite_rows_make("0", 1, ""), 1, &other,
			    &dial),
		  0);
	CHECK_INT(0, suite_finish(suite), 0);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct sample sample = { .method = row[i].method };
		struct message *request = sample_load(&sample);
		const struct scenario *found =
			suite_match(suite, request, &source);

		CHECK(i, (found == NULL) == (row[i].id == NULL));
		if (found != NULL)
			CHECK_STR(i, found->id, row[i].id);
		message_free(request);
	}
	suite_unref(suite);
}

CU_TestInfo test_suite_add[] = {
	{ "what later folders have goes first", later_folders_go_first },
	{ "refuses what stands twice", refuses_what_stands_twice },
	{ "finds among many", finds_among_many },
	{ "matches in order of ids", matches_in_order_of_ids },
	CU_TEST_INFO_NULL,
};
