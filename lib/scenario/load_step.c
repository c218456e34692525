/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "scenario/duration.h"
#include "scenario/loader.h"

enum { DRAFTS_MIN = 8 };

/** Room for one more; NULL when there is none. */
static struct draft *add_draft(struct loader *loader, struct drafts *drafts,
			       const struct node *node)
{
	struct draft *draft;

	if (drafts->count == STEPS_MAX) {
		if (!drafts->is_full)
			load_fault(loader, node,
				   "more than %d steps in one flow, each round "
				   "of a 'repeat' counted",
				   STEPS_MAX);
		drafts->is_full = true;
		return NULL;
	}
	if (drafts->count == drafts->room) {
		size_t room = drafts->room > 0 ? drafts->room * 2 : DRAFTS_MIN;

		draft = arena_array(&loader->scratch, room, sizeof(*draft));
		if (draft == NULL)
			return NULL;
		if (drafts->count > 0)
			memcpy(draft, drafts->draft,
			       drafts->count * sizeof(*draft));
		drafts->draft = draft;
		drafts->room = room;
	}
	draft = &drafts->draft[drafts->count++];
	memset(draft, 0, sizeof(*draft));
	draft->node = node;
	draft->step.line = node->line;
	return draft;
}

/** One round after the other, with a wait between two. */
static void unroll(struct loader *loader, struct drafts *drafts,
		   const struct drafts *round, uint32_t times,
		   const struct node *node, uint32_t every_ms)
{
	for (uint32_t n = 0; n < times && round->count > 0; n++) {
		struct draft *draft;

		if (n > 0 && every_ms > 0) {
			draft = add_draft(loader, drafts, node);
			if (draft == NULL)
				return;
			draft->step.type = STEP_WAIT;
			draft->step.wait_ms = every_ms;
		}
		for (size_t i = 0; i < round->count; i++) {
			draft = add_draft(loader, drafts, node);
			if (draft == NULL)
				return;
			*draft = round->draft[i];
		}
	}
}

static void read_repeat(struct loader *loader, struct drafts *drafts,
			const struct node *node, const struct node *value)
{
	struct drafts round = { .draft = NULL };
	const struct node *steps;
	struct fields fields;
	uint32_t times = 0, every_ms = 0;

	load_fields(loader, &fields, KEY_IN_REPEAT, value, STR(""), node);
	load_number(&fields, KEY_REPEAT_TIMES, &times);
	load_ms(&fields, KEY_REPEAT_EVERY, &every_ms);
	steps = load_field(&fields, KEY_REPEAT_STEPS);
	if (steps == NULL)
		return;
	load_steps(loader, &round, steps);
	unroll(loader, drafts, &round, times, node, every_ms);
}

static void read_receive(struct loader *loader, struct step *step,
			 const struct node *map, const struct node *value)
{
	const struct node *node =
		value->type == NODE_LIST ? value->first : value;
	struct fields fields;
	struct buf methods;

	step->type = STEP_RECEIVE;
	load_fields(loader, &fields, KEY_IN_RECEIVE, map, STR("receive"), map);
	step->receive.with =
		(enum receive_with)load_word(&fields, KEY_RECEIVE_WITH);
	load_ms(&fields, KEY_RECEIVE_WITHIN, &step->receive.within_ms);
	load_bool(&fields, KEY_RECEIVE_OPTIONAL, &step->receive.is_optional);

	buf_init(&methods, NODE_TEXT_MAX);
	for (; node != NULL; node = node == value ? NULL : node->next) {
		buf_add_text(&methods, methods.size > 0 ? ", " : "");
		buf_add_str(&methods, node->text);
	}
	step->receive.methods = arena_copy(loader->arena, buf_str(&methods));
	if (buf_error(&methods))
		loader->scratch.error = buf_error(&methods);
	buf_release(&methods);
}

static void read_raw(struct loader *loader, struct step *step,
		     const struct node *map, const struct node *value)
{
	struct fields fields;

	step->type = STEP_RAW;
	step->raw.text = load_crlf(loader, value->text);
	load_fields(loader, &fields, KEY_IN_RAW, map, STR("raw"), map);
	load_faults(loader, &step->raw.faults, &fields, KEY_RAW_FAULT);
}

