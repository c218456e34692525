/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_FLOW_H
#define ENGINE_FLOW_H

#include "engine/address.h"
#include "engine/loop.h"

/**
 * Flows: bytes in, bytes out, addresses, time. A flow is a UDP socket or one TCP
 * connection; one file per transport stands behind it. What comes out is whole
 * messages as bytes; nothing here knows SIP but where one message on a
 * stream ends (Content-Length, RFC 3261 §18.3).
 */
struct flow;
struct net;

/** Which way a message came, and so which way its answer goes. */
struct path {
	struct flow *flow;
	union address remote;
	union address
		local; /* the address the packet came to, never a wildcard */
	uint32_t interface; /* UDP: index it came in by, 0: any */
	uint64_t came_us;   /* when the message that came this way did */
};

/**
 * A whole message arrived; bytes are borrowed for the call.
 *
 * @param now_us  when it was read: path->came_us may be well before, where we
 *                were late and the kernel knows (UDP)
 */
typedef void receive_f(void *owner, const struct path *path, struct str bytes,
		       uint64_t now_us);

/** A message on a stream was over a limit or had no frame; it is closed after the call. */
typedef void broken_f(void *owner, const struct path *path, struct str bytes,
		      const char *why, uint64_t now_us);

/**
 * An address that was sent to refuses (ICMP, RST), or a peer closed its stream.
 *
 * @param at_us  when that came: we may be late to read it
 */
typedef void gone_f(void *owner, const struct path *path, uint64_t at_us);

struct net_config {
	size_t message_max;    /* bytes of one message on a stream; 65535 */
	size_t connection_max; /* streams at once; the next is refused at once */
	size_t pending_max;    /* bytes waiting to be written on one stream */
	uint32_t idle_ms; /* a stream without traffic is closed; 0: never */
	uint32_t
		partial_ms; /* a stream that stops inside a message is closed */
	receive_f *receive;
	broken_f *broken;
	gone_f *gone; /* NULL: nobody asks */
	void *owner;
};

/** All listeners and connections. @return 0 or ENOMEM */
int net_new(struct net **netp, struct loop *loop,
	    const struct net_config *config);

/** Close everything. Flows that are still held stay as closed flows. NULL is fine. */
void net_free(struct net *net);

/**
 * Listen. UDP asks for each packet's local address, so a wildcard is answered
 * from the address that was called; IPv6 sockets take IPv6 only.
 *
 * @param[in,out] address  port 0 is replaced by the port the kernel chose
 * @return 0 or a positive errno (EADDRINUSE, EACCES, EADDRNOTAVAIL, EAFNOSUPPORT …)
 */
int net_listen(struct net *net, enum transport transport,
	       union address *address);

enum transport flow_transport(const struct flow *flow);

/** Whether bytes can leave: a stream is not closed. */
bool flow_is_usable(const struct flow *flow);

/** Hold a flow, so that a path with it may be kept; let it go again. */
struct flow *flow_ref(struct flow *flow);
void flow_unref(struct flow *flow); /* NULL is fine */

/** How bytes leave where it is not as usual; each is of one kind of flow. */
struct manner {
	uint32_t piece;    /* stream: so many bytes at a time; 0: all */
	bool is_joined;    /* stream: together with what is sent next */
	bool is_last;      /* stream: it is closed behind them */
	bool is_elsewhere; /* UDP: from another port of path->local */
};

/**
 * Send bytes along a path. UDP: one datagram from path->local to path->remote,
 * lost when the socket is full. A stream: queued until it is writable.
 *
 * @param manner  NULL: as usual
 * @return 0, ENOTCONN when the stream is closed, ENOBUFS over pending_max (the
 *         stream is then closed), or what sendmsg(2) says (ECONNREFUSED, EPERM …)
 */
int flow_send(const struct path *path, struct str bytes,
	      const struct manner *manner);

/**
 * A stream got bytes behind which nobody knows where the next message begins: what
 * is sent later may not be understood. The mark stays until it is closed.
 */
void flow_break(struct flow *flow);
bool flow_is_broken(const struct flow *flow);

/** Close a stream behind what is queued, so that the peer opens another. */
void flow_end(struct flow *flow);

/** Counters since the start. */
struct net_counts {
	uint64_t received; /* messages */
	uint64_t sent;
	uint64_t refused; /* connections over connection_max */
	uint64_t send_errors;
	size_t connections; /* now open */
};

void net_counts(struct net_counts *counts, const struct net *net);

#endif
