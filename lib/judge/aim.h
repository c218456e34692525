/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_AIM_H
#define JUDGE_AIM_H

#include "judge/view.h"

/** The addresses of ours that a request in a dialog may name as its target. */
enum { AIM_TARGETS = 8 };

struct aim_targets {
	struct str uri[AIM_TARGETS]; /* newest last; borrowed */
	size_t count;
};

/**
 * Every Contact of ours that is, or may still be, the remote target for a
 * client's request in this dialog (RFC 3261 §12.2): that of the response that
 * made it and of the target refreshes since. A refresh drops the older ones
 * once it is sure that the client had it; one that it refused drops none.
 */
void aim_find_targets(struct aim_targets *targets, const struct view *view,
		      long talk, size_t request);

/**
 * Whether a Request-URI is this Contact with all its parameters, no headers.
 */
bool aim_is_at(struct str uri, struct str contact);

/**
 * Whether the Request-URI of a request in this dialog is a Contact of a redirection
 * that an earlier one got (RFC 3261 §12.2.1.2).
 */
bool aim_is_redirected(const struct view *view, long talk, size_t request);

/**
 * Whether a message of the client came over a proxy, or its Via was rewritten.
 */
bool aim_is_rewritten(const struct view *view, size_t request);

/**
 * Judge Request-URI and Route of a client's request in a dialog and add what is
 * wrong, or cannot be judged, as findings of this check.
 *
 * @return whether both are right
 */
bool aim_check(struct view *view, enum check_id check, long talk,
	       size_t request);

#endif
