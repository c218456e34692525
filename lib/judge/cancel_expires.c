/* SPDX-License-Identifier: MIT */
#include "judge/cancel.h"
#include "judge/look.h"

/*
 * An INVITE that is not answered before it expires is cancelled (RFC 3261
 * §13.2.1).
 */

enum { US_PER_S = 1000000, SLACK_S = 2, EXPIRES_MAX_S = 86400 };

/** An INVITE with Expires that we left ringing. */
struct expiry {
	const struct exchange *invite;
	uint64_t seconds;
	uint64_t due_us;
	size_t ring; /* entry of our first 1xx */
	long cancel; /* entry of the first CANCEL, or NOTHING */
};

/** The seconds of an INVITE's Expires; 0 when it has none that can be used. */
static uint64_t expires_of(const struct view *view, size_t invite)
{
	struct str value = message_header(view_entry(view, invite)->message,
					  HEADER_EXPIRES, 0);
	uint64_t seconds;

	if (value.p == NULL ||
	    str_parse_uint(value, EXPIRES_MAX_S, &seconds) != 0)
		return 0;
	return seconds;
}

static void judge_expiry(struct view *view, const struct expiry *expiry)
{
	uint64_t start_us = look_start_us(view, expiry->invite);
	uint64_t slack_us = (uint64_t)SLACK_S * US_PER_S;
	uint64_t at_us;

	if (expiry->cancel != NOTHING) {
		at_us = view_at_us(view, (size_t)expiry->cancel);
		if (at_us + US_PER_S < expiry->due_us)
			return; /* the user was faster */
		find(view, CHECK_ID_cancel_expires,
		     at_us <= expiry->due_us + slack_us ? OUTCOME_PASS
							: OUTCOME_WARN,
		     "CANCEL when the INVITE expires",
		     "CANCEL %.1f s after an INVITE with Expires: %llu",
		     look_seconds(start_us, at_us),
		     (unsigned long long)expiry->seconds);
	} else {
		if (look_window(view, expiry->due_us, slack_us) !=
			    WINDOW_OVER ||
		    !view_is_receiving(view, expiry->ring))
			return;
		find(view, CHECK_ID_cancel_expires, OUTCOME_WARN,
		     "CANCEL when the INVITE expires",
		     "no CANCEL for an INVITE with Expires: %llu",
		     (unsigned long long)expiry->seconds);
	}
	prove(view, expiry->invite->request);
	prove(view, expiry->ring);
	if (expiry->cancel != NOTHING)
		prove(view, (size_t)expiry->cancel);
}

/** Whether we rang in time, and no final of ours came before CANCEL was due. */
static bool is_left_ringing(const struct view *view, struct expiry *expiry)
{
	const struct exchange *invite = expiry->invite;
	uint64_t end_us = expiry->due_us + (uint64_t)SLACK_S * US_PER_S;
	long ring = look_response(view, invite, 100, 199);

	if (ring == NOTHING || view_at_us(view, (size_t)ring) >= expiry->due_us)
		return false;
	if (invite->final != NOTHING &&
	    view_at_us(view, (size_t)invite->final) <= end_us &&
	    (expiry->cancel == NOTHING || invite->final < expiry->cancel))
		return false;

	expiry->ring = (size_t)ring;
	return !look_is_gone(view, view_at_us(view, expiry->ring), end_us);
}

void check_cancel_expires(struct view *view)
{
	struct expiry expiry;

	for (size_t i = 0; i < view->exchange_count; i++) {
		expiry.invite = &view->exchange[i];
		if (!look_is_client(view, expiry.invite, STR("INVITE")))
			continue;
		expiry.seconds = expires_of(view, expiry.invite->request);
		if (expiry.seconds == 0)
			continue;
		expiry.due_us = look_start_us(view, expiry.invite) +
				expiry.seconds * US_PER_S;
		expiry.cancel = cancel_after(view, (long)i, 0);
		if (is_left_ringing(view, &expiry))
			judge_expiry(view, &expiry);
	}
}
