/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_SERVER_H
#define ENGINE_SERVER_H

#include "engine/flow.h"
#include "judge/verdict.h"
#include "play/mishap.h"
#include "scenario/suite.h"
#include "sip/digest.h"
#include "transaction/timing.h"

/**
 * The SIP server: whole messages in, whole messages out. It owns transactions,
 * calls and bindings, and no socket: a flow brings it bytes and takes them away.
 * One server belongs to one loop and its thread.
 */
struct server;

/**
 * What a report says; of one call they come in this order.
 *
 * A call that belongs to no run of a campaign is a run of its own. The calls of one run
 * share its record, its events and its verdict: BEGUN and OVER are told of each of them
 * as long as it is open, CLOSED once, when none is in progress, and AMENDED seldom. What
 * the campaign closes itself is told CLOSED without OVER, and never AMENDED. A run goes
 * when it is closed and its calls' last timers are over.
 */
enum report_stage {
	REPORT_BEGUN,  /* its first INVITE came; nothing is judged yet */
	REPORT_OVER,   /* its flow and its transactions came to their end, or
		       * nothing matched it: then this is all that is told */
	REPORT_CLOSED, /* no window is open any more: the verdict stands */
	REPORT_AMENDED /* something came after that, and the verdict is another */
};

/** How a call went, for people. All text is borrowed for the call. */
struct call_report {
	enum report_stage stage;
	unsigned run; /* as the director numbered it, 0: none of a campaign */
	uint64_t start_us;
	uint64_t end_us;
	struct endpoint remote;
	struct str caller;      /* user@host or what stands in From */
	struct str agent;       /* User-Agent, or empty */
	struct str dialled;     /* the Request-URI's user */
	struct str scenario;    /* id, or empty when nothing matched */
	struct str events;      /* "→ 180 → 486 ← ACK" */
	struct str why;         /* why nothing matched, or empty */
	bool is_prereq_missing; /* the request lacked what the code asks for */
	bool is_judged;         /* the verdict is there */
	bool is_changed; /* OVER, or the verdict is another than was told */
	enum verdict verdict;
	const struct findings *findings; /* NULL: none, or those told before */
	const struct record *record;
	uint64_t open_us; /* OVER: until when the verdict may still change; 0:
			   * CLOSED comes at once */
};

/** What is seen of a message: id, its direction, whether it was lost on purpose. */
#define SIGHT_MAP(X)              \
	X(IN, "in", "")           \
	X(OUT, "out", "")         \
	X(LOST_IN, "in", " lost") \
	X(LOST_OUT, "out", " lost")

enum sight {
#define X(id, direction, mark) SIGHT_##id,
	SIGHT_MAP(X)
#undef X
};

/** Who wants to know. A function may be NULL. */
struct observer {
	void *arg;
	/**
	 * A message came or left, or did not; its exact bytes. What is read
	 * late came before what was told last.
	 */
	void (*message)(void *arg, enum sight sight, const struct path *path,
			struct str bytes, uint64_t at_us);
	/** See enum report_stage. One that wants no stage but some looks away. */
	void (*call)(void *arg, const struct call_report *report);
	/** A phone registered or went: its address of record and contacts. */
	void (*binding)(void *arg, const struct path *path, struct str aor,
			size_t contacts, uint64_t now_us);
};

/**
 * Who runs a campaign: which cases callers get, and which calls belong together. What is
 * dialled may end with a run token, as in "final.486.r17"; the case is what stands
 * before it. A function may be NULL.
 */
struct director {
	void *arg;
	/**
	 * A call began. Not asked for one without a token that goes on with a run
	 * which is not closed: by its Call-ID and From tag, by a nonce or by a
	 * Contact of ours.
	 *
	 * @param scenario  id of what it gets
	 * @param token     the number of the run token, 0: none
	 * @return the run that it belongs to, 0: none; a number whose run has gone
	 *         begins anew
	 */
	unsigned (*enter)(void *arg, struct str scenario, unsigned token,
			  const struct path *path);
	/**
	 * "next" was dialled: what is this caller to get?
	 *
	 * @param[out] user  as if that had been dialled
	 * @return 0, or ENOENT: nothing is left; it is told so by a 480 with
	 *         X-Gamut-Done: 1
	 */
	int (*next)(void *arg, const struct path *path, struct message *invite,
		    struct buf *user);
};

