/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include "report/ci.h"
#include "report/rfc.h"

static void add_field(struct ci *ci, const char *name, struct str value)
{
	buf_addf(&ci->out, "  %s: \"", name);
	escape_add(&ci->out, value, ESCAPE_YAML);
	buf_add_text(&ci->out, "\"\n");
}

static void add_rfc(struct ci *ci, struct str refs)
{
	rfc_write_list(&ci->text, refs);
	add_field(ci, "rfc", buf_str(&ci->text));
	buf_truncate(&ci->text, 0);
}

/** The block with what went wrong; its values are all in quotes. */
static void add_block(struct ci *ci, const struct result *result)
{
	const struct result_finding *cause = result_cause(result);

	buf_add_text(&ci->out, "  ---\n  message: \"");
	ci_add_message(ci, result, ESCAPE_YAML);
	buf_add_text(&ci->out, "\"\n");
	add_field(ci, "severity", str_from(verdict_name(result->verdict)));
	if (cause != NULL) {
		add_field(ci, "check", cause->check);
		add_field(ci, "rule", cause->rule);
		add_rfc(ci, cause->rfc);
		add_field(ci, "expected", cause->expected);
		add_field(ci, "actual", cause->actual);
	}
	buf_add_text(&ci->out, "  ...\n");
}

static void add_directive(struct ci *ci, const struct result *result,
			  enum ci_state state)
{
	if (state == CI_SKIPPED) {
		buf_add_text(&ci->out, " # SKIP ");
		ci_add_message(ci, result, ESCAPE_TAP);
	} else if (state == CI_KNOWN) {
		buf_add_text(&ci->out, " # TODO ");
		escape_add(&ci->out,
			   result->reason.size > 0 ? result->reason
						   : STR("known failure"),
			   ESCAPE_TAP);
	}
}

static int write_case(struct ci *ci, size_t number, const struct result *result)
{
	const struct results *results = ci->report->results;
	enum ci_state state = ci_state(result);
	bool is_ok = state == CI_PASSED || state == CI_SKIPPED;

	buf_addf(&ci->out, "%s %zu - ", is_ok ? "ok" : "not ok", number);
	escape_add(&ci->out, result->scenario, ESCAPE_TAP);
	if (results->agent_count > 1) {
		buf_add_text(&ci->out, " (");
		escape_add(&ci->out, results->agent[result->agent].name,
			   ESCAPE_TAP);
		buf_add_char(&ci->out, ')');
	}
	add_directive(ci, result, state);
	buf_add_char(&ci->out, '\n');
	if (!is_ok || result->verdict == VERDICT_WARN)
		add_block(ci, result);
	return ci_flush(ci);
}

int report_tap(FILE *out, const struct report *report)
{
	const struct results *results = report->results;
	struct ci ci;
	int err;

	ci_init(&ci, out, report);
	buf_addf(&ci.out, "TAP version 13\n1..%zu\n", results->count);
	/* A plan of none is taken for success, which zero cases never are. */
	if (results->count == 0)
		buf_add_text(&ci.out, "Bail out! No case was run.\n");
	err = ci_flush(&ci);
	for (size_t i = 0; i < results->count && err == 0; i++)
		err = write_case(&ci, i + 1, &results->result[i]);
	ci_release(&ci);
	return err;
}
