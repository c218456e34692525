/* SPDX-License-Identifier: MIT */
#include "campaign/edit.h"

static bool is_added_at(const struct edits *edits, size_t offset)
{
	for (size_t i = 0; i < edits->count; i++) {
		if (edits->edit[i].from == offset)
			return true;
	}
	return false;
}

/** Between what was taken out and an empty line no other one is needed. */
static void cut_blank(struct edits *edits, size_t first, size_t last)
{
	size_t end = edits->line_count;
	bool is_blank_above = first == 0 || edits_is_blank(edits, first - 1);

	if (!is_blank_above || is_added_at(edits, edits->line[last + 1]))
		return;
	if (last + 1 < end && edits_is_blank(edits, last + 1))
		edits_cut(edits, last + 1, last + 1);
	else if (last + 1 == end && first > 0)
		edits_cut(edits, first - 1, first - 1);
}

/** The end of the lines that are cut from this one on. */
static size_t end_of_cut(const struct edits *edits, size_t line)
{
	while (line < edits->line_count && edits->is_cut[line])
		line++;
	return line;
}

/** Make an edit of each run of lines that are cut. */
static void take_cuts(struct edits *edits)
{
	size_t end = 0;

	for (size_t i = 0; i < edits->line_count; i = end + 1) {
		size_t first = i;

		end = end_of_cut(edits, i);
		if (end == i)
			continue;
		/* An empty line that goes may lead to the next run. */
		for (size_t seen = 0; seen != end;
		     end = end_of_cut(edits, end)) {
			seen = end;
			cut_blank(edits, first, end - 1);
		}
		if (first > 0 && edits->is_cut[first - 1])
			first--;
		edits_replace(edits, edits->line[first], edits->line[end],
			      STR(""));
	}
}

static void add_range(struct buf *out, const struct edits *edits, size_t from,
		      size_t to)
{
	buf_add_str(out, str_sub(edits->source, from, to - from));
}

/** The source from one byte to another with the edits that are there. */
static void write_range(struct buf *out, const struct edits *edits, size_t from,
			size_t to, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++) {
		const struct edit *edit = &edits->edit[i];

		add_range(out, edits, from, edit->from);
		buf_add_str(out, edit->text);
		from = edit->to;
	}
	add_range(out, edits, from, to);
}

static void add_marked(struct buf *out, char mark, struct str lines)
{
	struct str line;

	while (str_next_line(&lines, &line)) {
		buf_add_char(out, mark);
		buf_add_str(out, line);
		buf_add_char(out, '\n');
	}
}

/** The whole lines that an edit changes, from their first byte to their end. */
static void whole_lines(const struct edits *edits, const struct edit *edit,
			size_t *from, size_t *to)
{
	size_t line = edits_line(edits, edit->to);

	*from = edits->line[edits_line(edits, edit->from)];
	*to = edits->line[line] == edit->to ? edit->to : edits->line[line + 1];
	if (edits_is_at_end(edits, edit->from))
		*from = edit->from;
}

/** One hunk, from this edit on. @return the first edit behind it */
static size_t write_hunk(struct buf *out, const struct edits *edits,
			 size_t first)
{
	size_t i = first + 1, from, to;
	struct buf text;

	whole_lines(edits, &edits->edit[first], &from, &to);
	for (; i < edits->count; i++) {
		size_t next_from, next_to;

		whole_lines(edits, &edits->edit[i], &next_from, &next_to);
		if (next_from > to)
			break;
		to = next_to > to ? next_to : to;
		from = next_from < from ? next_from : from;
	}
	buf_init(&text, out->max);
	write_range(&text, edits, from, to, first, i - first);
	buf_addf(out, "@@ line %zu @@\n",
		 edits_line(edits, from) + 1 + edits_is_at_end(edits, from));
	add_marked(out, '-', str_sub(edits->source, from, to - from));
	add_marked(out, '+', buf_str(&text));
	if (out->error == 0)
		out->error = buf_error(&text);
	buf_release(&text);
	return i;
}

int edits_write(struct edits *edits, struct buf *out, struct buf *changes)
{
	size_t i = 0;

	take_cuts(edits);
	if (arena_error(&edits->arena))
		return arena_error(&edits->arena);
	write_range(out, edits, 0, edits->source.size, 0, edits->count);
	while (i < edits->count)
		i = write_hunk(changes, edits, i);
	return 0;
}