/**
 * When we send OPTIONS to a caller, at the begin and at the end of a call, to see that
 * it is alive: id, name.
 */
#define PROBE_MAP(X)          \
	X(NEVER, "never")     \
	X(MANGLED, "mangled") \
	X(ALWAYS, "always")

/** PROBE_MANGLED: of a scenario that breaks rules on purpose, see scenario_is_mangled(). */
enum probe_use {
#define X(id, name) PROBE_##id,
	PROBE_MAP(X)
#undef X
};

struct server_config {
	struct timing timing;
	uint32_t hold_ms;  /* an answered call is ended after */
	bool has_reason;   /* Reason: Q.850 in every response with a cause */
	const char *realm; /* of challenges */
	const struct account *accounts; /* whose answers to them are right */
	size_t account_count;
	uint32_t nonce_life_ms; /* how long one may be answered */
	struct endpoint
		advertise; /* our Contact; host "" or port 0: found out */
	const struct prefix *allow; /* who may send; none: everyone */
	size_t allow_count;
	size_t call_max;    /* calls at once; the next gets a 503 */
	size_t binding_max; /* registered contacts at once */
	size_t record_max; /* messages of a call that are kept to judge it; 0: no judging */
	uint16_t media_port; /* for SDP */
	struct str
		default_case; /* id or dial string for what selects nothing */
	bool is_brief; /* of struct judge_config: for an observer that shows what
			* is wrong and nothing else */
	enum probe_use probe;
	struct mishaps mishaps; /* of datagrams; all 0: none */
	struct observer observer;
	struct director director;
};

/** What the server saw since its start. */
struct server_counts {
	uint64_t requests;  /* copies included */
	uint64_t responses; /* to our own requests */
	uint64_t keepalives;
	uint64_t garbage;    /* what was no SIP message */
	uint64_t strays;     /* ACKs and responses that match nothing */
	uint64_t denied;     /* from outside of --allow */
	size_t transactions; /* now */
	size_t calls;        /* now */
};

/**
 * @param suite   it takes a reference
 * @param config  copied; what it points to is borrowed
 * @return 0, ENOMEM, or what getrandom(2) says
 */
int server_new(struct server **serverp, struct loop *loop, struct suite *suite,
	       const struct server_config *config);

/** Calls from now on choose from this suite; those in progress keep theirs. */
void server_set_suite(struct server *server, struct suite *suite);

/** Drop everything without a word to any peer. NULL is fine. */
void server_free(struct server *server);

/** A message arrived; the receive_f of a net whose owner is the server. */
void server_receive(void *owner, const struct path *path, struct str bytes,
		    uint64_t now_us);

/** A stream broke; the broken_f of a net: a request gets a 400 that says why. */
void server_broken(void *owner, const struct path *path, struct str bytes,
		   const char *why, uint64_t now_us);

/** A peer is gone; the gone_f of a net: its open runs have that in their records. */
void server_gone(void *owner, const struct path *path, uint64_t at_us);

/**
 * The client's command has ended: this is noted in the record of the run with this
 * number. It is judged and closed, at once when none of its calls is in progress, else as
 * soon as packets in flight had time to come; its calls are dropped without a word.
 * Nothing is told when no call of it came. Neither this nor the next one is for a
 * function of the observer to call.
 */
void server_run_exit(struct server *server, unsigned number, uint64_t now_us);

/**
 * The campaign wants no more of a run: it is judged and closed now, what rings gets 480
 * and who was answered a BYE.
 */
void server_run_close(struct server *server, unsigned number, uint64_t now_us);

void server_counts(struct server_counts *counts, const struct server *server);

#endif
