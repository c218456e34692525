/* SPDX-License-Identifier: MIT */
#include "text/layout.h"

enum { COLUMNS_MAX = 8, LABEL_INDENT = 2, FIELD_INDENT = 14 };

size_t layout_width(struct str text)
{
	size_t columns = 0;

	for (size_t i = 0; i < text.size; i++)
		columns += ((unsigned char)text.p[i] & 0xc0) != 0x80;
	return columns;
}

void layout_pad(struct buf *out, size_t from, size_t to)
{
	for (; from < to; from++)
		buf_add_char(out, ' ');
}

static void wrap_line(struct buf *out, size_t column, size_t indent,
		      struct str line)
{
	bool has_word = false;
	struct str word;

	while (line.size > 0) {
		(void)str_cut(line, ' ', &word, &line);
		if (has_word &&
		    column + 1 + layout_width(word) > LAYOUT_WIDTH) {
			buf_add_char(out, '\n');
			column = 0;
			has_word = false;
		}
		if (has_word) {
			buf_add_char(out, ' ');
			column++;
		} else if (column < indent) {
			layout_pad(out, column, indent);
			column = indent;
		}
		buf_add_str(out, word);
		column += layout_width(word);
		has_word = true;
	}
}

void layout_wrap(struct buf *out, size_t column, size_t indent, struct str text)
{
	struct str line;

	while (text.size > 0) {
		(void)str_cut(text, '\n', &line, &text);
		wrap_line(out, column, indent, line);
		buf_add_char(out, '\n');
		column = 0;
	}
}

void layout_field(struct buf *out, const char *label, struct str text)
{
	size_t column = LABEL_INDENT + layout_width(str_from(label));

	if (text.size == 0)
		return;
	layout_pad(out, 0, LABEL_INDENT);
	buf_add_text(out, label);
	layout_pad(out, column, FIELD_INDENT - 1);
	buf_add_char(out, ' ');
	if (column < FIELD_INDENT)
		column = FIELD_INDENT;
	layout_wrap(out, column, FIELD_INDENT, text);
}

static void widen(size_t widest[COLUMNS_MAX], struct str line)
{
	struct str cell;

	for (size_t i = 0; line.size > 0 && i < COLUMNS_MAX; i++) {
		(void)str_cut(line, '\t', &cell, &line);
		if (layout_width(cell) > widest[i])
			widest[i] = layout_width(cell);
	}
}

/** Blanks are owed until the next cell that has text. */
static void align_line(struct buf *out, const size_t widest[COLUMNS_MAX],
		       struct str line)
{
	struct str cell;
	size_t owed = 0;

	for (size_t i = 0; line.size > 0 && i < COLUMNS_MAX; i++) {
		(void)str_cut(line, '\t', &cell, &line);
		if (cell.size > 0) {
			layout_pad(out, 0, owed);
			owed = 0;
		}
		buf_add_str(out, cell);
		owed += widest[i] - layout_width(cell) + 2;
	}
	buf_add_char(out, '\n');
}

void layout_align(struct buf *out, struct str lines)
{
	size_t widest[COLUMNS_MAX] = { 0 };
	struct str rest = lines;
	struct str line;

	while (rest.size > 0) {
		(void)str_cut(rest, '\n', &line, &rest);
		widen(widest, line);
	}
	while (lines.size > 0) {
		(void)str_cut(lines, '\n', &line, &lines);
		align_line(out, widest, line);
	}
}
