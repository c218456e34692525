/* SPDX-License-Identifier: MIT */
#include "report/wire.h"

#include "text/plain.h"

enum { LINES_MAX = 24, INDENT = 4, WIDTH_MIN = 20, MARKED_WIDTH = 1024 };

static void add_line(struct buf *out, struct str line, bool is_marked,
		     size_t width)
{
	/* What is wrong with it may stand at its end. */
	if (is_marked && width < MARKED_WIDTH)
		width = MARKED_WIDTH;
	buf_add_text(out, is_marked ? "  > " : "    ");
	plain_add_cut(out, line,
		      width > INDENT + WIDTH_MIN ? width - INDENT : WIDTH_MIN);
	while (out->size > 0 && out->p[out->size - 1] == ' ')
		buf_truncate(out, out->size - 1);
	buf_add_char(out, '\n');
}

void wire_write_lines(struct buf *out, struct str bytes, size_t line,
		      size_t width)
{
	struct str text;
	size_t hidden = 0;

	for (size_t i = 0; str_next_line(&bytes, &text); i++) {
		if (i >= LINES_MAX && i != line)
			hidden++;
		else if (text.size > 0 || bytes.size > 0)
			add_line(out, text, i == line, width);
	}
	if (hidden > 0)
		buf_addf(out, "    … %zu more %s\n", hidden,
			 hidden == 1 ? "line" : "lines");
}
