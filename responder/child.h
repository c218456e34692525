/* SPDX-License-Identifier: MIT */
#ifndef CHILD_H
#define CHILD_H

#include "engine/loop.h"
#include "text/str.h"

/**
 * Commands that run beside us. Each has a process group of its own, no standard input,
 * and one pipe for what it prints, of which the last part is kept. None outlives
 * children_free() as a zombie or, but for what a trigger left behind, at all.
 */
struct children;
struct child;

struct child_config {
	char *const *argv; /* argv[0] is looked for in PATH; ends with NULL */
	char *const *envp;
	size_t output_max; /* bytes that are kept of what it prints */
	bool owns_group;   /* what it leaves behind in its group ends with it */
	void *arg;
	/** It ended; the child is still there, until child_free(). */
	void (*exited)(void *arg, struct child *child);
};

/** Blocks SIGCHLD. @return 0 or a positive errno */
int children_new(struct children **childrenp, struct loop *loop);

/**
 * End all that still run, as child_end() does, and wait for them. NULL is fine.
 *
 * @param is_now  they get no time to end by themselves
 */
void children_free(struct children *children, bool is_now);

/**
 * Start one.
 *
 * @param config  borrowed for the call, but for arg
 * @return 0, or what execvp(3), pipe(2) or fork(2) say
 */
int child_start(struct child **childp, struct children *children,
		const struct child_config *config);

/** SIGTERM to its group now, SIGKILL 2 s later; when it runs no more, nothing. */
void child_end(struct child *child);

/** Forget it: exited() is not called any more. If it runs it is ended. NULL is fine. */
void child_free(struct child *child);

/** As of waitpid(2), -1 while it runs. */
int child_status(const struct child *child);

/** Whether child_end() was called while it ran. */
bool child_was_ended(const struct child *child);

/** What it printed, its last part; borrowed until it prints more. */
struct str child_output(const struct child *child);

#endif
