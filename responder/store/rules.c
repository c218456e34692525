/* SPDX-License-Identifier: MIT */
#include "store/rules.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS = 4 };

void rules_release(struct rules *rules)
{
	for (size_t i = 0; i < RULES_SLOTS; i++)
		free(rules->slot[i].text);
	*rules = (struct rules){ .slot = { { .id = 0 } } };
}

static void parts_of(const struct result_finding *finding,
		     struct str part[PARTS])
{
	part[0] = finding->check;
	part[1] = finding->level;
	part[2] = finding->rfc;
	part[3] = finding->rule;
}

/** FNV-1a of the name of the check: a level that differs is rare. */
static size_t slot_of(struct str check)
{
	uint32_t hash = 2166136261;

	for (size_t i = 0; i < check.size; i++)
		hash = (hash ^ (unsigned char)check.p[i]) * 16777619;
	return hash % RULES_SLOTS;
}

int64_t rules_find(const struct rules *rules,
		   const struct result_finding *finding)
{
	const struct rules_slot *slot = &rules->slot[slot_of(finding->check)];
	const char *text = slot->text;
	struct str part[PARTS];

	if (text == NULL)
		return 0;
	parts_of(finding, part);
	for (size_t i = 0; i < PARTS; i++) {
		if (!str_eq(part[i], (struct str){ text, slot->size[i] }))
			return 0;
		text += slot->size[i];
	}
	return slot->id;
}

void rules_keep(struct rules *rules, const struct result_finding *finding,
		int64_t id)
{
	struct rules_slot *slot = &rules->slot[slot_of(finding->check)];
	struct str part[PARTS];
	size_t size = 1;
	char *text;

	parts_of(finding, part);
	for (size_t i = 0; i < PARTS; i++)
		size += part[i].size;
	text = malloc(size);
	if (text == NULL)
		return;
	free(slot->text);
	slot->text = text;
	slot->id = id;
	for (size_t i = 0; i < PARTS; i++) {
		slot->size[i] = part[i].size;
		if (part[i].size > 0)
			memcpy(text, part[i].p, part[i].size);
		text += part[i].size;
	}
}
