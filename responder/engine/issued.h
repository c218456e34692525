/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_ISSUED_H
#define ENGINE_ISSUED_H

#include "sip/digest.h"

/**
 * The challenges that were sent and may still be answered: what they asked for, and
 * how often. A nonce that is not here any more has expired, whoever made it.
 */
struct issued;

enum { NONCE_SIZE = 32 }; /* digits by which a nonce is told from others */

/** One challenge of a response. */
struct asked {
	struct str value; /* of its header */
	uint32_t nc;      /* the highest that was taken, 0: none */
	bool is_used;     /* it was answered, rightly or not */
};

/** The challenges of one response, which all have the same nonce or begin with it. */
struct asking {
	unsigned rounds; /* so many in a row were answered wrongly before */
	size_t count;
	struct asked *asked;
};

/**
 * @param max      responses; the oldest make room
 * @param life_us  after which they have expired
 * @param key      two random words
 * @return 0 or ENOMEM
 */
int issued_new(struct issued **issuedp, size_t max, uint64_t life_us,
	       const uint64_t key[2]);

void issued_free(struct issued *issued); /* NULL is fine */

/** A response leaves: remember its challenges. Where memory is short they expire. */
void issued_add(struct issued *issued, struct str response, unsigned rounds,
		uint64_t now_us);

/**
 * A response to a request with right credentials leaves: a nextnonce in it (RFC 7616
 * §3.5) is as good as a new challenge, otherwise like that which was answered.
 *
 * @param nonce  of the credentials
 */
void issued_add_next(struct issued *issued, struct str response,
		     struct str nonce, uint64_t now_us);

/** The challenges with a nonce that begins so, or NULL; until the next issued_add(). */
struct asking *issued_find(struct issued *issued, struct str nonce,
			   uint64_t now_us);

#endif
