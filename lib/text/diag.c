/* SPDX-License-Identifier: MIT */
#include "text/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text/utf8.h"

enum { WIDTH_MAX = 160, BEFORE_CARET = 100 }; /* characters of a line shown */

void diags_init(struct diags *diags, struct str file, struct str source)
{
	memset(diags, 0, sizeof(*diags));
	diags->file = file;
	diags->source = source;
	arena_init(&diags->arena);
}

void diags_release(struct diags *diags)
{
	arena_release(&diags->arena);
	diags->count = 0;
	diags->more = 0;
}

bool diags_is_full(const struct diags *diags)
{
	return diags->count == DIAG_MAX;
}

int diags_error(const struct diags *diags)
{
	return arena_error(&diags->arena);
}

/** Below, at, or above 0: before, at, or behind the place. */
static int compare(const struct diag *diag, unsigned line, unsigned column)
{
	if (diag->line != line)
		return diag->line < line ? -1 : 1;
	return (diag->column > column) - (diag->column < column);
}

/** Where a fault belongs; diags->count + 1 when one is there already. */
static size_t find_place(const struct diags *diags, unsigned line,
			 unsigned column)
{
	size_t at = diags->count;

	while (at > 0 && compare(&diags->diag[at - 1], line, column) > 0)
		at--;
	if (at > 0 && compare(&diags->diag[at - 1], line, column) == 0)
		return diags->count + 1;
	return at;
}

/** Make room at this place; false: it is behind all that there is room for. */
static bool make_room(struct diags *diags, size_t at)
{
	if (diags->count == DIAG_MAX)
		diags->more++;
	else
		diags->count++;
	if (at == DIAG_MAX)
		return false;
	memmove(&diags->diag[at + 1], &diags->diag[at],
		(diags->count - at - 1) * sizeof(diags->diag[0]));
	return true;
}

void diags_add(struct diags *diags, unsigned line, unsigned column,
	       const char *format, ...)
{
	struct str text = STR("(no memory is left to say what is wrong)");
	size_t at = find_place(diags, line, column);
	va_list args;
	char *p;
	int size;

	if (at > diags->count || !make_room(diags, at))
		return;

	va_start(args, format);
	size = vsnprintf(NULL, 0, format, args);
	va_end(args);
	p = size < 0 ? NULL : arena_alloc(&diags->arena, (size_t)size + 1);
	if (p != NULL) {
		va_start(args, format);
		(void)vsnprintf(p, (size_t)size + 1, format, args);
		va_end(args);
		text = (struct str){ p, (size_t)size };
	}
	diags->diag[at] = (struct diag){ line, column, text };
}

struct str diags_line(const struct diags *diags, unsigned line)
{
	const struct str none = { NULL, 0 };
	struct str rest = diags->source, one;

	/* A byte order mark has no width and is no part of the first line. */
	if (str_starts(rest, STR("\xef\xbb\xbf")))
		rest = str_sub(rest, 3, rest.size);
	for (; line > 1 && rest.size > 0; line--)
		(void)str_cut(rest, '\n', &one, &rest);
	if (line != 1 || rest.size == 0)
		return none;

	(void)str_cut(rest, '\n', &one, &rest);
	if (one.size > 0 && one.p[one.size - 1] == '\r')
		one.size--;
	return one;
}

/** Nothing that a terminal would obey. */
static void add_plain(struct buf *out, struct str text)
{
	uint32_t code;
	size_t size;

	for (; text.size > 0; text = str_sub(text, size, text.size)) {
		size = utf8_next(text, &code);
		if (size == 0 || (code < ' ' && code != '\t') ||
		    (code >= 0x7f && code < 0xa0)) {
			buf_add_char(out, '?');
			size = size > 0 ? size : 1;
		} else {
			buf_add(out, text.p, size);
		}
	}
}

/** The line and a caret below it; tabs stay, so that both stand alike. */
static void write_source(struct buf *out, struct str line, unsigned column)
{
	size_t before = column - 1;
	struct str head;

	if (before > BEFORE_CARET) {
		size_t cut = utf8_size(line, before - BEFORE_CARET);

		line = str_sub(line, cut, line.size);
		before = BEFORE_CARET;
	}
	line = str_sub(line, 0, utf8_size(line, WIDTH_MAX));
	add_plain(out, line);
	buf_add_char(out, '\n');

	head = str_sub(line, 0, utf8_size(line, before));
	before -= utf8_count(head);
	for (; head.size > 0;
	     head = str_sub(head, utf8_size(head, 1), head.size))
		buf_add_char(out, head.p[0] == '\t' ? '\t' : ' ');
	for (; before > 0; before--)
		buf_add_char(out, ' ');
	buf_add_text(out, "^\n");
}

void diags_write(struct buf *out, const struct diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct diag *diag = &diags->diag[i];
		struct str line = diags_line(diags, diag->line);

		add_plain(out, diags->file);
		if (diag->line > 0)
			buf_addf(out, ":%u:%u", diag->line, diag->column);
		buf_add_text(out, ": ");
		add_plain(out, diag->text);
		buf_add_char(out, '\n');
		if (line.p != NULL && diag->column > 0)
			write_source(out, line, diag->column);
	}
	if (diags->more > 0) {
		add_plain(out, diags->file);
		buf_addf(out, ": and %zu more fault%s\n", diags->more,
			 diags->more == 1 ? "" : "s");
	}
}
