/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "check.h"
#include "rendering.h"

#define ROOT(counts)                                   \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
	"<testsuites name=\"gamut\" " counts ">\n"
#define SUITE(counts, skipped)                                          \
	"<testsuite name=\"phone\" " counts " skipped=\"" skipped "\" " \
	"timestamp=\"2026-03-01T12:00:00Z\">\n<properties>\n"           \
	"<property name=\"gamut.version\" value=\"0.4.0\"/>\n"          \
	"</properties>\n"
#define CASE(class, name, time)                                            \
	"<testcase classname=\"" class "\" name=\"" name "\" time=\"" time \
				       "\">\n"

static void check(size_t row, const struct rendering *rendering,
		  const char *want)
{
	size_t size;
	char *text = rendering_write(rendering, report_junit, &size);

	CHECK_TEXT(row, text, want);
	free(text);
}

static void writes_a_testcase_each(void)
{
	struct result_finding finding = { .check = STR("ack-sent"),
					  .level = STR("MUST"),
					  .outcome = OUTCOME_FAIL };
	struct result result[] = {
		{ .scenario = STR("final/486"), .duration_us = 1234567 },
		{ .scenario = STR("final/600"),
		  .verdict = VERDICT_FAIL,
		  .why = STR("ack-sent: none"),
		  .finding = &finding,
		  .finding_count = 1,
		  .output = STR("]]>\n") },
		{ .scenario = STR("auth/digest/401"),
		  .verdict = VERDICT_INCONCLUSIVE,
		  .why = STR("no \"call\"\n") },
		{ .scenario = STR("486"), .verdict = VERDICT_MISSED },
	};
	const struct rendering rendering = { .result = result,
					     .count = ARRAY_SIZE(result) };
#define COUNTS "tests=\"4\" failures=\"1\" errors=\"1\" time=\"1.234\""

	check(0, &rendering,
	      ROOT(COUNTS) SUITE(COUNTS, "1")
		      CASE("phone.final", "final/486", "1.234") "</testcase>\n" CASE(
			      "phone.final", "final/600",
			      "0.000") "<failure message=\"ack-sent: none\" type=\"ack-sent\">"
				       "ack-sent: fail (MUST)\n</failure>\n"
				       "<system-out>]]&gt;\n</system-out>\n</testcase>\n" CASE(
					       "phone.auth.digest",
					       "auth/digest/401",
					       "0.000") "<skipped message=\"inconclusive: no &quot;call&quot;&#10;\"/>\n"
							"</testcase>\n" CASE(
								"phone", "486",
								"0.000") "<error message=\"missed\" type=\"missed\">"
									 "</error>\n</testcase>\n"
									 "</testsuite>\n</testsuites>\n");
#undef COUNTS
}

static void shows_a_warning_of_a_passed_case(void)
{
	struct result_finding finding = { .check = STR("allow"),
					  .level = STR("SHOULD"),
					  .outcome = OUTCOME_WARN };
	struct result result = { .scenario = STR("final/486"),
				 .verdict = VERDICT_WARN,
				 .why = STR("allow: none"),
				 .finding = &finding,
				 .finding_count = 1,
				 .output = STR("calling\n") };
	const struct rendering rendering = { .result = &result, .count = 1 };
#define COUNTS "tests=\"1\" failures=\"0\" errors=\"0\" time=\"0.000\""

	check(0, &rendering,
	      ROOT(COUNTS) SUITE(COUNTS, "0") CASE(
		      "phone.final", "final/486",
		      "0.000") "<system-out>warn: allow: none\nallow: warn (SHOULD)\n"
			       "calling\n</system-out>\n</testcase>\n"
			       "</testsuite>\n</testsuites>\n");
#undef COUNTS
}

static void is_whole_without_a_case(void)
{
	const struct rendering none = { .count = 0 };

	check(0, &none,
	      ROOT("tests=\"0\" failures=\"0\" errors=\"0\" time=\"0.000\"") "</testsuites>\n");
}

/** One suite for each run and agent, in this order; cases keep theirs. */
static void groups_by_run_and_agent(void)
{
	struct result_run run[] = { { .start_us = 0 }, { .start_us = 0 } };
	struct result_agent agent[] = { { .name = STR("b.c/d") },
					{ .name = STR("") } };
	struct result result[] = {
		{ .run = 1, .agent = 0, .scenario = STR("x/1") },
		{ .run = 0, .agent = 1, .scenario = STR("x/2") },
		{ .run = 1, .agent = 0, .scenario = STR("x/3") },
		{ .run = 0, .agent = 0, .scenario = STR("x/4") },
	};
	const struct results results = { .run = run,
					 .run_count = 2,
					 .agent = agent,
					 .agent_count = 2,
					 .result = result,
					 .count = ARRAY_SIZE(result) };
	const struct report report = { .results = &results };
	struct str rest;
	struct str line;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct buf classes;

	buf_init(&classes, 1024);
	CHECK_INT(0, report_junit(out, &report), 0);
	CHECK_INT(0, fclose(out), 0);
	rest = (struct str){ text, size };
	while (str_next_line(&rest, &line)) {
		if (str_starts(line, STR("<testsuite ")))
			buf_add_text(&classes, "| ");
		if (str_starts(line, STR("<testcase ")))
			buf_addf(&classes, "%.*s\n", STR_ARG(line));
	}
	CHECK_STR(0, buf_str(&classes),
		  "| " CASE("b_c_d.x", "x/4", "0.000") "| " CASE(
			  "client.x", "x/2", "0.000") "| " CASE("b_c_d.x",
								"x/1", "0.000")
			  CASE("b_c_d.x", "x/3", "0.000"));
	buf_release(&classes);
	free(text);
}

static void says_what_went_wrong_with_it(void)
{
	struct result result = { .scenario = STR("final/486"),
				 .verdict = VERDICT_FAIL };
	const struct rendering lost = { .result = &result,
					.count = 1,
					.messages_error = EBADMSG };
	const struct rendering fine = { .result = &result, .count = 1 };
	FILE *full = rendering_open_full();

	CHECK_INT(0, rendering_error(&lost, report_junit, full), EBADMSG);
	CHECK_INT(1, rendering_error(&fine, report_junit, full), ENOSPC);
	(void)fclose(full);
}

CU_TestInfo test_junit[] = {
	{ "writes a testcase for each result", writes_a_testcase_each },
	{ "shows a warning of a passed case",
	  shows_a_warning_of_a_passed_case },
	{ "is whole without a case", is_whole_without_a_case },
	{ "groups by run and agent", groups_by_run_and_agent },
	{ "says what went wrong with it", says_what_went_wrong_with_it },
	CU_TEST_INFO_NULL,
};
