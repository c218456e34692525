/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "campaign/expect.h"
#include "campaign/select.h"
#include "check.h"
#include "data.h"
#include "suite_rows.h"

/*
 * TESTS_DATA/expect/update/<name>/: before.yaml, results, after.yaml, changes. A line
 * of results is "@agent", for those below it, or "id verdict", with the check that
 * has that outcome and what happened behind it; "+ check what happened" is a further
 * finding of the line above. Later lines are newer. changes: a line with the counts, then what is told.
 */
#define UPDATE TESTS_DATA "/expect/update"

enum { UPDATES_MIN = 20, FINDINGS_MAX = 4 };

static const char *const ids[] = {
	"auth/401",     "final/404",         "final/480",
	"final/486",    "final/487",         "redirect/300",
	"redirect/302", "redirect/302-loop", "sanity/first",
};

static struct suite *make_suite(void)
{
	static const uint64_t key[2] = { 0, 0 };
	struct suite *suite = NULL;

	CHECK_INT(0, suite_new(&suite, key), 0);
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		struct add_row row = { ids[i], 486, "", 0 };

		(void)suite_rows_add(suite, &row);
	}
	CHECK_INT(0, suite_finish(suite), 0);
	return suite;
}

static void add_finding(struct results *results, struct result *result,
			struct str text)
{
	struct result_finding *finding;

	if (text.size == 0)
		return;
	if (result->finding == NULL)
		result->finding = arena_array(&results->arena, FINDINGS_MAX,
					      sizeof(*finding));
	CHECK(0, result->finding_count < FINDINGS_MAX);
	finding = &result->finding[result->finding_count++];
	(void)str_cut(text, ' ', &finding->check, &finding->actual);
	finding->outcome = OUTCOME_PASS;
	if (result->verdict == VERDICT_FAIL)
		finding->outcome = OUTCOME_FAIL;
	if (result->verdict == VERDICT_WARN)
		finding->outcome = OUTCOME_WARN;
}

static void add_result(struct results *results, size_t agent, struct str line)
{
	struct result *result = results_add(results);
	struct str verdict, rest;

	result->agent = agent;
	result->start_us = results->count;
	(void)str_cut(line, ' ', &result->scenario, &rest);
	(void)str_cut(rest, ' ', &verdict, &rest);
	CHECK(results->count, verdict_find(&result->verdict, verdict));
	/* "!": no check failed, it is only said why. */
	if (str_starts(rest, STR("! ")))
		result->why = str_sub(rest, 2, rest.size);
	else
		add_finding(results, result, rest);
}

static void read_results(struct results *results, struct str text)
{
	struct str line;
	size_t agent = 0;

	results_init(results);
	CHECK_INT(0, results_agent(results, STR("agent"), &agent), 0);
	while (str_next_line(&text, &line)) {
		if (str_starts(line, STR("@")))
			CHECK_INT(0,
				  results_agent(results, str_sub(line, 1, 99),
						&agent),
				  0);
		else if (str_starts(line, STR("+ ")))
			add_finding(results,
				    &results->result[results->count - 1],
				    str_sub(line, 2, line.size));
		else if (line.size > 0)
			add_result(results, agent, line);
	}
}

/** What comes of a text: the new one and what is told; release both. */
struct outcome_of_update {
	struct buf text;
	struct buf told;
};

static void run_update(struct outcome_of_update *to, struct str before,
		       const struct results *results, const struct suite *suite)
{
	struct expect_update update;
	struct diags diags;
	int err;

	expect_update_init(&update);
	diags_init(&diags, STR("before.yaml"), STR(""));
	buf_init(&to->text, DATA_FILE_MAX);
	buf_init(&to->told, DATA_FILE_MAX);
	err = expect_file_update(&update, before, results, suite,
				 STR("2026-01-31"), &diags);
	if (err)
		buf_addf(&to->told, "%s\n", strerror(err));
	else
		buf_addf(&to->told, "%zu passed, %zu added\n", update.passed,
			 update.added);
	diags_write(&to->told, &diags);
	buf_add_str(&to->told, buf_str(&update.changes));
	buf_add_str(&to->text, buf_str(&update.text));
	diags_release(&diags);
	expect_update_release(&update);
}

