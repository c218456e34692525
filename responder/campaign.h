/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_H
#define CAMPAIGN_H

#include "campaign/expect.h"
#include "campaign/plan.h"
#include "campaign/select.h"
#include "child.h"
#include "host.h"
#include "progress.h"
#include "signals.h"
#include "store/store.h"
#include "trial.h"

/** What the files of `gamut run` share; nobody else but its command includes this. */

/** The command of a run, while it is there. */
struct errand {
	struct campaign *campaign;
	struct plan_item *item;
	struct child *child; /* NULL: none */
};

struct campaign {
	struct options options; /* with the places where it listens */
	char *const *command;   /* of the client, with placeholders */
	size_t command_count;   /* 0: none */
	struct host_config config;
	struct host host;
	struct signals watched;
	struct expect_file *expect; /* NULL: none */
	struct expect_file *features;
	struct selection selection;
	struct trial
		*trial; /* those of the plan, then those that are skipped */
	size_t trial_count;
	struct plan_item *item; /* item[i] is of trial[i] */
	struct errand *errand;  /* likewise */
	size_t count;           /* of the plan */
	struct plan plan;
	struct trial_terms terms;
	struct endpoint target; /* where the client is to call */
	struct children *children;
	struct timer timer;
	struct progress progress;
	struct results results; /* of this run */
	struct str agent;       /* who called last; owned by the results */
	struct store *store;
	char *path;        /* of the results file; owned */
	bool is_temporary; /* it goes when all is over */
	bool has_run;      /* the store knows of this run */
	unsigned signals;  /* that asked for an end */
	unsigned strays;   /* calls of no case that were told of */
	uint64_t begin_us;
	int status; /* what ended it before its time, else STATUS_OK */
};

/** @return exit status */
int campaign_run(const struct options *options, int argc, char *argv[]);

/** campaign_prepare.c: who makes the client call; see its usage. @return exit status */
int campaign_take(struct campaign *campaign, int argc, char *argv[]);

/** Read all files, choose the cases. @return exit status; host_close() in any case */
int campaign_prepare(struct campaign *campaign);

/** campaign_act.c: have the loop do what the plan wants. */
void campaign_wake(struct campaign *campaign);

/** End everything now, with this exit status. */
void campaign_abort(struct campaign *campaign, int status);

/** campaign_call.c: what the server tells and asks. */
void campaign_on_call(void *arg, const struct call_report *report);
unsigned campaign_enter(void *arg, struct str scenario, unsigned token,
			const struct path *path);
int campaign_next(void *arg, const struct path *path, struct message *invite,
		  struct buf *user);

/**
 * Where the client is to call a case: an id that ends with @ and a transport says over
 * which ("final/486+ack@tcp"), where we listen on it.
 */
struct endpoint campaign_target(const struct campaign *campaign, struct str id);

/** campaign_start.c: start the command of a case. @return 0 or an errno, then told */
int campaign_start(struct campaign *campaign, struct plan_item *item);

/** campaign_keep.c: the results file. @return exit status */
int campaign_open_store(struct campaign *campaign);
int campaign_close_store(struct campaign *campaign);
void campaign_remove_store(struct campaign *campaign);

/** A case is finished, or more is known of it: keep it and show it. */
void campaign_keep(struct campaign *campaign, struct trial *trial);

/** campaign_report.c: write the reports that are asked for. @return exit status */
int campaign_report(const struct campaign *campaign);

/** The trial of an item. */
struct trial *campaign_trial(struct campaign *campaign,
			     const struct plan_item *item);

#endif
