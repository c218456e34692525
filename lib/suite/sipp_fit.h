/* SPDX-License-Identifier: MIT */
#ifndef SUITE_SIPP_FIT_H
#define SUITE_SIPP_FIT_H

#include "scenario/scenario.h"

/** The value of the first header of this name in a block of lines; or absent. */
struct str sipp_find_header(struct str block, struct str name);

/** Whether the client goes on as if this response had not come, as it may. */
bool sipp_is_foreign(const struct step *step);

/** Why SIPp cannot do with this response what a client has to, or NULL. */
const char *sipp_misfit(const struct step *step);

/** What comes of a challenge. */
enum sipp_proof {
	SIPP_PROOF_GIVEN, /* credentials */
	SIPP_PROOF_NONE,  /* nothing, as of every client that knows MD5 alone */
	SIPP_PROOF_HARD   /* nothing, for SIPp 3.6 cannot read it */
};

enum sipp_proof sipp_proof(const struct step *step);

/** The code in the first line of a raw message, 0: it is no response. */
unsigned sipp_raw_code(struct str text);

/**
 * Whether dialogs need names: there are several, or one has a To or a Contact in a form
 * that SIPp's own keywords do not know.
 */
bool sipp_has_names(const struct scenario *scenario);

/** Whether something comes that the client goes on past. */
bool sipp_has_strays(const struct scenario *scenario);

/** Whether a status is too long for SIPp, which cuts it off and takes it. */
bool sipp_has_huge_code(struct str text);

/** Whether a flow answers nothing at all. */
bool sipp_is_silent(const struct steps *steps);

/** Whether a raw message has a header that SIPp does not find: blanks before its colon. */
bool sipp_has_odd_name(struct str text);

/** Whether it is answered reliably, so that the client has to offer 100rel. */
bool sipp_has_reliable(const struct steps *steps);

#endif
