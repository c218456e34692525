/* SPDX-License-Identifier: MIT */
#include "campaign/expect.h"

#include <errno.h>
#include <stdlib.h>

#include "check.h"
#include "suite_rows.h"

enum { SAID_MAX = 10000, FINDINGS_MAX = 4 };

/** What the rows are compared with. */
static const char expectations[] =
	"gamut-expect: 1\n"
	"features: {reliable: false, redirect: true}\n"
	"unsupported: [auth/*, final/420]\n"
	"known-failures:\n"
	"  - {cases: redirect/*, reason: follows loops}\n"
	"  - {cases: [final/486, final/487], checks: ack-non2xx-sent,\n"
	"     reason: sends no ACK}\n"
	"  - {cases: final/487, checks: [fail-no-bye-no-cancel],\n"
	"     reason: hangs up}\n"
	"  - cases: final/404\n"
	"    reason: >\n      both\n"
	"must-pass: [final/404, sanity/*]\n";

static struct expect_file *load(const char *text)
{
	struct expect_file *file = NULL;
	struct diags diags;

	diags_init(&diags, STR("f"), STR(""));
	CHECK_INT(0, expect_file_load(&file, str_from(text), &diags), 0);
	diags_release(&diags);
	return file;
}

/** "fail ack-non2xx-sent, warn inv-alert": outcomes with their checks. */
static size_t make_findings(struct result_finding finding[FINDINGS_MAX],
			    const char *text)
{
	struct str rest = str_from(text), one, outcome;
	size_t count = 0;

	while (rest.size > 0) {
		struct result_finding *made = &finding[count++];

		*made = (struct result_finding){ .proof_count = 0 };
		(void)str_cut(rest, ',', &one, &rest);
		(void)str_cut(str_trim(one), ' ', &outcome, &made->check);
		CHECK(0, outcome_find(&made->outcome, outcome));
	}
	return count;
}

static void compares_verdicts(void)
{
	static const struct {
		const char *id;
		const char *verdict;
		const char *findings;
		enum expectation expectation;
		const char *reason;
	} row[] = {
		/* nothing is said of the case */
		{ "ring/180", "pass", "", EXPECTATION_NONE, "" },
		{ "ring/180", "fail", "fail x", EXPECTATION_NONE, "" },
		{ "ring/180", "missed", "", EXPECTATION_NONE, "" },
		/* any failure is known */
		{ "redirect/302", "fail", "fail x", EXPECTATION_KNOWN,
		  "follows loops" },
		{ "redirect/302", "fail", "", EXPECTATION_KNOWN,
		  "follows loops" },
		{ "redirect/302", "warn", "warn x", EXPECTATION_KNOWN,
		  "follows loops" },
		{ "redirect/302", "pass", "pass x", EXPECTATION_UNEXPECTED_PASS,
		  "follows loops" },
		{ "redirect/302", "missed", "", EXPECTATION_NONE, "" },
		{ "redirect/302", "inconclusive", "inconclusive x",
		  EXPECTATION_NONE, "" },
		{ "redirect/302", "unsupported", "", EXPECTATION_NONE, "" },
		{ "redirect/302", "error", "", EXPECTATION_NONE, "" },
		/* a failure of one check is */
		{ "final/486", "fail", "fail ack-non2xx-sent",
		  EXPECTATION_KNOWN, "sends no ACK" },
		{ "final/486", "fail", "pass x, warn y, fail ack-non2xx-sent",
		  EXPECTATION_KNOWN, "sends no ACK" },
		{ "final/486", "fail", "fail ack-non2xx-sent, fail x",
		  EXPECTATION_NONE, "" },
		{ "final/486", "fail", "fail fail-no-bye-no-cancel",
		  EXPECTATION_NONE, "" },
		{ "final/486", "warn", "warn ack-non2xx-sent",
		  EXPECTATION_KNOWN, "sends no ACK" },
		{ "final/486", "warn", "warn x", EXPECTATION_NONE, "" },
		{ "final/486", "pass", "", EXPECTATION_UNEXPECTED_PASS,
		  "sends no ACK" },
		/* a crash is no check's */
		{ "final/486", "fail", "", EXPECTATION_NONE, "" },
		/* two entries for one case */
		{ "final/487", "fail",
		  "fail fail-no-bye-no-cancel, fail ack-non2xx-sent",
		  EXPECTATION_KNOWN, "hangs up" },
		{ "final/487", "fail", "fail fail-no-bye-no-cancel",
		  EXPECTATION_KNOWN, "hangs up" },
		{ "final/487", "fail",
		  "fail ack-non2xx-sent, fail x, fail fail-no-bye-no-cancel",
		  EXPECTATION_NONE, "" },
		/* what must pass */
		{ "sanity/first", "pass", "", EXPECTATION_NONE, "" },
		{ "sanity/first", "warn", "warn x", EXPECTATION_NONE, "" },
		{ "sanity/first", "fail", "fail x", EXPECTATION_MUST_PASS, "" },
		{ "sanity/first", "missed", "", EXPECTATION_MUST_PASS, "" },
		{ "sanity/first", "unsupported", "", EXPECTATION_MUST_PASS,
		  "" },
		{ "final/404", "fail", "fail x", EXPECTATION_MUST_PASS, "" },
		{ "final/404", "warn", "warn x", EXPECTATION_KNOWN, "both" },
		{ "final/404", "pass", "", EXPECTATION_UNEXPECTED_PASS,
		  "both" },
	};
	struct expect_file *file = load(expectations);

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct result_finding finding[FINDINGS_MAX];
		struct result result = {
			.scenario = str_from(row[i].id),
			.expectation = EXPECTATION_MUST_PASS,
			.reason = STR("old"),
			.finding = finding,
			.finding_count =
				make_findings(finding, row[i].findings),
		};

		CHECK(i,
		      verdict_find(&result.verdict, str_from(row[i].verdict)));
		expect_file_compare(file, &result);
		CHECK_TEXT(i, expectation_name(result.expectation),
			   expectation_name(row[i].expectation));
		CHECK_STR(i, result.reason, row[i].reason);
	}
	expect_file_free(file);
}

