/* SPDX-License-Identifier: MIT */
#include "engine/tcp.h"

#include <errno.h>
#include <stddef.h>

/*
 * One wake-up reads READ_MAX bytes at most: others want a turn. A stream that
 * was given up has FINISH_MS to take what is pending for it.
 */
enum { READ_SIZE = 16384, READ_MAX = 65536, FINISH_MS = 2000 };

static void deadline_fire(struct timer *timer, uint64_t now_us);

static void finish(struct tcp *tcp, uint64_t now_us)
{
	tcp->is_finishing = true;
	queue_release(&tcp->in);
	loop_set(tcp->flow.net->loop, &tcp->deadline,
		 now_us + (uint64_t)FINISH_MS * 1000, deadline_fire);
	tcp_settle(tcp);
}

static bool takes_messages(const struct tcp *tcp)
{
	return flow_is_open(&tcp->flow) && !tcp->is_finishing;
}

static void report(struct tcp *tcp, const char *why, uint64_t now_us)
{
	const struct net_config *config = &tcp->flow.net->config;

	config->broken(config->owner, &tcp->path, queue_str(&tcp->in), why,
		       now_us);
}

/* The owner may answer it once more. */
static void give_up(struct tcp *tcp, const char *why, uint64_t now_us)
{
	report(tcp, why, now_us);
	if (flow_is_open(&tcp->flow))
		finish(tcp, now_us);
}

static void deadline_fire(struct timer *timer, uint64_t now_us)
{
	size_t offset = offsetof(struct tcp, deadline);
	struct tcp *tcp = (struct tcp *)(void *)((char *)timer - offset);

	flow_enter(&tcp->flow);
	if (tcp->is_finishing)
		flow_close(&tcp->flow);
	else
		give_up(tcp, "the stream stopped inside a message", now_us);
	flow_leave(&tcp->flow);
}

static void deliver(struct tcp *tcp, uint64_t now_us)
{
	struct frame_found found;
	struct str bytes;

	while (takes_messages(tcp)) {
		found = frame_next(&tcp->frame, queue_str(&tcp->in));
		queue_take(&tcp->in, found.skip);
		if (found.state == FRAME_MORE)
			return;
		if (found.state == FRAME_BROKEN) {
			give_up(tcp, found.why, now_us);
			return;
		}
		/* Nothing is added before the next read: it stays in place. */
		bytes = str_sub(queue_str(&tcp->in), 0, found.size);
		queue_take(&tcp->in, found.size);
		tcp->path.came_us = now_us;
		flow_receive(&tcp->flow, &tcp->path, bytes, now_us);
	}
}

/* A stream stops inside a message when bytes of one were left. */
static void watch_message(struct tcp *tcp, uint64_t now_us)
{
	const struct net *net = tcp->flow.net;

	if (queue_str(&tcp->in).size == 0)
		loop_stop_timer(net->loop, &tcp->deadline);
	else if (net->config.partial_ms > 0)
		loop_set(net->loop, &tcp->deadline,
			 now_us + (uint64_t)net->config.partial_ms * 1000,
			 deadline_fire);
}

static void end(struct tcp *tcp, bool is_orderly, uint64_t now_us)
{
	flow_tell_gone(&tcp->flow, &tcp->path, now_us);
	if (!is_orderly) {
		flow_close(&tcp->flow);
		return;
	}
	if (queue_str(&tcp->in).size > 0)
		report(tcp, "the stream ended inside a message", now_us);
	if (!flow_is_open(&tcp->flow))
		return;
	tcp->has_ended = true;
	if (tcp->is_finishing)
		tcp_settle(tcp);
	else
		finish(tcp, now_us);
}

static void take(struct tcp *tcp, size_t size, uint64_t now_us)
{
	tcp_touch(tcp, now_us);
	if (tcp->is_finishing)
		return;
	tcp->in.size += size;
	deliver(tcp, now_us);
	if (takes_messages(tcp))
		watch_message(tcp, now_us);
}

/* @return whether there may be more */
static bool read_some(struct tcp *tcp)
{
	uint64_t now_us = loop_now_us(tcp->flow.net->loop);
	ssize_t size;

	if (queue_reserve(&tcp->in, READ_SIZE)) {
		flow_close(&tcp->flow);
		return false;
	}
	size = recv(tcp->flow.fd, tcp->in.p + tcp->in.size, READ_SIZE, 0);
	if (size > 0)
		take(tcp, (size_t)size, now_us);
	else if (size == 0 || (errno != EAGAIN && errno != EINTR))
		end(tcp, size == 0, now_us);
	return size == READ_SIZE;
}

void tcp_read(struct tcp *tcp)
{
	size_t size = 0;

	while (flow_is_open(&tcp->flow) && !tcp->has_ended && size < READ_MAX &&
	       read_some(tcp))
		size += READ_SIZE;
	/* Most streams wait between messages: they hold no memory then. */
	if (queue_str(&tcp->in).size == 0)
		queue_release(&tcp->in);
}
