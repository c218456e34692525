/* SPDX-License-Identifier: MIT */
#include "report/ci.h"

#include "check.h"

/** What a CI server is told of a verdict and what was expected of it. */
static const struct {
	enum verdict verdict;
	enum expectation expectation;
	enum ci_state state;
	const char *type;
	const char *message;
} row[] = {
#define V(id) VERDICT_##id
#define E(id) EXPECTATION_##id
	{ V(PASS), E(NONE), CI_PASSED, "pass", "pass: issue 1: why" },
	{ V(WARN), E(NONE), CI_PASSED, "warn", "warn: issue 1: why" },
	{ V(INCONCLUSIVE), E(NONE), CI_SKIPPED, "inconclusive",
	  "inconclusive: issue 1: why" },
	{ V(UNSUPPORTED), E(NONE), CI_SKIPPED, "unsupported",
	  "unsupported: issue 1: why" },
	{ V(MISSED), E(NONE), CI_ERROR, "missed", "missed: issue 1: why" },
	{ V(FAIL), E(NONE), CI_FAILED, "ack-sent", "issue 1: why" },
	{ V(ERROR), E(NONE), CI_ERROR, "error", "issue 1: why" },
	{ V(FAIL), E(KNOWN), CI_KNOWN, "known", "known failure: issue 1: why" },
	{ V(MISSED), E(KNOWN), CI_KNOWN, "known",
	  "known failure: issue 1: why" },
	{ V(PASS), E(UNEXPECTED_PASS), CI_FAILED, "unexpected-pass",
	  "it passes, and was expected to fail: issue 1: why" },
	{ V(WARN), E(MUST_PASS), CI_FAILED, "must-pass",
	  "it must pass, and did not: issue 1: why" },
	{ V(MISSED), E(MUST_PASS), CI_FAILED, "must-pass",
	  "it must pass, and did not: issue 1: why" },
	/* Our own error is no failure of the client's, whatever was expected. */
	{ V(ERROR), E(KNOWN), CI_ERROR, "error", "issue 1: why" },
	{ V(ERROR), E(MUST_PASS), CI_ERROR, "error", "issue 1: why" },
#undef V
#undef E
};

static void counts_as_a_ci_server_should(void)
{
	struct result_finding finding = { .check = STR("ack-sent"),
					  .outcome = OUTCOME_FAIL };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct result result = { .verdict = row[i].verdict,
					 .expectation = row[i].expectation,
					 .finding = &finding,
					 .finding_count = 1 };

		CHECK_INT(i, ci_state(&result), row[i].state);
		CHECK_STR(i, ci_type(&result), row[i].type);
	}
}

static void check_message(size_t at, const struct result *result,
			  const char *want)
{
	const struct report report = { .results = NULL };
	struct ci ci;

	ci_init(&ci, NULL, &report);
	ci_add_message(&ci, result, ESCAPE_XML);
	CHECK_STR(at, buf_str(&ci.out), want);
	ci_release(&ci);
}

static void says_why_in_a_line(void)
{
	struct result fail = { .verdict = VERDICT_FAIL };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct result result = { .verdict = row[i].verdict,
					 .expectation = row[i].expectation,
					 .reason = STR("issue 1"),
					 .why = STR("why") };

		check_message(i, &result, row[i].message);
	}
	check_message(ARRAY_SIZE(row), &fail, "fail");
}

static void has_a_type_without_a_finding(void)
{
	struct result_finding finding = { .outcome = OUTCOME_FAIL };
	struct result fail = { .verdict = VERDICT_FAIL };

	CHECK_STR(0, ci_type(&fail), "fail");
	fail.finding = &finding;
	fail.finding_count = 1;
	CHECK_STR(1, ci_type(&fail), "fail");
}

static void tells_what_went_wrong(void)
{
	struct result_finding finding[] = {
		{ .check = STR("kept"), .outcome = OUTCOME_PASS },
		{ .check = STR("ack-sent"),
		  .level = STR("MUST"),
		  .rfc = STR("3261#17.1.1.2, 3261#8"),
		  .rule = STR("It is sent."),
		  .outcome = OUTCOME_FAIL,
		  .expected = STR("an\0ACK"),
		  .actual = STR("<none>"),
		  .proof = { 1, 3 },
		  .proof_count = 2 },
		{ .check = STR("allow"),
		  .level = STR("SHOULD"),
		  .outcome = OUTCOME_WARN },
	};
	const struct result result = { .finding = finding,
				       .finding_count = ARRAY_SIZE(finding) };
	const struct report report = { .results = NULL };
	struct ci ci;

	ci_init(&ci, NULL, &report);
	ci_add_details(&ci, &result, NULL, ESCAPE_XML);
	CHECK_STR(0, buf_str(&ci.out),
		  "ack-sent: fail (MUST)\n"
		  "  rule      It is sent.\n"
		  "  by        RFC 3261 §17.1.1.2, §8\n"
		  "  expected  an\\x00ACK\n"
		  "  actual    &lt;none&gt;\n"
		  "  messages  1 3\n"
		  "allow: warn (SHOULD)\n");
	ci_release(&ci);
}

static void shows_messages_as_a_ladder(void)
{
	struct result_message message = { .type = ENTRY_EXIT };
	const struct result_messages messages = { .message = &message,
						  .count = 1 };
	const struct result result = { .command_status = 3 << 8 };
	const struct report report = { .results = NULL };
	struct str rest, line, last;
	struct ci ci;

	ci_init(&ci, NULL, &report);
	ci_add_details(&ci, &result, &messages, ESCAPE_XML);
	rest = buf_str(&ci.out);
	for (last = STR(""); str_next_line(&rest, &line);)
		last = line;
	CHECK_STR(0, str_sub(last, str_find(last, 'x'), last.size),
		  "x  the client's command ended with "
		  "status 3");
	ci_release(&ci);
}

CU_TestInfo test_ci[] = {
	{ "counts as a CI server should", counts_as_a_ci_server_should },
	{ "says why in a line", says_why_in_a_line },
	{ "has a type without a finding", has_a_type_without_a_finding },
	{ "tells what went wrong", tells_what_went_wrong },
	{ "shows messages as a ladder", shows_messages_as_a_ladder },
	CU_TEST_INFO_NULL,
};