static struct scenario *make_case(const char *id, const char *tags)
{
	struct scenario *made = suite_rows_make(id, 486, "");
	struct str rest = str_from(tags), tag;

	made->tag = arena_array(&made->arena, 4, sizeof(struct str));
	while (rest.size > 0) {
		(void)str_cut(rest, ' ', &tag, &rest);
		made->tag[made->tag_count++] = tag;
	}
	return made;
}

static void knows_what_is_unsupported(void)
{
	static const struct {
		const char *id;
		const char *tags;
		const char *why; /* NULL: it is supported */
	} row[] = {
		{ "ring/180", "", NULL },
		{ "ring/180", "redirect 1xx", NULL },
		{ "ring/180", "1xx reliable", "the client has no 'reliable'" },
		{ "ring/180", "reliable-not", NULL },
		{ "auth/401", "", "'auth/*' is unsupported by the client" },
		{ "final/420", "", "'final/420' is unsupported by the client" },
		{ "final/4200", "", NULL },
	};
	struct expect_file *file = load(expectations);

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct scenario *made = make_case(row[i].id, row[i].tags);
		struct str why = { NULL, 0 };

		CHECK_INT(i, expect_file_lacks(file, made, &why),
			  row[i].why != NULL);
		CHECK_STR(i, why, row[i].why);
		scenario_free(made);
	}
	expect_file_free(file);
}

static struct suite *make_suite(void)
{
	static const uint64_t key[2] = { 0, 0 };
	static const char *const ids[] = { "auth/401", "final/420", "final/486",
					   "redirect/302" };
	const struct scenario *other;
	struct suite *suite = NULL;
	struct str dial;

	CHECK_INT(0, suite_new(&suite, key), 0);
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		struct scenario *made = make_case(ids[i], "reliable redirect");
		struct str *user = arena_array(&made->arena, 1, sizeof(*user));

		*user = str_sub(made->id, made->id.size - 3, 3);
		made->dial = user;
		made->dial_count = 1;
		CHECK_INT(i, suite_add(suite, made, 0, &other, &dial), 0);
	}
	CHECK_INT(0, suite_finish(suite), 0);
	return suite;
}

static void finds_what_fits_nothing(void)
{
	static const struct {
		const char *text;
		const char *said; /* of the first fault, "": fine */
	} row[] = {
		{ "features: {reliable: false}", "" },
		{ "features: {relaible: true}",
		  "f:2:12: no case has the tag 'relaible', did you mean "
		  "'reliable'?" },
		{ "features: {tls: false}",
		  "f:2:12: no case has the tag 'tls'" },
		{ "unsupported: [auth/*]", "" },
		{ "unsupported: [auth/4*, sip/*]",
		  "f:2:24: no case fits 'sip/*'" },
		{ "unsupported: [auth/402]",
		  "f:2:15: there is no case 'auth/402', did you mean "
		  "'auth/401'?" },
		{ "must-pass: [\"486\"]",
		  "f:2:13: there is no case '486', did you mean 'final/486'?" },
		{ "must-pass: [final.486]",
		  "f:2:13: there is no case 'final.486', did you mean "
		  "'final/486'?" },
		{ "must-pass: [\"final/48[06]\"]", "" },
		{ "must-pass: [\"final/48[06\"]",
		  "f:2:13: no case fits 'final/48[06'" },
		{ "known-failures: [{cases: x, reason: y}]",
		  "f:2:26: there is no case 'x'" },
		{ "known-failures: [{cases: \"*\", checks: ack-non2xx-send, "
		  "reason: y}]",
		  "f:2:39: there is no check 'ack-non2xx-send', did you mean "
		  "'ack-non2xx-sent'?" },
		{ "known-failures: [{cases: \"*\", checks: "
		  "[ack-non2xx-sent, what], reason: y}]",
		  "f:2:57: there is no check 'what'" },
	};
	struct suite *suite = make_suite();

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct expect_file *file;
		struct str said, rest;
		struct diags diags;
		struct buf text, out;

		buf_init(&text, SAID_MAX);
		buf_init(&out, SAID_MAX);
		buf_addf(&text, "gamut-expect: 1\n%s\n", row[i].text);
		file = load(text.p);
		diags_init(&diags, STR("f"), buf_str(&text));
		CHECK_INT(i, expect_file_check(file, suite, &diags),
			  row[i].said[0] != '\0' ? EBADMSG : 0);
		diags_write(&out, &diags);
		(void)str_cut(buf_str(&out), '\n', &said, &rest);
		if (said.p == NULL)
			said = STR("");
		CHECK_STR(i, said, row[i].said);
		CHECK_INT(i, diags.count, row[i].said[0] != '\0');
		diags_release(&diags);
		expect_file_free(file);
		buf_release(&out);
		buf_release(&text);
	}
	suite_unref(suite);
}

CU_TestInfo test_expect[] = {
	{ "compares verdicts", compares_verdicts },
	{ "knows what is unsupported", knows_what_is_unsupported },
	{ "finds what fits nothing", finds_what_fits_nothing },
	CU_TEST_INFO_NULL,
};
