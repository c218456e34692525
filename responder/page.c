/* SPDX-License-Identifier: MIT */
#include "page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"

enum { COLUMNS_MAX = 8, LABEL_INDENT = 2, FIELD_INDENT = 14 };

/** Columns that UTF-8 text takes on the screen. */
static size_t width(struct str text)
{
	size_t columns = 0;

	for (size_t i = 0; i < text.size; i++)
		columns += ((unsigned char)text.p[i] & 0xc0) != 0x80;
	return columns;
}

static void pad(struct buf *out, size_t from, size_t to)
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
		if (has_word && column + 1 + width(word) > PAGE_WIDTH) {
			buf_add_char(out, '\n');
			column = 0;
			has_word = false;
		}
		if (has_word) {
			buf_add_char(out, ' ');
			column++;
		} else if (column < indent) {
			pad(out, column, indent);
			column = indent;
		}
		buf_add_str(out, word);
		column += width(word);
		has_word = true;
	}
}

void page_wrap(struct buf *out, size_t column, size_t indent, struct str text)
{
	struct str line;

	while (text.size > 0) {
		(void)str_cut(text, '\n', &line, &text);
		wrap_line(out, column, indent, line);
		buf_add_char(out, '\n');
		column = 0;
	}
}

void page_field(struct buf *out, const char *label, struct str text)
{
	size_t column = LABEL_INDENT + width(str_from(label));

	if (text.size == 0)
		return;
	pad(out, 0, LABEL_INDENT);
	buf_add_text(out, label);
	pad(out, column, FIELD_INDENT - 1);
	buf_add_char(out, ' ');
	if (column < FIELD_INDENT)
		column = FIELD_INDENT;
	page_wrap(out, column, FIELD_INDENT, text);
}

static void widen(size_t widest[COLUMNS_MAX], struct str line)
{
	struct str cell;

	for (size_t i = 0; line.size > 0 && i < COLUMNS_MAX; i++) {
		(void)str_cut(line, '\t', &cell, &line);
		if (width(cell) > widest[i])
			widest[i] = width(cell);
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
			pad(out, 0, owed);
			owed = 0;
		}
		buf_add_str(out, cell);
		owed += widest[i] - width(cell) + 2;
	}
	buf_add_char(out, '\n');
}

void page_align(struct buf *out, struct str lines)
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

void page_add_plain(struct buf *out, struct str lines)
{
	for (size_t i = 0; i < lines.size; i++) {
		unsigned char c = (unsigned char)lines.p[i];

		if (c == '\r' && i + 1 < lines.size && lines.p[i + 1] == '\n')
			continue;
		if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
			c = '?';
		buf_add_char(out, (char)c);
	}
}

bool page_is_terminal(void)
{
	return isatty(STDOUT_FILENO) == 1;
}

static bool has_bold(void)
{
	const char *term = getenv("TERM");
	const char *no_color = getenv("NO_COLOR");

	return page_is_terminal() && term != NULL &&
	       strcmp(term, "dumb") != 0 &&
	       (no_color == NULL || no_color[0] == '\0');
}

void page_heading(struct buf *out, const char *text)
{
	if (has_bold())
		buf_addf(out, "\033[1m%s\033[0m\n", text);
	else
		buf_addf(out, "%s\n", text);
}

int page_print(struct buf *page)
{
	int err = buf_error(page);

	if (!err && page->size > 0 &&
	    (fwrite(page->p, 1, page->size, stdout) != page->size ||
	     fflush(stdout) != 0))
		err = errno;
	buf_release(page);
	if (err == 0)
		return STATUS_OK;
	(void)fprintf(stderr, "gamut: standard output: %s\n", strerror(err));
	return STATUS_RUNTIME;
}
