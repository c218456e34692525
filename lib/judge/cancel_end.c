/* SPDX-License-Identifier: MIT */
#include "judge/cancel.h"
#include "judge/look.h"
#include "judge/refusal.h"
#include "judge/success.h"

/* How a cancelled INVITE ends well: by 487, or by a 2xx that crossed. */

static const char acked_rule[] = "an ACK for the 487";

static void judge_487(struct view *view, const struct exchange *cancel,
		      const struct refusal *refusal)
{
	enum doubt doubt;

	if (refusal->ack != NOTHING) {
		find(view, CHECK_ID_cancel_487_acked, OUTCOME_PASS, acked_rule,
		     "ACK after %.3f s",
		     look_seconds(refusal->at_us,
				  view_at_us(view, (size_t)refusal->ack)));
		prove(view, (size_t)refusal->ack);
	} else {
		doubt = refusal_doubt(view, refusal);
		find(view, CHECK_ID_cancel_487_acked,
		     doubt == DOUBT_NONE ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE,
		     acked_rule, "no ACK: %s", doubt_text(doubt));
	}
	prove(view, cancel->request);
	prove(view, refusal->final);
}

void check_cancel_487_acked(struct view *view)
{
	struct refusal refusal;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *cancel = &view->exchange[i];

		if (cancel_invite(view, cancel) == NULL ||
		    !refusal_read(&refusal, view, (size_t)cancel->parent) ||
		    refusal.status != 487 || refusal.final < cancel->request)
			continue;
		if (refusal.at_us <
		    look_start_us(view, cancel) + view_64t1_us(view))
			judge_487(view, cancel, &refusal);
	}
}

static const char glare_rule[] = "an ACK for the 2xx, then BYE";

/** The ACK is there: the client may keep the call, but its user hung up. */
static void judge_end(struct view *view, const struct success *success)
{
	uint64_t ack_us = view_at_us(view, (size_t)success->ack);
	long ours = look_our_bye(view, success->talk);
	enum outcome outcome = OUTCOME_PASS;
	const char *actual;

	if (success->bye != NOTHING) {
		actual = "ACK, then BYE";
	} else if (ours != NOTHING) {
		actual = "ACK; we sent BYE before the client did";
	} else if (look_window(view, ack_us, view_64t1_us(view)) ==
		   WINDOW_OVER) {
		outcome = OUTCOME_WARN;
		actual =
			"ACK, but no BYE: a call that its user gave up goes on";
	} else {
		outcome = OUTCOME_INCONCLUSIVE;
		actual = "ACK, no BYE until the record ends";
	}
	find(view, CHECK_ID_cancel_glare_200, outcome, glare_rule, "%s",
	     actual);
	prove(view, success->first);
	prove(view, (size_t)success->ack);
	if (success->bye != NOTHING)
		prove(view, view->exchange[success->bye].request);
}

void check_cancel_glare_200(struct view *view)
{
	struct success success;

	for (size_t i = 0; i < view->exchange_count; i++) {
		if (!success_first(&success, view, i) ||
		    success_cancel(view, &success) == NOTHING)
			continue;
		if (success.ack != NOTHING)
			judge_end(view, &success);
		else if (success.any_ack == NOTHING)
			success_report_lack(view, CHECK_ID_cancel_glare_200,
					    glare_rule, &success);
	}
}
