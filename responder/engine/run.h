/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include "engine/core.h"
#include "judge/verdict.h"

struct call;
struct outgoing;

/** What happened, for people: codes sent, methods that came. */
enum { JOURNAL_EVENTS = 16 };

struct event {
	uint16_t what;  /* a code we sent, or enum mark */
	uint16_t times; /* copies included */
};

/**
 * What is judged as one: a call, or all calls of a run of a campaign. It has their
 * record and their verdict. Its calls hold it, and so does our OPTIONS on its way.
 */
struct run {
	struct map_node by_number; /* when it has one */
	struct server *server;
	unsigned refs;
	unsigned number;    /* the director's, 0: a call's own */
	struct call *calls; /* newest first */
	unsigned busy;      /* calls that are not over */
	struct path path;   /* of the newest INVITE; holds the flow */
	struct peer *peer;  /* where that came from, see engine/peer.h */
	struct run *peer_next;
	struct run **peer_prevp;
	bool is_mangled; /* a scenario of it breaks rules on purpose */
	bool has_broken; /* a stream, by bytes that are no whole message */
	bool is_prereq_missing;
	bool is_judged;         /* the first of its calls is over */
	bool is_closed;         /* CLOSED was told */
	bool is_leaving;        /* its command has ended: the grace runs */
	bool is_done;           /* nothing more is recorded */
	struct dialog *outside; /* what our OPTIONS are written from, or NULL */
	const struct outgoing *probe; /* the newest of them, while it waits */
	unsigned probes;              /* sent since its calls are over */
	struct timer timer;           /* to judge again, to let idle calls go */
	struct record record;
	struct suite *suite; /* that its scenario is of */
	enum check_id key;   /* the key check of the scenario, and what else */
	struct demands demands; /* it asks, its texts the suite's */
	enum verdict verdict;   /* by judged_count entries */
	enum verdict told;
	size_t judged_count;
	uint64_t judged_us;
	uint64_t open_us; /* when the last window closes, 0: none is open */
	uint64_t start_us;
	uint8_t event_count;
	struct event event[JOURNAL_EVENTS];
	char *names; /* caller, agent, dialled, scenario: NUL after each */
};

/** The run with this number of the director's, or NULL. */
struct run *run_find(struct server *server, unsigned number);

/** What a call is to join: a run that it follows, else one by its number. */
struct run_choice {
	struct run *run;
	unsigned number; /* 0: a run of its own */
};

/** @return 0 or ENOMEM */
int run_join(struct call *call, const struct run_choice *choice,
	     struct message *first, uint64_t now_us);

/** A later request of its call came: it may have what the first one lacked. */
void run_meet(struct run *run, const struct scenario *scenario,
	      struct message *request);

/** A request of its call, outside of a dialog, came this way. */
void run_aim(struct run *run, const struct path *path);

/** It has begun: tell it, and ask the client whether it is there. */
void run_begin(struct run *run, uint64_t now_us);

/** One of its calls is over: judge and tell. */
void run_call_over(struct run *run, uint64_t now_us);

/** Whether further calls may join it. */
bool run_is_open(const struct run *run);

/** Whether its calls stay to be found until it is closed. */
bool run_holds(const struct run *run);

/** A call goes for good. The run may be gone afterwards. */
void run_leave(struct call *call);

/** An OPTIONS of ours was answered, or was not. */
void run_probed(struct run *run, const struct outgoing *probe, bool is_answered,
		uint64_t now_us);

/** There is something new to judge: soon, but not for every message of a flood. */
void run_touch(struct run *run, uint64_t now_us);

struct run *run_ref(struct run *run);
void run_unref(struct run *run);

/** A message of the client came for it at path->came_us, or one of ours left. */
void run_record_in(struct run *run, const struct path *path,
		   struct message *message, uint64_t now_us);
void run_record_out(struct run *run, const struct path *path, struct str bytes,
		    bool is_spoilt, uint64_t now_us);

/** One of ours did not leave, one of the client was thrown away: both on purpose. */
void run_record_lost(struct run *run, const struct path *path, struct str bytes,
		     uint64_t now_us);
void run_record_lost_in(struct run *run, const struct path *path,
			struct message *message);

/** Something else happened: GONE or EXIT. */
void run_record_event(struct run *run, enum entry_type type, uint64_t now_us);

#endif