/** Nothing may stand beside this verb. */
static void check_alone(struct loader *loader, const struct node *map,
			struct str verb)
{
	struct fields fields;

	load_fields(loader, &fields, KEY_IN_NONE, map, verb, map);
}

static void read_wait(struct loader *loader, struct step *step,
		      const struct node *map, const struct node *value)
{
	struct fields fields;
	uint64_t ms = 0;

	(void)duration_parse(value->text, &ms);
	step->type = STEP_WAIT;
	step->wait_ms = (uint32_t)ms;
	load_fields(loader, &fields, KEY_IN_WAIT, map, STR("wait"), map);
	step->is_for_copy = load_word(&fields, KEY_WAIT_UNTIL) != 0;
}

static void read_verb(struct loader *loader, struct drafts *drafts,
		      const struct node *map, const struct node *verb)
{
	const struct key *key = key_find(KEY_IN_STEP, verb->text);
	bool is_long =
		key->id == KEY_STEP_RESPOND && verb->value->type == NODE_MAP;
	struct draft *draft;

	if (key->section == KEY_IN_NONE || key->type == KEY_TYPE_SECTION)
		check_alone(loader, map, verb->text);
	if (!is_long && !load_value_check(loader, key, verb->value))
		return;
	if (key->id == KEY_STEP_REPEAT) {
		read_repeat(loader, drafts, map, verb->value);
		return;
	}
	draft = add_draft(loader, drafts, map);
	if (draft == NULL)
		return;
	if (key->id == KEY_STEP_RESPOND)
		load_respond(loader, &draft->step, map, verb->value);
	else if (key->id == KEY_STEP_RECEIVE)
		read_receive(loader, &draft->step, map, verb->value);
	else if (key->id == KEY_STEP_SEND)
		load_send(loader, &draft->step, map, verb->value);
	else if (key->id == KEY_STEP_RAW)
		read_raw(loader, &draft->step, map, verb->value);
	else
		read_wait(loader, &draft->step, map, verb->value);
	loader->has_child = loader->has_child || load_hands_child(&draft->step);
}

/** No verb: one of the keys may be a misspelt one. */
static void refuse_verbless(struct loader *loader, const struct node *map)
{
	struct buf verbs;

	for (const struct node *key = map->first; key != NULL;
	     key = key->next) {
		if (load_nearest(key->text, STR(""), KEY_IN_STEP).p != NULL) {
			(void)load_unknown_key(loader, KEY_IN_STEP, key);
			return;
		}
	}
	buf_init(&verbs, 256);
	load_write_keys(&verbs, KEY_IN_STEP);
	load_fault(loader, map, "this step has no verb: write one of %.*s",
		   STR_ARG(buf_str(&verbs)));
	buf_release(&verbs);
}

static void read_step(struct loader *loader, struct drafts *drafts,
		      const struct node *map)
{
	const struct node *verb = NULL;

	if (map->type != NODE_MAP) {
		struct str shown = load_shown(map->text);

		load_fault(loader, map,
			   "a step is a verb with its value, as 'respond: "
			   "486'; here stands %s%s%.*s%s",
			   node_type_name(map->type),
			   map->type == NODE_TEXT ? ", '" : "", STR_ARG(shown),
			   map->type == NODE_TEXT ? "'" : "");
		return;
	}
	for (const struct node *key = map->first; key != NULL;
	     key = key->next) {
		if (key_find(KEY_IN_STEP, key->text) == NULL)
			continue;
		if (verb != NULL) {
			load_fault(loader, key,
				   "'%.*s' stands beside '%.*s': begin a step "
				   "of its own with '- '",
				   STR_ARG(key->text), STR_ARG(verb->text));
			return;
		}
		verb = key;
	}
	if (verb == NULL)
		refuse_verbless(loader, map);
	else
		read_verb(loader, drafts, map, verb);
}

void load_steps(struct loader *loader, struct drafts *drafts,
		const struct node *list)
{
	for (const struct node *node = list->first; node != NULL;
	     node = node->next)
		read_step(loader, drafts, node);
}
