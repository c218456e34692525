/* SPDX-License-Identifier: MIT */
#include "campaign.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "reports.h"

enum { PAGE_SIZE = 1 << 20 };

static void on_signal(void *arg, int number)
{
	struct campaign *campaign = arg;

	(void)number;
	if (++campaign->signals > 1) {
		loop_quit(campaign->host.loop);
		return;
	}
	plan_interrupt(&campaign->plan);
	campaign_wake(campaign);
}

struct endpoint campaign_target(const struct campaign *campaign, struct str id)
{
	const struct host *host = &campaign->host;
	struct endpoint target = campaign->target;
	enum transport wanted;

	if (!scenario_id_transport(&wanted, id) || wanted == target.transport)
		return target;
	for (size_t i = 0; i < host->listener_count; i++) {
		if (host->listener[i].transport != wanted)
			continue;
		target.transport = wanted;
		if (campaign->options.advertise_port == 0)
			target.port = host->listener[i].port;
		break;
	}
	return target;
}

/** A line with the URI of a case, or of "next". */
static void add_uri(struct buf *out, const struct campaign *campaign,
		    struct str id)
{
	struct endpoint target = campaign_target(campaign, id);
	struct buf user;

	buf_init(&user, PAGE_SIZE);
	trial_write_user(&user, id, 0);
	endpoint_write_uri(out, &target, buf_str(&user));
	buf_add_char(out, '\n');
	buf_release(&user);
}

/** What to dial, for a person or a client that asks for the next case. */
static void write_invitation(struct buf *out, const struct campaign *campaign)
{
	buf_addf(out,
		 "%zu cases. A client that dials this again and again gets "
		 "them all:\n  ",
		 campaign->count);
	add_uri(out, campaign, STR("next"));
	buf_add_text(out, "or dial each, in any order:\n");
	for (size_t i = 0; i < campaign->count; i++) {
		buf_add_text(out, "  ");
		add_uri(out, campaign, campaign->item[i].id);
	}
}

static void greet(struct campaign *campaign)
{
	const struct host *host = &campaign->host;
	struct buf page;

	if (campaign->options.quiet)
		return;
	buf_init(&page, PAGE_SIZE);
	for (size_t i = 0; i < host->listener_count; i++) {
		buf_addf(&page, "listening on %s ",
			 transport_name(host->listener[i].transport));
		endpoint_write(&page, &host->listener[i]);
		buf_add_char(&page, '\n');
	}
	if (campaign->terms.mode == PLAN_CALLERS)
		write_invitation(&page, campaign);
	progress_say(&campaign->progress, buf_str(&page));
	buf_release(&page);
}

/** What is not run is finished before all else. */
static void keep_skipped(struct campaign *campaign)
{
	for (size_t i = campaign->count; i < campaign->trial_count; i++) {
		struct trial *trial = &campaign->trial[i];

		trial->result.start_us =
			campaign->begin_us +
			(uint64_t)campaign->host.wall.offset_us;
		campaign_keep(campaign, trial);
	}
}

/** Whether the client was tested at all. */
static bool has_judged(const struct results *results)
{
	for (size_t i = 0; i < results->count; i++) {
		if (results->result[i].verdict != VERDICT_UNSUPPORTED &&
		    results->result[i].verdict != VERDICT_MISSED)
			return true;
	}
	return false;
}

/** Whether a case that stands for all others could not be judged. */
static bool is_unreached(const struct results *results)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct result *result = &results->result[i];

		if (str_starts(result->scenario, STR("sanity/")) &&
		    (result->verdict == VERDICT_INCONCLUSIVE ||
		     result->verdict == VERDICT_UNSUPPORTED))
			return true;
	}
	return false;
}

/** Whether a case was left unfinished by an interruption. */
static bool is_cut_short(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->item[i].lack == PLAN_LACK_INTERRUPTED)
			return true;
	}
	return false;
}

static int status_of(const struct campaign *campaign)
{
	const struct results *results = &campaign->results;
	int status;

	if (campaign->status != STATUS_OK)
		return campaign->status;
	status = results_status(results, campaign->options.strict);
	if (status == STATUS_OK &&
	    (results->count < campaign->trial_count || !has_judged(results) ||
	     is_unreached(results) || is_cut_short(&campaign->plan)))
		return STATUS_NOTHING;
	return status;
}

