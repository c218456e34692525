/* SPDX-License-Identifier: MIT */
#ifndef REPORT_OFFENCE_H
#define REPORT_OFFENCE_H

#include "report/results.h"

/** Where a finding can be seen: a line of a message. */
struct offence {
	size_t message; /* from 1 */
	size_t line;    /* from 0, lines end at LF */
};

/**
 * The line of the proof that breaks the rule: the header that the finding names, when
 * it names one and the message has it once; else the start line of the message.
 *
 * @param[out] offence  written only on success
 * @return false when there is no message that proves it
 */
bool offence_find(struct offence *offence, const struct result_finding *finding,
		  const struct result_messages *messages);

#endif
