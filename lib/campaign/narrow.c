/* SPDX-License-Identifier: MIT */
#include "campaign/narrow.h"

enum { TEXT_MAX = 1 << 24 };

/** Which entries go. @return how many stay */
static size_t choose(struct narrow *narrow, const struct node *list,
		     bool *is_gone)
{
	size_t i = 0, kept = 0;

	for (const struct node *entry = list->first; entry != NULL;
	     entry = entry->next, i++) {
		is_gone[i] =
			!narrow_entry(narrow, entry, &narrow->file->known[i]);
		kept += !is_gone[i];
	}
	return kept;
}

/** All that is new, in the form of a list. */
static void write_all(struct narrow *narrow, struct buf *text,
		      const struct fresh *fresh, bool is_flow, size_t indent)
{
	for (const struct fresh *f = fresh; f != NULL; f = f->next) {
		if (is_flow) {
			buf_add_text(text, f != fresh ? ", " : "");
			fresh_write_flow(text, f);
		} else {
			fresh_write(text, f, indent);
		}
	}
	if (buf_error(text))
		narrow->arena.error = buf_error(text);
}

/** Entries as lines behind a line. */
static void add_block(struct narrow *narrow, const struct fresh *fresh,
		      size_t line, size_t indent)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	write_all(narrow, &text, fresh, false, indent);
	edits_add_lines(&narrow->edits, line, buf_str(&text));
	buf_release(&text);
}

/** Entries in the place of some bytes, with words around them. */
static void put_flow(struct narrow *narrow, const struct fresh *fresh,
		     size_t from, size_t to, const char *const around[2])
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	buf_add_text(&text, around[0]);
	write_all(narrow, &text, fresh, true, 0);
	buf_add_text(&text, around[1]);
	edits_replace(&narrow->edits, from, to, buf_str(&text));
	buf_release(&text);
}

/** Nothing of the list is left. */
static void empty_list(struct narrow *narrow, const struct node *key,
		       const struct fresh *fresh)
{
	static const char *const brackets[] = { "[", "]" };
	const struct node *list = key->value;
	struct edits *edits = &narrow->edits;
	size_t from = place_from(edits, list), end = place_end(edits, list);
	size_t behind = place_behind_key(edits, key);
	bool is_touched;

	if (fresh == NULL && place_is_flow(edits, list)) {
		if (list->count > 0)
			edits_replace(edits, from, end, STR("[]"));
	} else if (fresh == NULL) {
		edits_replace(edits, behind, behind, STR(" []"));
	} else if (place_is_flow(edits, narrow->root)) {
		put_flow(narrow, fresh, from, end, brackets);
	} else if (place_is_flow(edits, list)) {
		/* A comment may touch the bracket, but not the colon. */
		is_touched =
			end < edits->source.size && edits->source.p[end] == '#';
		edits_replace(edits, behind, end,
			      is_touched ? STR(" ") : STR(""));
		add_block(narrow, fresh, place_last_line(edits, list),
			  narrow->root->column + 1);
	}
}

/** The last item that stays. */
static const struct node *last_kept(const struct node *list,
				    const bool *is_gone)
{
	const struct node *kept = list->first;
	size_t i = 0;

	for (const struct node *item = list->first; item != NULL;
	     item = item->next) {
		if (!is_gone[i++])
			kept = item;
	}
	return kept;
}

static void add_to_list(struct narrow *narrow, const struct node *list,
			const bool *is_gone, const struct fresh *fresh)
{
	static const char *const comma[] = { ", ", "" };
	struct edits *edits = &narrow->edits;
	const struct node *last = list->first;
	struct place_item place;
	size_t end;

	if (place_is_flow(edits, list)) {
		end = place_end(edits, last_kept(list, is_gone));
		put_flow(narrow, fresh, end, end, comma);
		return;
	}
	while (last->next != NULL)
		last = last->next;
	place_item(&place, edits, last);
	add_block(narrow, fresh, place.last, place.indent);
}

static void update_list(struct narrow *narrow, const struct node *key,
			const struct fresh *fresh)
{
	const struct node *list = key->value;
	bool is_flow = place_is_flow(&narrow->edits, list);
	bool *is_gone =
		arena_array(&narrow->arena, list->count + 1, sizeof(*is_gone));
	size_t kept;

	if (is_gone == NULL)
		return;
	kept = choose(narrow, list, is_gone);
	if (kept == 0)
		empty_list(narrow, key, fresh);
	if (fresh != NULL && (kept > 0 || !is_flow))
		add_to_list(narrow, list, is_gone, fresh);
	if (kept > 0 || !is_flow)
		place_remove(&narrow->edits, list, is_gone);
}

/** There is no list yet: it comes last in the file. */
static void add_key(struct narrow *narrow, const struct fresh *fresh)
{
	static const char *const around[] = { ", \"known-failures\": [", "]" };
	struct edits *edits = &narrow->edits;
	const struct node *last = narrow->root->first;
	struct buf text;
	size_t end;

	if (place_is_flow(edits, narrow->root)) {
		while (last->next != NULL)
			last = last->next;
		end = place_end(edits, last->value);
		put_flow(narrow, fresh, end, end, around);
		return;
	}
	buf_init(&text, TEXT_MAX);
	for (unsigned i = 1; i < narrow->root->column; i++)
		buf_add_char(&text, ' ');
	buf_add_text(&text, "known-failures:\n");
	write_all(narrow, &text, fresh, false, narrow->root->column + 1);
	edits_add_lines(edits, place_last_line(edits, narrow->root),
			buf_str(&text));
	buf_release(&text);
}

void narrow_known(struct narrow *narrow, const struct fresh *fresh)
{
	const struct node *key =
		narrow_key(narrow->root, STR("known-failures"));

	if (key != NULL)
		update_list(narrow, key, fresh);
	else if (fresh != NULL)
		add_key(narrow, fresh);
}
