/* SPDX-License-Identifier: MIT */
#include "report/diff.h"
#include "report/put.h"
#include "report/report.h"
#include "report/style.h"
#include "text/plain.h"

/** The verdict of one side, "-" where there is none. */
static void add_side(struct buf *out, bool is_coloured,
		     const struct result *result)
{
	if (result == NULL)
		buf_add_char(out, '-');
	else
		style_add(out, is_coloured, result->verdict,
			  verdict_name(result->verdict));
}

static void add_change(struct buf *out, const struct report *report,
		       const struct change *change)
{
	buf_add_text(out, "  ");
	plain_add(out, change->scenario);
	if (report->results->agent_count > 1) {
		buf_add_text(out, " (");
		plain_add(out, change->agent);
		buf_add_char(out, ')');
	}
	buf_add_text(out, ": ");
	add_side(out, report->is_coloured, change->old);
	buf_add_text(out, " → ");
	add_side(out, report->is_coloured, change->current);
	if (change->current != NULL && change->current->why.size > 0) {
		buf_add_text(out, ", ");
		plain_add(out, change->current->why);
	}
	buf_add_char(out, '\n');
}

/** The changes of one kind; they stand together. */
static size_t add_kind(struct buf *out, const struct report *report,
		       const struct diff *diff, size_t from)
{
	enum change_kind kind = diff->change[from].kind;
	size_t to = from + diff->kind[kind];

	buf_addf(out, "%s (%zu):\n", change_name(kind), diff->kind[kind]);
	for (size_t i = from; i < to; i++)
		add_change(out, report, &diff->change[i]);
	buf_add_char(out, '\n');
	return to;
}

static void add_names(struct buf *out, const struct results *results)
{
	if (results->agent_count == 1)
		plain_add(out, results->agent[0].name);
	else
		style_count(out, results->agent_count, "agent", "agents");
}

static void add_total(struct buf *out, const struct diff *diff)
{
	for (unsigned i = 0; i < CHANGE_COUNT; i++)
		buf_addf(out, "%zu %s, ", diff->kind[i],
			 change_name((enum change_kind)i));
	buf_addf(out, "%zu as before\n", diff->same);
}

int report_diff(FILE *out, const struct report *report,
		const struct results *old)
{
	struct diff diff;
	struct buf text;
	int err = diff_make(&diff, old, report->results);

	buf_init(&text, REPORT_MAX);
	if (err)
		goto out;

	add_names(&text, old);
	buf_add_text(&text, " → ");
	add_names(&text, report->results);
	buf_add_text(&text, "\n\n");
	for (size_t i = 0; i < diff.count && !err;) {
		i = add_kind(&text, report, &diff, i);
		err = report_put(out, &text);
	}
	add_total(&text, &diff);
	if (!err)
		err = report_put(out, &text);
out:
	buf_release(&text);
	diff_release(&diff);
	return err;
}
