/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child_own.h"
#include "spawn_command.h"
#include "text/map.h"

enum { CHUNK = 65536 }; /* read at a time: as much as a pipe holds */

static void close_output(struct child *child)
{
	if (child->fd < 0)
		return;
	loop_unwatch(child->children->loop, child->watch);
	(void)close(child->fd);
	child->fd = -1;
}

static void keep_output(struct child *child, const char *bytes, size_t size)
{
	size_t max = child->config.output_max;
	struct buf *output = &child->output;

	if (size > max) {
		bytes += size - max;
		size = max;
	}
	if (output->size + size > 2 * max) {
		size_t old = max - size;

		memmove(output->p, output->p + output->size - old, old);
		buf_truncate(output, old);
	}
	buf_add(output, bytes, size);
}

/** @return whether there may be more */
static bool read_output(struct child *child)
{
	char bytes[CHUNK];
	ssize_t size = read(child->fd, bytes, sizeof(bytes));

	if (size > 0) {
		keep_output(child, bytes, (size_t)size);
		return size == CHUNK;
	}
	if (size == 0 || (errno != EAGAIN && errno != EINTR))
		close_output(child);
	return false;
}

static void on_output(void *arg, int fd, int events)
{
	(void)fd;
	(void)events;
	(void)read_output(arg);
}

void child_dispose(struct child *child)
{
	loop_stop_timer(child->children->loop, &child->timer);
	close_output(child);
	buf_release(&child->output);
	free(child);
}

static void release(struct child *child)
{
	struct child **p = &child->children->newest;

	while (*p != child)
		p = &(*p)->next;
	*p = child->next;
	child_dispose(child);
}

void child_settle(struct child *child)
{
	loop_stop_timer(child->children->loop, &child->timer);
	/* Once the writers are gone the pipe holds no more than it can. */
	if (child->fd >= 0 && read_output(child))
		(void)read_output(child);
	if (child->config.owns_group)
		close_output(child);
	if (child->is_forgotten)
		release(child);
	else if (child->config.exited != NULL)
		child->config.exited(child->config.arg, child);
}

/** @return whether it has ended now */
static bool reap(struct child *child)
{
	siginfo_t info = { .si_pid = 0 };

	if (child->status >= 0)
		return false;
	if (waitid(P_PID, (id_t)child->pid, &info,
		   WEXITED | WNOHANG | WNOWAIT) != 0 ||
	    info.si_pid == 0)
		return false;
	/* As long as it is a zombie the number of its group is nobody else's. */
	if (child->config.owns_group)
		(void)kill(-child->pid, SIGKILL);
	return waitpid(child->pid, &child->status, 0) == child->pid;
}

struct child *child_find_ended(const struct children *children)
{
	for (struct child *i = children->newest; i != NULL; i = i->next) {
		if (reap(i))
			return i;
	}
	return NULL;
}

static void on_kill(struct timer *timer, uint64_t now_us)
{
	struct child *child = CONTAINER_OF(timer, struct child, timer);

	(void)now_us;
	if (child->status < 0)
		(void)kill(-child->pid, SIGKILL);
}

void child_end(struct child *child)
{
	struct loop *loop = child->children->loop;

	if (child->status >= 0 || child->was_ended)
		return;
	child->was_ended = true;
	(void)kill(-child->pid, SIGTERM);
	(void)kill(-child->pid, SIGCONT);
	loop_set(loop, &child->timer, loop_now_us(loop) + KILL_AFTER_US,
		 on_kill);
}

void child_free(struct child *child)
{
	if (child == NULL)
		return;
	if (child->status >= 0) {
		release(child);
		return;
	}
	child->is_forgotten = true;
	child_end(child);
}

/** Take over its end of the pipe. */
static int watch_output(struct child *child, int fd)
{
	int err = 0;

	if (fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
		err = errno;
	if (!err)
		err = loop_watch(child->children->loop, fd, POLLIN, on_output,
				 child, &child->watch);
	if (!err)
		child->fd = fd;
	return err;
}

int child_start(struct child **childp, struct children *children,
		const struct child_config *config)
{
	struct child *child = calloc(1, sizeof(*child));
	int end[2] = { -1, -1 };
	int err;

	if (child == NULL)
		return ENOMEM;
	child->children = children;
	child->config = *config;
	child->status = -1;
	child->fd = -1;
	buf_init(&child->output, 2 * config->output_max);
	child->next = children->newest;
	children->newest = child;

	err = pipe2(end, O_CLOEXEC) != 0 ? errno : 0;
	if (!err)
		err = watch_output(child, end[0]);
	if (!err)
		err = spawn_command(&child->pid, config->argv, config->envp,
				    end[1]);
	if (end[1] >= 0)
		(void)close(end[1]);
	if (err) {
		if (end[0] >= 0 && child->fd < 0)
			(void)close(end[0]);
		child->status = 0; /* nobody waits for it */
		release(child);
		return err;
	}
	*childp = child;
	return 0;
}

int child_status(const struct child *child)
{
	return child->status;
}

bool child_was_ended(const struct child *child)
{
	return child->was_ended;
}

struct str child_output(const struct child *child)
{
	struct str all = buf_str(&child->output);
	size_t max = child->config.output_max;

	return all.size > max ? str_sub(all, all.size - max, max) : all;
}
