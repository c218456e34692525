/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "scenario/loader.h"

enum { REPEATS_MAX = 1000, PATTERN_MAX = 1000, ERROR_MAX = 128 };

/** The upper bound of "{2,5}"; 0 when it is none. */
static uint64_t bound_of(struct str inside)
{
	struct str low, high;
	uint64_t bound = 0;

	if (!str_cut(inside, ',', &low, &high) || high.size == 0)
		high = low;
	return str_parse_uint(high, UINT32_MAX, &bound) == 0 ? bound : 0;
}

/**
 * The memory of a compiled pattern grows with the product of nested bounds:
 * "((a{99}){99}){99}" would take all there is.
 */
static bool is_small(struct str pattern)
{
	uint64_t nested = 1, single = 1;
	bool is_group = false;

	for (size_t i = 0; i < pattern.size; i++) {
		struct str inside, rest;
		uint64_t bound;

		if (pattern.p[i] != '{') {
			is_group = pattern.p[i] == ')';
			i += pattern.p[i] == '\\';
			continue;
		}
		if (!str_cut(str_sub(pattern, i + 1, pattern.size), '}',
			     &inside, &rest))
			break;
		bound = bound_of(inside);
		if (is_group)
			nested *= bound > 1 ? bound : 1;
		else if (bound > single)
			single = bound;
		if (nested > REPEATS_MAX || nested * single > REPEATS_MAX)
			return false;
		is_group = true;
		i += inside.size + 1;
	}
	return true;
}

/** The first back reference, which POSIX extended patterns do not have. */
static size_t find_reference(struct str pattern)
{
	for (size_t i = 0; i + 1 < pattern.size; i++) {
		if (pattern.p[i] != '\\')
			continue;
		if (pattern.p[i + 1] >= '1' && pattern.p[i + 1] <= '9')
			return i;
		i++;
	}
	return pattern.size;
}

bool load_regex(struct loader *loader, regex_t *regex, const struct node *node)
{
	struct str pattern = node->text;
	char text[PATTERN_MAX + 1];
	char words[ERROR_MAX];
	size_t at = find_reference(pattern);
	int err;

	if (at < pattern.size) {
		load_fault_at(loader, node, at,
			      "back references are no part of POSIX extended "
			      "regular expressions");
		return false;
	}
	if (pattern.size > PATTERN_MAX ||
	    str_find(pattern, '\0') < pattern.size || !is_small(pattern)) {
		load_fault(loader, node,
			   "this pattern is too large: its repetitions "
			   "multiply to more than %d, or it holds a NUL",
			   REPEATS_MAX);
		return false;
	}
	memcpy(text, pattern.p, pattern.size);
	text[pattern.size] = '\0';
	err = regcomp(regex, text, REG_EXTENDED | REG_NOSUB);
	if (err == 0)
		return true;
	(void)regerror(err, regex, words, sizeof(words));
	load_fault(loader, node, "this is no POSIX extended pattern: %s",
		   words);
	return false;
}

void load_pattern(struct loader *loader, const struct fields *fields,
		  enum key_id id, regex_t **regexp)
{
	const struct node *node = load_field(fields, id);
	regex_t *regex;

	if (node == NULL)
		return;
	regex = arena_alloc(loader->arena, sizeof(*regex));
	if (regex != NULL && load_regex(loader, regex, node))
		*regexp = regex;
}

static void read_headers(struct loader *loader, const struct fields *fields,
			 struct match *match)
{
	const struct node *map = load_field(fields, KEY_MATCH_HEADER);
	struct arena *arena = loader->arena;

	if (map == NULL)
		return;
	match->header = arena_array(arena, map->count, sizeof(*match->header));
	if (match->header == NULL)
		return;
	for (const struct node *name = map->first; name != NULL;
	     name = name->next) {
		struct header_match *header =
			&match->header[match->header_count];

		if (!load_regex(loader, &header->pattern, name->value))
			continue;
		header->name = arena_copy(arena, name->text);
		match->header_count++;
	}
}

void load_match(struct loader *loader, const struct node *map)
{
	struct match *match;
	struct fields fields;

	load_fields(loader, &fields, KEY_IN_MATCH, map, STR(""), map);
	if (map->count == 0)
		load_fault(loader, map,
			   "an empty 'match' would take every request: name "
			   "what must fit");
	match = arena_alloc(loader->arena, sizeof(*match));
	if (match == NULL)
		return;
	loader->scenario->match = match;
	if (!scenario_is_for(loader->scenario, STR("INVITE")))
		match->method = loader->scenario->method;
	load_text(loader, &fields, KEY_MATCH_METHOD, &match->method);
	load_text(loader, &fields, KEY_MATCH_TRANSPORT, &match->transport);
	load_text(loader, &fields, KEY_MATCH_SOURCE, &match->source);
	load_pattern(loader, &fields, KEY_MATCH_RURI, &match->ruri);
	load_pattern(loader, &fields, KEY_MATCH_FROM, &match->from);
	load_pattern(loader, &fields, KEY_MATCH_TO, &match->to);
	read_headers(loader, &fields, match);
}
