/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_RETRY_H
#define JUDGE_RETRY_H

#include "judge/again.h"

/**
 * Another try that changes what the refusal named (RFC 3261 §8.1.3.5). No try
 * is no fault; what a try contains is judged. For the files of the judge only.
 */

/**
 * How long a try counts as the client's own reaction, and one that dials on, in
 * ms at T1 = 500 ms.
 */
enum { RETRY_AUTO_MS = 10000, RETRY_DIAL_MS = 30000, RETRY_AT_ONCE_MS = 2000 };

/**
 * The next try of a refused request within so many ms: same method, Call-ID and tags,
 * higher CSeq; or NULL.
 */
const struct exchange *retry_next(const struct view *view,
				  const struct refusal *refusal,
				  unsigned window_ms);

/** How many tries come one after the other, each refused with such a status. */
size_t retry_count(const struct view *view, const struct refusal *refusal,
		   bool (*is_status)(unsigned status));

/** The refused request, its refusal, and a message by its entry. */
const struct message *retry_request(const struct view *view,
				    const struct refusal *refusal);
const struct message *retry_response(const struct view *view,
				     const struct refusal *refusal);
const struct message *retry_message(const struct view *view,
				    const struct exchange *exchange);

/** How a check judges the content of a try. */
struct retry_rule {
	enum check_id check;
	const char *expected;
	unsigned window_ms;
	/** Whether the check is about this refusal. */
	bool (*applies)(const struct view *view, const struct refusal *refusal);
	/** What the try is; PASS: as it must be. what: words for the finding. */
	enum outcome (*grade)(struct view *view, const struct refusal *refusal,
			      const struct exchange *retry, const char **what);
};

/**
 * Look at one refusal: INCONCLUSIVE without a try, else what the rule says of
 * it.
 */
enum look retry_look(struct view *view, struct refusal *refusal,
		     const struct retry_rule *rule);

#endif
