/* SPDX-License-Identifier: MIT */
#ifndef SUITE_SIPP_H
#define SUITE_SIPP_H

#include "scenario/scenario.h"
#include "text/buf.h"

/** What came of a caller. */
struct sipp_caller {
	bool is_tied;             /* to this transport, as its id says */
	enum transport transport; /* else any will do */
	const char *why; /* there is none: a sentence; NULL: there is one */
};

/**
 * Write the SIPp scenario of a client that does with this case what the RFCs ask of
 * it: SIPp 3.6 or newer, `-s` being what is dialled, `-au` and `-ap` the
 * credentials. Where SIPp cannot be such a client the text is worth nothing.
 */
struct sipp_caller sipp_write(struct buf *out, const struct scenario *scenario);

#endif
