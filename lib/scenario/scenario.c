/* SPDX-License-Identifier: MIT */
#include "scenario/scenario.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/** Every text of a step, so that sizing and copying cannot disagree. */
typedef void text_f(struct str *text, void *arg);

static void each_text(struct step *step, text_f *visit, void *arg)
{
	switch (step->type) {
	case STEP_RESPOND:
		visit(&step->respond.phrase, arg);
		visit(&step->respond.headers, arg);
		break;
	case STEP_RECEIVE: visit(&step->receive.method, arg); break;
	case STEP_SEND:
		visit(&step->send.method, arg);
		visit(&step->send.headers, arg);
		break;
	case STEP_WAIT: break;
	}
}

static void add_size(struct str *text, void *arg)
{
	size_t *size = arg;

	*size += text->size;
}

static void copy_text(struct str *text, void *arg)
{
	char **to = arg;

	if (text->size == 0)
		return;
	memcpy(*to, text->p, text->size);
	text->p = *to;
	*to += text->size;
}

int scenario_new(struct scenario **scenariop, const struct scenario *head,
		 const struct step *step, size_t step_count)
{
	size_t size = sizeof(struct scenario) + step_count * sizeof(*step);
	size_t text_size = head->id.size + head->title.size;
	struct scenario *scenario;
	char *text;

	for (size_t i = 0; i < step_count; i++) {
		struct step one = step[i];

		each_text(&one, add_size, &text_size);
	}
	scenario = malloc(size + text_size);
	if (scenario == NULL)
		return ENOMEM;

	*scenario = *head;
	scenario->step_count = (uint16_t)step_count;
	memcpy(scenario->step, step, step_count * sizeof(*step));
	text = (char *)scenario + size;
	copy_text(&scenario->id, &text);
	copy_text(&scenario->title, &text);
	for (size_t i = 0; i < step_count; i++)
		each_text(&scenario->step[i], copy_text, &text);

	*scenariop = scenario;
	return 0;
}

void scenario_free(struct scenario *scenario)
{
	free(scenario);
}

unsigned scenario_final(const struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->step_count; i++) {
		const struct step *step = &scenario->step[i];

		if (step->type == STEP_RESPOND && step->respond.code >= 200)
			return step->respond.code;
	}
	return 0;
}

bool scenario_accepts(const struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->step_count; i++) {
		const struct step *step = &scenario->step[i];

		if (step->type == STEP_RESPOND && step->respond.code > 100)
			return step->respond.code < 300;
	}
	return false;
}
