/* SPDX-License-Identifier: MIT */
#include "campaign/plan.h"

/*
 * A packet that a command sent just before it ended may be read after that. A command
 * whose calls are over is given a moment to end by itself. For each job so many commands
 * may run at once, those whose calls are over counted too.
 */
enum { SETTLE_US = 500000, LINGER_US = 2000000, CLIENTS_PER_JOB = 4 };

static bool is_quiet(const struct plan_item *item)
{
	return item->over >= item->begun;
}

static bool has_all_calls(const struct plan_item *item)
{
	return item->over >= item->attempts;
}

/**
 * Whether it keeps another case from being started. A lone job is a client that may have
 * an address or a line which only one process can use.
 */
static bool holds_slot(const struct plan *plan, const struct plan_item *item)
{
	if (item->state != PLAN_STARTED)
		return false;
	switch (plan->config.mode) {
	case PLAN_COMMAND:
		return item->has_command &&
		       (plan->config.jobs == 1 || !is_quiet(item) ||
			!has_all_calls(item));
	case PLAN_TRIGGER:
		return !is_quiet(item) ||
		       (!has_all_calls(item) && !item->is_closed);
	case PLAN_CALLERS: break;
	}
	return false;
}

/** Until when the first call may come, and with a trigger or people the next one. */
static uint64_t late_us(const struct plan *plan, const struct plan_item *item)
{
	uint64_t from_us = item->start_us;

	if (plan->config.mode != PLAN_COMMAND && item->begun > 0)
		from_us = item->event_us;
	return from_us + plan->config.timeout_us;
}

/** When a command that still runs is ended. */
static uint64_t stop_us(const struct plan *plan, const struct plan_item *item)
{
	uint64_t late = late_us(plan, item);
	uint64_t linger = item->over_us + LINGER_US;

	if (item->is_stopped || !is_quiet(item))
		return NEVER;
	if (item->begun == 0)
		return late;
	if (item->is_cut)
		return 0;
	if (plan->config.stay_us > 0)
		return item->over_us + plan->config.stay_us;
	if (item->is_closed && has_all_calls(item))
		return linger;
	return late > linger ? late : linger;
}

/** When a case that was started is finished without being told anything more. */
static uint64_t done_us(const struct plan *plan, const struct plan_item *item)
{
	bool is_command = plan->config.mode == PLAN_COMMAND;

	if (is_command && item->has_command)
		return NEVER;
	if (item->begun == 0)
		return is_command ? item->event_us + SETTLE_US
				  : late_us(plan, item);
	if (!item->is_closed)
		return NEVER;
	if (is_command)
		return 0;
	if (!is_quiet(item))
		return NEVER;
	if (has_all_calls(item))
		return 0;
	return late_us(plan, item);
}

static bool take(struct plan_action *action, enum plan_action_type type,
		 struct plan_item *item)
{
	*action = (struct plan_action){ type, item };
	return true;
}

static bool finish(struct plan *plan, struct plan_action *action,
		   struct plan_item *item, enum plan_lack lack)
{
	item->state = PLAN_DONE;
	item->lack = lack;
	plan->done++;
	return take(action, PLAN_DONE_ACTION, item);
}

static enum plan_lack lack_of(const struct plan *plan,
			      const struct plan_item *item)
{
	if (item->begun > 0)
		return PLAN_LACK_NONE;
	if (plan->config.mode == PLAN_COMMAND && !item->is_stopped)
		return PLAN_LACK_EXITED;
	return PLAN_LACK_NO_CALL;
}

/** A case that is under way. */
static bool take_started(struct plan *plan, struct plan_item *item,
			 uint64_t now_us, struct plan_action *action)
{
	bool is_command = plan->config.mode == PLAN_COMMAND;

	if (is_command && !item->has_command && item->begun > 0 &&
	    !item->is_told) {
		item->is_told = true;
		return take(action, PLAN_EXIT_ACTION, item);
	}
	if (is_command && item->has_command && now_us >= stop_us(plan, item)) {
		/* What the client does because it is ended is not its fault. */
		if (item->begun > 0 && !item->is_closed && !item->is_cut) {
			item->is_cut = true;
			return take(action, PLAN_CLOSE_ACTION, item);
		}
		item->is_stopped = true;
		return take(action, PLAN_STOP_ACTION, item);
	}
	if (now_us >= done_us(plan, item))
		return finish(plan, action, item, lack_of(plan, item));
	return false;
}

/** After an interruption: what is over is judged as it stands. */
static bool take_interrupted(struct plan *plan, struct plan_item *item,
			     struct plan_action *action)
{
	bool is_whole = item->begun > 0 && is_quiet(item);

