/* SPDX-License-Identifier: MIT */
#include "judge/cancel.h"
#include "judge/look.h"

/*
 * How a client deals with an INVITE that CANCEL does not end (RFC 3261 §9.1).
 */

static const char quiet_rule[] =
	"the client gives the INVITE up 64*T1 after its CANCEL";

/** When a client without a 487 has given up, with a little patience. */
static uint64_t given_up_us(const struct view *view,
			    const struct exchange *cancel)
{
	return look_start_us(view, cancel) + view_64t1_us(view) +
	       2 * look_t1_us(view);
}

/** A final after the client had to give up: silence shows that it did. */
static void judge_late_final(struct view *view, const struct exchange *invite)
{
	size_t final = (size_t)invite->final;
	uint64_t at_us = view_at_us(view, final);

	if (invite->ack_count > 0)
		find(view, CHECK_ID_cancel_no_487, OUTCOME_INFO, quiet_rule,
		     "the late %u still got an ACK",
		     exchange_final(view, invite));
	else if (look_window(view, at_us, 2 * look_t1_us(view)) == WINDOW_OVER)
		find(view, CHECK_ID_cancel_no_487, OUTCOME_PASS, quiet_rule,
		     "the late %u was passed over",
		     exchange_final(view, invite));
	else
		find(view, CHECK_ID_cancel_no_487, OUTCOME_INCONCLUSIVE,
		     quiet_rule, "the record ends right behind the late %u",
		     exchange_final(view, invite));
	prove(view, final);
}

static void judge_no_487(struct view *view, const struct exchange *cancel,
			 const struct exchange *invite)
{
	uint64_t end_us = given_up_us(view, cancel);
	long again = cancel_after(view, cancel->parent, end_us);
	uint64_t window_us =
		end_us - look_start_us(view, cancel) + 8 * look_t1_us(view);

	if (again != NOTHING) {
		find(view, CHECK_ID_cancel_no_487, OUTCOME_WARN, quiet_rule,
		     "CANCEL again %.1f s after the first",
		     look_seconds(look_start_us(view, cancel),
				  view_at_us(view, (size_t)again)));
		prove(view, (size_t)again);
	} else if (invite->final != NOTHING) {
		judge_late_final(view, invite);
	} else {
		find(view, CHECK_ID_cancel_no_487, OUTCOME_INCONCLUSIVE,
		     quiet_rule, "%s",
		     look_window(view, look_start_us(view, cancel),
				 window_us) == WINDOW_OVER
			     ? "nothing more came, which does not show it"
			     : "the record ends before the window does");
	}
	prove(view, invite->request);
	prove(view, cancel->request);
}

void check_cancel_no_487(struct view *view)
{
	const struct exchange *cancel, *invite;

	for (size_t i = 0; i < view->exchange_count; i++) {
		cancel = &view->exchange[i];
		invite = cancel_invite(view, cancel);
		if (invite == NULL || invite->cancel != (long)i ||
		    exchange_final(view, cancel) / 100 != 2)
			continue;
		if (invite->final == NOTHING ||
		    view_at_us(view, (size_t)invite->final) >=
			    given_up_us(view, cancel))
			judge_no_487(view, cancel, invite);
	}
}

/** The 2xx that came though the client had cancelled: its user hung up. */
static void judge_accepted(struct view *view, const struct exchange *invite)
{
	size_t final = (size_t)invite->final;
	long talk = look_talk(view, invite, view_facts(view, final)->to_tag);
	uint64_t ack_us = view_at_us(view, invite->ack[0]);
	bool is_ended = look_bye(view, talk) != NOTHING ||
			look_our_bye(view, talk) != NOTHING;

	if (is_ended)
		find(view, CHECK_ID_cancel_481, OUTCOME_PASS,
		     "ACK for the final response, BYE after a 2xx",
		     "ACK, then BYE");
	else if (look_window(view, ack_us, view_64t1_us(view)) == WINDOW_OVER)
		find(view, CHECK_ID_cancel_481, OUTCOME_WARN,
		     "ACK for the final response, BYE after a 2xx",
		     "ACK for the %u, but no BYE: a call that its user gave up "
		     "goes on",
		     exchange_final(view, invite));
	else
		find(view, CHECK_ID_cancel_481, OUTCOME_INCONCLUSIVE,
		     "ACK for the final response, BYE after a 2xx",
		     "ACK, no BYE until the record ends");
}

static void judge_481(struct view *view, const struct exchange *cancel,
		      const struct exchange *invite)
{
	if (invite->final == NOTHING || invite->ack_count == 0)
		find(view, CHECK_ID_cancel_481, OUTCOME_INCONCLUSIVE,
		     "a 481 to CANCEL ends nothing but the CANCEL",
		     invite->final == NOTHING
			     ? "the INVITE has no final response yet"
			     : "the final response got no ACK");
	else if (exchange_final(view, invite) / 100 == 2)
		judge_accepted(view, invite);
	else
		find(view, CHECK_ID_cancel_481, OUTCOME_PASS,
		     "ACK for the final response", "ACK for the %u",
		     exchange_final(view, invite));
	prove(view, cancel->request);
	if (invite->final != NOTHING)
		prove(view, (size_t)invite->final);
}

void check_cancel_481(struct view *view)
{
	const struct exchange *cancel, *invite;

	for (size_t i = 0; i < view->exchange_count; i++) {
		cancel = &view->exchange[i];
		invite = cancel_invite(view, cancel);
		if (invite == NULL || exchange_final(view, cancel) != 481)
			continue;
		if (invite->final == NOTHING || invite->final > cancel->final)
			judge_481(view, cancel, invite);
	}
}
