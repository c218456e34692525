/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_FLAW_H
#define JUDGE_FLAW_H

#include "judge/facts.h"

/**
 * What is wrong with a response of ours, read off its bytes and those of its
 * request: a fault that was put in on purpose, however it was put in. For the
 * files of the judge only. Id, words; where a response has several, the first
 * of them is what it is judged by.
 */
#define FLAW_MAP(X)                                                     \
	X(BROKEN, "is no response of SIP/2.0 for this request")         \
	X(IDS, "has another Call-ID, CSeq number or tag")               \
	X(BRANCH, "has a branch that the client did not use")           \
	X(SENT_BY, "has a sent-by in its Via that is not the client's") \
	X(METHOD, "has another method in CSeq")                         \
	X(LENGTH, "has a Content-Length that is larger than its body")  \
	X(VIAS, "has one Via more than the request")                    \
	X(STATUS, "has a status that is none of 100 to 699")            \
	X(TAG, "has no To tag")

enum flaw {
#define X(id, text) FLAW_##id,
	FLAW_MAP(X)
#undef X
		FLAW_COUNT
};

/**
 * Read them, as bits 1 << FLAW_….
 *
 * @param request   the request that it is for
 * @param response  the facts of message
 */
unsigned flaw_read(const struct facts *request, const struct facts *response,
		   const struct message *message);

/** The one to judge by, or FLAW_COUNT: none. */
enum flaw flaw_first(unsigned flaws);

const char *flaw_text(enum flaw flaw);

/** The same sent-by, with or without port 5060 (RFC 3261 §18.1.2, §18.2.2). */
bool sent_by_is_equal(struct str a, struct str b);

#endif
