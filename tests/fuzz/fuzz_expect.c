/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "campaign/expect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Hold in any build, also where assert() is compiled out. */
static void hold(bool held, const char *what)
{
	if (held)
		return;
	(void)fprintf(stderr, "broken: %s\n", what);
	abort();
}

/** The cases of the suite, each with what came of it. */
static const struct {
	const char *id;
	enum verdict verdict;
} cases[] = {
	{ "auth/401", VERDICT_FAIL },    { "final/404", VERDICT_PASS },
	{ "final/480", VERDICT_MISSED }, { "final/486", VERDICT_PASS },
	{ "final/487", VERDICT_FAIL },   { "redirect/302", VERDICT_WARN },
	{ "ring/180", VERDICT_PASS },
};

static struct suite *make_suite(void)
{
	static const uint64_t key[2] = { 0, 0 };
	static const struct step step = { .type = STEP_RESPOND };
	const struct steps steps = { &step, 1 };
	const struct scenario *other;
	struct scenario *made;
	struct suite *suite;
	struct str dial;

	hold(suite_new(&suite, key) == 0, "memory");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct str id = str_from(cases[i].id);

		hold(scenario_new(&made, id, id, steps) == 0, "memory");
		hold(suite_add(suite, made, 0, &other, &dial) == 0, "memory");
	}
	hold(suite_finish(suite) == 0, "memory");
	return suite;
}

static void make_results(struct results *results)
{
	static struct result_finding finding = {
		.check = STR_INIT("ack-non2xx-sent"),
		.outcome = OUTCOME_FAIL,
		.actual = STR_INIT("a \"quote\""),
	};
	size_t agent;

	results_init(results);
	hold(results_agent(results, STR("a"), &agent) == 0, "memory");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct result *result = results_add(results);

		hold(result != NULL, "memory");
		result->scenario = str_from(cases[i].id);
		result->verdict = cases[i].verdict;
		result->finding = &finding;
		result->finding_count = cases[i].verdict == VERDICT_FAIL;
	}
}

/** Whatever was written, what comes of it loads, and stays as it is. */
static void hold_update(struct str text, const struct suite *suite,
			const struct results *results)
{
	struct expect_update once, again;
	struct diags diags;
	int err;

	expect_update_init(&once);
	expect_update_init(&again);
	diags_init(&diags, STR("f"), text);
	err = expect_file_update(&once, text, results, suite, STR("2026-01-31"),
				 &diags);
	hold(err == 0 || (err == EBADMSG && diags.count > 0),
	     "an update says what is wrong");
	if (err == 0) {
		err = expect_file_update(&again, buf_str(&once.text), results,
					 suite, STR("2026-01-31"), &diags);
		hold(err == 0, "what was written can be read");
		hold(again.passed == 0 && again.added == 0 &&
			     again.changes.size == 0,
		     "the second time nothing is left to do");
		hold(str_eq(buf_str(&once.text), buf_str(&again.text)),
		     "the second time nothing changes");
	}
	diags_release(&diags);
	expect_update_release(&once);
	expect_update_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct expect_file *file = NULL;
	struct suite *suite = make_suite();
	struct results results;
	struct diags diags;
	int err;

	make_results(&results);
	diags_init(&diags, STR("f"), STR(""));
	err = expect_file_load(&file, text, &diags);
	hold(err == 0 || err == EBADMSG, "known result");
	hold((file != NULL) == (err == 0), "a file when it is fine");
	hold((diags.count == 0) == (err == 0), "faults when it is not");
	if (err == 0) {
		err = expect_file_check(file, suite, &diags);
		hold((diags.count == 0) == (err == 0), "a fault is told");
	}
	for (size_t i = 0; file != NULL && i < results.count; i++)
		expect_file_compare(file, &results.result[i]);
	hold_update(text, suite, &results);
	diags_release(&diags);
	expect_file_free(file);
	results_release(&results);
	suite_unref(suite);
	return 0;
}
