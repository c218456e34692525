/* SPDX-License-Identifier: MIT */
#include "scenario/loader.h"

static void refuse_check(struct loader *loader, const struct node *node)
{
	struct str shown = load_shown(node->text);
	struct str near = check_nearest(node->text);

	if (near.p != NULL)
		load_fault(loader, node,
			   "there is no check '%.*s', did you mean '%.*s'?",
			   STR_ARG(shown), STR_ARG(near));
	else
		load_fault(loader, node,
			   "there is no check '%.*s'; 'gamut list checks' has "
			   "them all",
			   STR_ARG(shown));
}

/** The check of this name; where there is none, a fault is added. */
static enum check_id read_check(struct loader *loader, const struct node *node)
{
	enum check_id check = check_find(node->text);

	if (check == CHECK_COUNT)
		refuse_check(loader, node);
	return check;
}

static void read_levels(struct loader *loader, const struct fields *fields,
			struct demands *demands)
{
	const struct node *map = load_field(fields, KEY_EXPECT_CHECKS);

	if (map == NULL)
		return;
	demands->level =
		arena_array(loader->arena, map->count, sizeof(*demands->level));
	if (demands->level == NULL)
		return;
	for (const struct node *name = map->first; name != NULL;
	     name = name->next) {
		struct demand_level *level =
			&demands->level[demands->level_count++];

		level->check = read_check(loader, name);
		level->is_off = !level_find(&level->level, name->value->text);
	}
}

static void read_header(struct loader *loader, struct demand_header *header,
			const struct node *map)
{
	const struct node *node;
	struct fields fields;

	load_fields(loader, &fields, KEY_IN_EXPECT_HEADER, map, STR(""), map);
	load_text(loader, &fields, KEY_EXPECT_HEADER_OF, &header->method);
	load_text(loader, &fields, KEY_EXPECT_HEADER_NAME, &header->name);
	load_text(loader, &fields, KEY_EXPECT_HEADER_EQUALS, &header->equals);
	load_text(loader, &fields, KEY_EXPECT_HEADER_MATCHES, &header->matches);
	load_pattern(loader, &fields, KEY_EXPECT_HEADER_MATCHES,
		     &header->pattern);
	node = load_field(&fields, KEY_EXPECT_HEADER_IS);
	header->is_absent = node != NULL && str_eq(node->text, STR("absent"));
}

static void read_headers(struct loader *loader, const struct fields *fields,
			 struct demands *demands)
{
	const struct node *list = load_field(fields, KEY_EXPECT_HEADERS);

	if (list == NULL || list->count == 0)
		return;
	demands->header = arena_array(loader->arena, list->count,
				      sizeof(*demands->header));
	if (demands->header == NULL)
		return;
	for (const struct node *node = list->first; node != NULL;
	     node = node->next)
		read_header(loader, &demands->header[demands->header_count++],
			    node);
}

void load_expect(struct loader *loader, const struct node *map)
{
	struct expect *expect = &loader->scenario->expect;
	const struct node *key;
	struct fields fields;

	load_fields(loader, &fields, KEY_IN_EXPECT, map, STR(""), map);
	key = load_field(&fields, KEY_EXPECT_KEY);
	expect->key = key != NULL ? read_check(loader, key) : CHECK_COUNT;
	read_levels(loader, &fields, &expect->demands);
	read_headers(loader, &fields, &expect->demands);
}
