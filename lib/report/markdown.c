/* SPDX-License-Identifier: MIT */
#include "catalogue/catalogue.h"
#include "report/markdown_text.h"
#include "report/matrix.h"
#include "report/put.h"
#include "report/report.h"
#include "report/style.h"

enum { CODES = 700 };

/** The summary of a CI step, and the statement of compliance, in the making. */
struct summary {
	FILE *out;
	struct matrix matrix;
	struct buf buf;
};

static size_t agents_of(const struct summary *summary)
{
	return summary->matrix.results->agent_count;
}

static struct str agent_name(const struct summary *summary, size_t agent)
{
	return summary->matrix.results->agent[agent].name;
}

/** The head of a table whose first columns are these, "|"-separated. */
static void add_head(struct summary *summary, const char *columns, size_t count,
		     bool has_agents)
{
	size_t agents = has_agents ? agents_of(summary) : 0;

	buf_addf(&summary->buf, "| %s |", columns);
	for (size_t i = 0; i < agents; i++) {
		buf_add_char(&summary->buf, ' ');
		markdown_add(&summary->buf, agent_name(summary, i));
		buf_add_text(&summary->buf, " |");
	}
	buf_add_text(&summary->buf, "\n|");
	for (size_t i = 0; i < count + agents; i++)
		buf_add_text(&summary->buf, " --- |");
	buf_add_char(&summary->buf, '\n');
}

static void add_counts(struct summary *summary)
{
	const struct matrix *matrix = &summary->matrix;
	struct buf *out = &summary->buf;

	buf_add_text(out, "## Gamut: ");
	style_count(out, matrix->row_count, "case", "cases");
	buf_add_text(out, matrix->count > 0 ? ", " : "");
	style_verdicts(out, matrix->verdict);
	buf_add_text(out, "\n\n");
	if (matrix->count == 0)
		return;
	add_head(summary, "verdict", 1, true);
	for (unsigned i = 0; i < VERDICT_COUNT; i++) {
		if (matrix->verdict[i] == 0)
			continue;
		buf_addf(out, "| %s |", verdict_name((enum verdict)i));
		for (size_t agent = 0; agent < agents_of(summary); agent++)
			buf_addf(out, " %zu |", matrix->agent[agent][i]);
		buf_add_char(out, '\n');
	}
	buf_add_char(out, '\n');
}

/** "fail, known: follows a loop sixteen times" */
static void add_verdict(struct buf *out, const struct result *result)
{
	buf_add_text(out, verdict_name(result->verdict));
	if (result->expectation == EXPECTATION_NONE)
		return;
	buf_addf(out, ", %s", expectation_name(result->expectation));
	if (result->reason.size > 0)
		buf_add_text(out, ": ");
	markdown_add(out, result->reason);
}

/** The rule and what was seen, or why there is no verdict. */
static void add_finding(struct buf *out, const struct result *result)
{
	const struct result_finding *cause = result_cause(result);

	if (cause == NULL) {
		buf_add_text(out, " | ");
		markdown_add(out, result->why);
		return;
	}
	markdown_add(out, cause->rule);
	buf_add_char(out, ' ');
	markdown_add_rfc(out, cause->rfc);
	buf_add_text(out, " | expected ");
	markdown_add(out, cause->expected);
	buf_add_text(out, "; actual ");
	markdown_add(out, cause->actual);
}

static void add_row(struct summary *summary, const struct result *result)
{
	struct buf *out = &summary->buf;

	buf_add_text(out, "| ");
	markdown_add(out, result->scenario);
	buf_add_text(out, " | ");
	markdown_add(out, agent_name(summary, result->agent));
	buf_add_text(out, " | ");
	add_verdict(out, result);
	buf_add_text(out, " | ");
	add_finding(out, result);
	buf_add_text(out, " |\n");
}

static bool is_plain_pass(const struct result *cell)
{
	return cell == NULL || (cell->verdict == VERDICT_PASS &&
				cell->expectation == EXPECTATION_NONE);
}

