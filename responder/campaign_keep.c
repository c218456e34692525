/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign.h"
#include "cmd.h"
#include "report/redact.h"

enum { ERROR_MAX = 4096, COMMAND_MAX = 65536 };

#define UNKNOWN STR("unknown")

/** The name of a new file that nobody else has. */
static char *temporary_path(void)
{
	const char *folder = getenv("TMPDIR");
	struct buf name;
	char *path;
	int fd;

	if (folder == NULL || folder[0] != '/')
		folder = "/tmp";
	buf_init(&name, ERROR_MAX);
	buf_addf(&name, "%s/gamut-XXXXXX", folder);
	path = buf_take(&name, NULL);
	if (path == NULL)
		return NULL;
	fd = mkstemp(path);
	if (fd < 0) {
		(void)fprintf(stderr, "gamut: %s: %s\n", path, strerror(errno));
		free(path);
		return NULL;
	}
	(void)close(fd);
	return path;
}

int campaign_open_store(struct campaign *campaign)
{
	const char *wanted = campaign->options.results;
	struct buf error;
	int err;

	campaign->is_temporary = wanted == NULL;
	campaign->path = wanted != NULL ? strdup(wanted) : temporary_path();
	if (campaign->path == NULL)
		return STATUS_RUNTIME;
	buf_init(&error, ERROR_MAX);
	err = store_open(&campaign->store, campaign->path, &error);
	if (err)
		(void)fprintf(stderr, "gamut: %.*s\n",
			      STR_ARG(buf_str(&error)));
	buf_release(&error);
	if (err)
		return err == EBADMSG ? STATUS_USAGE : STATUS_RUNTIME;
	return STATUS_OK;
}

/** The file, and what SQLite has beside it while it is open. */
static void remove_file(const char *path)
{
	static const char *const suffix[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < ARRAY_SIZE(suffix); i++) {
		struct buf name;

		buf_init(&name, ERROR_MAX);
		buf_addf(&name, "%s%s", path, suffix[i]);
		if (buf_error(&name) == 0)
			(void)unlink(name.p);
		buf_release(&name);
	}
}

static int fail(struct campaign *campaign)
{
	(void)fprintf(stderr, "gamut: %s\n", store_error(campaign->store));
	return STATUS_RUNTIME;
}

/** The client's command as one line. */
static void write_command(struct buf *out, const struct campaign *campaign)
{
	if (campaign->options.trigger != NULL)
		buf_add_text(out, campaign->options.trigger);
	for (size_t i = 0; i < campaign->command_count; i++)
		buf_addf(out, "%s%s", i > 0 ? " " : "", campaign->command[i]);
}

/** A run is told of with its first case: one that has none is no run. */
static int begin(struct campaign *campaign)
{
	struct result_run run = {
		.start_us = campaign->begin_us +
			    (uint64_t)campaign->host.wall.offset_us,
		.version = STR(GAMUT_VERSION),
		.t1_ms = campaign->options.t1_ms,
		.selected = campaign->trial_count,
	};
	struct buf command;
	struct buf clean;
	struct buf fault;
	int err;

	if (campaign->has_run)
		return 0;
	buf_init(&fault, COMMAND_MAX);
	mishaps_write(&fault, &campaign->options.fault);
	run.fault = buf_str(&fault);
	if (run.fault.size > 0)
		run.seed = campaign->options.seed;
	buf_init(&command, COMMAND_MAX);
	buf_init(&clean, COMMAND_MAX);
	write_command(&command, campaign);
	redact_add(&clean, buf_str(&command));
	run.command = buf_str(campaign->options.redact ? &clean : &command);
	err = store_begin(campaign->store, &run);
	campaign->has_run = err == 0;
	buf_release(&fault);
	buf_release(&command);
	buf_release(&clean);
	return err;
}

/** Who it was: as told, as it says, else who called before it. */
static struct str agent_of(struct campaign *campaign, const struct trial *trial)
{
	if (campaign->options.agent != NULL)
		return str_from(campaign->options.agent);
	if (trial->agent.size > 0)
		return trial->agent;
	return campaign->agent.size > 0 ? campaign->agent : UNKNOWN;
}

static void compare(const struct campaign *campaign, struct trial *trial)
{
	trial->result.expectation = EXPECTATION_NONE;
	trial->result.reason = STR("");
	if (campaign->expect != NULL)
		expect_file_compare(campaign->expect, &trial->result);
}

/** Put it among the results of this run, or in its old place. */
static int place(struct campaign *campaign, struct trial *trial,
		 struct str agent)
{
	struct results *results = &campaign->results;
	struct result *result;
	int err = results_agent(results, agent, &trial->result.agent);

	if (err)
		return err;
	if (trial->agent.size > 0)
		campaign->agent = results->agent[trial->result.agent].name;
	if (trial->has_place) {
		result = &results->result[trial->place];
		progress_amend(&campaign->progress, result, &trial->result);
		*result = trial->result;
		return 0;
	}
	result = results_add(results);
	if (result == NULL)
		return ENOMEM;
	*result = trial->result;
	trial->place = results->count - 1;
	trial->has_place = true;
	progress_case(&campaign->progress, result);
	return 0;
}

void campaign_keep(struct campaign *campaign, struct trial *trial)
{
	struct str agent = agent_of(campaign, trial);
	int err;

	compare(campaign, trial);
	err = begin(campaign);
	if (!err)
		err = store_put(campaign->store, &trial->result, agent,
				&trial->messages);
	if (err) {
		campaign_abort(campaign, fail(campaign));
		return;
	}
	result_messages_release(&trial->messages);
	err = place(campaign, trial, agent);
	if (err)
		campaign_abort(campaign, cmd_fail(&cmd_run, err));
}

/** Cases that nobody called before it was known who calls. */
static int put_unknown(struct campaign *campaign)
{
	int err = 0;

	if (campaign->options.agent != NULL || campaign->agent.size == 0)
		return 0;
	for (size_t i = 0; !err && i < campaign->trial_count; i++) {
		struct trial *trial = &campaign->trial[i];

		if (!trial->has_place || trial->agent.size > 0)
			continue;
		err = store_put(campaign->store, &trial->result,
				campaign->agent, &trial->messages);
	}
	return err;
}

int campaign_close_store(struct campaign *campaign)
{
	uint64_t now_us = 0;
	int status = STATUS_OK;
	int err = 0;

	if (campaign->has_run) {
		now_us = loop_now_us(campaign->host.loop) +
			 (uint64_t)campaign->host.wall.offset_us;
		err = put_unknown(campaign);
		if (!err && campaign->signals <= 1)
			err = store_end(campaign->store, now_us);
	}
	if (err)
		status = fail(campaign);
	store_close(campaign->store);
	campaign->store = NULL;
	return status;
}

void campaign_remove_store(struct campaign *campaign)
{
	if (campaign->path != NULL && campaign->is_temporary)
		remove_file(campaign->path);
	free(campaign->path);
	campaign->path = NULL;
}
