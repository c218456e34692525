/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_ATTEMPTS_H
#define ENGINE_ATTEMPTS_H

#include "scenario/scenario.h"
#include "sip/message.h"

/**
 * How often each caller has called a scenario with `attempts:`. A caller is who
 * stands in From. What was not called for an hour is forgotten.
 */
struct attempts;

/** @param max  callers at once; then the oldest is forgotten. @return 0 or ENOMEM */
int attempts_new(struct attempts **attemptsp, size_t max,
		 const uint64_t key[2]);

void attempts_free(struct attempts *attempts); /* NULL is fine */

/**
 * Count a call.
 *
 * @return which attempt it is, from 0; always 0 for a scenario with one flow and
 *         when memory is short
 */
size_t attempts_next(struct attempts *attempts, const struct scenario *scenario,
		     struct message *invite, uint64_t now_us);

#endif
