/* SPDX-License-Identifier: MIT */
#include "keep.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "store/store.h"
#include "trial.h"

enum { ERROR_MAX = 4096, KEPT_MAX = 4096 };

/** A result that may still change: which run it is of, and its place in the file. */
struct kept {
	uint64_t start_us;
	struct endpoint remote;
	uint64_t end_us; /* when it was over */
	uint64_t id;
};

struct keep {
	const struct options *options;
	const struct wall *wall;
	struct store *store;
	bool has_run;
	bool is_failing;            /* the last one could not be kept, */
	bool has_failed;            /* or any of them */
	struct kept kept[KEPT_MAX]; /* the newest, in a ring */
	size_t count;
};

static void complain(struct keep *keep)
{
	if (!keep->is_failing)
		(void)fprintf(stderr, "gamut: a result is lost: %s\n",
			      store_error(keep->store));
	keep->is_failing = true;
	keep->has_failed = true;
}

int keep_open(struct keep **keepp, const struct options *options,
	      const struct wall *wall)
{
	struct keep *keep = calloc(1, sizeof(*keep));
	struct buf error;
	int err;

	if (keep == NULL)
		return cmd_fail(&cmd_serve, ENOMEM);
	keep->options = options;
	keep->wall = wall;
	buf_init(&error, ERROR_MAX);
	err = store_open(&keep->store, options->results, &error);
	if (err)
		(void)fprintf(stderr, "gamut: %.*s\n",
			      STR_ARG(buf_str(&error)));
	buf_release(&error);
	if (err) {
		free(keep);
		return err == EBADMSG ? STATUS_USAGE : STATUS_RUNTIME;
	}
	*keepp = keep;
	return STATUS_OK;
}

static struct kept *find(struct keep *keep, const struct call_report *report)
{
	size_t count = keep->count < KEPT_MAX ? keep->count : KEPT_MAX;

	for (size_t i = 1; i <= count; i++) {
		struct kept *kept = &keep->kept[(keep->count - i) % KEPT_MAX];

		if (kept->start_us == report->start_us &&
		    kept->remote.port == report->remote.port &&
		    strcmp(kept->remote.host, report->remote.host) == 0)
			return kept;
	}
	return NULL;
}

/** A run is told of with its first case: one that has none is no run. */
static int begin(struct keep *keep, uint64_t start_us)
{
	const struct result_run run = {
		.start_us = start_us + (uint64_t)keep->wall->offset_us,
		.version = STR(GAMUT_VERSION),
		.t1_ms = keep->options->t1_ms,
	};
	int err;

	if (keep->has_run)
		return 0;
	err = store_begin(keep->store, &run);
	keep->has_run = err == 0;
	return err;
}

static int put(struct keep *keep, struct trial *trial,
	       const struct call_report *report)
{
	static const struct trial_terms terms = { .mode = PLAN_CALLERS };
	const struct plan_item item = { .start_us = report->start_us };
	struct kept *kept = find(keep, report);
	struct str agent = str_from(keep->options->agent);
	int err = trial_judge(trial, report, keep->wall);

	trial->end_us = kept != NULL ? kept->end_us : report->end_us;
	if (!err)
		err = trial_conclude(trial, &item, &terms, keep->wall);
	if (!err)
		err = begin(keep, report->start_us);
	if (err)
		return err;
	if (kept != NULL)
		trial->result.id = kept->id;
	err = store_put(keep->store, &trial->result,
			agent.size > 0 ? agent : trial->agent,
			&trial->messages);
	if (err || kept != NULL)
		return err;
	keep->kept[keep->count++ % KEPT_MAX] = (struct kept){
		.start_us = report->start_us,
		.remote = report->remote,
		.end_us = report->end_us,
		.id = trial->result.id,
	};
	return 0;
}

void keep_call(struct keep *keep, const struct suite *suite,
	       const struct call_report *report)
{
	const struct scenario *scenario;
	struct trial trial;
	int err;

	if (report->stage == REPORT_BEGUN || !report->is_judged ||
	    report->findings == NULL)
		return;
	/* What was put together while dialling is no case. */
	scenario = suite_find(suite, report->scenario);
	if (scenario == NULL)
		return;
	err = trial_init(&trial, scenario);
	trial.is_redacted = keep->options->redact;
	if (!err)
		err = put(keep, &trial, report);
	trial_release(&trial);
	if (err)
		complain(keep);
	else
		keep->is_failing = false;
}

int keep_close(struct keep *keep, uint64_t now_us)
{
	int status = STATUS_OK;

	if (keep == NULL)
		return STATUS_OK;
	if (keep->has_run &&
	    store_end(keep->store, now_us + (uint64_t)keep->wall->offset_us) !=
		    0)
		complain(keep);
	if (keep->has_failed)
		status = STATUS_RUNTIME;
	store_close(keep->store);
	free(keep);
	return status;
}
