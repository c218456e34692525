/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CREDENTIALS_H
#define ENGINE_CREDENTIALS_H

#include <stdbool.h>
#include <stdint.h>

struct message;
struct server;

/** What the credentials of a request prove. */
enum proof {
	PROOF_NONE, /* nothing: none is for a nonce of ours */
	PROOF_WRONG, /* a nonce of ours, but another realm, URI, user or password */
	PROOF_STALE, /* a nonce of ours that has expired or was used before */
	PROOF_RIGHT
};

/** The best of a request's credentials. */
struct credentials {
	enum proof proof;
	bool is_there;  /* the request has some, whoever they are for */
	char nonce[32]; /* its first digits, as issued_find() asks for them;
			 * all NUL when it is none of ours */
	uint64_t token; /* of the call whose nonce they have, 0: none of ours */
	unsigned rounds; /* so many challenges in a row were answered wrongly
			  * before this one */
};

/**
 * Verify what answers our challenges in a request. A nonce count is taken once: ask
 * once for a request.
 */
void credentials_read(struct credentials *credentials, struct server *server,
		      const struct message *request, uint64_t now_us);

/** Whether a challenge made now says stale=TRUE: the password was not what failed. */
bool credentials_are_stale(const struct credentials *credentials);

/** How many were answered wrongly in a row, these included. */
unsigned credentials_rounds(const struct credentials *credentials);

/** Whether they are wrong once too often: 403 instead of one more challenge. */
bool credentials_are_hopeless(const struct credentials *credentials);

#endif
