/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_CANCEL_H
#define JUDGE_CANCEL_H

#include "judge/view.h"

/**
 * The INVITE that an exchange of the client's cancels, or NULL: it is no
 * CANCEL.
 */
const struct exchange *cancel_invite(const struct view *view,
				     const struct exchange *cancel);

/**
 * The first CANCEL for this INVITE (an exchange) at or after a time, or
 * NOTHING.
 */
long cancel_after(const struct view *view, long invite, uint64_t from_us);

#endif
