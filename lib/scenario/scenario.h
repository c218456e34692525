/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_SCENARIO_H
#define SCENARIO_SCENARIO_H

#include "text/str.h"

/** The steps of a flow: id, name as in a file. */
#define STEP_MAP(X)              \
	X(RESPOND, "respond")    \
	X(RECEIVE, "receive")    \
	X(SEND, "send")          \
	X(WAIT, "wait")

enum step_type {
#define X(id, name) STEP_##id,
	STEP_MAP(X)
#undef X
};

/** What of a request a receive step asks for besides the method. */
enum receive_with {
	WITH_ANYTHING,
	WITH_CREDENTIALS, /* for a challenge of this run */
	WITH_CHILD        /* the token of a Contact of this run in the Request-URI */
};

struct step {
	enum step_type type;
	union {
		struct {
			uint16_t code;
			uint16_t cause;     /* Q.850: adds a Reason; 0: none */
			struct str phrase;  /* absent: the catalogue's */
			struct str headers; /* lines with CRLF, they replace the
			                     * catalogue's of the same name */
		} respond;
		struct {
			struct str method;
			enum receive_with with;
			uint32_t within_ms;
			bool is_optional; /* a miss ends the flow normally */
		} receive;
		struct {
			struct str method;  /* "BYE" */
			uint16_t cause;     /* Q.850: adds a Reason; 0: none */
			struct str headers;
			uint32_t after_ms;  /* since the dialog was confirmed */
			bool is_hold;       /* after_ms is --hold, not a number of its own */
		} send;
		uint32_t wait_ms;
	};
};

/**
 * What to do with one call. The first INVITE is implied. One block of memory;
 * texts are borrowed from the block or static.
 */
struct scenario {
	struct str id;    /* "final/486"; for a dialled flow what was dialled */
	struct str title;
	uint16_t code;    /* the response it is about */
	uint16_t step_count;
	struct step step[];
};

enum { SCENARIO_STEPS_MAX = 64 };

/**
 * Make a scenario of these steps; id, title and header texts are copied.
 *
 * @return 0 or ENOMEM
 */
int scenario_new(struct scenario **scenariop, const struct scenario *head,
		 const struct step *step, size_t step_count);

void scenario_free(struct scenario *scenario); /* NULL is fine */

/** The first final response of the flow, or 0: what a request other than INVITE gets. */
unsigned scenario_final(const struct scenario *scenario);

/**
 * Whether the first answer above 100 makes a dialog (101–299), and so says that
 * every extension which the request requires is understood.
 */
bool scenario_accepts(const struct scenario *scenario);

#endif
