/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void on_ready(void *arg, int fd, int events)
{
	const struct signals *signals = arg;
	struct signalfd_siginfo info;

	(void)events;
	if (read(fd, &info, sizeof(info)) > 0)
		signals->come(signals->arg, (int)info.ssi_signo);
}

int signals_open(struct signals *signals, struct loop *loop, const int *number,
		 size_t count, void (*come)(void *arg, int number), void *arg)
{
	sigset_t set;

	*signals = (struct signals){
		.loop = loop, .fd = -1, .watch = -1, .come = come, .arg = arg
	};
	(void)sigemptyset(&set);
	for (size_t i = 0; i < count; i++)
		(void)sigaddset(&set, number[i]);
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
	    sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return errno;
	signals->fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (signals->fd < 0)
		return errno;
	return loop_watch(loop, signals->fd, POLLIN, on_ready, signals,
			  &signals->watch);
}

void signals_close(struct signals *signals)
{
	if (signals->loop == NULL)
		return;
	if (signals->watch >= 0)
		loop_unwatch(signals->loop, signals->watch);
	if (signals->fd >= 0)
		(void)close(signals->fd);
	signals->loop = NULL;
}
