/* SPDX-License-Identifier: MIT */
#ifndef REPORT_CI_H
#define REPORT_CI_H

#include "report/escape.h"
#include "report/report.h"

/** What the writers for CI servers share. */

/** How a CI server is to count a result. */
enum ci_state {
	CI_PASSED,
	CI_SKIPPED, /* it could not be judged */
	CI_KNOWN,   /* it fails, as the expectation file says */
	CI_FAILED,
	CI_ERROR, /* no fault of the client: it did not call, or we failed */
};

enum ci_state ci_state(const struct result *result);

/** The kind of a failure or error: a check's name, "missed", "must-pass" … */
struct str ci_type(const struct result *result);

/** A writer on its way; init and release it. */
struct ci {
	const struct report *report; /* borrowed */
	FILE *file;                  /* borrowed */
	struct buf out;              /* made, and not yet in the file */
	struct buf text;             /* a text before it is escaped */
};

void ci_init(struct ci *ci, FILE *file, const struct report *report);
void ci_release(struct ci *ci);

/** Say in a line why a result is not simply passed. */
void ci_add_message(struct ci *ci, const struct result *result,
		    enum escape escape);

/**
 * Tell what went wrong: each finding that fails or warns with its rule, then the
 * messages of the case as a ladder.
 *
 * @param messages  NULL: no ladder
 */
void ci_add_details(struct ci *ci, const struct result *result,
		    const struct result_messages *messages, enum escape escape);

/** Write out to the file. @return 0, ENOMEM or what the file says */
int ci_flush(struct ci *ci);

#endif
