/* SPDX-License-Identifier: MIT */
#ifndef REPORT_LADDER_H
#define REPORT_LADDER_H

#include "report/results.h"

/** The messages of a case as a picture. */

/** Milliseconds from the first message: "13.0 ms". */
void ladder_write_time(struct buf *out, const struct result_messages *messages,
		       size_t message);

/**
 * What a message is, in a few words: "INVITE", "486 Busy Here", "200 OK (BYE)",
 * "7 bytes, no SIP".
 */
void ladder_write_label(struct buf *out, struct str bytes);

/**
 * Two lifelines, an arrow a message, with its number and its time; those that prove the
 * finding are marked with '*'. Of very many those in the middle are left out, but not
 * the proof.
 *
 * @param finding  NULL: none
 * @param status   of wait(2), of the client's command; -1: none
 */
void ladder_write(struct buf *out, const struct result_messages *messages,
		  const struct result_finding *finding, int status);

#endif
