/* SPDX-License-Identifier: MIT */
#include "scenario/load.h"

#include <errno.h>

#include "scenario/loader.h"

/** The path without .yaml or .yml. */
static struct str stem_of(struct str path)
{
	static const struct str ends[] = { STR_INIT(".yaml"),
					   STR_INIT(".yml") };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		size_t size = path.size - ends[i].size;

		if (path.size > ends[i].size &&
		    str_eq(str_sub(path, size, path.size), ends[i]))
			return str_sub(path, 0, size);
	}
	return path;
}

static void check_path(struct loader *loader, const struct node *id,
		       struct str path, bool is_alone)
{
	struct str stem = stem_of(path);
	size_t size = id->text.size;
	struct str end = stem;

	if (is_alone && stem.size > size && stem.p[stem.size - size - 1] == '/')
		end = str_sub(stem, stem.size - size, size);
	if (str_eq(end, id->text))
		return;
	if (is_alone)
		load_fault(loader, id,
			   "the id is not the end of the file's path, '%.*s': "
			   "rename one of them",
			   STR_ARG(path));
	else
		load_fault(loader, id,
			   "the id is not the path of the file: write id: "
			   "%.*s, or rename the file",
			   STR_ARG(stem));
}

static void check_dial(struct loader *loader, const struct fields *fields)
{
	const struct node *list = load_field(fields, KEY_FILE_DIAL);

	for (const struct node *node = list != NULL ? list->first : NULL;
	     node != NULL; node = node->next) {
		const struct node *first = list->first;

		while (!str_eq(first->text, node->text))
			first = first->next;
		if (first != node)
			load_fault(loader, node, "'%.*s' is in this list twice",
				   STR_ARG(node->text));
	}
}

/** The steps of one list, if all of them are fine. */
static void read_flow(struct loader *loader, struct steps *steps,
		      const struct node *list, struct str reaction)
{
	struct drafts drafts = { .draft = NULL };
	size_t faults = load_fault_count(loader);
	struct step *step;

	load_steps(loader, &drafts, list);
	if (load_fault_count(loader) != faults)
		return;
	load_check_flow(loader, &drafts, reaction);
	step = arena_array(loader->arena, drafts.count, sizeof(*step));
	if (step == NULL)
		return;
	for (size_t i = 0; i < drafts.count; i++)
		step[i] = drafts.draft[i].step;
	*steps = (struct steps){ step, drafts.count };
}

static void read_attempts(struct loader *loader, const struct fields *fields)
{
	struct scenario *scenario = loader->scenario;
	const struct node *flow = load_field(fields, KEY_FILE_FLOW);
	const struct node *list = load_field(fields, KEY_FILE_ATTEMPTS);
	size_t count = flow != NULL ? 1 : list != NULL ? list->count : 0;

	if (count == 0)
		return;
	scenario->attempt = arena_array(&scenario->arena, count,
					sizeof(*scenario->attempt));
	if (scenario->attempt == NULL)
		return;
	for (const struct node *node = flow != NULL ? flow : list->first;
	     node != NULL; node = node == flow ? NULL : node->next)
		read_flow(loader, &scenario->attempt[scenario->attempt_count++],
			  node, (struct str){ NULL, 0 });
}

static void read_reactions(struct loader *loader, const struct fields *fields)
{
	struct scenario *scenario = loader->scenario;
	const struct node *map = load_field(fields, KEY_FILE_ON);

	if (map == NULL || map->count == 0)
		return;
	scenario->reaction = arena_array(&scenario->arena, map->count,
					 sizeof(*scenario->reaction));
	if (scenario->reaction == NULL)
		return;
	for (const struct node *name = map->first; name != NULL;
	     name = name->next) {
		struct reaction *reaction =
			&scenario->reaction[scenario->reaction_count++];

		reaction->method = arena_copy(&scenario->arena, name->text);
		read_flow(loader, &reaction->steps, name->value,
			  reaction->method);
	}
}

static void read_file(struct loader *loader, const struct node *root,
		      struct str path, bool is_alone)
{
	struct scenario *scenario = loader->scenario;
	const struct node *id, *section;
	struct fields fields;

	load_fields(loader, &fields, KEY_IN_FILE, root, STR(""), root);
	id = load_field(&fields, KEY_FILE_ID);
	if (id != NULL && path.p != NULL)
		check_path(loader, id, path, is_alone);
	check_dial(loader, &fields);
	load_text(loader, &fields, KEY_FILE_ID, &scenario->id);
	load_text(loader, &fields, KEY_FILE_TITLE, &scenario->title);
	scenario->file = arena_copy(&scenario->arena, loader->diags->file);
	scenario->rfc =
		load_list(loader, &fields, KEY_FILE_RFC, &scenario->rfc_count);
	scenario->tag =
		load_list(loader, &fields, KEY_FILE_TAGS, &scenario->tag_count);
	scenario->dial = load_list(loader, &fields, KEY_FILE_DIAL,
				   &scenario->dial_count);
	load_bool(&fields, KEY_FILE_BROKEN, &scenario->is_broken);
	loader->is_broken = scenario->is_broken;
	load_text(loader, &fields, KEY_FILE_METHOD, &scenario->method);

	section = load_field(&fields, KEY_FILE_MATCH);
	if (section != NULL)
		load_match(loader, section);
	read_attempts(loader, &fields);
	read_reactions(loader, &fields);
	section = load_field(&fields, KEY_FILE_EXPECT);
	if (section != NULL)
		load_expect(loader, section);
}

static int load(struct loader *loader, struct str path, bool is_alone)
{
	const struct node *root;
	int err = load_tree(loader, KEY_IN_FILE, &root);

	if (err)
		return err;
	read_file(loader, root, path, is_alone);
	if (arena_error(&loader->scratch) != 0 ||
	    arena_error(loader->arena) != 0)
		return ENOMEM;
	return load_fault_count(loader) > 0 ? EBADMSG : 0;
}

int scenario_load(struct scenario **scenariop, struct str path, bool is_alone,
		  struct diags *diags)
{
	struct loader loader = { .diags = diags };
	int err = scenario_alloc(&loader.scenario);

	if (err)
		return err;
	loader.arena = &loader.scenario->arena;
	arena_init(&loader.scratch);
	err = load(&loader, path, is_alone);
	if (diags_error(diags))
		err = ENOMEM;
	if (err)
		goto out;

	scenario_set_code(loader.scenario);
	*scenariop = loader.scenario;
	loader.scenario = NULL; /* the caller owns it now */
out:
	scenario_free(loader.scenario);
	arena_release(&loader.scratch);
	return err;
}
