/* SPDX-License-Identifier: MIT */
#ifndef SUITE_SIPP_CONTACT_H
#define SUITE_SIPP_CONTACT_H

#include "scenario/scenario.h"

/** What a client does with the Contacts of a redirection. */
struct sipp_contact {
	const char *why;     /* SIPp cannot do it; NULL: it can */
	const char *pattern; /* of the URI to call; NULL: there is none */
	unsigned at;         /* header line that has it, from 1 */
};

/** Choose the best Contact that a client without TLS can call (RFC 3261 §8.1.3.4). */
struct sipp_contact sipp_contact_choose(const struct step *step);

/** Whether this Contact stands without brackets. */
bool sipp_contact_is_bare(struct str value);

#endif
