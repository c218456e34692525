/* SPDX-License-Identifier: MIT */
#include "play/play.h"

#include "sip/field.h"

void play_init(struct play *play, const struct scenario *scenario,
	       size_t attempt, uint32_t hold_ms)
{
	*play = (struct play){
		.scenario = scenario,
		.steps = scenario->attempt[attempt % scenario->attempt_count],
		.hold_ms = hold_ms,
		.until_us = NEVER,
	};
}

/** The time of the step, if it was set, is no more. */
static void restart(struct play *play)
{
	play->is_waiting = false;
	play->until_us = NEVER;
}

void play_stop(struct play *play)
{
	play->is_over = true;
	restart(play);
}

bool play_answers(const struct play *play)
{
	for (size_t i = play->step; i < play->steps.count; i++) {
		enum step_type type = play->steps.step[i].type;

		if (type == STEP_RESPOND || type == STEP_RAW)
			return true;
	}
	return false;
}

static void advance(struct play *play)
{
	play->step++;
	restart(play);
}

/** Whether the time of this step is up; it starts when it is first asked. */
static bool is_due(struct play *play, uint32_t ms, uint64_t now_us)
{
	if (!play->is_waiting) {
		play->is_waiting = true;
		play->until_us = now_us + (uint64_t)ms * 1000;
	}
	return now_us >= play->until_us;
}

/**
 * Whether a request of ours may go: never between a 2xx and its ACK (RFC 3261 §15),
 * and before that only UPDATE (RFC 3311 §5.1).
 */
static bool may_send(struct play *play, const struct step *step,
		     uint64_t now_us)
{
	uint32_t ms = step->send.is_hold ? play->hold_ms : step->send.after_ms;
	bool is_early =
		!play->is_accepted && str_eq(step->send.method, STR("UPDATE"));

	return (play->is_confirmed || is_early) && is_due(play, ms, now_us);
}

/** One step; PLAY_IDLE when it cannot be done yet. */
static enum play_action take(struct play *play, const struct step *step,
			     uint64_t now_us)
{
	switch (step->type) {
	case STEP_RESPOND: return PLAY_RESPOND;
	case STEP_RAW: return PLAY_RAW;
	case STEP_SEND:
		return may_send(play, step, now_us) ? PLAY_SEND : PLAY_IDLE;
	case STEP_WAIT:
		return is_due(play, step->wait_ms, now_us) ? PLAY_END
							   : PLAY_IDLE;
	case STEP_RECEIVE:
		if (!is_due(play, step->receive.within_ms, now_us))
			return PLAY_IDLE;
		play->is_missed = !step->receive.is_optional;
		play_stop(play);
		return PLAY_IDLE;
	}
	return PLAY_IDLE;
}

enum play_action play_next(struct play *play, uint64_t now_us,
			   const struct step **stepp)
{
	while (!play->is_over && play->step < play->steps.count) {
		enum play_action action;

		if (play->is_asking || play->is_proving)
			return PLAY_IDLE;
		*stepp = &play->steps.step[play->step];
		action = take(play, *stepp, now_us);
		if (action == PLAY_IDLE)
			return play->is_over ? PLAY_END : PLAY_IDLE;
		advance(play);
		if (action == PLAY_SEND)
			play->is_asking = true;
		if (action != PLAY_END)
			return action;
	}
	if (!play->is_over && play->is_asking)
		return PLAY_IDLE;
	play_stop(play);
	return PLAY_END;
}

bool play_is_waiting(const struct play *play, struct str method,
		     enum receive_with with, uint64_t now_us)
{
	const struct step *step;

	if (play->is_over || play->step >= play->steps.count)
		return false;
	step = &play->steps.step[play->step];
	if (step->type != STEP_RECEIVE ||
	    !field_has(step->receive.methods, method))
		return false;
	if (step->receive.with != WITH_ANYTHING && step->receive.with != with)
		return false;
	return !play->is_waiting || now_us < play->until_us;
}

bool play_receive(struct play *play, struct str method, enum receive_with with,
		  uint64_t now_us)
{
	if (!play_is_waiting(play, method, with, now_us))
		return false;
	advance(play);
	return true;
}

const struct step *play_challenge(const struct play *play)
{
	size_t at = play->is_over ? 0 : play->step;

	if (at >= play->steps.count ||
	    play->steps.step[at].type != STEP_RECEIVE)
		return NULL;
	while (at-- > 0) {
		const struct step *step = &play->steps.step[at];

		if (step->type == STEP_RESPOND && step->respond.code >= 400)
			return step;
	}
	return NULL;
}

bool play_react(struct play *play, struct str method)
{
	const struct reaction *reaction =
		scenario_reaction(play->scenario, method);

	if (reaction == NULL)
		return false;
	play->is_over = false;
	play->is_proving = false;
	play->steps = reaction->steps;
	play->step = 0;
	restart(play);
	return true;
}

bool play_copied(struct play *play)
{
	const struct step *step;

	if (play->is_over || !play->is_waiting)
		return false;
	step = &play->steps.step[play->step];
	if (step->type != STEP_WAIT || !step->is_for_copy)
		return false;
	advance(play);
	return true;
}

void play_confirm(struct play *play)
{
	play->is_confirmed = true;
}

void play_accept(struct play *play)
{
	play->is_accepted = true;
	play->is_confirmed = false;
}

void play_prove(struct play *play)
{
	play->is_proving = true;
}

void play_proved(struct play *play)
{
	play->is_proving = false;
}

void play_ask(struct play *play)
{
	play->is_asking = true;
}

void play_answered(struct play *play)
{
	play->is_asking = false;
}

uint64_t play_due(const struct play *play)
{
	return play->is_over ? NEVER : play->until_us;
}
