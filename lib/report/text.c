/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include "report/put.h"
#include "report/style.h"
#include "report/text_matrix.h"
#include "text/iso_time.h"
#include "text/layout.h"
#include "text/plain.h"

enum { TITLE_COLUMN = 16, TITLE_MIN = 20 };

/** A text report in the making. */
struct text {
	const struct report *report;
	struct matrix matrix;
	struct buf buf;
	FILE *out;
};

static struct str agent_of(const struct text *text, const struct result *result)
{
	return text->report->results->agent[result->agent].name;
}

static bool is_single(const struct text *text)
{
	return text->report->results->agent_count <= 1;
}

/** "10 cases", "14 results of 11 cases by 2 agents" or "12 calls of 10 cases" */
static void add_size(struct text *text)
{
	const struct matrix *matrix = &text->matrix;
	size_t calls = text->report->results->count;
	struct buf *out = &text->buf;

	if (calls > matrix->count)
		style_count(out, calls, "call of ", "calls of ");
	else if (!is_single(text))
		style_count(out, calls, "result of ", "results of ");
	style_count(out, matrix->row_count, "case", "cases");
	if (!is_single(text))
		buf_addf(out, " by %zu agents",
			 text->report->results->agent_count);
}

/** When the runs were made: the first and the last of them. */
static void add_runs(struct text *text)
{
	const struct results *results = text->report->results;
	const struct result_run *run = results->run;
	uint64_t first_us = UINT64_MAX, last_us = 0;

	if (results->run_count == 0)
		return;
	for (size_t i = 0; i < results->run_count; i++) {
		if (run[i].start_us < first_us)
			first_us = run[i].start_us;
		if (run[i].start_us > last_us)
			last_us = run[i].start_us;
	}
	buf_add_text(&text->buf, ", ");
	style_count(&text->buf, results->run_count, "run", "runs");
	buf_add_text(&text->buf, results->run_count > 1 ? ", " : " of ");
	iso_time_write_seconds(&text->buf, first_us);
	if (last_us != first_us) {
		buf_add_text(&text->buf, " to ");
		iso_time_write_seconds(&text->buf, last_us);
	}
}

/** The bad network of a run, as it is to be asked for again. */
static void add_fault(struct text *text, const struct result_run *run)
{
	buf_add_text(&text->buf, "\nthe run of ");
	iso_time_write_seconds(&text->buf, run->start_us);
	buf_add_text(&text->buf, " with --fault ");
	plain_add(&text->buf, run->fault);
	buf_addf(&text->buf, " --seed %llu", (unsigned long long)run->seed);
}

static void add_head(struct text *text)
{
	const struct results *results = text->report->results;

	if (results->agent_count == 1) {
		plain_add(&text->buf, results->agent[0].name);
		buf_add_text(&text->buf, ": ");
	}
	add_size(text);
	add_runs(text);
	for (size_t i = 0; i < results->run_count; i++) {
		if (results->run[i].fault.size > 0)
			add_fault(text, &results->run[i]);
	}
	buf_add_text(&text->buf, "\n\n");
}

/** One case of a list: verdict, id, title, cut to the width of the screen. */
static void add_case(struct text *text, const struct result *result,
		     size_t id_width)
{
	struct buf *out = &text->buf;
	size_t width =
		text->report->width > 0 ? text->report->width : LAYOUT_WIDTH;
	size_t title = TITLE_COLUMN + id_width;
	const char *name = verdict_name(result->verdict);
	const char *mark = style_mark(result);

	style_add(out, text->report->is_coloured, result->verdict, name);
	buf_add_text(out, mark);
	layout_pad(out,
		   layout_width(str_from(name)) + layout_width(str_from(mark)),
		   TITLE_COLUMN - 2);
	plain_add(out, result->scenario);
	layout_pad(out, result->scenario.size, id_width + 2);
	plain_add_cut(out, result->title,
		      width > title + TITLE_MIN ? width - title : TITLE_MIN);
	buf_add_char(out, '\n');
}

/** The cases of one agent. */
static int put_list(struct text *text)
{
	const struct matrix *matrix = &text->matrix;
	size_t id_width = 0;
	int err = report_put(text->out, &text->buf);

	for (size_t row = 0; row < matrix->row_count; row++) {
		if (matrix->scenario[row].size > id_width)
			id_width = matrix->scenario[row].size;
	}
	for (size_t i = 0; i < matrix->results->count && !err; i++) {
		add_case(text, matrix->sorted[i], id_width);
		err = report_put(text->out, &text->buf);
	}
	buf_add_text(&text->buf, matrix->row_count > 0 ? "\n" : "");
	return err;
}

