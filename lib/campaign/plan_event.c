/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "campaign/plan.h"

void plan_init(struct plan *plan, const struct plan_config *config,
	       struct plan_item *item, size_t count, uint64_t now_us)
{
	assert(config->jobs > 0 && config->first + config->last <= count);
	*plan = (struct plan){
		.config = *config,
		.item = item,
		.count = count,
		.runs = config->runs,
		.call_us = now_us,
	};
}

void plan_start(struct plan *plan, struct plan_item *item, uint64_t now_us)
{
	item->state = PLAN_STARTED;
	item->run = ++plan->runs;
	item->start_us = now_us;
	item->event_us = now_us;
	item->has_command = plan->config.mode != PLAN_CALLERS;
}

struct plan_item *plan_find(struct plan *plan, unsigned run)
{
	for (size_t i = 0; run != 0 && i < plan->count; i++) {
		if (plan->item[i].run == run)
			return &plan->item[i];
	}
	return NULL;
}

struct plan_item *plan_next(struct plan *plan, uint64_t now_us)
{
	if (plan->config.mode != PLAN_CALLERS || plan->is_interrupted)
		return NULL;
	for (size_t i = 0; i < plan->count; i++) {
		struct plan_item *item = &plan->item[i];

		if (item->state != PLAN_WAITING)
			continue;
		plan_start(plan, item, now_us);
		return item;
	}
	return NULL;
}

unsigned plan_enter(struct plan *plan, struct str id, unsigned token,
		    uint64_t now_us)
{
	struct plan_item *item = plan_find(plan, token);

	if (item != NULL && str_eq(item->id, id))
		return item->run;
	for (size_t i = 0; i < plan->count; i++) {
		item = &plan->item[i];
		if (!str_eq(item->id, id))
			continue;
		if (item->state == PLAN_WAITING &&
		    plan->config.mode == PLAN_CALLERS && !plan->is_interrupted)
			plan_start(plan, item, now_us);
		return item->run;
	}
	return 0;
}

void plan_begun(struct plan *plan, unsigned run, uint64_t now_us)
{
	struct plan_item *item = plan_find(plan, run);

	plan->call_us = now_us;
	if (item == NULL)
		return;
	item->begun++;
	item->event_us = now_us;
}

void plan_over(struct plan *plan, unsigned run, uint64_t now_us)
{
	struct plan_item *item = plan_find(plan, run);

	plan->call_us = now_us;
	if (item == NULL)
		return;
	item->over++;
	item->event_us = now_us;
	item->over_us = now_us;
}

void plan_closed(struct plan *plan, unsigned run, uint64_t now_us)
{
	struct plan_item *item = plan_find(plan, run);

	if (item == NULL)
		return;
	item->is_closed = true;
	item->event_us = now_us;
}

void plan_exited(struct plan *plan, unsigned run, uint64_t now_us)
{
	struct plan_item *item = plan_find(plan, run);

	if (item == NULL)
		return;
	item->has_command = false;
	item->event_us = now_us;
}

void plan_interrupt(struct plan *plan)
{
	plan->is_interrupted = true;
}
