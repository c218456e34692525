/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_JOURNAL_H
#define ENGINE_JOURNAL_H

#include "engine/call.h"

/** Note a code that was sent or a mark; the same again only counts up. */
void journal_add(struct call *call, unsigned what);

/**
 * Who calls, with what and for whom, as long as the INVITE is there.
 *
 * @return caller, agent and dialled user, a NUL after each; free() it; NULL
 *         when memory is short
 */
char *journal_names(struct message *invite);

/** Tell the observer how the call went, and what the judge says so far. */
void journal_report(struct call *call, uint64_t now_us);

/** The call is gone for good: tell again if the last verdict is another. */
void journal_judge(struct call *call);

#endif
