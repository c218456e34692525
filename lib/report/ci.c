/* SPDX-License-Identifier: MIT */
#include "report/ci.h"

#include "report/ladder.h"
#include "report/put.h"
#include "report/rfc.h"
#include "report/style.h"

/** Where there is no expectation, or it is met. */
static const enum ci_state state_of[VERDICT_COUNT] = {
	[VERDICT_PASS] = CI_PASSED,          [VERDICT_WARN] = CI_PASSED,
	[VERDICT_INCONCLUSIVE] = CI_SKIPPED, [VERDICT_UNSUPPORTED] = CI_SKIPPED,
	[VERDICT_MISSED] = CI_ERROR,         [VERDICT_FAIL] = CI_FAILED,
	[VERDICT_ERROR] = CI_ERROR,
};

/** An error of ours says nothing of what was expected of the client. */
static enum expectation expectation_of(const struct result *result)
{
	return result->verdict == VERDICT_ERROR ? EXPECTATION_NONE
						: result->expectation;
}

enum ci_state ci_state(const struct result *result)
{
	switch (expectation_of(result)) {
	case EXPECTATION_KNOWN: return CI_KNOWN;
	case EXPECTATION_UNEXPECTED_PASS:
	case EXPECTATION_MUST_PASS: return CI_FAILED;
	case EXPECTATION_NONE: break;
	}
	return state_of[result->verdict];
}

struct str ci_type(const struct result *result)
{
	const struct result_finding *cause = result_cause(result);
	enum expectation expectation = expectation_of(result);

	if (expectation != EXPECTATION_NONE)
		return str_from(expectation_name(expectation));
	if (result->verdict == VERDICT_FAIL && cause != NULL &&
	    cause->check.size > 0)
		return cause->check;
	return str_from(verdict_name(result->verdict));
}

void ci_init(struct ci *ci, FILE *file, const struct report *report)
{
	*ci = (struct ci){ .report = report, .file = file };
	buf_init(&ci->out, REPORT_MAX);
	buf_init(&ci->text, REPORT_MAX);
}

void ci_release(struct ci *ci)
{
	buf_release(&ci->out);
	buf_release(&ci->text);
}

/** Add the text that was gathered, and forget it. */
static void add_text(struct ci *ci, enum escape escape)
{
	escape_add(&ci->out, buf_str(&ci->text), escape);
	buf_truncate(&ci->text, 0);
}

/** What stands before the reason; the why of a failure says enough by itself. */
static const char *message_head(const struct result *result)
{
	bool is_plain =
		result->why.size > 0 && (result->verdict == VERDICT_FAIL ||
					 result->verdict == VERDICT_ERROR);

	switch (expectation_of(result)) {
	case EXPECTATION_KNOWN: return "known failure";
	case EXPECTATION_UNEXPECTED_PASS:
		return "it passes, and was expected to fail";
	case EXPECTATION_MUST_PASS: return "it must pass, and did not";
	case EXPECTATION_NONE: break;
	}
	return is_plain ? "" : verdict_name(result->verdict);
}

void ci_add_message(struct ci *ci, const struct result *result,
		    enum escape escape)
{
	const struct str part[] = { str_from(message_head(result)),
				    result->reason, result->why };

	for (size_t i = 0; i < ARRAY_SIZE(part); i++) {
		if (part[i].size == 0)
			continue;
		if (ci->text.size > 0)
			buf_add_text(&ci->text, ": ");
		buf_add_str(&ci->text, part[i]);
	}
	add_text(ci, escape);
}

static void add_field(struct buf *text, const char *name, struct str value)
{
	if (value.size == 0)
		return;
	buf_addf(text, "  %-9s ", name);
	buf_add_str(text, value);
	buf_add_char(text, '\n');
}

static void add_rfc(struct buf *text, struct str refs)
{
	if (refs.size == 0)
		return;
	buf_addf(text, "  %-9s ", "by");
	rfc_write_list(text, refs);
	buf_add_char(text, '\n');
}

static void add_finding(struct buf *text, const struct result_finding *finding,
			size_t times)
{
	buf_add_str(text, finding->check);
	buf_addf(text, ": %s (", outcome_name(finding->outcome));
	buf_add_str(text, finding->level);
	buf_add_text(text, ")\n");
	add_field(text, "rule", finding->rule);
	add_rfc(text, finding->rfc);
	add_field(text, "expected", finding->expected);
	if (finding->actual.size > 0) {
		buf_addf(text, "  %-9s ", "actual");
		style_actual(text, finding, times);
		buf_add_char(text, '\n');
	}
	if (finding->proof_count == 0)
		return;
	buf_addf(text, "  %-9s", "messages");
	for (size_t i = 0; i < finding->proof_count; i++)
		buf_addf(text, " %zu", finding->proof[i]);
	buf_add_char(text, '\n');
}

void ci_add_details(struct ci *ci, const struct result *result,
		    const struct result_messages *messages, enum escape escape)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		const struct result_finding *finding = &result->finding[i];
		size_t times;

		if (finding->outcome != OUTCOME_FAIL &&
		    finding->outcome != OUTCOME_WARN)
			continue;
		times = result_times(result, i);
		if (times > 0)
			add_finding(&ci->text, finding, times);
	}
	if (messages != NULL)
		ladder_write(&ci->text, messages, result_cause(result),
			     result->command_status);
	add_text(ci, escape);
}

int ci_flush(struct ci *ci)
{
	int err = buf_error(&ci->text);

	return err != 0 ? err : report_put(ci->file, &ci->out);
}
