/* SPDX-License-Identifier: MIT */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "catalogue/catalogue.h"
#include "option.h"
#include "scenario/scenario.h"

/** What a request is to be like. */
struct sample_ask {
	struct str method;
	struct str user;    /* of the Request-URI, outside of a dialog */
	enum prereq prereq; /* what it should have, as far as an INVITE can */
	unsigned cseq;
	unsigned child; /* it goes to this Contact of a redirect, 0: to none */
	bool is_reliable; /* it knows reliable provisionals */
	bool is_inside;   /* of the dialog */
	bool offers_oc;   /* it knows overload control */
};

/**
 * A request as a phone would send it, and what `serve` answers to it. The
 * numbers that are drawn by chance elsewhere are fixed, so that the same
 * question has the same answer.
 */
struct sample {
	struct message *request; /* owned */
	const char *lines; /* what this request has for the sake of the code */
	struct endpoint source;
	struct endpoint local;
	struct context ctx;
	bool has_reason;
};

/**
 * Make the request.
 *
 * @param[out] sample  sample_release() it; must not be moved
 * @return 0, ENOMEM or EMSGSIZE
 */
int sample_init(struct sample *sample, const struct options *options,
		const struct sample_ask *ask);

void sample_release(struct sample *sample);

/**
 * Write the response to it as it goes on the wire.
 *
 * @param step  of type STEP_RESPOND
 * @param rseq  of a reliable response, else 0
 * @return 0, ENOMEM or EMSGSIZE
 */
int sample_respond(struct buf *out, const struct sample *sample,
		   const struct step *step, uint32_t rseq);

/** Likewise the message of a step of type STEP_RAW. @return 0, ENOMEM or EMSGSIZE */
int sample_raw(struct buf *out, const struct sample *sample,
	       const struct step *step);

#endif
