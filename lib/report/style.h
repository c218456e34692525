/* SPDX-License-Identifier: MIT */
#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H

#include "report/results.h"

/** How the text reports write what is shown again and again. */

/** The sign of a verdict where there is no room for its name. */
char style_sign(enum verdict verdict);

/** "*": the failure is known; "!": it is not as the expectation file says. */
const char *style_mark(const struct result *result);

/** Add a text in the colour of a verdict, or plainly. */
void style_add(struct buf *out, bool is_coloured, enum verdict verdict,
	       const char *text);

/** A label and a text of one line that may come from the network. */
void style_field(struct buf *out, const char *label, struct str text);

/** "1 case", "2 cases". */
void style_count(struct buf *out, size_t count, const char *one,
		 const char *many);

/** The verdicts that there are, worst last: "98 pass, 3 warn, 2 fail". */
void style_verdicts(struct buf *out, const size_t count[VERDICT_COUNT]);

/**
 * The fields of a finding: check, rule, RFC, what we sent, expected, actual, proof.
 *
 * @param times  that it was found in a row
 * @param sent   what we sent, absent where it is not to be said
 */
void style_finding(struct buf *out, const struct result_finding *finding,
		   size_t times, struct str sent);

/** What was seen, and how often: "no Allow", "no Allow (3 times)". */
void style_actual(struct buf *out, const struct result_finding *finding,
		  size_t times);

#endif
