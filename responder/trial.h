/* SPDX-License-Identifier: MIT */
#ifndef TRIAL_H
#define TRIAL_H

#include "campaign/plan.h"
#include "clock.h"
#include "engine/server.h"
#include "report/results.h"

/** A case of a campaign on its way to a result. */
struct trial {
	const struct scenario *scenario;
	bool is_redacted; /* credentials are struck out before anything is kept */
	struct arena arena; /* owns the texts of the result */
	struct result result;
	struct result_messages messages;
	struct str agent;     /* as the client calls itself, or its address */
	enum verdict verdict; /* the judge's */
	struct result_finding *finding; /* the judge's */
	size_t finding_count;
	uint64_t end_us; /* monotonic: when it was over */
	bool was_ended;  /* its command, by us */
	bool has_place;  /* it is in the results, at: */
	size_t place;
};

/** @return 0 or ENOMEM; trial_release() it whatever is returned */
int trial_init(struct trial *trial, const struct scenario *scenario);
void trial_release(struct trial *trial);

/** Take over what the server says of its run, CLOSED or AMENDED. @return 0 or ENOMEM */
int trial_judge(struct trial *trial, const struct call_report *report,
		const struct wall *wall);

/** How its command ended, as of wait(2), and what it printed. @return 0 or ENOMEM */
int trial_exited(struct trial *trial, int status, bool was_ended,
		 struct str output);

/** How a trial is to be understood. */
struct trial_terms {
	enum plan_mode mode;
	uint64_t timeout_us;
};

/**
 * Say what came of it, from what is known by now: sets verdict, why, findings and time of
 * the result. It may be done again when more is known.
 *
 * @return 0 or ENOMEM
 */
int trial_conclude(struct trial *trial, const struct plan_item *item,
		   const struct trial_terms *terms, const struct wall *wall);

/** How long a case may take: as wanted, else (0) by T1. */
uint64_t trial_timeout_us(uint64_t wanted_us, uint32_t t1_ms);

/** Write what is dialled for a run: "final.486.r17"; run 0: without its token. */
void trial_write_user(struct buf *out, struct str id, unsigned run);

/** It is not run, for the client is declared to lack what it needs. */
int trial_skip(struct trial *trial, struct str why);

#endif
