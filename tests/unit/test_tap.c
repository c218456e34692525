/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "check.h"
#include "rendering.h"

static void writes_a_line_each(void)
{
	static struct result_finding finding = {
		.check = STR_INIT("ack-sent"),
		.level = STR_INIT("MUST"),
		.rfc = STR_INIT("3261#17"),
		.rule = STR_INIT("It is sent."),
		.outcome = OUTCOME_FAIL,
		.expected = STR_INIT("an ACK"),
		.actual = STR_INIT("\"none\"\n...\nok 9"),
	};
#define FINDING                      \
	"  check: \"ack-sent\"\n"    \
	"  rule: \"It is sent.\"\n"  \
	"  rfc: \"RFC 3261 §17\"\n" \
	"  expected: \"an ACK\"\n"   \
	"  actual: \"\\\"none\\\"\\n...\\nok 9\"\n"
	static struct {
		struct result result;
		const char *want;
	} row[] = {
		{ { .scenario = STR_INIT("final/486") }, "ok 1 - final/486\n" },
		{ { .scenario = STR_INIT("a\\ # TODO\nok 2") },
		  "ok 1 - a\\\\ \\# TODO\\\\nok 2\n" },
		{ { .scenario = STR_INIT("final/486"),
		    .verdict = VERDICT_WARN,
		    .why = STR_INIT("no Allow") },
		  "ok 1 - final/486\n"
		  "  ---\n  message: \"warn: no Allow\"\n"
		  "  severity: \"warn\"\n  ...\n" },
		{ { .scenario = STR_INIT("final/486"),
		    .verdict = VERDICT_UNSUPPORTED,
		    .why = STR_INIT("no # 7") },
		  "ok 1 - final/486 # SKIP unsupported: no \\# 7\n" },
		{ { .scenario = STR_INIT("final/486"),
		    .verdict = VERDICT_FAIL,
		    .why = STR_INIT("ack-sent: none"),
		    .finding = &finding,
		    .finding_count = 1 },
		  "not ok 1 - final/486\n"
		  "  ---\n  message: \"ack-sent: none\"\n"
		  "  severity: \"fail\"\n" FINDING "  ...\n" },
		{ { .scenario = STR_INIT("final/486"),
		    .verdict = VERDICT_FAIL,
		    .expectation = EXPECTATION_KNOWN,
		    .reason = STR_INIT("issue\n1") },
		  "not ok 1 - final/486 # TODO issue\\\\n1\n"
		  "  ---\n  message: \"known failure: issue\\n1\"\n"
		  "  severity: \"fail\"\n  ...\n" },
		{ { .scenario = STR_INIT("final/486"),
		    .verdict = VERDICT_FAIL,
		    .expectation = EXPECTATION_KNOWN },
		  "not ok 1 - final/486 # TODO known failure\n"
		  "  ---\n  message: \"known failure\"\n"
		  "  severity: \"fail\"\n  ...\n" },
		{ { .scenario = STR_INIT("final/486"),
		    .verdict = VERDICT_MISSED },
		  "not ok 1 - final/486\n"
		  "  ---\n  message: \"missed\"\n"
		  "  severity: \"missed\"\n  ...\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct rendering rendering = { .result = &row[i].result,
						     .count = 1 };
		struct buf want;
		size_t size;
		char *text = rendering_write(&rendering, report_tap, &size);

		buf_init(&want, 4096);
		buf_addf(&want, "TAP version 13\n1..1\n%s", row[i].want);
		CHECK_TEXT(i, text, want.p);
		buf_release(&want);
		free(text);
	}
#undef FINDING
}

static void numbers_the_results(void)
{
	struct result result[] = { { .scenario = STR("a") },
				   { .scenario = STR("b") } };
	const struct rendering two = { .result = result, .count = 2 };
	const struct rendering none = { .count = 0 };
	size_t size;
	char *text = rendering_write(&two, report_tap, &size);

	CHECK_TEXT(2, text, "TAP version 13\n1..2\nok 1 - a\nok 2 - b\n");
	free(text);
	text = rendering_write(&none, report_tap, &size);
	CHECK_TEXT(0, text,
		   "TAP version 13\n1..0\nBail out! No case was run.\n");
	free(text);
}

static void names_the_agent_among_others(void)
{
	struct result_agent agent[] = { { .name = STR("a") },
					{ .name = STR("b # SKIP\n") } };
	struct result result[] = { { .agent = 0, .scenario = STR("x/1") },
				   { .agent = 1, .scenario = STR("x/1") } };
	const struct results results = {
		.agent = agent, .agent_count = 2, .result = result, .count = 2
	};
	const struct report report = { .results = &results };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	CHECK_INT(0, report_tap(out, &report), 0);
	CHECK_INT(0, fclose(out), 0);
	CHECK_TEXT(0, text,
		   "TAP version 13\n1..2\nok 1 - x/1 (a)\n"
		   "ok 2 - x/1 (b \\# SKIP\\\\n)\n");
	free(text);
}

static void says_that_the_file_is_full(void)
{
	const struct rendering none = { .count = 0 };
	FILE *full = rendering_open_full();

	CHECK_INT(0, rendering_error(&none, report_tap, full), ENOSPC);
	(void)fclose(full);
}

CU_TestInfo test_tap[] = {
	{ "writes a line for each result", writes_a_line_each },
	{ "numbers the results", numbers_the_results },
	{ "names the agent among others", names_the_agent_among_others },
	{ "says that the file is full", says_that_the_file_is_full },
	CU_TEST_INFO_NULL,
};