static void outcome_release(struct outcome_of_update *outcome)
{
	buf_release(&outcome->text);
	buf_release(&outcome->told);
}

static void check_update(size_t row, const char *name, void *arg)
{
	const struct suite *suite = arg;
	struct buf before, text, after, changes;
	struct outcome_of_update once, again;
	struct results results;

	CHECK(row, data_read_part(&before, UPDATE, name, "before.yaml"));
	CHECK(row, data_read_part(&text, UPDATE, name, "results"));
	CHECK(row, data_read_part(&after, UPDATE, name, "after.yaml"));
	CHECK(row, data_read_part(&changes, UPDATE, name, "changes"));
	read_results(&results, buf_str(&text));
	run_update(&once, buf_str(&before), &results, suite);
	if (!CHECK_STR(row, buf_str(&once.text), after.size ? after.p : "") ||
	    !CHECK_STR(row, buf_str(&once.told), changes.p))
		(void)printf("\n    in " UPDATE "/%s", name);
	if (once.text.size > 0) {
		run_update(&again, buf_str(&once.text), &results, suite);
		CHECK_STR(row, buf_str(&again.text), once.text.p);
		CHECK_STR(row, buf_str(&again.told), "0 passed, 0 added\n");
		outcome_release(&again);
	}
	outcome_release(&once);
	results_release(&results);
	buf_release(&changes);
	buf_release(&after);
	buf_release(&text);
	buf_release(&before);
}

static void writes_what_results_say(void)
{
	struct suite *suite = make_suite();

	CHECK(0, data_each(UPDATE, check_update, suite) >= UPDATES_MIN);
	suite_unref(suite);
}

/** What a client sent stands in a finding: it stays in its line and its quotes. */
static void keeps_hostile_text_in_its_line(void)
{
	static const struct str row[] = {
		STR_INIT("a \"quoted\" \\ backslash"),
		STR_INIT("two\r\nlines\n- cases: x"),
		STR_INIT("\x1b[31m\x7f\xc2\x85\xe2\x80\xa8\xef\xbb\xbf"),
		STR_INIT("\xff\xfe\xc3(\xed\xa0\x80\xef\xbf\xbe"),
		STR_INIT("nul \0 behind"),
		STR_INIT("\xf0\x9f\x98\x80 ${call-id} %s #: - ]]>"),
		STR_INIT("   "),
		STR_INIT(""),
	};
	struct suite *suite = make_suite();

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct outcome_of_update once, again;
		struct results results;

		read_results(&results, STR("final/486 fail ack-non2xx-sent"));
		results.result[0].finding[0].actual = row[i];
		run_update(&once, STR(""), &results, suite);
		CHECK(i, str_starts(buf_str(&once.told),
				    STR("0 passed, 1 added\n")));
		run_update(&again, buf_str(&once.text), &results, suite);
		CHECK_STR(i, buf_str(&again.told), "0 passed, 0 added\n");
		outcome_release(&once);
		outcome_release(&again);
		results_release(&results);
	}
	suite_unref(suite);
}

static void cuts_long_text(void)
{
	struct suite *suite = make_suite();
	struct outcome_of_update once;
	struct results results;
	struct buf text;

	buf_init(&text, DATA_FILE_MAX);
	for (size_t i = 0; i < 20000; i++)
		buf_add_text(&text, "\xf0\x9f\x98\x80");
	read_results(&results, STR("final/486 fail ack-non2xx-sent"));
	results.result[0].finding[0].actual = buf_str(&text);
	run_update(&once, STR(""), &results, suite);
	CHECK(0, str_starts(buf_str(&once.told), STR("0 passed, 1 added\n")));
	CHECK(0, once.text.size < 500);
	outcome_release(&once);
	results_release(&results);
	buf_release(&text);
	suite_unref(suite);
}

CU_TestInfo test_expect_update[] = {
	{ "writes what results say", writes_what_results_say },
	{ "keeps hostile text in its line", keeps_hostile_text_in_its_line },
	{ "cuts long text", cuts_long_text },
	CU_TEST_INFO_NULL,
};
