/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_PLAN_H
#define CAMPAIGN_PLAN_H

#include "text/str.h"
#include "transaction/timing.h"

/**
 * What a campaign does next: a pure state machine. It is told what happens, with the
 * time, and says what to do. Runs are numbered from 1 unless told otherwise, each case is run once.
 */

/** Who makes the client call. */
enum plan_mode {
	PLAN_COMMAND, /* a command for each case, which is the client */
	PLAN_TRIGGER, /* a command for each case, which tells the client to call */
	PLAN_CALLERS /* a client that dials "next" again and again, or a person */
};

struct plan_config {
	enum plan_mode mode;
	unsigned runs; /* numbers that others have; ours are behind them */
	size_t jobs; /* calls of different cases at once, 1 or more; a command whose
		      * calls are over counts only where there is but one job */
	uint64_t timeout_us; /* from the start to the first call */
	uint64_t stay_us; /* PLAN_COMMAND: so long after its calls a command is
			      * ended, whatever is open; 0: when all is judged */
	uint64_t wait_us; /* PLAN_CALLERS: without a call; 0: for ever */
	size_t first; /* so many cases at the begin, and at the end, run alone; */
	size_t last; /* when one of the first has no call, no other is run */
};

/** Why a case ended without a verdict of the judge: id. */
#define PLAN_LACK_MAP(X) \
	X(NONE)          \
	X(NO_CALL)       \
	X(EXITED)        \
	X(NOBODY)        \
	X(NO_FIRST)      \
	X(INTERRUPTED)

/**
 * NONE: it was judged. NO_CALL: none within the time. EXITED: the command ended and had
 * not called. NOBODY: no call came any more. NO_FIRST: one of the first had no call.
 * INTERRUPTED: by plan_interrupt().
 */
enum plan_lack {
#define X(id) PLAN_LACK_##id,
	PLAN_LACK_MAP(X)
#undef X
};

enum plan_state { PLAN_WAITING, PLAN_STARTED, PLAN_DONE };

/** A case of the campaign; the caller of plan_init() has the first two set. */
struct plan_item {
	struct str id;   /* of its scenario */
	size_t attempts; /* calls that it takes, 1 or more */
	enum plan_state state;
	enum plan_lack lack;
	unsigned run; /* 0: not started */
	uint64_t start_us;
	uint64_t event_us; /* when something last happened in it */
	uint64_t over_us;  /* when the last of its calls was over */
	size_t begun;      /* calls */
	size_t over;       /* of them */
	bool has_command;  /* its command is running */
	bool is_closed;    /* it is judged */
	bool is_told;      /* EXIT was taken */
	bool is_cut;       /* CLOSE was taken */
	bool is_stopped;   /* STOP was taken */
};

/** What is to be done: id, meaning. */
#define PLAN_ACTION_MAP(X)                                            \
	X(START, "start the command of the run")                      \
	X(STOP, "end the command of the run, it is no longer needed") \
	X(EXIT, "tell the server that the command of the run ended")  \
	X(CLOSE, "have the server judge the run by what there is")    \
	X(DONE, "the case is finished, see its item")                 \
	X(END, "all cases are finished")

enum plan_action_type {
#define X(id, text) PLAN_##id##_ACTION,
	PLAN_ACTION_MAP(X)
#undef X
};

struct plan_action {
	enum plan_action_type type;
	struct plan_item *item; /* NULL for END */
};

struct plan {
	struct plan_config config;
	struct plan_item *item; /* borrowed */
	size_t count;
	size_t done;
	unsigned runs;    /* numbers given so far */
	uint64_t call_us; /* when the last call began or ended */
	bool is_interrupted;
	bool is_ended;
};

/** Begin a campaign over these cases, in their order. */
void plan_init(struct plan *plan, const struct plan_config *config,
	       struct plan_item *item, size_t count, uint64_t now_us);

/**
 * Take the next thing that is to be done by now. Its consequences are told by the
 * functions below before the next one is taken.
 *
 * @return false when there is nothing before plan_due_us()
 */
bool plan_take(struct plan *plan, uint64_t now_us, struct plan_action *action);

/** When plan_take() has something to do if nothing happens; or NEVER. */
uint64_t plan_due_us(const struct plan *plan);

/** A case that waits gets its run; plan_take(), plan_next(), plan_enter() do this. */
void plan_start(struct plan *plan, struct plan_item *item, uint64_t now_us);

/** The item of a run, or NULL. */
struct plan_item *plan_find(struct plan *plan, unsigned run);

/**
 * Hand the next case to a client that dials "next"; it is started.
 *
 * @return NULL when there is none, or when the mode is another
 */
struct plan_item *plan_next(struct plan *plan, uint64_t now_us);

/**
 * The run that a call of this scenario belongs to: the one of the token if it is of that
 * scenario, else the one that is started, or with PLAN_CALLERS starts by it.
 *
 * @param token  number of a run, 0: none
 * @return 0: it is no call of the campaign
 */
unsigned plan_enter(struct plan *plan, struct str id, unsigned token,
		    uint64_t now_us);

/** What happened to a run; a number that is none changes nothing. */
void plan_begun(struct plan *plan, unsigned run, uint64_t now_us);
void plan_over(struct plan *plan, unsigned run, uint64_t now_us);
void plan_closed(struct plan *plan, unsigned run, uint64_t now_us);

/** Its command ended; with PLAN_COMMAND it will not call any more. */
void plan_exited(struct plan *plan, unsigned run, uint64_t now_us);

/** Finish what can be, and start nothing any more. */
void plan_interrupt(struct plan *plan);

#endif
