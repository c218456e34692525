/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_TALK_H
#define JUDGE_TALK_H

#include "judge/view.h"

/**
 * Why the absence of an answer to a request of ours in a dialog proves nothing,
 * in words; or NULL: the client is at fault. For the files of the judge only.
 */
const char *talk_doubt(struct view *view, const struct exchange *exchange);

#endif
