/* SPDX-License-Identifier: MIT */
#include "campaign/narrow.h"
#include "campaign/select.h"

enum { WIDTH = 80, TEXT_MAX = 1 << 20 };

/** What is left of one pattern. */
struct rest {
	bool has_passed;         /* one of its cases did */
	struct fresh_name *name; /* those that did not */
};

const struct node *narrow_key(const struct node *map, struct str name)
{
	const struct node *key = map->first;

	while (key != NULL && !str_eq(key->text, name))
		key = key->next;
	return key;
}

static void find_rest(struct narrow *narrow, struct rest *rest, struct str glob)
{
	struct fresh_name **last = &rest->name;

	for (size_t i = 0; i < suite_count(narrow->suite); i++) {
		struct str id = suite_at(narrow->suite, i)->id;

		if (!glob_fits(glob, id))
			continue;
		if (outcomes_passed(&narrow->outcomes, id)) {
			rest->has_passed = true;
			continue;
		}
		*last = arena_alloc(&narrow->arena, sizeof(**last));
		if (*last == NULL)
			return;
		(*last)->text = id;
		last = &(*last)->next;
	}
}

/** How a text is quoted in the file. */
static char quote_of(const struct node *node)
{
	if (node->style == NODE_SINGLE)
		return '\'';
	return node->style == NODE_DOUBLE ? '"' : 0;
}

static void replace(struct narrow *narrow, size_t from, size_t to,
		    const struct buf *text)
{
	if (buf_error(text))
		narrow->arena.error = buf_error(text);
	edits_replace(&narrow->edits, from, to, buf_str(text));
}

/** A lone pattern becomes a name, or a list where the map's form allows it. */
static void write_lone(struct narrow *narrow, const struct node *entry,
		       const struct node *key, const struct fresh_name *names)
{
	const struct node *node = key->value;
	size_t from = place_from(&narrow->edits, node);
	struct buf text;

	buf_init(&text, TEXT_MAX);
	fresh_write_names(&text, names, quote_of(node), FRESH_ONE, 0);
	if (!place_is_flow(&narrow->edits, entry) &&
	    node->column + text.size > WIDTH && names->next != NULL) {
		from = place_behind_key(&narrow->edits, key);
		buf_clear(&text);
		fresh_write_names(&text, names, quote_of(node), FRESH_BLOCK,
				  key->column + 1);
	}
	replace(narrow, from, place_end(&narrow->edits, node), &text);
	buf_release(&text);
}

/** An item of a list becomes several. */
static void write_item(struct narrow *narrow, const struct node *list,
		       const struct node *item, const struct fresh_name *names)
{
	bool is_flow = place_is_flow(&narrow->edits, list);
	size_t from = place_from(&narrow->edits, item);
	struct fresh_name first = { .text = names->text };
	struct place_item place;
	struct buf text;

	buf_init(&text, TEXT_MAX);
	fresh_write_names(&text, is_flow ? names : &first, quote_of(item),
			  FRESH_PART, 0);
	replace(narrow, from, place_end(&narrow->edits, item), &text);
	if (!is_flow && names->next != NULL) {
		place_item(&place, &narrow->edits, item);
		buf_clear(&text);
		fresh_write_names(&text, names->next, quote_of(item),
				  FRESH_BLOCK, place.indent);
		buf_add_char(&text, '\n');
		edits_add_lines(&narrow->edits, place.last,
				str_sub(buf_str(&text), 1, text.size));
	}
	buf_release(&text);
}

static void write_list(struct narrow *narrow, const struct node *list,
		       const struct rest *rest)
{
	bool *is_gone =
		arena_array(&narrow->arena, list->count + 1, sizeof(*is_gone));
	size_t i = 0;

	if (is_gone == NULL)
		return;
	for (const struct node *item = list->first; item != NULL;
	     item = item->next, i++) {
		is_gone[i] = rest[i].has_passed && rest[i].name == NULL;
		if (rest[i].has_passed && rest[i].name != NULL)
			write_item(narrow, list, item, rest[i].name);
	}
	place_remove(&narrow->edits, list, is_gone);
}

bool narrow_entry(struct narrow *narrow, const struct node *entry,
		  const struct expect_known *known)
{
	const struct node *key = narrow_key(entry, STR("cases"));
	const struct expect_names *cases = &known->cases;
	struct rest *rest =
		arena_array(&narrow->arena, cases->count, sizeof(*rest));
	bool has_passed = false, has_rest = false;

	if (rest == NULL)
		return true;
	for (size_t i = 0; i < cases->count; i++) {
		find_rest(narrow, &rest[i], cases->name[i].text);
		has_passed |= rest[i].has_passed;
		has_rest |= !rest[i].has_passed || rest[i].name != NULL;
	}
	if (!has_passed || !has_rest)
		return !has_passed;
	if (key->value->type == NODE_LIST)
		write_list(narrow, key->value, rest);
	else
		write_lone(narrow, entry, key, rest[0].name);
	return true;
}
