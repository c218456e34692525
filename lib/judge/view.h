/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_VIEW_H
#define JUDGE_VIEW_H

#include "judge/facts.h"
#include "judge/flaw.h"
#include "judge/judge.h"

/**
 * What the checks look at: the record sorted into transactions and dialogs. For the
 * files of the judge only. Indices are those of the record's entries.
 */

/** What a request is in this run: id, words. */
#define CLASS_MAP(X)                        \
	X(CALL, "the call")                 \
	X(COPY, "copy")                     \
	X(ACK_FAILURE, "ACK for a refusal") \
	X(ACK_SUCCESS, "ACK for a 2xx")     \
	X(ACK_STRAY, "ACK for nothing")     \
	X(CANCEL, "CANCEL")                 \
	X(DIALOG, "in the dialog")          \
	X(AUTH, "answer to our challenge")  \
	X(CHILD, "redirected")              \
	X(RETRY, "retry")                   \
	X(FAILOVER, "failover")             \
	X(MERGED, "merged")                 \
	X(NEW_CALL, "new call")             \
	X(OTHER, "beside the call")         \
	X(ANSWER, "answer of the client")

enum class {
#define X(id, text) CLASS_##id,
	CLASS_MAP(X)
#undef X
};

const char *class_name(enum class class);

enum { NOTHING = -1 };

/** A transaction of the client's, or of ours. */
struct exchange {
	bool is_ours;     /* we sent the request */
	enum class class; /* of its request */
	size_t request;   /* entry of the first copy */
	size_t *copy;     /* entries of all copies, the first included */
	size_t copy_count;
	size_t *response; /* entries of all responses, copies included */
	size_t response_count;
	size_t *ack; /* entries of all ACKs for its final (INVITE), none of
			      * class ACK_STRAY */
	size_t ack_count;
	long cancel; /* exchange that cancels it, or NOTHING */
	long parent; /* AUTH, CHILD, RETRY, FAILOVER, MERGED: of what; CANCEL: its INVITE */
	long final;     /* entry of the first final response that is not
			      * spoilt, or NOTHING */
	long dialog;    /* the talk that its request was sent in, or NOTHING */
	long talk;      /* the first talk that it made, or NOTHING */
	bool is_spoilt; /* a response to it has a fault on purpose: what the
			      * client does about that one proves nothing here */
};

/** A dialog, as our responses with a tag of ours make it. */
struct talk {
	size_t invite;  /* exchange that made it */
	struct str tag; /* ours */
	long confirmed; /* entry of the 2xx, or NOTHING */
	long ended;     /* entry of the first BYE of either side, or NOTHING */
	long next;   /* the next talk that the same exchange made, or NOTHING */
	size_t *out; /* entries of ours in it, in order: 101 to 299 with its tag,
			      * requests; no copies */
	size_t out_count;
};

/** One entry with what was read of it. */
struct item {
	struct facts facts;
	enum class class; /* of a response of ours: that of its exchange */
	bool is_repeat;   /* a response of ours: one to the same request had its
			      * status and tag before */
	enum flaw flaw;   /* of a response of ours: what it is judged by */
	long exchange;    /* that it belongs to, or NOTHING; of an ACK_STRAY the
			      * one that its branch or its CSeq names, of any method */
	long next_in; /* the first entry of the client from here on, or NOTHING */
	long next_gone; /* the first GONE or EXIT from here on, or NOTHING */
	long next_sign; /* the first sign of receiving from here on, or NOTHING */
};

struct view {
	const struct record *record; /* &kept */
	struct record kept; /* the record, where responses with a flaw are said
			     * to be spoilt */
	const struct judge_config *config;
	struct findings *findings;
	struct arena arena;
	struct item *item; /* one for each entry */
	struct exchange *exchange;
	size_t exchange_count;
	struct talk *talk;
	size_t talk_count;
	uint64_t client_t1_us;   /* see view_64t1_us() */
	const struct auth *auth; /* of judge/auth.h: NULL until asked for */
	const struct refusals *refusals; /* of refusal_each.c: likewise */
	bool has_proxy; /* a request of the client has more than one Via */
};

/** Sort a record. @return 0 or ENOMEM */
int view_init(struct view *view, const struct record *record,
	      const struct judge_config *config, struct findings *findings);
void view_release(struct view *view);

const struct entry *view_entry(const struct view *view, size_t entry);
const struct facts *view_facts(const struct view *view, size_t entry);
uint64_t view_at_us(const struct view *view, size_t entry);

/** Whether this request stands outside of every dialog and is no ACK or CANCEL. */
bool exchange_is_outside(const struct exchange *exchange);

/** The first final response's status, 0 when there is none. */
unsigned exchange_final(const struct view *view,
			const struct exchange *exchange);

/** The first entry of the client, of any kind, at or after a time; or NOTHING. */
long view_next_in(const struct view *view, uint64_t from_us);

/**
 * Whether the client is shown to receive what we send, after this entry of ours: it did
 * something that only our packets cause (an ACK, a PRACK, a CANCEL, our tag, nonce or
 * token in a request), or a copy of its request that was due did not come, nor any
 * later one, within the time that was watched.
 */
bool view_is_receiving(const struct view *view, size_t out_entry);

/** The first GONE or EXIT at or after a time, or NOTHING. */
long view_gone(const struct view *view, uint64_t from_us);

/** The first message of the client behind an entry that was thrown away; or NOTHING. */
long view_lost_in(const struct view *view, size_t entry);

/**
 * Whether the window of so many µs from a time is over: the record reaches that far.
 * One that is still open is noted in findings->open_us. In a closed record a window
 * that is cut is not over, nor noted: absence proves nothing then, but "did not do" may
 * be said.
 */
bool view_is_over(struct view *view, uint64_t from_us, uint64_t window_us);

/** 64*T1 in µs of the client's: by our T1, or by its own first interval if longer. */
uint64_t view_64t1_us(const struct view *view);

/** A finding with printf text; add its proofs with prove(). */
__attribute__((format(printf, 5, 6))) void
find(struct view *view, enum check_id check, enum outcome outcome,
     const char *expected, const char *actual_format, ...);

/** Add a proof to the last finding. */
void prove(struct view *view, size_t entry);

/** The last finding says that a final response of ours has no ACK. */
void mark_unacked(struct view *view);

/** A check: it adds its findings; one that does not apply adds none. */
typedef void check_f(struct view *view);

#define X(id, name, family, level, rfc, applies, window, rule) \
	check_f check_##id;
#include "judge/check.def"
#undef X

#endif
