/* SPDX-License-Identifier: MIT */
#include "judge/cancel.h"

#include "judge/look.h"

/* When CANCEL may be sent (RFC 3261 §9.1). */

const struct exchange *cancel_invite(const struct view *view,
				     const struct exchange *cancel)
{
	if (cancel->is_ours || cancel->class != CLASS_CANCEL ||
	    cancel->parent == NOTHING)
		return NULL;
	return &view->exchange[cancel->parent];
}

long cancel_after(const struct view *view, long invite, uint64_t from_us)
{
	for (size_t i = (size_t)invite; i < view->exchange_count; i++) {
		const struct exchange *cancel = &view->exchange[i];

		if (cancel->is_ours || cancel->class != CLASS_CANCEL ||
		    cancel->parent != invite)
			continue;
		for (size_t n = 0; n < cancel->copy_count; n++) {
			if (view_at_us(view, cancel->copy[n]) >= from_us)
				return (long)cancel->copy[n];
		}
	}
	return NOTHING;
}

/**
 * Judge the time of one CANCEL. @return whether a response went out before it
 */
static bool check_after_1xx(struct view *view, const struct exchange *cancel,
			    const struct exchange *invite)
{
	bool is_proxied = look_is_proxied(view, invite->request);

	if (invite->response_count > 0 && invite->response[0] < cancel->request)
		return true;

	find(view, CHECK_ID_cancel_after_1xx,
	     is_proxied ? OUTCOME_INCONCLUSIVE : OUTCOME_FAIL,
	     "no CANCEL before a provisional response",
	     "CANCEL %.3f s after the INVITE, to which we had not answered%s",
	     look_seconds(look_start_us(view, invite),
			  look_start_us(view, cancel)),
	     is_proxied ? "; a proxy is in between" : "");
	prove(view, invite->request);
	prove(view, cancel->request);
	return false;
}

void check_cancel_after_1xx(struct view *view)
{
	const struct exchange *invite;
	long kept = NOTHING;
	bool is_kept = true;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *cancel = &view->exchange[i];

		invite = cancel_invite(view, cancel);
		if (invite == NULL)
			continue;
		kept = (long)cancel->request;
		is_kept = check_after_1xx(view, cancel, invite) && is_kept;
	}
	if (kept == NOTHING || !is_kept)
		return;
	find(view, CHECK_ID_cancel_after_1xx, OUTCOME_PASS,
	     "no CANCEL before a provisional response",
	     "CANCEL came after our response");
	prove(view, (size_t)kept);
}
