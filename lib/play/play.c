/* SPDX-License-Identifier: MIT */
#include "play/play.h"

void play_init(struct play *play, const struct scenario *scenario,
	       uint32_t hold_ms)
{
	*play = (struct play){
		.scenario = scenario,
		.hold_ms = hold_ms,
		.until_us = NEVER,
	};
}

void play_stop(struct play *play)
{
	play->is_over = true;
	play->is_waiting = false;
	play->until_us = NEVER;
}

/** On to the next step. */
static void advance(struct play *play)
{
	play->step++;
	play->is_waiting = false;
	play->until_us = NEVER;
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

enum play_action play_next(struct play *play, uint64_t now_us,
			   const struct step **stepp)
{
	const struct step *step;

	while (!play->is_over && play->step < play->scenario->step_count) {
		step = &play->scenario->step[play->step];
		*stepp = step;

		switch (step->type) {
		case STEP_RESPOND: advance(play); return PLAY_RESPOND;
		case STEP_SEND:
			/* Never a BYE before the ACK (RFC 3261 §15). */
			if (!play->is_confirmed ||
			    !is_due(play,
				    step->send.is_hold ? play->hold_ms
						       : step->send.after_ms,
				    now_us))
				return PLAY_IDLE;
			advance(play);
			return PLAY_SEND;
		case STEP_WAIT:
			if (!is_due(play, step->wait_ms, now_us))
				return PLAY_IDLE;
			advance(play);
			break;
		case STEP_RECEIVE:
			if (!is_due(play, step->receive.within_ms, now_us))
				return PLAY_IDLE;
			play->is_missed = !step->receive.is_optional;
			play_stop(play);
			break;
		}
	}
	play_stop(play);
	return PLAY_END;
}

bool play_receive(struct play *play, struct str method, enum receive_with with,
		  uint64_t now_us)
{
	const struct step *step;

	if (play->is_over || play->step >= play->scenario->step_count)
		return false;
	step = &play->scenario->step[play->step];
	if (step->type != STEP_RECEIVE || !str_eq(step->receive.method, method))
		return false;
	if (step->receive.with != WITH_ANYTHING && step->receive.with != with)
		return false;
	if (play->is_waiting && now_us >= play->until_us)
		return false;

	advance(play);
	return true;
}

void play_confirm(struct play *play)
{
	play->is_confirmed = true;
}

uint64_t play_due(const struct play *play)
{
	return play->is_over ? NEVER : play->until_us;
}
