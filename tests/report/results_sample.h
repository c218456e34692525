/* SPDX-License-Identifier: MIT */
#ifndef TESTS_RESULTS_SAMPLE_H
#define TESTS_RESULTS_SAMPLE_H

#include "report/report.h"

/**
 * Results to make reports of: two runs, two agents, every verdict and every
 * expectation; and "mangled/hostile", whose texts and messages are what a peer would
 * send to break a report: control bytes, NUL, invalid UTF-8, "]]>", direction marks, a
 * header of 60 kB.
 */

/** Fill them; release by results_release(). @return 0 or ENOMEM */
int results_sample(struct results *results);

/** The results of the first agent only. */
int results_sample_one(struct results *results);

/** The first agent a version later: something mended, something broken. */
int results_sample_next(struct results *results);

/** The messages of a result of these; a report_messages_f without arg. */
int results_sample_messages(void *arg, struct result_messages *messages,
			    const struct result *result);

#endif
