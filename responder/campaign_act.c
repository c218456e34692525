/* SPDX-License-Identifier: MIT */
#include "campaign.h"
#include "cmd.h"
#include "text/map.h"

enum { TICK_US = 500000, NAMES_MAX = 3, NAMES_SIZE = 512 };

void campaign_abort(struct campaign *campaign, int status)
{
	campaign->status = status;
	loop_quit(campaign->host.loop);
}

static void finish(struct campaign *campaign, struct plan_item *item)
{
	struct errand *errand = &campaign->errand[item - campaign->item];
	struct trial *trial = campaign_trial(campaign, item);
	int err;

	if (errand->child != NULL) {
		(void)trial_exited(trial, -1, true,
				   child_output(errand->child));
		child_free(errand->child);
		errand->child = NULL;
	}
	if (trial->end_us == 0 && item->run != 0)
		trial->end_us = loop_now_us(campaign->host.loop);
	err = trial_conclude(trial, item, &campaign->terms,
			     &campaign->host.wall);
	/* one that never began is of the time when the others did */
	if (item->start_us == 0)
		trial->result.start_us =
			campaign->begin_us +
			(uint64_t)campaign->host.wall.offset_us;
	if (err)
		campaign_abort(campaign, STATUS_RUNTIME);
	else
		campaign_keep(campaign, trial);
}

static void act(struct campaign *campaign, const struct plan_action *action,
		uint64_t now_us)
{
	struct plan_item *item = action->item;
	struct child *child;

	switch (action->type) {
	case PLAN_START_ACTION: (void)campaign_start(campaign, item); break;
	case PLAN_STOP_ACTION:
		child = campaign->errand[item - campaign->item].child;
		if (child != NULL)
			child_end(child);
		break;
	case PLAN_EXIT_ACTION:
		server_run_exit(campaign->host.server, item->run, now_us);
		break;
	case PLAN_CLOSE_ACTION:
		server_run_close(campaign->host.server, item->run, now_us);
		break;
	case PLAN_DONE_ACTION: finish(campaign, item); break;
	case PLAN_END_ACTION: loop_quit(campaign->host.loop); break;
	}
}

/** Which cases are under way, the first few. */
static void write_running(struct buf *out, const struct campaign *campaign)
{
	size_t count = 0;

	for (size_t i = 0; i < campaign->count; i++) {
		const struct plan_item *item = &campaign->item[i];

		if (item->state != PLAN_STARTED)
			continue;
		if (count++ < NAMES_MAX)
			buf_addf(out, "%s%.*s", count > 1 ? " " : "",
				 STR_ARG(item->id));
	}
	if (count > NAMES_MAX)
		buf_addf(out, " and %zu more", count - NAMES_MAX);
}

static void show(struct campaign *campaign, uint64_t now_us)
{
	const struct plan *plan = &campaign->plan;
	uint64_t left_us = 0;
	struct buf running;

	if (!campaign->progress.is_terminal)
		return;
	if (plan->done > 0)
		left_us = (now_us - campaign->begin_us) / plan->done *
			  (plan->count - plan->done);
	buf_init(&running, NAMES_SIZE);
	write_running(&running, campaign);
	progress_show(&campaign->progress, buf_str(&running), left_us);
	buf_release(&running);
}

static void on_time(struct timer *timer, uint64_t now_us)
{
	struct campaign *campaign = CONTAINER_OF(timer, struct campaign, timer);
	struct plan_action action;
	uint64_t due_us;

	while (campaign->status == STATUS_OK &&
	       plan_take(&campaign->plan, now_us, &action)) {
		act(campaign, &action, now_us);
		/* that takes a while: clients are answered before the next */
		if (action.type == PLAN_START_ACTION) {
			campaign_wake(campaign);
			return;
		}
	}
	show(campaign, now_us);
	due_us = plan_due_us(&campaign->plan);
	if (campaign->progress.is_terminal && due_us > now_us + TICK_US)
		due_us = now_us + TICK_US;
	if (!timer_is_set(timer))
		loop_set(campaign->host.loop, timer, due_us, on_time);
}

/* Not at once: the server is in the middle of what it tells. */
void campaign_wake(struct campaign *campaign)
{
	loop_set(campaign->host.loop, &campaign->timer,
		 loop_now_us(campaign->host.loop), on_time);
}
