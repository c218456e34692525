/* SPDX-License-Identifier: MIT */
#include "campaign/place.h"

size_t place_from(const struct edits *edits, const struct node *node)
{
	return edits_offset(edits, node->line, node->column);
}

bool place_is_flow(const struct edits *edits, const struct node *node)
{
	size_t from = place_from(edits, node);

	return node->type != NODE_TEXT && from < edits->source.size &&
	       (edits->source.p[from] == '[' || edits->source.p[from] == '{');
}

/** The last item of a list, the last value of a map. */
static const struct node *last_part(const struct node *node)
{
	const struct node *last = node->first;

	while (last->next != NULL)
		last = last->next;
	return node->type == NODE_MAP ? last->value : last;
}

size_t place_end(const struct edits *edits, const struct node *node)
{
	size_t from, end;

	while (node->type != NODE_TEXT && !place_is_flow(edits, node))
		node = last_part(node);
	from = place_from(edits, node);
	end = edits_offset(edits, node->end_line, node->end_column);
	/* The line ends behind a block of text are counted to it. */
	if (node->style == NODE_LITERAL || node->style == NODE_FOLDED)
		end = from +
		      str_trim(str_sub(edits->source, from, end - from)).size;
	return end;
}

size_t place_last_line(const struct edits *edits, const struct node *node)
{
	size_t end = place_end(edits, node);

	return edits_line(edits, end > 0 ? end - 1 : 0);
}

size_t place_behind_key(const struct edits *edits, const struct node *key)
{
	size_t at = place_end(edits, key);

	return at +
	       str_find(str_sub(edits->source, at, edits->source.size), ':') +
	       1;
}

/** The line of the dash, which may stand above what it begins. */
static size_t dash_line(const struct edits *edits, const struct node *item)
{
	size_t from = place_from(edits, item);
	size_t line = edits_line(edits, from);
	struct str before = str_sub(edits->source, edits->line[line],
				    from - edits->line[line]);

	if (str_trim(before).size > 0)
		return line;
	while (line > 0 &&
	       !str_starts(str_trim(edits_text(edits, line - 1)), STR("-")))
		line--;
	return line > 0 ? line - 1 : 0;
}

void place_item(struct place_item *place, const struct edits *edits,
		const struct node *item)
{
	size_t first = dash_line(edits, item);
	size_t last = place_last_line(edits, item);
	size_t indent = edits_indent(edits, first);

	while (first > 0 && edits_is_comment(edits, first - 1) &&
	       edits_indent(edits, first - 1) <= indent)
		first--;
	while (last + 1 < edits->line_count &&
	       edits_is_comment(edits, last + 1) &&
	       edits_indent(edits, last + 1) > indent)
		last++;
	*place = (struct place_item){ first, last, indent };
}

static void remove_block(struct edits *edits, const struct node *list,
			 const bool *is_gone)
{
	size_t i = 0;

	for (const struct node *item = list->first; item != NULL;
	     item = item->next) {
		struct place_item place;

		if (!is_gone[i++])
			continue;
		place_item(&place, edits, item);
		edits_cut(edits, place.first, place.last);
	}
}

/** The comma behind an item of a flow list, or the bracket. */
static size_t find_comma(const struct edits *edits, size_t at)
{
	struct str source = edits->source;

	while (at < source.size && source.p[at] != ',' && source.p[at] != ']') {
		struct str rest = str_sub(source, at, source.size);

		at += source.p[at] == '#' ? str_find(rest, '\n') : 1;
	}
	return at;
}

/** Whether the lines of a range have nothing else but blanks and a comment. */
static bool is_alone(const struct edits *edits, size_t from, size_t end)
{
	size_t first = edits_line(edits, from), last = edits_line(edits, end);
	struct str before = str_sub(edits->source, edits->line[first],
				    from - edits->line[first]);
	struct str after = str_trim(
		str_sub(edits->source, end, edits->line[last + 1] - end));

	return str_trim(before).size == 0 &&
	       (after.size == 0 || after.p[0] == '#');
}

/** One item and its comma. */
static void remove_flow_item(struct edits *edits, const struct node *item)
{
	struct str source = edits->source;
	size_t from = place_from(edits, item), end = place_end(edits, item);
	size_t comma = find_comma(edits, end);

	if (comma < source.size && source.p[comma] == ',')
		end = comma + 1;
	if (is_alone(edits, from, end)) {
		edits_cut(edits, edits_line(edits, from),
			  edits_line(edits, end - 1));
		return;
	}
	while (end < source.size && source.p[end] == ' ' && item->next != NULL)
		end++;
	edits_replace(edits, from, end, STR(""));
}

static void remove_flow(struct edits *edits, const struct node *list,
			const bool *is_gone)
{
	const struct node *kept = NULL, *last = last_part(list);
	size_t end = place_end(edits, last), i = 0;
	bool is_line;

	for (const struct node *item = list->first; item != NULL;
	     item = item->next)
		kept = is_gone[i++] ? kept : item;
	/* Those at the end of a line take the comma in front of them along. */
	is_line = kept != NULL && kept != last &&
		  edits_line(edits, place_end(edits, kept)) ==
			  edits_line(edits, end);
	i = 0;
	for (const struct node *item = list->first; item != NULL;
	     item = item->next) {
		if (is_gone[i++])
			remove_flow_item(edits, item);
		if (item == kept && is_line)
			break;
	}
	if (is_line)
		edits_replace(edits, place_end(edits, kept), end, STR(""));
}

void place_remove(struct edits *edits, const struct node *list,
		  const bool *is_gone)
{
	if (place_is_flow(edits, list))
		remove_flow(edits, list, is_gone);
	else
		remove_block(edits, list, is_gone);
}
