/* SPDX-License-Identifier: MIT */
#include "engine/tcp.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/* Long enough for one piece to be read before the next, and for a next message. */
enum { PIECE_US = 2000, JOIN_US = 1000000 };

static void tcp_release(struct flow *flow)
{
	struct tcp *tcp = (struct tcp *)flow;

	queue_release(&tcp->in);
	queue_release(&tcp->out);
}

static void tcp_closed(struct flow *flow, struct net *net)
{
	struct tcp *tcp = (struct tcp *)flow;

	loop_stop_timer(net->loop, &tcp->idle);
	loop_stop_timer(net->loop, &tcp->deadline);
	loop_stop_timer(net->loop, &tcp->pause);
	net->counts.connections--;
}

static void idle_fire(struct timer *timer, uint64_t now_us)
{
	size_t offset = offsetof(struct tcp, idle);
	struct tcp *tcp = (struct tcp *)(void *)((char *)timer - offset);

	(void)now_us;
	flow_close(&tcp->flow);
}

void tcp_touch(struct tcp *tcp, uint64_t now_us)
{
	const struct net *net = tcp->flow.net;

	if (net->config.idle_ms > 0)
		loop_set(net->loop, &tcp->idle,
			 now_us + (uint64_t)net->config.idle_ms * 1000,
			 idle_fire);
}

static bool has_pending(const struct tcp *tcp)
{
	return queue_str(&tcp->out).size > 0;
}

void tcp_settle(struct tcp *tcp)
{
	struct flow *flow = &tcp->flow;
	int events = 0;

	if ((tcp->has_ended || tcp->is_closing) && !has_pending(tcp)) {
		flow_close(flow);
		return;
	}
	if (tcp->is_finishing && !has_pending(tcp))
		(void)shutdown(flow->fd, SHUT_WR);
	if (!tcp->has_ended)
		events |= POLLIN;
	if (has_pending(tcp) && !tcp->is_paused)
		events |= POLLOUT;
	if (events == tcp->events)
		return;
	tcp->events = events;
	if (loop_change(flow->net->loop, flow->watch, flow->fd, events))
		flow_close(flow);
}

/* Write what the socket takes. @return 0 or what send(2) says */
static int write_some(const struct tcp *tcp, struct str bytes, size_t *done)
{
	ssize_t size;

	*done = 0;
	do
		size = send(tcp->flow.fd, bytes.p, bytes.size,
			    MSG_DONTWAIT | MSG_NOSIGNAL);
	while (size < 0 && errno == EINTR);
	if (size < 0)
		return errno == EAGAIN ? 0 : errno;
	*done = (size_t)size;
	return 0;
}

static void pause_fire(struct timer *timer, uint64_t now_us);

static void pause_for(struct tcp *tcp, uint64_t us)
{
	struct loop *loop = tcp->flow.net->loop;

	tcp->is_paused = true;
	loop_set(loop, &tcp->pause, loop_now_us(loop) + us, pause_fire);
}

/** Some of what is pending was written. */
static void wrote(struct tcp *tcp, size_t done)
{
	queue_take(&tcp->out, done);
	tcp->paced -= done < tcp->paced ? done : tcp->paced;
	if (done > 0)
		tcp_touch(tcp, loop_now_us(tcp->flow.net->loop));
	if (!has_pending(tcp))
		queue_release(&tcp->out);
	else if (tcp->paced > 0)
		pause_for(tcp, PIECE_US);
}

static void flush(struct tcp *tcp)
{
	struct str bytes = queue_str(&tcp->out);
	size_t done;

	if (!has_pending(tcp) || tcp->is_paused)
		return;
	if (tcp->paced > 0)
		bytes = str_sub(bytes, 0,
				tcp->piece < tcp->paced ? tcp->piece
							: tcp->paced);
	if (write_some(tcp, bytes, &done)) {
		flow_close(&tcp->flow);
		return;
	}
	wrote(tcp, done);
	tcp_settle(tcp);
}

static void resume(struct tcp *tcp)
{
	tcp->is_paused = false;
	flush(tcp);
}

static void pause_fire(struct timer *timer, uint64_t now_us)
{
	size_t offset = offsetof(struct tcp, pause);
	struct tcp *tcp = (struct tcp *)(void *)((char *)timer - offset);

	(void)now_us;
	flow_enter(&tcp->flow);
	resume(tcp);
	flow_leave(&tcp->flow);
}

static void tcp_ready(void *arg, int fd, int events)
{
	struct tcp *tcp = arg;

	(void)fd;
	flow_enter(&tcp->flow);
	if (events & ~POLLIN)
		flush(tcp);
	if (events & ~POLLOUT)
		tcp_read(tcp);
	flow_leave(&tcp->flow);
}

static int tcp_write(struct tcp *tcp, struct str bytes, bool is_later)
{
	const struct net *net = tcp->flow.net;
	size_t pending = queue_str(&tcp->out).size, done = 0;
	int err = 0;

	if (pending == 0 && !is_later)
		err = write_some(tcp, bytes, &done);
	if (err)
		return err;
	if (pending + bytes.size - done > net->config.pending_max)
		return ENOBUFS;
	tcp_touch(tcp, loop_now_us(net->loop));
	return queue_add(&tcp->out, str_sub(bytes, done, bytes.size));
}

/** All that is queued up to this message leaves as it is to leave. */
static void pace(struct tcp *tcp, const struct manner *manner)
{
	if (manner->piece > 0) {
		tcp->piece = manner->piece;
		tcp->paced = queue_str(&tcp->out).size;
	}
	if (manner->is_joined)
		pause_for(tcp, JOIN_US);
	else if (manner->piece > 0 || (tcp->is_paused && tcp->paced == 0))
		resume(tcp);
}

static int tcp_send(struct flow *flow, const struct path *path,
		    struct str bytes, const struct manner *manner)
{
	struct tcp *tcp = (struct tcp *)flow;
	int err;

	(void)path;
	if (tcp->is_finishing || tcp->is_closing)
		return ENOTCONN;
	err = tcp_write(tcp, bytes, manner->piece > 0 || manner->is_joined);
	if (err) {
		flow_close(flow);
		return err;
	}
	tcp->is_closing = manner->is_last;
	flow_enter(flow);
	pace(tcp, manner);
	if (flow_is_open(flow))
		tcp_settle(tcp);
	flow_leave(flow);
	return 0;
}

static int open_stream(struct net *net, int fd, const union address *remote)
{
	static const struct flow_type type = {
		.transport = TRANSPORT_TCP,
		.send = tcp_send,
		.closed = tcp_closed,
		.release = tcp_release,
	};
	struct tcp *tcp = calloc(1, sizeof(*tcp));
	socklen_t size = sizeof(tcp->path.local);
	int err = ENOMEM;

	if (tcp == NULL)
		return ENOMEM;
	tcp->path.flow = &tcp->flow;
	tcp->path.remote = *remote;
	tcp->events = POLLIN;
	frame_init(&tcp->frame, net->config.message_max);
	if (getsockname(fd, &tcp->path.local.sa, &size) < 0)
		err = errno;
	else
		err = flow_open(&tcp->flow, &type, net, fd, tcp_ready);
	if (err) {
		free(tcp);
		return err;
	}
	net->counts.connections++;
	tcp_touch(tcp, loop_now_us(net->loop));
	return 0;
}

void tcp_accept(struct net *net, int fd, const union address *remote)
{
	/* A message is written whole: there is nothing to wait for. */
	(void)socket_set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	if (open_stream(net, fd, remote))
		(void)close(fd);
}
