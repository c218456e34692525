/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "child_own.h"

enum { NAP_NS = 5000000 };

static void on_signal(void *arg, int fd, int events)
{
	struct children *children = arg;
	struct signalfd_siginfo info;
	struct child *child;

	(void)events;
	(void)!read(fd, &info, sizeof(info));
	/* One signal may stand for several; what is called may change the list. */
	while ((child = child_find_ended(children)) != NULL)
		child_settle(child);
}

int children_new(struct children **childrenp, struct loop *loop)
{
	struct children *children = calloc(1, sizeof(*children));
	sigset_t set;
	int err = 0;

	if (children == NULL)
		return ENOMEM;
	children->loop = loop;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	children->fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (children->fd < 0) {
		err = errno;
		goto out;
	}
	err = loop_watch(loop, children->fd, POLLIN, on_signal, children,
			 &children->watch);
	if (err) {
		(void)close(children->fd);
		goto out;
	}
	*childrenp = children;
	children = NULL;
out:
	free(children);
	return err;
}

static void kill_all(const struct children *children)
{
	for (struct child *i = children->newest; i != NULL; i = i->next) {
		if (i->status < 0)
			(void)kill(-i->pid, SIGKILL);
	}
}

static bool is_any_running(const struct children *children)
{
	for (struct child *i = children->newest; i != NULL; i = i->next) {
		if (i->status < 0)
			return true;
	}
	return false;
}

/** Wait until all have ended, without the loop. @return false: not in time */
static bool wait_all(struct children *children, uint64_t until_us)
{
	const struct timespec nap = { .tv_nsec = NAP_NS };

	while (is_any_running(children)) {
		if (child_find_ended(children) != NULL)
			continue;
		if (loop_now_us(children->loop) > until_us)
			return false;
		(void)nanosleep(&nap, NULL);
	}
	return true;
}

static void end_all(struct children *children, bool is_now)
{
	uint64_t now_us = loop_now_us(children->loop);

	for (struct child *i = children->newest; i != NULL; i = i->next)
		child_end(i);
	if (!is_now && wait_all(children, now_us + KILL_AFTER_US))
		return;
	kill_all(children);
	/* What the kernel does not end by then it will not. */
	(void)wait_all(children, loop_now_us(children->loop) + KILL_AFTER_US);
}

void children_free(struct children *children, bool is_now)
{
	struct child *child;

	if (children == NULL)
		return;
	end_all(children, is_now);
	while ((child = children->newest) != NULL) {
		children->newest = child->next;
		child_dispose(child);
	}
	loop_unwatch(children->loop, children->watch);
	(void)close(children->fd);
	free(children);
}
