/* SPDX-License-Identifier: MIT */
#ifndef HOST_H
#define HOST_H

#include "accounts.h"
#include "clock.h"
#include "engine/server.h"
#include "library.h"
#include "media.h"
#include "option.h"

/**
 * What answers calls: the scenarios, the loop, the server with its listeners, the trace.
 * It may be a guest in somebody else's process: it prints nothing, and changes nothing
 * that belongs to the whole process.
 */
enum { HOST_LISTENERS_MAX = 2 * OPTION_LISTEN_MAX /* "*" is two of them */ };

/** How a command wants it; borrowed for as long as the host is there. */
struct host_config {
	const struct options *options;
	char *const *dir; /* with scenarios, beside the shipped ones */
	size_t dir_count;
	bool is_judging;
	bool is_brief; /* see struct server_config */
	void *arg;     /* of the functions here; each may be NULL */
	/** What goes wrong, for people, in whole lines. */
	void (*say)(void *arg, struct str lines);
	void (*reloaded)(void *arg, size_t count); /* so many scenarios now */
	struct observer
		observer; /* its message() is the host's, for the trace */
	struct director director;
};

/** Everything that runs, in the order in which it is made. */
struct host {
	const struct host_config *config;
	struct accounts accounts;
	struct library library;
	struct suite *suite; /* a reference: the newest one */
	struct loop *loop;
	struct wall wall;
	struct watch_dirs *watch;
	struct trace *trace;
	struct media media;
	struct server *server;
	struct net *net;
	struct endpoint listener[HOST_LISTENERS_MAX]; /* where it listens */
	size_t listener_count;
};

/**
 * Load the accounts and the scenarios, and see that --default selects one. host_close() is for any
 * outcome.
 *
 * @return 0; EBADMSG or ENOENT: the author's fault; ENOMEM or what a file says
 */
int host_load(struct host *host, const struct host_config *config);

/** Open everything else and listen. @return 0 or a positive errno */
int host_open(struct host *host);

/**
 * Where a client is to call: where it is told that we are, else where we listen first, on
 * this machine.
 */
void host_target(const struct host *host, struct endpoint *target);

/** Load the scenarios anew: all of them, or none if one is faulty. */
void host_reload(struct host *host);

/** Close what is open. @return 0 or what the trace's last write says */
int host_close(struct host *host);

#endif
