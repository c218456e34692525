/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/success.h"

/* Whether a 2xx is acknowledged at all (RFC 3261 §13.2.2.4). */

enum {
	SLOW_SENDS = 4
}; /* as many 2xx cost a client more than 3 s by default */

/** The sends of this 2xx before its first ACK. */
static size_t sends_before_ack(const struct view *view,
			       const struct success *success)
{
	uint64_t next_us = 0;
	size_t count = 0;

	for (size_t i = 0; i < success->invite->response_count; i++) {
		size_t entry = success->invite->response[i];

		/* Two at once are as good as one. */
		if (entry >= (size_t)success->ack ||
		    !str_eq(view_facts(view, entry)->to_tag, success->tag) ||
		    view_facts(view, entry)->status < 200 ||
		    view_at_us(view, entry) < next_us)
			continue;
		next_us = view_at_us(view, entry) + look_t1_us(view) / 2;
		count++;
	}
	return count;
}

static void report_sent(struct view *view, enum outcome outcome,
			const struct success *success, size_t sends)
{
	find(view, CHECK_ID_ack_2xx_sent, outcome, "an ACK for the 2xx",
	     "%sACK %.3f s after the first of %zu sends of the %u",
	     outcome == OUTCOME_WARN ? "slow: " : "",
	     look_seconds(view_at_us(view, success->first),
			  view_at_us(view, (size_t)success->ack)),
	     sends, success->status);
	prove(view, success->first);
	prove(view, (size_t)success->ack);
}

/** Whether one of its ACKs may have been thrown away. */
static bool is_thrown(const struct view *view, const struct success *success)
{
	long lost = view_lost_in(view, success->first);

	return lost != NOTHING && lost < success->ack;
}

void check_ack_2xx_sent(struct view *view)
{
	bool is_said = false;
	struct success success;
	size_t sends;

	for (size_t i = 0; i < view->exchange_count; i++) {
		if (!success_first(&success, view, i))
			continue;
		if (success.ack == NOTHING && success.any_ack != NOTHING)
			continue; /* a fork: another dialog was acknowledged */
		if (success.ack == NOTHING) {
			if (success_owner(view, &success) ==
			    CHECK_ID_ack_2xx_sent)
				success_report_lack(view, CHECK_ID_ack_2xx_sent,
						    "an ACK within 64*T1",
						    &success);
			continue;
		}
		sends = sends_before_ack(view, &success);
		if (sends >= SLOW_SENDS && !is_thrown(view, &success))
			report_sent(view, OUTCOME_WARN, &success, sends);
		else if (!is_said)
			report_sent(view, OUTCOME_PASS, &success, sends);
		is_said = true;
	}
}

static void judge_unknown(struct view *view, const struct success *success)
{
	if (success->ack == NOTHING) {
		success_report_lack(view, CHECK_ID_s2xx_unknown_as_200,
				    "an ACK, as for a 200", success);
		return;
	}
	if (success_is_refused(view, success, (size_t)success->ack))
		find(view, CHECK_ID_s2xx_unknown_as_200, OUTCOME_FAIL,
		     "an ACK as for a 200: a new branch, to our Contact",
		     "ACK for the %u as if it were a refusal, with branch and "
		     "Request-URI of the INVITE",
		     success->status);
	else
		find(view, CHECK_ID_s2xx_unknown_as_200, OUTCOME_PASS,
		     "an ACK, as for a 200", "the %u got its ACK",
		     success->status);
	prove(view, success->first);
	prove(view, (size_t)success->ack);
}

void check_s2xx_unknown_as_200(struct view *view)
{
	struct success success;

	for (size_t i = 0; i < view->exchange_count; i++) {
		if (!success_first(&success, view, i) || success.status == 200)
			continue;
		if (success.ack != NOTHING ||
		    (success.any_ack == NOTHING &&
		     success_owner(view, &success) ==
			     CHECK_ID_s2xx_unknown_as_200))
			judge_unknown(view, &success);
	}
}

void check_s2xx_no_sdp(struct view *view)
{
	struct success success;

	for (size_t i = 0; i < view->exchange_count; i++) {
		if (!success_first(&success, view, i) ||
		    !success_lacks_answer(view, &success))
			continue;
		if (success.ack != NOTHING) {
			find(view, CHECK_ID_s2xx_no_sdp, OUTCOME_PASS,
			     "an ACK, though the offer was not answered",
			     "ACK%s",
			     success.bye != NOTHING ? ", then BYE" : "");
			prove(view, success.first);
			prove(view, (size_t)success.ack);
		} else if (success.any_ack == NOTHING &&
			   success_owner(view, &success) ==
				   CHECK_ID_s2xx_no_sdp) {
			success_report_lack(
				view, CHECK_ID_s2xx_no_sdp,
				"an ACK, though the offer was not answered",
				&success);
		}
	}
}
