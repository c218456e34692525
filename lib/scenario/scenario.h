/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_SCENARIO_H
#define SCENARIO_SCENARIO_H

#include <regex.h>

#include "catalogue/challenge.h"
#include "judge/demand.h"
#include "sip/endpoint.h"
#include "sip/response.h"
#include "text/arena.h"

/** The steps of a flow: id, name as in a file. */
#define STEP_MAP(X)           \
	X(RESPOND, "respond") \
	X(RECEIVE, "receive") \
	X(SEND, "send")       \
	X(WAIT, "wait")       \
	X(RAW, "raw")

enum step_type {
#define X(id, name) STEP_##id,
	STEP_MAP(X)
#undef X
};

/** What of a request a receive step asks for besides the method: id, name. */
#define WITH_MAP(X)                   \
	X(ANYTHING, "anything")       \
	X(CREDENTIALS, "credentials") \
	X(CHILD, "child")

/**
 * WITH_CREDENTIALS: for a challenge of this run. WITH_CHILD: the token of a
 * Contact of this run in the Request-URI.
 */
enum receive_with {
#define X(id, name) WITH_##id,
	WITH_MAP(X)
#undef X
};

/** Which session description goes along: id, name as in a file. */
#define SDP_USE_MAP(X)      \
	X(USUAL, "usual")   \
	X(NONE, "none")     \
	X(ANSWER, "answer") \
	X(OFFER, "offer")   \
	X(CAPABILITIES, "capabilities")

/** USUAL: what the catalogue says of the code (a request of ours: none). */
enum sdp_use {
#define X(id, name) SDP_USE_##id,
	SDP_USE_MAP(X)
#undef X
};

/** Who refreshes a session (RFC 4028), where the client leaves that to us: id, name. */
#define SESSION_TIMER_MAP(X) \
	X(NONE, "none")      \
	X(CLIENT, "client")  \
	X(US, "us")

/** NONE: nothing is said of a timer. */
enum session_timer {
#define X(id, name) SESSION_TIMER_##id,
	SESSION_TIMER_MAP(X)
#undef X
};

/**
 * How a message of ours is spoilt on its way out: id, name, what its value is
 * (FLAG: none), meaning. The state machines go on as if it had been sent well.
 */
#define FAULT_MAP(X)                                                         \
	X(DROP, "drop", COUNT, "the first N copies are not sent")            \
	X(DUPLICATE, "duplicate", COUNT, "it is sent N times more at once")  \
	X(DELAY, "delay", DURATION, "it is sent so much later")              \
	X(REORDER, "reorder", FLAG, "it is sent behind the next message")    \
	X(SPLIT, "split", COUNT, "a stream takes it in pieces of N bytes")   \
	X(JOIN, "join", FLAG,                                                \
	  "a stream takes it in one piece with the next message")            \
	X(CLOSE, "close", FLAG, "its stream is closed behind it")            \
	X(OTHER_PORT, "other-port", FLAG,                                    \
	  "a datagram comes from a port that nobody asked")                  \
	X(TRUNCATE, "truncate", COUNT, "only the first N bytes are sent")    \
	X(WRONG_BRANCH, "wrong-branch", FLAG,                                \
	  "the top Via has another branch")                                  \
	X(SECOND_VIA, "second-via", FLAG,                                    \
	  "a Via that is not ours stands below")                             \
	X(WRONG_CSEQ, "wrong-cseq", FLAG, "the CSeq number is one higher")   \
	X(WRONG_CALL_ID, "wrong-call-id", FLAG, "the Call-ID is another")    \
	X(PAD, "pad", COUNT,                                                 \
	  "lines of a header that nobody knows make it N bytes long")        \
	X(BARE_LF, "bare-lf", FLAG,                                          \
	  "the lines of its header end in LF without CR")                    \
	X(MALFORMED, "malformed", FLAG,                                      \
	  "the step writes it so that nobody has to take it")                \
	X(NO_COPIES, "no-copies", FLAG, "it is never sent again by a timer") \
	X(IGNORE_ACK, "ignore-ack", COUNT,                                   \
	  "the first N ACKs for it are not taken")                           \
	X(IGNORE_COPY, "ignore-copy", COUNT,                                 \
	  "the first N copies of the request get no answer")

enum fault {
#define X(id, name, kind, text) FAULT_##id,
	FAULT_MAP(X)
#undef X
		FAULT_COUNT
};

/** Values by fault: a count, ms, or 1 for a flag; 0: not there. */
struct faults {
	uint32_t value[FAULT_COUNT];
};

/** What a message of ours carries beside its start line. */
struct carry {
	struct str
		headers; /* lines with CRLF; they replace those of the same name */
	struct str without; /* names of headers to leave out, comma-separated */
	struct str body;    /* absent: none of its own */
	struct str type;    /* Content-Type of body */
	enum sdp_use sdp;
	enum session_timer timer;
};

