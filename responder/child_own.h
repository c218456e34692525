/* SPDX-License-Identifier: MIT */
#ifndef CHILD_OWN_H
#define CHILD_OWN_H

#include <sys/types.h>

#include "child.h"
#include "text/buf.h"

/** What child.c and children.c share, and nobody else. */

enum { KILL_AFTER_US = 2000000 }; /* after SIGTERM */

struct child {
	struct child *next;
	struct children *children;
	struct child_config config; /* argv and envp are not used any more */
	pid_t pid;
	int status; /* -1: it runs */
	bool was_ended;
	bool is_forgotten; /* by its owner; it goes when it has ended */
	int fd;            /* what it prints, -1: closed */
	int watch;
	struct timer timer; /* until SIGKILL */
	struct buf output;  /* its last part, and up to as much before that */
};

struct children {
	struct loop *loop;
	struct child *newest;
	int fd; /* of SIGCHLD */
	int watch;
};

/** The first that has ended since it was asked last, or NULL; no zombie any more. */
struct child *child_find_ended(const struct children *children);

/** Tell its owner that it has ended. It may be gone afterwards. */
void child_settle(struct child *child);

/** Free it; it is in no list any more. */
void child_dispose(struct child *child);

#endif
