/* SPDX-License-Identifier: MIT */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "catalogue/catalogue.h"
#include "option.h"
#include "scenario/scenario.h"

/**
 * An INVITE as a phone would send it, and what `serve` answers to it. The
 * numbers that are drawn by chance elsewhere are fixed, so that the same
 * question has the same answer.
 */
struct sample {
	struct message *request; /* owned */
	const char *lines; /* what this INVITE has for the sake of the code */
	struct endpoint source;
	struct endpoint local;
	struct context ctx;
	bool has_reason;
};

/**
 * Make the INVITE that somebody would dial this user with.
 *
 * @param[out] sample  sample_release() it; must not be moved
 * @param      prereq  what the request should have, as far as an INVITE can
 * @return 0, ENOMEM or EMSGSIZE
 */
int sample_init(struct sample *sample, const struct options *options,
		struct str user, enum prereq prereq);

void sample_release(struct sample *sample);

/**
 * Write the response to it as it goes on the wire.
 *
 * @param step  of type STEP_RESPOND
 * @return 0, ENOMEM or EMSGSIZE
 */
int sample_respond(struct buf *out, const struct sample *sample,
		   const struct step *step);

#endif