	if (item->state == PLAN_STARTED && is_whole && !item->is_closed &&
	    !item->is_cut) {
		item->is_cut = true;
		return take(action, PLAN_CLOSE_ACTION, item);
	}
	return finish(plan, action, item,
		      is_whole && item->is_closed ? PLAN_LACK_NONE
						  : PLAN_LACK_INTERRUPTED);
}

static size_t slots(const struct plan *plan)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++)
		count += holds_slot(plan, &plan->item[i]);
	return count;
}

/** Whether it has a client of its own, which may still act. */
static bool has_client(const struct plan *plan, const struct plan_item *item)
{
	return plan->config.mode == PLAN_COMMAND && item->has_command;
}

static size_t clients(const struct plan *plan)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++)
		count += has_client(plan, &plan->item[i]);
	return count;
}

/** Whether all of the first cases were called, or are there none. */
static bool has_reached(const struct plan *plan)
{
	for (size_t i = 0; i < plan->config.first; i++) {
		if (plan->item[i].begun == 0)
			return false;
	}
	return true;
}

static bool is_first_missed(const struct plan *plan)
{
	for (size_t i = 0; i < plan->config.first; i++) {
		if (plan->item[i].state == PLAN_DONE &&
		    plan->item[i].begun == 0)
			return true;
	}
	return false;
}

/** Whether the case, which is the first of those that wait, may be started. */
static bool may_start(const struct plan *plan, size_t number)
{
	const struct plan_config *config = &plan->config;
	size_t used = slots(plan);
	size_t there = clients(plan);

	if (number < config->first)
		return used == 0 && there == 0;
	if (!has_reached(plan))
		return false;
	for (size_t i = 0; i < config->first; i++) {
		if (holds_slot(plan, &plan->item[i]) ||
		    has_client(plan, &plan->item[i]))
			return false;
	}
	if (number >= plan->count - config->last)
		return used == 0 && there == 0;
	return used < config->jobs && there < config->jobs * CLIENTS_PER_JOB;
}

/** When those who have not called by then will not call any more. */
static uint64_t nobody_us(const struct plan *plan)
{
	const struct plan_config *config = &plan->config;

	if (config->mode != PLAN_CALLERS || config->wait_us == 0)
		return NEVER;
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_item *item = &plan->item[i];

		if (item->state == PLAN_STARTED && !is_quiet(item))
			return NEVER;
	}
	return plan->call_us + config->wait_us;
}

/** The first of those that wait. */
static bool take_waiting(struct plan *plan, size_t number, uint64_t now_us,
			 struct plan_action *action)
{
	const struct plan_config *config = &plan->config;
	struct plan_item *item = &plan->item[number];

	if (is_first_missed(plan))
		return finish(plan, action, item,
			      config->mode == PLAN_CALLERS
				      ? PLAN_LACK_NOBODY
				      : PLAN_LACK_NO_FIRST);
	if (config->mode == PLAN_CALLERS) {
		if (now_us < nobody_us(plan))
			return false;
		return finish(plan, action, item, PLAN_LACK_NOBODY);
	}
	if (!may_start(plan, number))
		return false;
	plan_start(plan, item, now_us);
	return take(action, PLAN_START_ACTION, item);
}

bool plan_take(struct plan *plan, uint64_t now_us, struct plan_action *action)
{
	bool has_waiting = false;

	for (size_t i = 0; i < plan->count; i++) {
		struct plan_item *item = &plan->item[i];
		bool is_first = item->state == PLAN_WAITING && !has_waiting;

		if (item->state == PLAN_DONE)
			continue;
		if (plan->is_interrupted)
			return take_interrupted(plan, item, action);
		has_waiting |= is_first;
		if (is_first && take_waiting(plan, i, now_us, action))
			return true;
		if (item->state == PLAN_STARTED &&
		    take_started(plan, item, now_us, action))
			return true;
	}
	if (plan->done < plan->count || plan->is_ended)
		return false;
	plan->is_ended = true;
	return take(action, PLAN_END_ACTION, NULL);
}

/** When take_started() has something to do. */
static uint64_t started_due_us(const struct plan *plan,
			       const struct plan_item *item)
{
	if (plan->config.mode == PLAN_COMMAND && item->has_command)
		return stop_us(plan, item);
	return done_us(plan, item);
}

uint64_t plan_due_us(const struct plan *plan)
{
	uint64_t due_us = NEVER;

	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_item *item = &plan->item[i];
		uint64_t at_us = NEVER;

		if (item->state == PLAN_STARTED)
			at_us = started_due_us(plan, item);
		else if (item->state == PLAN_WAITING)
			at_us = nobody_us(plan);
		due_us = at_us < due_us ? at_us : due_us;
	}
	return due_us;
}