struct step {
	enum step_type type;
	unsigned line; /* in its file, 0: none */
	union {
		struct {
			uint16_t code;
			uint16_t otherwise; /* to a request that lacks what
			                     * the code needs; 0: the code */
			uint16_t cause;     /* Q.850: adds a Reason; 0: none */
			struct str phrase;  /* absent: the catalogue's */
			struct str to_tag;  /* absent: the run's; "": none */
			bool is_reliable;   /* RFC 3262 */
			bool is_unproved; /* the flow does not wait for PRACK */
			int16_t rseq_more; /* than one above the last RSeq */
			struct challenge challenge;
			struct overload overload; /* its time is not set */
			struct carry carry;
			struct faults faults;
		} respond;
		struct {
			struct str methods; /* comma-separated */
			enum receive_with with;
			uint32_t within_ms;
			bool is_optional; /* a miss ends the flow normally */
		} receive;
		struct {
			struct str
				method; /* BYE INVITE UPDATE INFO OPTIONS NOTIFY … */
			uint16_t cause;    /* Q.850: adds a Reason; 0: none */
			uint32_t after_ms; /* since the step before it */
			bool is_hold;      /* after_ms is --hold */
			struct str to_tag; /* of the dialog; absent: any */
			struct carry carry;
			struct faults faults;
		} send;
		struct {
			struct str text; /* a whole message, line ends CRLF */
			struct faults faults;
		} raw;
		struct {
			uint32_t wait_ms;
			bool is_for_copy; /* a copy of the INVITE ends it */
		};
	};
};

/** Steps one after the other; `repeat` is unrolled when a file is loaded. */
struct steps {
	const struct step *step;
	size_t count;
};

/** What is done when a method comes, instead of the usual and of the rest of the flow. */
struct reaction {
	struct str method; /* CANCEL, BYE, PRACK, INFO … */
	struct steps steps;
};

/** A header that must fit a regular expression (POSIX extended). */
struct header_match {
	struct str name;
	regex_t pattern;
};

/** Which requests a scenario takes by itself; all given fields must fit. */
struct match {
	struct str method;    /* absent: any */
	struct str transport; /* "udp", "tcp"; absent: any */
	struct str source;    /* CIDR; absent: any */
	regex_t *ruri;        /* NULL: any */
	regex_t *from;
	regex_t *to;
	struct header_match *header;
	size_t header_count;
};

/** What `expect:` says: how the client is judged. */
struct expect {
	enum check_id key; /* the key check, or CHECK_COUNT */
	struct demands demands;
};

/**
 * What to do with a call, or with another request outside of a dialog. The first
 * request is implied. Owns all its texts.
 */
struct scenario {
	struct arena arena;
	struct str id; /* "final/486"; for a dialled flow what was dialled */
	struct str title;
	struct str method; /* of the first request: INVITE, REGISTER … */
	struct str
		file; /* where it was loaded from; absent: made by the program */
	struct str *rfc; /* "3261#21.4.24" */
	size_t rfc_count;
	struct str *tag;
	size_t tag_count;
	struct str *dial;
	size_t dial_count;
	uint16_t code;  /* the response it is about, see scenario_set_code() */
	bool is_broken; /* it may break rules on purpose */
	struct steps *
		attempt; /* a flow for each successive call of a caller; one or more */
	size_t attempt_count;
	struct reaction *reaction;
	size_t reaction_count;
	struct match *match; /* NULL: selected by name only */
	struct expect expect;
};

enum {
	STEPS_MAX = 1000, /* of one flow, repeats unrolled */
	ATTEMPTS_MAX = 64,
	REPEAT_MAX = 1000
};

/** An empty scenario, to be filled from its arena. @return 0 or ENOMEM */
int scenario_alloc(struct scenario **scenariop);

/**
 * Make a scenario of these steps; id, title and all texts are copied.
 *
 * @return 0 or ENOMEM
 */
int scenario_new(struct scenario **scenariop, struct str id, struct str title,
		 struct steps steps);

void scenario_free(struct scenario *scenario); /* NULL is fine */

/**
 * Set the code that it is about: the number that ends its id (prov/180), else
 * its first final response, else its first response. A flow is there already.
 */
void scenario_set_code(struct scenario *scenario);

/**
 * Make what a request of another method gets of a scenario: its code, as if that had
 * been dialled. It keeps id, title, method and key check.
 *
 * @return 0, ENOMEM, or ENOENT when it is about no code
 */
int scenario_direct(struct scenario **madep, const struct scenario *scenario);

/** Whether it sends what breaks rules on purpose: section "mangled", or it says so. */
bool scenario_is_mangled(const struct scenario *scenario);

/** Whether it has a fault that only a stream can have. */
bool scenario_needs_stream(const struct scenario *scenario);

/**
 * Whether the first answer above 100 of a flow makes a dialog (101–299), and so
 * says that every extension which the request requires is understood.
 */
bool steps_accept(const struct steps *steps);

/** Whether a request of this method begins it: others get no more than its code. */
bool scenario_is_for(const struct scenario *scenario, struct str method);

/**
 * The transport that an id asks for by its end, "@tcp".
 *
 * @return whether it asks for one of ours; else nothing is written
 */
bool scenario_id_transport(enum transport *transport, struct str id);

/** The reaction to this method, or NULL. */
const struct reaction *scenario_reaction(const struct scenario *scenario,
					 struct str method);

#endif
