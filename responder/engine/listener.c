/* SPDX-License-Identifier: MIT */
#include "engine/net.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/* One wake-up accepts ACCEPTS connections at most: others want a turn. */
enum { BACKLOG = 1024, ACCEPTS = 64, PAUSE_US = 100000 };

struct listener {
	struct flow flow;
	struct timer pause;
};

static int listener_send(struct flow *flow, const struct path *path,
			 struct str bytes, const struct manner *manner)
{
	(void)flow;
	(void)path;
	(void)bytes;
	(void)manner;
	return ENOTCONN;
}

static void listener_closed(struct flow *flow, struct net *net)
{
	struct listener *listener = (struct listener *)flow;

	loop_stop_timer(net->loop, &listener->pause);
}

static void watch(const struct listener *listener, int events)
{
	const struct flow *flow = &listener->flow;

	(void)loop_change(flow->net->loop, flow->watch, flow->fd, events);
}

static void pause_fire(struct timer *timer, uint64_t now_us)
{
	size_t offset = offsetof(struct listener, pause);

	(void)now_us;
	watch((struct listener *)(void *)((char *)timer - offset), POLLIN);
}

static void admit(struct net *net, int fd, const union address *remote)
{
	if (net->counts.connections < net->config.connection_max) {
		tcp_accept(net, fd, remote);
		return;
	}
	(void)close(fd);
	net->counts.refused++;
}

/*
 * Without descriptors or memory the connection stays in the backlog, and the
 * listener ready: wait for others to be closed.
 */
static bool is_short(int err)
{
	return err == EMFILE || err == ENFILE || err == ENOBUFS ||
	       err == ENOMEM;
}

/* @return 0 to go on; other errors are of the one connection (accept(2)) */
static int accept_one(struct listener *listener)
{
	union address remote;
	socklen_t size = sizeof(remote);
	int fd = accept4(listener->flow.fd, &remote.sa, &size,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd >= 0) {
		admit(listener->flow.net, fd, &remote);
		return 0;
	}
	return errno == EAGAIN || is_short(errno) ? errno : 0;
}

static void listener_ready(void *arg, int fd, int events)
{
	struct listener *listener = arg;
	struct loop *loop = listener->flow.net->loop;
	int err = 0;

	(void)fd;
	(void)events;
	for (int i = 0; i < ACCEPTS && !err; i++)
		err = accept_one(listener);
	if (!is_short(err))
		return;
	watch(listener, 0);
	loop_set(loop, &listener->pause, loop_now_us(loop) + PAUSE_US,
		 pause_fire);
}

static int listen_at(int fd, union address *address)
{
	int err = socket_set(fd, SOL_SOCKET, SO_REUSEADDR, 1);

	if (!err)
		err = socket_bind(fd, address);
	if (!err && listen(fd, BACKLOG) < 0)
		err = errno;
	return err;
}

int tcp_listen(struct net *net, union address *address)
{
	static const struct flow_type type = {
		.transport = TRANSPORT_TCP,
		.send = listener_send,
		.closed = listener_closed,
	};
	struct listener *listener = calloc(1, sizeof(*listener));
	int fd = -1, err;

	if (listener == NULL)
		return ENOMEM;
	err = socket_open(&fd, SOCK_STREAM, address);
	if (!err)
		err = listen_at(fd, address);
	if (!err)
		err = flow_open(&listener->flow, &type, net, fd,
				listener_ready);
	if (!err)
		return 0;
	if (fd >= 0)
		(void)close(fd);
	free(listener);
	return err;
}
