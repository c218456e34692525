/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_H
#define ENGINE_NET_H

#include "engine/flow.h"

/**
 * What the transports share; for net.c and the files of the transports only.
 */

/** How one kind of flow does it. */
struct flow_type {
	enum transport transport;
	int (*send)(struct flow *flow, const struct path *path,
		    struct str bytes, const struct manner *manner);
	/** It was closed just now: stop timers, count. May be NULL. */
	void (*closed)(struct flow *flow, struct net *net);
	/** Free what only an open flow needs; may come twice. May be NULL. */
	void (*release)(struct flow *flow);
};

/**
 * The first member of every kind of flow, which is allocated with malloc. The
 * net holds one reference until it is closed; a closed flow has no net. What
 * accepts connections is one too, but is never handed out.
 */
struct flow {
	const struct flow_type *type;
	struct net *net; /* NULL: closed */
	struct flow *next, **prevp;
	unsigned refs;
	bool is_busy;   /* between flow_enter() and flow_leave() */
	bool is_broken; /* flow_break() */
	int fd;
	int watch;
};

struct net {
	struct loop *loop;
	struct net_config config;
	struct flow *flows;
	struct net_counts counts;
};

/**
 * Add a flow to the net and watch it for POLLIN; fd is its own on success only.
 *
 * @return 0 or a positive errno
 */
int flow_open(struct flow *flow, const struct flow_type *type, struct net *net,
	      int fd, ready_f *ready);

/** Close it; memory stays until it is neither held nor busy. */
void flow_close(struct flow *flow);

bool flow_is_open(const struct flow *flow);

/**
 * Around anything that calls the owner, who may close the flow or the net: its
 * memory, and what release() frees, stays until it is left.
 */
void flow_enter(struct flow *flow);
void flow_leave(struct flow *flow);

/** Tell that a peer is gone. */
void flow_tell_gone(const struct flow *flow, const struct path *path,
		    uint64_t at_us);

/** Hand a message over. */
void flow_receive(struct flow *flow, const struct path *path, struct str bytes,
		  uint64_t now_us);

/** A socket, non-blocking; IPv6 takes IPv6 only. @return 0 or an errno */
int socket_open(int *fdp, int type, const union address *address);

/** Bind it; port 0 is replaced in address. @return 0 or a positive errno */
int socket_bind(int fd, union address *address);

/** An option that is a number. @return 0 or a positive errno */
int socket_set(int fd, int level, int option, int value);

/** One per transport: net_listen() for it. */
int udp_listen(struct net *net, union address *address);
int tcp_listen(struct net *net, union address *address);

/** Take over a connection that was accepted; it is closed when that fails. */
void tcp_accept(struct net *net, int fd, const union address *remote);

#endif
