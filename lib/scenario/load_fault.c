/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>

#include "scenario/loader.h"
#include "text/utf8.h"

enum {
	SHOWN_MAX = 40, /* characters of a value in a message */
	SHOWN_BYTES = 4 * SHOWN_MAX,
	NEAR_DISTANCE = 2, /* edits beyond which two names are not alike */
	MESSAGE_MAX = 1024
};

void load_fault(struct loader *loader, const struct node *node,
		const char *format, ...)
{
	char text[MESSAGE_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	diags_add(loader->diags, node->line, node->column, "%s", text);
}

void load_fault_at(struct loader *loader, const struct node *node,
		   size_t offset, const char *format, ...)
{
	unsigned line = node->line, column = node->column;
	char text[MESSAGE_MAX];
	va_list args;

	/* To find the place costs a walk through the file. */
	if (!diags_is_full(loader->diags))
		node_place(node, offset, loader->diags, &line, &column);
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	diags_add(loader->diags, line, column, "%s", text);
}

size_t load_fault_count(const struct loader *loader)
{
	return loader->diags->count + loader->diags->more;
}

struct str load_shown(struct str text)
{
	text = str_sub(text, 0, SHOWN_BYTES);
	return str_sub(text, 0, utf8_size(text, SHOWN_MAX));
}

void load_write_words(struct buf *out, struct str words)
{
	struct str word;
	bool is_first = true;

	while (key_next_word(&words, &word)) {
		if (!is_first)
			buf_add_text(out, words.size > 0 ? ", " : " or ");
		buf_add_str(out, word);
		is_first = false;
	}
}

void load_write_form(struct buf *out, const struct key *key)
{
	if (key->type == KEY_TYPE_WORD) {
		load_write_words(out, str_from(key->words));
		return;
	}
	buf_add_text(out, key_type_form((enum key_type)key->type));
	if (key->type == KEY_TYPE_NUMBER)
		buf_addf(out, " from %u to %u", key->min, key->max);
	if (key->words[0] != '\0') {
		buf_add_text(out, ", or ");
		load_write_words(out, str_from(key->words));
	}
}

struct nearest {
	struct str name; /* what was written */
	struct str best;
	unsigned least;
};

static void look_at(struct nearest *nearest, struct str name)
{
	unsigned distance;

	if (str_ieq(nearest->name, name))
		distance = 0;
	else
		distance = str_distance(nearest->name, name);
	if (distance >= nearest->least || distance > name.size / 2)
		return;
	nearest->least = distance;
	nearest->best = name;
}

struct str load_nearest(struct str name, struct str words,
			enum key_context context)
{
	struct nearest nearest = { .name = name, .least = NEAR_DISTANCE + 1 };
	const struct key *row;
	size_t count;
	struct str word;

	while (key_next_word(&words, &word))
		look_at(&nearest, word);
	row = key_rows(context, &count);
	for (size_t i = 0; i < count; i++)
		look_at(&nearest, row[i].name);
	return nearest.best;
}

/** Where else in the same kind of file a key of this name may stand. */
static const struct key *find_elsewhere(enum key_context root, struct str name)
{
	for (unsigned id = 0; id < KEY_COUNT; id++) {
		const struct key *key = key_at((enum key_id)id);

		if (key_context_root((enum key_context)key->context) == root &&
		    str_eq(key->name, name))
			return key;
	}
	return NULL;
}

void load_write_keys(struct buf *out, enum key_context context)
{
	size_t count;
	const struct key *row = key_rows(context, &count);

	for (size_t i = 0; i < count; i++) {
		buf_add_text(out, i == 0 ? "" : ", ");
		buf_add_str(out, row[i].name);
	}
}

static void add_list(struct loader *loader, enum key_context context,
		     const struct node *node)
{
	struct str shown = load_shown(node->text);
	struct buf names;

	buf_init(&names, MESSAGE_MAX / 2);
	load_write_keys(&names, context);
	load_fault(loader, node, "unknown key '%.*s'; %s may stand: %.*s",
		   STR_ARG(shown), key_context_where(context),
		   STR_ARG(buf_str(&names)));
	buf_release(&names);
}

const struct key *load_unknown_key(struct loader *loader,
				   enum key_context context,
				   const struct node *node)
{
	struct str shown = load_shown(node->text);
	const struct key *other;
	struct str near;

	if (diags_is_full(loader->diags)) {
		load_fault(loader, node, "unknown key");
		return NULL;
	}
	near = load_nearest(node->text, STR(""), context);
	other = find_elsewhere(key_context_root(context), node->text);
	if (near.p != NULL)
		load_fault(loader, node,
			   "unknown key '%.*s', did you mean '%.*s'?",
			   STR_ARG(shown), STR_ARG(near));
	else if (other != NULL)
		load_fault(loader, node,
			   "'%.*s' does not stand here but %s: is it indented "
			   "as it should be?",
			   STR_ARG(shown),
			   key_context_where((enum key_context)other->context));
	else if (context == KEY_IN_NONE)
		load_fault(
			loader, node,
			"unknown key '%.*s'; nothing stands beside this verb",
			STR_ARG(shown));
	else
		add_list(loader, context, node);
	return near.p != NULL ? key_find(context, near) : NULL;
}
