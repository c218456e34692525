/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_SUCCESS_H
#define JUDGE_SUCCESS_H

#include "judge/view.h"

/**
 * What the checks ask of an INVITE that we accepted. For the files of the
 * judge only. A 2xx that we spoilt does not count.
 */

/** One dialog that a 2xx to an INVITE made or changed. */
struct success {
	const struct exchange *invite;
	size_t index; /* of the INVITE's exchange */
	struct str tag;
	unsigned status;
	long talk;    /* its dialog, or NOTHING */
	size_t first; /* entry of the first 2xx with this tag */
	size_t sends; /* 2xx with this tag */
	long ack;     /* entry of the first ACK, or NOTHING */
	long any_ack; /* the same with whatever tag */
	long bye;     /* exchange of the client's first BYE, or NOTHING */
	bool is_only; /* no other tag got a 2xx */
};

/**
 * The next 2xx with a tag of its own, in order of time. An INVITE that was
 * refused before has none: its transaction takes no second final.
 *
 * @param[in,out] at  0 at first
 */
bool success_next(struct success *success, const struct view *view,
		  size_t exchange, size_t *at);

/** The first of them. */
bool success_first(struct success *success, const struct view *view,
		   size_t exchange);

/** Go to the 2xx of the same INVITE whose tag this ACK has, if there is one. */
void success_match(struct success *success, const struct view *view,
		   size_t ack);

/** What the absence of an ACK says: id, outcome, words. */
#define LACK_MAP(X)                                                          \
	X(PROVEN, FAIL, "no ACK, and the client was receiving")              \
	X(LOST, WARN, "BYE without ACK, which may have been lost")           \
	X(SPOILT, INCONCLUSIVE,                                              \
	  "our faulty response before it may have ended the call")           \
	X(LATE, INCONCLUSIVE,                                                \
	  "our first answer came after the client's transaction had ended")  \
	X(GONE, INCONCLUSIVE, "client-gone: it went away within the window") \
	X(CUT, INCONCLUSIVE, "the record ends before the window does")       \
	X(ELSEWHERE, INCONCLUSIVE,                                           \
	  "unreachable: our Contact is not where the INVITE arrived and "    \
	  "nothing in the dialog came there")                                \
	X(THROWN, INCONCLUSIVE,                                              \
	  "what came after it was thrown away on purpose")                   \
	X(FEW, INCONCLUSIVE, "it was sent too few times: packets get lost")  \
	X(UNREACHABLE, INCONCLUSIVE,                                         \
	  "unreachable: nothing shows that our 2xx arrived")

enum lack {
#define X(id, outcome, text) LACK_##id,
	LACK_MAP(X)
#undef X
};

/** Why there is no ACK for this 2xx, of which none was seen. */
enum lack success_lack(struct view *view, const struct success *success);

enum outcome lack_outcome(enum lack lack);
const char *lack_text(enum lack lack);

/** The sends of a 2xx after which an ACK cannot have been lost each time. */
enum { SURE_SENDS = 3 };

/**
 * The check that blames a missing ACK for the first 2xx of an INVITE: the one
 * that knows the most of it, so that one fault is one finding.
 */
enum check_id success_owner(const struct view *view,
			    const struct success *success);

/** Whether the INVITE had an offer that no response with this tag answered. */
bool success_lacks_answer(const struct view *view,
			  const struct success *success);

/** What a look at one ACK says. */
enum said {
	SAID_NOTHING, /* the rule does not apply to it */
	SAID_KEPT,
	SAID_BROKEN, /* a finding was added */
};

typedef enum said ack_f(struct view *view, const struct success *success,
			size_t ack);

/**
 * Look at each ACK for each 2xx, at those of an INVITE up to the first that
 * gives a finding; where all kept the rule there is one PASS.
 */
void success_each_ack(struct view *view, enum check_id check,
		      const char *expected, ack_f *look);

/**
 * The CANCEL of an INVITE that its 2xx may have crossed, as exchange, or
 * NOTHING.
 */
long success_cancel(const struct view *view, const struct success *success);

/**
 * Whether an ACK was built as one for a refusal: INVITE's branch and Request-
 * URI.
 */
bool success_is_refused(const struct view *view, const struct success *success,
			size_t ack);

/** Say what the absence of an ACK says. */
void success_report_lack(struct view *view, enum check_id check,
			 const char *expected, const struct success *success);

#endif
