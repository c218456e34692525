/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "campaign.h"
#include "cmd.h"
#include "expectation.h"
#include "reports.h"
#include "wish.h"

enum { MESSAGES_MAX = 1 << 20 };

int campaign_take(struct campaign *campaign, int argc, char *argv[])
{
	const struct options *options = &campaign->options;
	int at = options->command_at < 0 ? argc : options->command_at;

	campaign->config.dir = argv;
	campaign->config.dir_count = (size_t)at;
	campaign->command = argv + at;
	campaign->command_count = (size_t)(argc - at);
	if (options->command_at == argc)
		return cmd_usage(&cmd_run, "run: which command is behind --?");
	if (campaign->command_count > 0 && options->trigger != NULL)
		return cmd_usage(&cmd_run, "run: --trigger and a command: "
					   "which of them?");
	if (reports_screens(&options->reports) > 1)
		return cmd_usage(&cmd_run, "run: one report at most can go to "
					   "standard output");
	campaign->terms.mode = PLAN_CALLERS;
	if (options->trigger != NULL)
		campaign->terms.mode = PLAN_TRIGGER;
	if (campaign->command_count > 0)
		campaign->terms.mode = PLAN_COMMAND;
	return STATUS_OK;
}

static int status_of(int err)
{
	switch (err) {
	case 0: return STATUS_OK;
	case ENOENT: return STATUS_NOTHING;
	case EINVAL:
	case EBADMSG: return STATUS_USAGE;
	default: return cmd_fail(&cmd_run, err);
	}
}

/** Load an expectation file, if one was given; what is wrong with it is printed. */
static int load_expect(struct expect_file **filep, const char *path,
		       const struct suite *suite)
{
	struct buf messages;
	int err;

	if (path == NULL)
		return STATUS_OK;
	buf_init(&messages, MESSAGES_MAX);
	err = expectation_load(filep, path, suite, &messages);
	if (messages.size > 0)
		(void)fwrite(messages.p, 1, messages.size, stderr);
	buf_release(&messages);
	if (err == ENOMEM)
		return cmd_fail(&cmd_run, err);
	return err ? STATUS_USAGE : STATUS_OK;
}

/** Whether the client is declared to lack what a case needs. */
static bool lacks(const struct campaign *campaign,
		  const struct scenario *scenario, struct str *why)
{
	return (campaign->expect != NULL &&
		expect_file_lacks(campaign->expect, scenario, why)) ||
	       (campaign->features != NULL &&
		expect_file_lacks(campaign->features, scenario, why));
}

/** One more trial; those that are not run stand behind the others. */
static int add_trial(struct campaign *campaign, const struct scenario *scenario)
{
	struct trial *trial = &campaign->trial[campaign->trial_count++];
	struct plan_item *item = &campaign->item[campaign->count];
	int err = trial_init(trial, scenario);

	item->id = scenario->id;
	item->attempts = scenario->attempt_count;
	campaign->errand[campaign->count].campaign = campaign;
	campaign->errand[campaign->count].item = item;
	campaign->count++;
	trial->is_redacted = campaign->options.redact;
	return err;
}

/** A part of the selection: those that are run, or those that are not. */
static int add_part(struct campaign *campaign, size_t from, size_t count,
		    size_t *added)
{
	int err = 0;

	for (size_t i = from; !err && i < from + count; i++) {
		const struct scenario *scenario =
			campaign->selection.scenario[i];
		struct str why;

		if (lacks(campaign, scenario, &why))
			continue;
		err = add_trial(campaign, scenario);
		(*added)++;
	}
	return err;
}

static int add_skipped(struct campaign *campaign, size_t total)
{
	int err = 0;

	for (size_t i = 0; !err && i < total; i++) {
		const struct scenario *scenario =
			campaign->selection.scenario[i];
		struct trial *trial = &campaign->trial[campaign->trial_count];
		struct str why;

		if (!lacks(campaign, scenario, &why))
			continue;
		campaign->trial_count++;
		err = trial_init(trial, scenario);
		if (!err)
			err = trial_skip(trial, why);
	}
	return err;
}

/** The selection as trials and as a plan. */
static int make_plan(struct campaign *campaign)
{
	const struct selection *selection = &campaign->selection;
	const struct options *options = &campaign->options;
	struct plan_config config = {
		.mode = campaign->terms.mode,
		.jobs = options->jobs,
		.timeout_us = campaign->terms.timeout_us,
		.stay_us = options->stay_us,
		.wait_us = options->wait_us,
	};
	size_t first = selection->sanity_first;
	size_t total = first + selection->count + selection->sanity_last;
	size_t rest = 0;
	int err;

	campaign->trial = calloc(total, sizeof(*campaign->trial));
	campaign->item = calloc(total, sizeof(*campaign->item));
	campaign->errand = calloc(total, sizeof(*campaign->errand));
	if (campaign->trial == NULL || campaign->item == NULL ||
	    campaign->errand == NULL)
		return ENOMEM;
	err = add_part(campaign, 0, first, &config.first);
	if (!err)
		err = add_part(campaign, first, selection->count, &rest);
	if (!err)
		err = add_part(campaign, first + selection->count,
			       selection->sanity_last, &config.last);
	if (!err)
		err = add_skipped(campaign, total);
	plan_init(&campaign->plan, &config, campaign->item, campaign->count, 0);
	return err;
}

int campaign_prepare(struct campaign *campaign)
{
	const struct options *options = &campaign->options;
	struct host *host = &campaign->host;
	int status;
	int err;

	campaign->terms.timeout_us =
		trial_timeout_us(options->timeout_us, options->t1_ms);
	err = host_load(host, &campaign->config);
	if (err)
		return err == EBADMSG || err == ENOENT ? STATUS_USAGE
						       : STATUS_RUNTIME;
	status = load_expect(&campaign->expect, options->expect, host->suite);
	if (status == STATUS_OK)
		status = load_expect(&campaign->features, options->features,
				     host->suite);
	if (status == STATUS_OK)
		status = status_of(wish_select(&campaign->selection,
					       host->suite, options));
	if (status == STATUS_OK)
		status = status_of(make_plan(campaign));
	return status;
}
