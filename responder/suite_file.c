/* SPDX-License-Identifier: MIT */
#include "suite_file.h"

#include <errno.h>
#include <string.h>

#include "scenario/key.h"
#include "scenario/load.h"
#include "scenario/yaml.h"

/** What stands behind this key at the top of the file, or NULL. */
static const struct node *value_of(const struct node *root, enum key_id id)
{
	const struct node *key = root->first;

	while (key != NULL && !str_eq(key->text, key_at(id)->name))
		key = key->next;
	return key != NULL ? key->value : NULL;
}

/** The node that says this text: the value itself, or an item of it. */
static const struct node *saying(const struct node *value, struct str text)
{
	const struct node *item;

	if (value == NULL || value->type != NODE_LIST)
		return value;
	item = value->first;
	while (item != NULL && !str_eq(item->text, text))
		item = item->next;
	return item != NULL ? item : value;
}

/** Where this text stands behind a key; the file as a whole when it does not. */
static void find_place(struct diags *diags, enum key_id id, struct str text,
		       unsigned *line, unsigned *column)
{
	const struct node *root;
	const struct node *node = NULL;
	struct arena arena;

	*line = 0;
	*column = 0;
	arena_init(&arena);
	if (node_parse(&root, &arena, diags) == 0 && root->type == NODE_MAP)
		node = saying(value_of(root, id), text);
	if (node != NULL) {
		*line = node->line;
		*column = node->column;
	}
	arena_release(&arena);
}

/** The path below the folder, without its .yaml. */
static struct str stem_of(const struct file *file)
{
	struct str below = str_from(file->full + file->below);
	const char *dot = strrchr(below.p, '.');

	return dot != NULL ? str_sub(below, 0, (size_t)(dot - below.p)) : below;
}

static int load(struct scenario **scenariop, const struct file *file,
		struct diags *diags)
{
	struct str stem = stem_of(file);
	unsigned column;
	unsigned line;
	int err = scenario_load(scenariop, str_from(file->full), true, diags);

	if (err || (*scenariop)->id.size >= stem.size)
		return err;
	find_place(diags, KEY_FILE_ID, (*scenariop)->id, &line, &column);
	diags_add(diags, line, column,
		  "the id lacks a folder of its path: write '%.*s'",
		  STR_ARG(stem));
	scenario_free(*scenariop);
	return EBADMSG;
}

/** Another file has the id or the dial string. */
static void add_clash(struct diags *diags, struct str id, struct str dial,
		      const struct scenario *other)
{
	bool is_dial = dial.p != NULL;
	struct str name = is_dial ? dial : id;
	struct str file = other->file.p != NULL ? other->file : other->id;
	unsigned column;
	unsigned line;

	find_place(diags, is_dial ? KEY_FILE_DIAL : KEY_FILE_ID, name, &line,
		   &column);
	diags_add(diags, line, column, "%s '%.*s' is taken by %.*s",
		  is_dial ? "the dial string" : "the id", STR_ARG(name),
		  STR_ARG(file));
}

static int load_and_add(struct suite *suite, const struct file *file,
			unsigned origin, struct diags *diags,
			const struct scenario **replaced)
{
	const struct scenario *other = NULL;
	struct scenario *scenario;
	struct str dial;
	int err = load(&scenario, file, diags);

	if (err)
		return err;
	err = suite_add(suite, scenario, origin, &other, &dial);
	if (err == EEXIST) {
		add_clash(diags, scenario->id, dial, other);
		return diags_error(diags) ? ENOMEM : EBADMSG;
	}
	if (!err)
		*replaced = other;
	return err;
}

int suite_file_load(struct suite *suite, const struct file *file,
		    unsigned origin, struct buf *faults,
		    const struct scenario **replaced)
{
	struct diags diags;
	struct buf text;
	int err;

	*replaced = NULL;
	buf_init(&text, NODE_FILE_MAX);
	err = file_read(&text, file->path);
	diags_init(&diags, str_from(file->path), buf_str(&text));
	if (!err) {
		err = load_and_add(suite, file, origin, &diags, replaced);
	} else if (err == EFBIG) {
		diags_add(&diags, 0, 0,
			  "the file has more than %u bytes, and may not",
			  (unsigned)NODE_FILE_MAX);
		err = EBADMSG;
	}
	if (err == EBADMSG)
		diags_write(faults, &diags);
	diags_release(&diags);
	buf_release(&text);
	return err;
}
