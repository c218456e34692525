/* SPDX-License-Identifier: MIT */
#include "scenario/loader.h"

static void read_levels(struct loader *loader, const struct fields *fields,
			struct expect *expect)
{
	const struct node *map = load_field(fields, KEY_EXPECT_CHECKS);
	struct arena *arena = loader->arena;

	if (map == NULL)
		return;
	expect->level = arena_array(arena, map->count, sizeof(*expect->level));
	if (expect->level == NULL)
		return;
	for (const struct node *name = map->first; name != NULL;
	     name = name->next) {
		struct expect_level *level =
			&expect->level[expect->level_count++];

		level->check = arena_copy(arena, name->text);
		level->level = arena_copy(arena, name->value->text);
	}
}

static void read_header(struct loader *loader, struct expect_header *header,
			const struct node *map)
{
	const struct node *node;
	struct fields fields;
	regex_t regex;

	load_fields(loader, &fields, KEY_IN_EXPECT_HEADER, map, STR(""), map);
	load_text(loader, &fields, KEY_EXPECT_HEADER_OF, &header->method);
	load_text(loader, &fields, KEY_EXPECT_HEADER_NAME, &header->name);
	load_text(loader, &fields, KEY_EXPECT_HEADER_EQUALS, &header->equals);
	node = load_field(&fields, KEY_EXPECT_HEADER_IS);
	header->is_absent = node != NULL && str_eq(node->text, STR("absent"));
	node = load_field(&fields, KEY_EXPECT_HEADER_MATCHES);
	if (node != NULL && load_regex(loader, &regex, node)) {
		regfree(&regex);
		load_text(loader, &fields, KEY_EXPECT_HEADER_MATCHES,
			  &header->matches);
	}
}

void load_expect(struct loader *loader, const struct node *map)
{
	struct expect *expect = &loader->scenario->expect;
	const struct node *list;
	struct fields fields;

	load_fields(loader, &fields, KEY_IN_EXPECT, map, STR(""), map);
	load_text(loader, &fields, KEY_EXPECT_KEY, &expect->key);
	read_levels(loader, &fields, expect);
	list = load_field(&fields, KEY_EXPECT_HEADERS);
	if (list == NULL || list->count == 0)
		return;
	expect->header = arena_array(loader->arena, list->count,
				     sizeof(*expect->header));
	if (expect->header == NULL)
		return;
	for (const struct node *node = list->first; node != NULL;
	     node = node->next)
		read_header(loader, &expect->header[expect->header_count++],
			    node);
}