/** What is not as it should be, a line each. */
static int put_rest(struct summary *summary)
{
	const struct matrix *matrix = &summary->matrix;
	bool has_head = false;
	int err = 0;

	for (size_t i = 0; i < matrix->row_count * agents_of(summary) && !err;
	     i++) {
		if (is_plain_pass(matrix->cell[i]))
			continue;
		if (!has_head) {
			buf_add_text(&summary->buf,
				     "### Not passed, or not as expected\n\n");
			add_head(summary,
				 "case | client | verdict | rule | finding", 5,
				 false);
		}
		has_head = true;
		add_row(summary, matrix->cell[i]);
		err = report_put(summary->out, &summary->buf);
	}
	buf_add_text(&summary->buf, has_head ? "\n" : "");
	return err;
}

/** The code that the case of a row is about, 0: none. */
static unsigned code_of(const struct summary *summary, size_t row)
{
	for (size_t i = 0; i < agents_of(summary); i++) {
		const struct result *cell = matrix_at(&summary->matrix, row, i);

		if (cell != NULL && cell->code < CODES && cell->code != 0)
			return cell->code;
	}
	return 0;
}

/** The checks whose rules were not kept, each once, with its RFC. */
static void add_broken(struct buf *out, const struct result *result,
		       const char *before)
{
	struct str last = { NULL, 0 };

	for (size_t i = 0; i < result->finding_count; i++) {
		const struct result_finding *finding = &result->finding[i];

		if (finding->outcome != OUTCOME_FAIL &&
		    finding->outcome != OUTCOME_WARN)
			continue;
		if (str_eq(finding->check, last))
			continue;
		last = finding->check;
		buf_add_text(out, before);
		before = "; ";
		markdown_add(out, finding->check);
		buf_add_text(out, " (");
		markdown_add_rfc(out, finding->rfc);
		buf_add_char(out, ')');
	}
}

/** One agent has a column for the verdict and one for the rules, several one each. */
static void add_cell(struct summary *summary, const struct result *cell)
{
	struct buf *out = &summary->buf;
	bool is_single = agents_of(summary) == 1;

	if (cell != NULL) {
		buf_addf(out, " %s", verdict_name(cell->verdict));
		buf_add_text(out, is_single ? " |" : "");
		add_broken(out, cell, is_single ? " " : ": ");
	}
	buf_add_text(out, " |");
}

static void add_statement(struct summary *summary, size_t row, unsigned code)
{
	struct buf *out = &summary->buf;

	if (code != 0)
		buf_addf(out, "| %u | %s | ", code, catalogue_phrase(code));
	else
		buf_add_text(out, "| | | ");
	markdown_add(out, summary->matrix.scenario[row]);
	buf_add_text(out, " |");
	for (size_t i = 0; i < agents_of(summary); i++)
		add_cell(summary, matrix_at(&summary->matrix, row, i));
	buf_add_char(out, '\n');
}

/** A row of the statement for each case, by code; cases of no code come last. */
static int put_statement(struct summary *summary)
{
	const struct matrix *matrix = &summary->matrix;
	bool is_single = agents_of(summary) == 1;
	int err = 0;

	if (matrix->row_count == 0)
		return 0;
	buf_add_text(&summary->buf, "### Statement of compliance\n\n");
	if (is_single) {
		buf_add_text(&summary->buf, "Of ");
		markdown_add(&summary->buf, agent_name(summary, 0));
		buf_add_text(&summary->buf, ".\n\n");
	}
	add_head(summary,
		 is_single ? "code | phrase | case | verdict | rules not kept"
			   : "code | phrase | case",
		 is_single ? 5 : 3, !is_single);
	for (unsigned i = 1; i <= CODES && !err; i++) {
		for (size_t row = 0; row < matrix->row_count; row++) {
			if (code_of(summary, row) == i % CODES)
				add_statement(summary, row, i % CODES);
		}
		err = report_put(summary->out, &summary->buf);
	}
	return err;
}

int report_markdown(FILE *out, const struct report *report)
{
	struct summary summary = { .out = out };
	int err = matrix_make(&summary.matrix, report->results);

	buf_init(&summary.buf, REPORT_MAX);
	if (!err) {
		add_counts(&summary);
		err = put_rest(&summary);
	}
	if (!err)
		err = put_statement(&summary);
	if (!err)
		err = report_put(out, &summary.buf);
	buf_release(&summary.buf);
	matrix_release(&summary.matrix);
	return err;
}
