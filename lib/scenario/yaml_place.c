/* SPDX-License-Identifier: MIT */
#include "scenario/yaml.h"
#include "text/utf8.h"

/** The characters that an opening quote takes. */
static size_t quote_size(const struct node *node)
{
	return node->style == NODE_SINGLE || node->style == NODE_DOUBLE;
}

static void place_literal(const struct node *node, struct str before,
			  const struct diags *diags, unsigned *line,
			  unsigned *column)
{
	struct str rest = node->text, one = rest;
	unsigned below = 1;
	size_t start = 0, whole, size;

	for (size_t i = 0; i < before.size; i++) {
		if (before.p[i] == '\n') {
			below++;
			start = i + 1;
		}
	}
	(void)str_cut(str_sub(rest, start, rest.size), '\n', &one, &rest);
	whole = utf8_count(diags_line(diags, node->line + below));
	size = utf8_count(one);
	if (size > whole)
		return;
	*line = node->line + below;
	*column = (unsigned)(whole - size + 1 +
			     utf8_count(str_sub(before, start, before.size)));
}

void node_place(const struct node *node, size_t offset,
		const struct diags *diags, unsigned *line, unsigned *column)
{
	struct str before = str_sub(node->text, 0, offset), source;
	size_t at;

	*line = node->line;
	*column = node->column;
	if (node->style == NODE_LITERAL) {
		place_literal(node, before, diags, line, column);
		return;
	}
	if (node->style == NODE_FOLDED)
		return;
	source = diags_line(diags, node->line);
	at = utf8_size(source, node->column - 1) + quote_size(node);
	if (str_starts(str_sub(source, at, source.size), before))
		*column += (unsigned)(quote_size(node) + utf8_count(before));
}

const char *node_type_name(enum node_type type)
{
	static const char *const name[] = { "a text", "a list", "a map" };

	return name[type];
}
