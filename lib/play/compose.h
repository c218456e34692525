/* SPDX-License-Identifier: MIT */
#ifndef PLAY_COMPOSE_H
#define PLAY_COMPOSE_H

#include "catalogue/context.h"
#include "sip/response.h"

/** What to answer: a code, and what differs from the catalogue. */
struct answer {
	unsigned code;
	struct str phrase;  /* absent: the catalogue's */
	struct str headers; /* lines with CRLF; a name here takes the place of
	                     * the catalogue's header of the same name */
	unsigned cause;     /* Q.850: adds a Reason, 0: none */
	struct str to_tag;
};

/**
 * The whole text of a response: what the catalogue says of the code, computed
 * from the request, with what the answer says instead.
 *
 * @param source  where the request came from
 * @return 0, ENOMEM, EMSGSIZE, or EBADMSG when the request has no Via
 */
int compose(struct buf *out, const struct answer *answer,
	    const struct context *ctx, const struct endpoint *source);

#endif