/** All that is wrong with a case, or keeps it from being judged. */
static void add_findings(struct buf *out, const struct result *result)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		enum outcome outcome = result->finding[i].outcome;
		size_t times;

		if (outcome != OUTCOME_FAIL && outcome != OUTCOME_WARN &&
		    (outcome != OUTCOME_INCONCLUSIVE ||
		     result->verdict != VERDICT_INCONCLUSIVE))
			continue;
		times = result_times(result, i);
		if (times > 0)
			style_finding(out, &result->finding[i], times,
				      (struct str){ NULL, 0 });
	}
}

static const char *reason_label(enum expectation expectation)
{
	return expectation == EXPECTATION_KNOWN ? "known" : "unexpected";
}

/** A case that does not pass, as a paragraph. */
static void add_paragraph(struct text *text, const struct result *result)
{
	struct buf *out = &text->buf;

	style_add(out, text->report->is_coloured, result->verdict,
		  verdict_name(result->verdict));
	buf_add_char(out, ' ');
	plain_add(out, result->scenario);
	buf_add_text(out, ": ");
	plain_add(out, result->title);
	if (!is_single(text)) {
		buf_add_text(out, " (");
		plain_add(out, agent_of(text, result));
		buf_add_char(out, ')');
	}
	buf_add_char(out, '\n');
	if (result_cause(result) == NULL)
		style_field(out, "why", result->why);
	add_findings(out, result);
	if (result->is_prereq_missing)
		style_field(out, "note",
			    STR("the request lacked what this code is for"));
	if (result->expectation != EXPECTATION_NONE)
		style_field(out, reason_label(result->expectation),
			    result->reason);
	buf_add_char(out, '\n');
}

static int put_paragraphs(struct text *text)
{
	const struct matrix *matrix = &text->matrix;
	int err = 0;

	for (size_t i = 0; i < matrix->results->count && !err; i++) {
		if (matrix->sorted[i]->verdict == VERDICT_PASS)
			continue;
		add_paragraph(text, matrix->sorted[i]);
		err = report_put(text->out, &text->buf);
	}
	return err;
}

/** The cases with this expectation, each with its reason. */
static void add_expected(struct text *text, enum expectation expectation,
			 const char *heading)
{
	const struct matrix *matrix = &text->matrix;
	bool has_heading = false;

	for (size_t i = 0; i < matrix->results->count; i++) {
		const struct result *result = matrix->sorted[i];

		if (result->expectation != expectation)
			continue;
		if (!has_heading)
			buf_addf(&text->buf, "%s:\n", heading);
		has_heading = true;
		buf_add_text(&text->buf, "  ");
		plain_add(&text->buf, result->scenario);
		if (!is_single(text)) {
			buf_add_text(&text->buf, " (");
			plain_add(&text->buf, agent_of(text, result));
			buf_add_char(&text->buf, ')');
		}
		if (result->reason.size > 0)
			buf_add_text(&text->buf, ": ");
		plain_add(&text->buf, result->reason);
		buf_add_char(&text->buf, '\n');
	}
	if (has_heading)
		buf_add_char(&text->buf, '\n');
}

static void add_total(struct text *text)
{
	const struct results *results = text->report->results;
	size_t verdict[VERDICT_COUNT] = { 0 };

	for (size_t i = 0; i < results->count; i++)
		verdict[results->result[i].verdict]++;
	add_size(text);
	buf_add_text(&text->buf, results->count > 0 ? ": " : "");
	style_verdicts(&text->buf, verdict);
	buf_add_char(&text->buf, '\n');
}

static int put_all(struct text *text)
{
	size_t width = text->report->width;
	int err = 0;

	add_head(text);
	if (!is_single(text) && text->matrix.count > 0)
		text_matrix_write(&text->buf, &text->matrix,
				  width > 0 ? width : LAYOUT_WIDTH,
				  text->report->is_coloured);
	else if (is_single(text))
		err = put_list(text);
	if (!err)
		err = put_paragraphs(text);
	add_expected(text, EXPECTATION_KNOWN, "known failures (*)");
	add_expected(text, EXPECTATION_UNEXPECTED_PASS,
		     "expected to fail, but passed (!)");
	add_expected(text, EXPECTATION_MUST_PASS, "must pass, but did not (!)");
	add_total(text);
	return err ? err : report_put(text->out, &text->buf);
}

int report_text(FILE *out, const struct report *report)
{
	struct text text = { .report = report, .out = out };
	int err = matrix_make(&text.matrix, report->results);

	buf_init(&text.buf, REPORT_MAX);
	if (!err)
		err = put_all(&text);
	buf_release(&text.buf);
	matrix_release(&text.matrix);
	return err;
}
