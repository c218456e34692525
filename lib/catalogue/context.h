/* SPDX-License-Identifier: MIT */
#ifndef CATALOGUE_CONTEXT_H
#define CATALOGUE_CONTEXT_H

#include "catalogue/challenge.h"
#include "sip/endpoint.h"
#include "sip/message.h"

enum { TOKEN_SIZE = 16 }; /* hex digits: 64 random bits */

/**
 * What the headers and the body of a response are computed from. All text is
 * borrowed; clock and entropy are values, so the same context gives the same bytes.
 */
struct context {
	struct message *request;
	const struct endpoint *local; /* where we are reached: Contact, SDP */
	struct str token; /* of the run, TOKEN_SIZE hex digits: it begins every
	                      * Contact user and nonce that we hand out */
	struct str realm;
	uint64_t entropy[2]; /* fresh for this response: nonce, opaque */
	bool is_stale;       /* the credentials had a nonce that is not ours */
	struct challenge challenge;    /* what a scenario asks for */
	const struct endpoint *source; /* where the request came from */
	struct str to_tag;             /* ours, as it goes into the response */
	struct str media_host;         /* for SDP: a numeric address */
	uint16_t media_port;           /* for SDP */
	uint32_t media_version;        /* of the SDP in its dialog, from 0 */
	int64_t unix_s;                /* wall clock, for Date */
	uint32_t unix_us;              /* what is over a second of it */
	uint64_t delay_us; /* since the request came, for Timestamp */
};

#endif