static void go(struct campaign *campaign)
{
	struct host *host = &campaign->host;

	campaign->begin_us = loop_now_us(host->loop);
	campaign->plan.call_us = campaign->begin_us;
	host_target(host, &campaign->target);
	progress_init(&campaign->progress,
		      reports_screens(&campaign->options.reports) > 0
			      ? STDERR_FILENO
			      : STDOUT_FILENO,
		      campaign->trial_count, campaign->options.quiet);
	greet(campaign);
	keep_skipped(campaign);
	campaign_wake(campaign);
	if (campaign->status == STATUS_OK)
		loop_run(host->loop);
	loop_stop_timer(host->loop, &campaign->timer);
	children_free(campaign->children, campaign->signals > 1);
	campaign->children = NULL;
	if (campaign->status == STATUS_OK)
		progress_end(&campaign->progress,
			     loop_now_us(host->loop) - campaign->begin_us);
	progress_release(&campaign->progress);
}

/** The worse of two exit statuses, see the manual. */
static int worse(int a, int b)
{
	static const int order[] = { STATUS_USAGE, STATUS_RUNTIME,
				     STATUS_VERDICTS, STATUS_NOTHING };

	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		if (a == order[i] || b == order[i])
			return order[i];
	}
	return STATUS_OK;
}

static int open_all(struct campaign *campaign)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	int status = campaign_open_store(campaign);
	int err;

	if (status != STATUS_OK)
		return status;
	if (host_open(&campaign->host) != 0)
		return STATUS_RUNTIME;
	err = signals_open(&campaign->watched, campaign->host.loop, numbers,
			   ARRAY_SIZE(numbers), on_signal, campaign);
	if (!err)
		err = children_new(&campaign->children, campaign->host.loop);
	return err ? cmd_fail(&cmd_run, err) : STATUS_OK;
}

static int run(struct campaign *campaign)
{
	int status = open_all(campaign);
	bool has_report;

	if (status == STATUS_OK) {
		go(campaign);
		status = status_of(campaign);
	}
	has_report = campaign->has_run && campaign->signals <= 1;
	status = worse(status, campaign_close_store(campaign));
	if (has_report)
		status = worse(status, campaign_report(campaign));
	campaign_remove_store(campaign);
	return status;
}

static void release(struct campaign *campaign)
{
	for (size_t i = 0; i < campaign->trial_count; i++)
		trial_release(&campaign->trial[i]);
	free(campaign->trial);
	free(campaign->item);
	free(campaign->errand);
	selection_release(&campaign->selection);
	expect_file_free(campaign->expect);
	expect_file_free(campaign->features);
	results_release(&campaign->results);
}

static int prepare_and_run(struct campaign *campaign)
{
	int status = campaign_prepare(campaign);

	if (status == STATUS_OK)
		status = run(campaign);
	signals_close(&campaign->watched);
	return host_close(&campaign->host) == 0 ? status : STATUS_RUNTIME;
}

int campaign_run(const struct options *options, int argc, char *argv[])
{
	struct campaign *campaign = calloc(1, sizeof(*campaign));
	int status;

	if (campaign == NULL)
		return cmd_fail(&cmd_run, ENOMEM);
	results_init(&campaign->results);
	campaign->options = *options;
	options_listen(&campaign->options,
		       options->command_at >= 0
			       ? "udp:127.0.0.1:0 tcp:127.0.0.1:0"
			       : "udp:*:5060 tcp:*:5060");
	campaign->config = (struct host_config){
		.options = &campaign->options,
		.is_judging = true,
		.arg = campaign,
		.say = cmd_say,
		.observer = { .arg = campaign, .call = campaign_on_call },
		.director = { .arg = campaign,
			      .enter = campaign_enter,
			      .next = campaign_next },
	};
	status = campaign_take(campaign, argc, argv);
	if (status == STATUS_OK)
		status = prepare_and_run(campaign);
	release(campaign);
	free(campaign);
	return status;
}
