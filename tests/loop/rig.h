/* SPDX-License-Identifier: MIT */
#ifndef TESTS_RIG_H
#define TESTS_RIG_H

#include "engine/flow.h"
#include "text/buf.h"

/**
 * A net with clients, all in one loop, so that a test waits for what happens
 * and never for time to pass.
 */
enum { RIG_CLIENTS = 4, RIG_CAME = 4, RIG_DEADLINE_MS = 10000 };

struct rig;

struct client {
	struct rig *rig;
	int fd; /* -1: unused */
	int watch;
	struct str out; /* still to be sent */
	size_t piece;   /* bytes of one send */
	struct buf in;
	bool has_ended; /* orderly */
	bool was_reset;
};

/** What to wait for; zero: not for this. */
struct until {
	uint64_t messages; /* that the net handed over since the start */
	uint64_t broken;
	size_t bytes; /* that client 0 has */
	uint64_t refused;
	bool ended;  /* client 0 was closed */
	bool failed; /* an answer was refused */
};

struct rig {
	struct loop *loop;
	struct net *net;
	struct net_config config;
	enum transport transport; /* of the last listener */
	union address at;
	struct client client[RIG_CLIENTS];
	struct buf log;   /* "<message>" and "!why: bytes" as they come */
	struct path path; /* of the last message, flow not held */
	uint64_t came_us[RIG_CAME]; /* of the first messages */
	uint64_t messages;
	uint64_t broken;
	struct str answer; /* p NULL: the message itself; empty: none */
	int send_error;    /* of the last answer */
	bool frees_net;    /* at the first message */
	struct until until;
	uint32_t deadline_ms; /* for rig_run(); 10 s */
	struct timer deadline;
	bool is_late;
};

/** A loop and a config to be changed before rig_listen(). */
void rig_init(struct rig *rig);
void rig_release(struct rig *rig);

/** Whether this machine has the address; many containers have no IPv6. */
bool rig_has(const char *host);

/** Make the net, when there is none, and listen on a port that is free. */
void rig_listen(struct rig *rig, enum transport transport, const char *host);

/** Connect client i to the listener's port at another of its hosts. */
void rig_connect(struct rig *rig, size_t i, const char *host);

/** Send bytes of client i, borrowed until sent, in pieces of that size. */
void rig_send(struct rig *rig, size_t i, struct str bytes, size_t piece);

/** Run until all of it is so. @return false when that took too long */
bool rig_run(struct rig *rig, struct until until);

#endif
