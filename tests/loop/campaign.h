/* SPDX-License-Identifier: MIT */
#ifndef TESTS_CAMPAIGN_H
#define TESTS_CAMPAIGN_H

#include "engine/server.h"
#include "gamut_process.h"

/**
 * A server with a director, in a process of its own on udp and tcp at 127.0.0.1. A run
 * token's number is the run; every report is a line:
 *
 *   closed 17 486 pass: → 486 ← ACK
 *
 * its stage, run, case, verdict ("-": none), what happened, and "; check" for each that
 * failed.
 */
struct campaign {
	struct gamut gamut; /* its peers connect to that */
	int in;
};

/** How it is to be; what is zero is not there. */
struct campaign_config {
	const char *next; /* what "next" gets, in turn, between blanks */
	enum probe_use probe;
	uint32_t t1_ms;
	uint32_t stall_ms; /* it is held up so long before "next" is answered */
};

/** @return whether it listens; else it is gone, and a check has failed */
bool campaign_start(struct campaign *campaign,
		    const struct campaign_config *config);
void campaign_stop(struct campaign *campaign);

/** server_run_exit() or server_run_close(). */
void campaign_exit(struct campaign *campaign, unsigned run);
void campaign_close(struct campaign *campaign, unsigned run);

/** Check that the next report begins so. @return whether it does */
bool campaign_tells(struct campaign *campaign, size_t row, const char *line);

#endif
