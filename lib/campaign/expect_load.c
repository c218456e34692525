/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "campaign/expect_model.h"
#include "scenario/loader.h"

enum { WHY_MAX = 1024 };

static struct expect_name name_of(struct loader *loader,
				  const struct node *node)
{
	return (struct expect_name){
		.text = arena_copy(loader->arena, node->text),
		.line = node->line,
		.column = node->column,
	};
}

/** One text or a list of texts. */
static void read_names(struct loader *loader, const struct fields *fields,
		       enum key_id id, struct expect_names *names)
{
	const struct node *value = load_field(fields, id);
	const struct node *node = value;
	size_t count = 1;

	if (value == NULL)
		return;
	if (value->type == NODE_LIST) {
		count = value->count;
		node = value->first;
	}
	names->name = arena_array(loader->arena, count, sizeof(*names->name));
	if (names->name == NULL)
		return;
	for (; names->count < count; node = node->next)
		names->name[names->count++] = name_of(loader, node);
}

/** Say once why, for all cases that it will be said of. */
static void say_why(struct loader *loader, struct expect_names *names,
		    const char *before, const char *after)
{
	for (size_t i = 0; i < names->count; i++) {
		struct expect_name *name = &names->name[i];
		struct buf why;

		buf_init(&why, WHY_MAX);
		buf_addf(&why, "%s%.*s%s", before, STR_ARG(name->text), after);
		name->why = arena_copy(loader->arena, buf_str(&why));
		if (buf_error(&why))
			loader->arena->error = buf_error(&why);
		buf_release(&why);
	}
}

static void read_features(struct loader *loader, const struct fields *fields,
			  struct expect_file *file)
{
	const struct node *map = load_field(fields, KEY_EXPECTATION_FEATURES);
	struct expect_names *all = &file->features, *lacking = &file->lacking;

	if (map == NULL)
		return;
	all->name = arena_array(loader->arena, map->count, sizeof(*all->name));
	lacking->name =
		arena_array(loader->arena, map->count, sizeof(*lacking->name));
	if (all->name == NULL || lacking->name == NULL)
		return;
	for (const struct node *key = map->first; key != NULL;
	     key = key->next) {
		struct expect_name name = name_of(loader, key);

		all->name[all->count++] = name;
		if (str_eq(key->value->text, STR("true")))
			continue;
		lacking->name[lacking->count++] = name;
	}
}

static void read_known(struct loader *loader, struct expect_known *known,
		       const struct node *map)
{
	struct fields fields;

	load_fields(loader, &fields, KEY_IN_KNOWN, map, STR(""), map);
	read_names(loader, &fields, KEY_KNOWN_CASES, &known->cases);
	read_names(loader, &fields, KEY_KNOWN_CHECKS, &known->checks);
	load_text(loader, &fields, KEY_KNOWN_REASON, &known->reason);
}

static void read_all_known(struct loader *loader, const struct fields *fields,
			   struct expect_file *file)
{
	const struct node *list =
		load_field(fields, KEY_EXPECTATION_KNOWN_FAILURES);

	if (list == NULL || list->count == 0)
		return;
	file->known =
		arena_array(loader->arena, list->count, sizeof(*file->known));
	if (file->known == NULL)
		return;
	for (const struct node *node = list->first; node != NULL;
	     node = node->next)
		read_known(loader, &file->known[file->known_count++], node);
}

static void read_file(struct loader *loader, struct expect_file *file,
		      const struct node *root)
{
	const struct node *agent;
	struct fields fields;

	load_fields(loader, &fields, KEY_IN_EXPECTATION, root, STR(""), root);
	agent = load_field(&fields, KEY_EXPECTATION_AGENT);
	if (agent != NULL) {
		file->agent = name_of(loader, agent);
		file->agent.text = load_line(file->agent.text);
	}
	read_features(loader, &fields, file);
	say_why(loader, &file->lacking, "the client has no '", "'");
	read_names(loader, &fields, KEY_EXPECTATION_UNSUPPORTED,
		   &file->unsupported);
	say_why(loader, &file->unsupported, "'",
		"' is unsupported by the client");
	read_all_known(loader, &fields, file);
	read_names(loader, &fields, KEY_EXPECTATION_MUST_PASS,
		   &file->must_pass);
}

static int load(struct loader *loader, struct expect_file *file)
{
	const struct node *root;
	int err = load_tree(loader, KEY_IN_EXPECTATION, &root);

	if (err)
		return err;
	read_file(loader, file, root);
	if (arena_error(&loader->scratch) != 0 ||
	    arena_error(loader->arena) != 0)
		return ENOMEM;
	return load_fault_count(loader) > 0 ? EBADMSG : 0;
}

int expect_file_load(struct expect_file **filep, struct str text,
		     struct diags *diags)
{
	struct expect_file *file = calloc(1, sizeof(*file));
	struct loader loader = { .diags = diags };
	int err;

	if (file == NULL)
		return ENOMEM;
	diags->source = text;
	arena_init(&file->arena);
	arena_init(&loader.scratch);
	loader.arena = &file->arena;
	err = load(&loader, file);
	if (diags_error(diags))
		err = ENOMEM;
	if (err)
		goto out;

	*filep = file;
	file = NULL; /* the caller owns it now */
out:
	expect_file_free(file);
	arena_release(&loader.scratch);
	return err;
}

void expect_file_free(struct expect_file *file)
{
	if (file == NULL)
		return;
	arena_release(&file->arena);
	free(file);
}
