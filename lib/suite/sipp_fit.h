/* SPDX-License-Identifier: MIT */
#ifndef SUITE_SIPP_FIT_H
#define SUITE_SIPP_FIT_H

#include "scenario/scenario.h"

/** The value of the first header of this name in a block of lines; or absent. */
struct str sipp_find_header(struct str block, struct str name);

/** Whether the client may not take this response for one of its own. */
bool sipp_is_foreign(const struct step *step);

/**
 * Why SIPp cannot do with this response what a client has to, or NULL.
 *
 * @param moved  how many redirections it has followed
 */
const char *sipp_misfit(const struct step *step, unsigned moved);

/** The code in the first line of a raw message, 0: it is no response. */
unsigned sipp_raw_code(struct str text);

/** Whether there are reactions to what this client never does by itself. */
bool sipp_has_strange_reaction(const struct scenario *scenario);

/** Whether it is answered reliably, so that the client has to offer 100rel. */
bool sipp_has_reliable(const struct steps *steps);

#endif
