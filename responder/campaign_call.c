/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "campaign.h"
#include "cmd.h"
#include "text/plain.h"

enum { STRAYS_MAX = 20, LINE_SIZE = 4096 };

struct trial *campaign_trial(struct campaign *campaign,
			     const struct plan_item *item)
{
	return &campaign->trial[item - campaign->item];
}

/** The run is judged, or is judged anew when its case was finished already. */
static void take(struct campaign *campaign, struct plan_item *item,
		 const struct call_report *report)
{
	struct trial *trial = campaign_trial(campaign, item);
	const struct wall *wall = &campaign->host.wall;
	int err = trial_judge(trial, report, wall);

	if (!err && item->state == PLAN_DONE && item->lack == PLAN_LACK_NONE) {
		err = trial_conclude(trial, item, &campaign->terms, wall);
		if (!err)
			campaign_keep(campaign, trial);
	}
	if (err)
		campaign_abort(campaign, STATUS_RUNTIME);
}

/** A call of no case: who dials by hand wants to know. */
static void tell_stray(struct campaign *campaign,
		       const struct call_report *report)
{
	struct buf line;

	if (report->run != 0 || campaign->options.quiet ||
	    campaign->strays == STRAYS_MAX)
		return;
	campaign->strays++;
	buf_init(&line, LINE_SIZE);
	buf_addf(&line, "%s:%u dialled ", report->remote.host,
		 report->remote.port);
	plain_add(&line, report->dialled);
	if (report->why.size > 0) {
		buf_add_text(&line, ": ");
		plain_add(&line, report->why);
	} else
		buf_addf(&line, ": %.*s is not to be called now",
			 STR_ARG(report->scenario));
	buf_add_char(&line, '\n');
	progress_say(&campaign->progress, buf_str(&line));
	buf_release(&line);
}

void campaign_on_call(void *arg, const struct call_report *report)
{
	struct campaign *campaign = arg;
	struct plan *plan = &campaign->plan;
	struct plan_item *item = plan_find(plan, report->run);
	uint64_t now_us = report->end_us;

	switch (report->stage) {
	case REPORT_BEGUN:
		plan_begun(plan, report->run, report->start_us);
		break;
	case REPORT_OVER:
		tell_stray(campaign, report);
		plan_over(plan, report->run, now_us);
		if (item != NULL && item->state != PLAN_DONE)
			campaign_trial(campaign, item)->end_us = now_us;
		break;
	case REPORT_CLOSED:
		if (item != NULL && item->state != PLAN_DONE)
			take(campaign, item, report);
		plan_closed(plan, report->run,
			    loop_now_us(campaign->host.loop));
		break;
	case REPORT_AMENDED:
		if (item != NULL)
			take(campaign, item, report);
		break;
	}
	campaign_wake(campaign);
}

unsigned campaign_enter(void *arg, struct str scenario, unsigned token,
			const struct path *path)
{
	struct campaign *campaign = arg;

	(void)path;
	return plan_enter(&campaign->plan, scenario, token,
			  loop_now_us(campaign->host.loop));
}

int campaign_next(void *arg, const struct path *path, struct message *invite,
		  struct buf *user)
{
	struct campaign *campaign = arg;
	struct plan_item *item =
		plan_next(&campaign->plan, loop_now_us(campaign->host.loop));

	(void)path;
	(void)invite;
	if (item == NULL)
		return ENOENT;
	trial_write_user(user, item->id, item->run);
	campaign_wake(campaign);
	return 0;
}
