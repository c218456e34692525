/* SPDX-License-Identifier: MIT */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <stddef.h>

#include "engine/loop.h"

/** The signals of a process whose program we are; at most one of it. */
struct signals {
	struct loop *loop;
	int fd;    /* -1: none */
	int watch; /* of the loop, -1: none */
	void (*come)(void *arg, int number);
	void *arg;
};

/**
 * Have these come through the loop. They are blocked, also in a child until it unblocks
 * them. SIGPIPE is ignored from now on: a closed pipe is an error of write(2).
 *
 * @param[out] signals  signals_close() it in any case
 * @return 0 or a positive errno
 */
int signals_open(struct signals *signals, struct loop *loop, const int *number,
		 size_t count, void (*come)(void *arg, int number), void *arg);

/** What was zeroed and not opened is fine. */
void signals_close(struct signals *signals);

#endif
