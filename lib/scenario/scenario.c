/* SPDX-License-Identifier: MIT */
#include "scenario/scenario.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/dial.h"

int scenario_alloc(struct scenario **scenariop)
{
	struct scenario *scenario = calloc(1, sizeof(*scenario));

	if (scenario == NULL)
		return ENOMEM;
	arena_init(&scenario->arena);
	scenario->method = STR("INVITE");
	scenario->expect.key = CHECK_COUNT;
	*scenariop = scenario;
	return 0;
}

static void copy_carry(struct arena *arena, struct carry *carry)
{
	carry->headers = arena_copy(arena, carry->headers);
	carry->without = arena_copy(arena, carry->without);
	carry->body = arena_copy(arena, carry->body);
	carry->type = arena_copy(arena, carry->type);
}

/** Every text of a step moves into the arena. */
static void copy_texts(struct arena *arena, struct step *step)
{
	switch (step->type) {
	case STEP_RESPOND:
		step->respond.phrase = arena_copy(arena, step->respond.phrase);
		step->respond.to_tag = arena_copy(arena, step->respond.to_tag);
		copy_carry(arena, &step->respond.carry);
		break;
	case STEP_RECEIVE:
		step->receive.methods =
			arena_copy(arena, step->receive.methods);
		break;
	case STEP_SEND:
		step->send.method = arena_copy(arena, step->send.method);
		copy_carry(arena, &step->send.carry);
		break;
	case STEP_RAW:
		step->raw.text = arena_copy(arena, step->raw.text);
		break;
	case STEP_WAIT: break;
	}
}

static void copy_steps(struct scenario *scenario, struct steps steps)
{
	struct arena *arena = &scenario->arena;
	struct step *step = arena_array(arena, steps.count, sizeof(*step));

	scenario->attempt = arena_array(arena, 1, sizeof(*scenario->attempt));
	if (scenario->attempt == NULL || step == NULL)
		return;
	memcpy(step, steps.step, steps.count * sizeof(*step));
	for (size_t i = 0; i < steps.count; i++)
		copy_texts(arena, &step[i]);
	scenario->attempt[0] = (struct steps){ step, steps.count };
	scenario->attempt_count = 1;
}

int scenario_new(struct scenario **scenariop, struct str id, struct str title,
		 struct steps steps)
{
	struct scenario *scenario;
	int err = scenario_alloc(&scenario);

	if (err)
		return err;
	scenario->id = arena_copy(&scenario->arena, id);
	scenario->title = arena_copy(&scenario->arena, title);
	copy_steps(scenario, steps);
	err = arena_error(&scenario->arena);
	if (err) {
		scenario_free(scenario);
		return err;
	}

	scenario_set_code(scenario);
	*scenariop = scenario;
	return 0;
}

int scenario_direct(struct scenario **madep, const struct scenario *scenario)
{
	struct step step[DIAL_STEPS_MAX];
	struct steps steps = { .step = step };
	struct scenario *made;
	struct dial dial;
	char code[8];
	int err;

	(void)snprintf(code, sizeof(code), "%u", scenario->code);
	if (dial_parse(&dial, str_from(code)) != 0)
		return ENOENT;
	memset(step, 0, sizeof(step));
	steps.count = dial_steps(step, &dial);
	err = scenario_new(&made, scenario->id, scenario->title, steps);
	if (err)
		return err;
	made->code = scenario->code;
	made->method = arena_copy(&made->arena, scenario->method);
	made->expect.key = scenario->expect.key;
	err = arena_error(&made->arena);
	if (err) {
		scenario_free(made);
		return err;
	}
	*madep = made;
	return 0;
}

static void free_match(struct match *match)
{
	regex_t *const pattern[] = { match->ruri, match->from, match->to };

	for (size_t i = 0; i < ARRAY_SIZE(pattern); i++) {
		if (pattern[i] != NULL)
			regfree(pattern[i]);
	}
	for (size_t i = 0; i < match->header_count; i++)
		regfree(&match->header[i].pattern);
}

static void free_demands(struct demands *demands)
{
	for (size_t i = 0; i < demands->header_count; i++) {
		if (demands->header[i].pattern != NULL)
			regfree(demands->header[i].pattern);
	}
}

void scenario_free(struct scenario *scenario)
{
	if (scenario == NULL)
		return;
	free_demands(&scenario->expect.demands);
	if (scenario->match != NULL)
		free_match(scenario->match);
	arena_release(&scenario->arena);
	free(scenario);
}

/** The number that an id ends with, 0 when it is no code. */
static uint16_t code_of_id(struct str id)
{
	size_t at = id.size;
	uint64_t code = 0;

	while (at > 0 && id.p[at - 1] != '/')
		at--;
	if (at == 0 || id.size - at != 3 ||
	    str_parse_uint(str_sub(id, at, 3), 699, &code) != 0 || code < 100)
		return 0;
	return (uint16_t)code;
}

/** The status that a step sends, 0 for none; raw text has it in its first line. */
static uint16_t step_code(const struct step *step)
{
	uint64_t code = 0;

	if (step->type == STEP_RESPOND)
		return step->respond.code;
	if (step->type != STEP_RAW ||
	    !str_starts(step->raw.text, STR("SIP/2.0 ")) ||
	    str_parse_uint(str_sub(step->raw.text, 8, 3), 699, &code) != 0)
		return 0;
	return (uint16_t)code;
}

void scenario_set_code(struct scenario *scenario)
{
	const struct steps *flow = &scenario->attempt[0];
	uint16_t first = 0;

	scenario->code = code_of_id(scenario->id);
	for (size_t i = 0; scenario->code == 0 && i < flow->count; i++) {
		uint16_t code = step_code(&flow->step[i]);

		if (first == 0)
			first = code;
		if (code >= 200)
			scenario->code = code;
	}
	if (scenario->code == 0)
		scenario->code = first;
}

static bool needs_stream(const struct steps *steps)
{
	for (size_t i = 0; i < steps->count; i++) {
		const struct step *step = &steps->step[i];
		const uint32_t *value = step->type == STEP_RAW
						? step->raw.faults.value
						: step->respond.faults.value;

		if ((step->type == STEP_RESPOND || step->type == STEP_RAW) &&
		    (value[FAULT_SPLIT] != 0 || value[FAULT_JOIN] != 0 ||
		     value[FAULT_CLOSE] != 0))
			return true;
	}
	return false;
}

bool scenario_needs_stream(const struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->attempt_count; i++) {
		if (needs_stream(&scenario->attempt[i]))
			return true;
	}
	return false;
}

bool scenario_is_mangled(const struct scenario *scenario)
{
	return scenario->is_broken || str_starts(scenario->id, STR("mangled/"));
}

bool steps_accept(const struct steps *steps)
{
	for (size_t i = 0; i < steps->count; i++) {
		const struct step *step = &steps->step[i];

		if (step->type == STEP_RESPOND && step->respond.code > 100)
			return step->respond.code < 300;
	}
	return false;
}

bool scenario_is_for(const struct scenario *scenario, struct str method)
{
	return str_eq(scenario->method, method);
}

const struct reaction *scenario_reaction(const struct scenario *scenario,
					 struct str method)
{
	for (size_t i = 0; i < scenario->reaction_count; i++) {
		if (str_eq(scenario->reaction[i].method, method))
			return &scenario->reaction[i];
	}
	return NULL;
}

bool scenario_id_transport(enum transport *transport, struct str id)
{
	struct str before;
	struct str name;

	return str_cut(id, '@', &before, &name) &&
	       transport_find(transport, name);
}
