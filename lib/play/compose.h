/* SPDX-License-Identifier: MIT */
#ifndef PLAY_COMPOSE_H
#define PLAY_COMPOSE_H

#include "catalogue/context.h"
#include "scenario/scenario.h"
#include "sip/dialog.h"
#include "sip/response.h"

/** What to answer: a code, and what differs from the catalogue. */
struct answer {
	unsigned code;
	struct str phrase; /* absent: the catalogue's */
	unsigned cause;    /* Q.850: adds a Reason, 0: none */
	uint32_t rseq; /* RFC 3262: adds Require and RSeq, 0: not reliable */
	struct str to_tag;          /* absent: the transaction's; "": none */
	struct challenge challenge; /* of a 401 or 407 */
	struct overload overload;   /* its time is not set */
	struct carry
		carry; /* its headers replace the catalogue's of that name */
};

/** What a step says. The tag is left to the caller where the step has none. */
struct answer answer_of(const struct step *step);

/**
 * The whole text of a response: what the catalogue says of the code, computed
 * from the request, with what the answer says instead.
 *
 * @return 0, ENOMEM, EMSGSIZE, or EBADMSG when the request has no Via
 */
int compose(struct buf *out, const struct answer *answer,
	    const struct context *ctx);

/** What a request of ours carries. */
struct request_text {
	struct buf headers; /* whole lines */
	struct buf body;
};

void request_text_init(struct request_text *text);
void request_text_release(struct request_text *text);

/**
 * The headers and the body of a request of ours, as a step of type STEP_SEND
 * says; Contact and Content-Type are added where they are due.
 *
 * @return 0, ENOMEM or EMSGSIZE
 */
int compose_request(struct request_text *text, const struct step *step,
		    const struct context *ctx);

#endif
