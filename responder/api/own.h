/* SPDX-License-Identifier: MIT */
#ifndef API_OWN_H
#define API_OWN_H

#include <pthread.h>

#include "gamut.h"
#include "host.h"
#include "trial.h"

/**
 * What the files of libgamut share. All of the engine runs in the server's own thread;
 * other threads hand it tasks and wait for them. What they share is behind one lock.
 */

struct gamut {
	pthread_t thread;
	struct options options;
	char **argv; /* options and folders, in the arena */
	struct host_config config;
	struct buf said; /* what the host had to say while it started */
	const char **id; /* of the cases; its texts are in the arena */
	size_t id_count;
	struct arena arena;
	struct endpoint target; /* where clients are to call */
	/* The thread's own from here. */
	struct host host;
	int wake_watch; /* of the loop, -1: none */
	unsigned runs;  /* numbers given to calls */
	struct gamut_call *calls;
	/* Of all threads. */
	int wake_fd; /* there are tasks */
	pthread_mutex_t lock;
	pthread_cond_t changed; /* a task is done, a verdict there, it is up */
	bool is_up;
	int err;           /* why it is not; valid once is_up */
	struct task *task; /* to be done, oldest first */
};

struct gamut_call {
	struct gamut *gamut;
	struct gamut_call *next;
	char *uri;             /* owned */
	struct scenario *made; /* for what was dialled, or NULL */
	struct trial trial;
	struct trial_terms terms;
	struct plan plan; /* of this one case */
	struct plan_item item;
	struct timer timer;
	struct arena arena; /* owns the texts and findings of the result */
	struct gamut_result result;
	bool is_done; /* behind the lock, and from then on the result stays */
	int err;      /* likewise: 0 or ENOMEM */
};

/** Have something done by the server's thread, and wait until it is. */
void api_do(struct gamut *gamut, void (*run)(void *arg), void *arg);

/** A watch for the loop: tasks are there. */
void api_on_task(void *arg, int fd, int events);

/** What the server tells and asks; arg is the struct gamut. */
void api_on_call(void *arg, const struct call_report *report);
unsigned api_enter(void *arg, struct str scenario, unsigned token,
		   const struct path *path);

/** Write the result of a call that is over. @return 0 or ENOMEM */
int api_result(struct gamut_call *call);

/** Free one that the thread has forgotten. */
void api_call_release(struct gamut_call *call);

#endif
