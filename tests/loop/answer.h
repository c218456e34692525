/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ANSWER_H
#define TESTS_ANSWER_H

#include "peer.h"

/** How a client answers a challenge; what is NULL or 0 is what a good one would do. */
struct answer_form {
	const char *name;     /* of its user: alice */
	const char *password; /* secret */
	const char *realm;    /* instead of that of the challenge */
	const char *nonce;    /* likewise */
	const char *uri;      /* instead of the Request-URI */
	const char *method;   /* INVITE */
	unsigned nc;          /* 1 */
	bool is_int;      /* auth-int, over the body of a request without one */
	const char *body; /* over this one */
};

enum { ANSWER_SIZE = 1024 };

/**
 * Write the header line that answers the first challenge of a reply to a request of
 * the peer for this user; empty when there is none.
 */
void answer_write(char line[ANSWER_SIZE], const struct pair *pair,
		  const char *user, const struct answer_form *form);

#endif
