/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_JOURNAL_H
#define ENGINE_JOURNAL_H

#include "engine/call.h"

/** Note a code that was sent or a mark; the same again only counts up. */
void journal_add(const struct call *call, unsigned what);

/**
 * Who calls, with what and for whom, as long as the first request is there.
 *
 * @return caller, agent, dialled user and scenario, a NUL after each; free() it;
 *         NULL when memory is short
 */
char *journal_names(struct message *first, struct str scenario);

/** Tell the observer. @param findings  NULL: none are at hand */
void journal_tell(struct run *run, enum report_stage stage,
		  const struct findings *findings, uint64_t now_us);

#endif
