/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_TCP_H
#define ENGINE_TCP_H

#include "engine/net.h"
#include "engine/queue.h"
#include "sip/frame.h"

/**
 * One TCP connection; for tcp.c, which opens, writes and closes it, and
 * tcp_read.c only.
 *
 * A stream that is finishing takes no more messages: what comes in is thrown
 * away, for to close with unread bytes would reset the connection, and the
 * peer would lose the answer that told it why.
 */
struct tcp {
	struct flow flow;
	struct path path;
	struct frame frame;
	struct queue in;
	struct queue out;
	struct timer idle;
	struct timer deadline; /* inside a message, or of finishing */
	struct timer pause;    /* between pieces */
	size_t paced;          /* pending bytes that leave in pieces */
	size_t piece;          /* of so many bytes */
	int events;
	bool is_paused;  /* what is pending waits for the pause to end */
	bool is_closing; /* when nothing is pending any more */
	bool is_finishing;
	bool has_ended; /* the peer sends no more */
};

/** It is ready: hand over the messages that came. Within flow_enter(). */
void tcp_read(struct tcp *tcp);

/** There was traffic: it is not idle. */
void tcp_touch(struct tcp *tcp, uint64_t now_us);

/**
 * Watch for what it waits for; close it when that is nothing. The end of
 * our output is told when all of it was written.
 */
void tcp_settle(struct tcp *tcp);

#endif
