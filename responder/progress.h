/* SPDX-License-Identifier: MIT */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "report/results.h"

/**
 * What `gamut run` prints while it goes on: a line per case; on a terminal the cases
 * that did not pass above one line that is rewritten.
 */
struct progress {
	int fd;
	bool is_quiet;
	bool is_terminal;
	bool is_coloured;
	bool has_line; /* the last line is to be rewritten */
	size_t total;
	size_t done;
	size_t count[VERDICT_COUNT];
	size_t known;      /* of those that did not pass, as expected */
	size_t unexpected; /* against the expectation file */
	struct buf held;   /* what nobody has read yet */
};

/** @param fd  where to print to */
void progress_init(struct progress *progress, int fd, size_t total,
		   bool is_quiet);
void progress_release(struct progress *progress);

/** Say something that is no case, a line or some, each with its line end. */
void progress_say(struct progress *progress, struct str lines);

/** A case is finished. */
void progress_case(struct progress *progress, const struct result *result);

/** The verdict of a case that was finished is another now. */
void progress_amend(struct progress *progress, const struct result *old,
		    const struct result *result);

/**
 * Rewrite the line of a terminal.
 *
 * @param running  names of cases, may be empty
 * @param left_us  how long it still takes, 0: not known
 */
void progress_show(struct progress *progress, struct str running,
		   uint64_t left_us);

/** All is over: what came of it, in a line; waits until everything is read. */
void progress_end(struct progress *progress, uint64_t duration_us);

#endif
