/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/refusal.h"

/*
 * What follows a refusal. There is no dialog, so that there is nothing to end
 * with BYE (RFC 3261 §15, §12.3), and nothing is left to cancel (§9.1). What
 * crossed our final on the wire is no fault.
 */

/** Whether a request was sent before the client had our final. */
enum crossing {
	CROSSING_YES,
	CROSSING_NO,
	CROSSING_UNKNOWN, /* maybe a copy whose first send was lost */
};

static const char rule[] = "no BYE and no CANCEL after a refusal";

enum { AFTER_MAX = 1000 }; /* exchanges that are looked through for a BYE */

/*
 * On UDP the first copy that we saw soon after the ACK can be a second one:
 * then the next follows after 2*T1 or more, not after T1 (Timer E, RFC 3261
 * §17.1.2.2).
 */
static enum crossing find_crossing(const struct view *view,
				   const struct refusal *refusal,
				   const struct exchange *exchange)
{
	uint64_t t1_us = look_t1_us(view);
	uint64_t at_us = look_start_us(view, exchange);
	uint64_t ack_us, gap_us;

	if (refusal->ack == NOTHING || exchange->request < (size_t)refusal->ack)
		return CROSSING_YES;
	ack_us = view_at_us(view, (size_t)refusal->ack);
	if (look_is_stream(view, exchange->request) ||
	    at_us - ack_us >= look_t2_us(view))
		return CROSSING_NO;
	if (exchange->copy_count < 2)
		return CROSSING_UNKNOWN;

	gap_us = view_at_us(view, exchange->copy[1]) - at_us;
	if (gap_us < t1_us * 3 / 2)
		return CROSSING_NO;
	return gap_us > t1_us * 9 / 5 ? CROSSING_YES : CROSSING_UNKNOWN;
}

/*
 * Whether a 101 to 199 of ours with a tag made an early dialog before the
 * refusal.
 */
static bool has_early_dialog(const struct view *view,
			     const struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;

	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t at = exchange->response[i];
		const struct facts *facts = view_facts(view, at);

		if (at < refusal->final && facts->status > 100 &&
		    facts->status < 200 && facts->to_tag.p)
			return true;
	}
	return false;
}

static bool has_tag(const struct view *view, const struct exchange *exchange,
		    struct str tag)
{
	for (size_t i = 0; i < exchange->response_count; i++) {
		const struct facts *facts =
			view_facts(view, exchange->response[i]);

		if (facts->to_tag.p && str_eq(facts->to_tag, tag))
			return true;
	}
	return false;
}

/* Whether any 2xx of ours for this INVITE had the tag, a faulty one too. */
static bool is_tag_of_success(const struct view *view,
			      const struct exchange *exchange, struct str tag)
{
	for (size_t i = 0; i < exchange->response_count; i++) {
		const struct facts *facts =
			view_facts(view, exchange->response[i]);

		if (facts->status >= 200 && facts->status < 300 &&
		    str_eq(facts->to_tag, tag))
			return true;
	}
	return false;
}

/* Whether the call has a dialog after all that this tag may mean. */
static bool is_confirmed(const struct view *view, const struct facts *request)
{
	for (size_t i = 0; i < view->talk_count; i++) {
		const struct talk *talk = &view->talk[i];
		const struct exchange *invite = &view->exchange[talk->invite];
		const struct facts *facts = view_facts(view, invite->request);

		if (talk->confirmed != NOTHING &&
		    str_eq(facts->call_id, request->call_id) &&
		    (!request->to_tag.p || str_eq(talk->tag, request->to_tag)))
			return true;
	}
	return false;
}

/* Whether an exchange is a BYE of the client for the refused call. */
static bool is_bye_of(const struct view *view, const struct refusal *refusal,
		      const struct exchange *exchange)
{
	const struct facts *invite =
		view_facts(view, refusal->exchange->request);
	const struct facts *bye = view_facts(view, exchange->request);

	return look_is_client(view, exchange, STR("BYE")) &&
	       exchange->request > refusal->final &&
	       str_eq(bye->call_id, invite->call_id) &&
	       str_eq(bye->from_tag, invite->from_tag) &&
	       (!bye->to_tag.p ||
		has_tag(view, refusal->exchange, bye->to_tag)) &&
	       !is_tag_of_success(view, refusal->exchange, bye->to_tag) &&
	       !is_confirmed(view, bye);
}

static enum look say_after(struct view *view, const struct refusal *refusal,
			   const struct exchange *exchange,
			   enum outcome outcome, const char *method)
{
	find(view, CHECK_ID_fail_no_bye_no_cancel, outcome, rule,
	     "%s %.3f s after the %u%s", method,
	     look_seconds(refusal->at_us, look_start_us(view, exchange)),
	     refusal->status,
	     outcome == OUTCOME_INCONCLUSIVE ? ", which it may have crossed"
					     : "");
	prove(view, refusal->final);
	if (refusal->ack != NOTHING)
		prove(view, (size_t)refusal->ack);
	prove(view, exchange->request);
	return LOOK_SAID;
}

static enum look look_bye_after(struct view *view,
				const struct refusal *refusal)
{
	for (size_t i = refusal->index + 1;
	     i < view->exchange_count && i < refusal->index + AFTER_MAX; i++) {
		const struct exchange *exchange = &view->exchange[i];
		enum crossing crossing = CROSSING_NO;

		if (!is_bye_of(view, refusal, exchange))
			continue;
		if (has_early_dialog(view, refusal))
			crossing = find_crossing(view, refusal, exchange);
		if (crossing == CROSSING_YES)
			continue;
		return say_after(view, refusal, exchange,
				 crossing == CROSSING_NO ? OUTCOME_FAIL
							 : OUTCOME_INCONCLUSIVE,
				 "BYE");
	}
	return LOOK_GOOD;
}

static enum look look_cancel_after(struct view *view,
				   const struct refusal *refusal)
{
	const struct exchange *cancel;
	enum outcome outcome = OUTCOME_WARN;
	enum crossing crossing;

	if (refusal->exchange->cancel == NOTHING)
		return LOOK_GOOD;
	cancel = &view->exchange[refusal->exchange->cancel];
	crossing = find_crossing(view, refusal, cancel);
	if (crossing == CROSSING_YES)
		return LOOK_GOOD;
	if (refusal->is_proxied)
		outcome = OUTCOME_INFO;
	else if (crossing == CROSSING_UNKNOWN)
		outcome = OUTCOME_INCONCLUSIVE;
	return say_after(view, refusal, cancel, outcome, "CANCEL");
}

static enum look look_after(struct view *view, struct refusal *refusal)
{
	enum look bye, cancel;

	if (refusal->is_spoilt || !exchange_is_outside(refusal->exchange))
		return LOOK_NONE;
	bye = look_bye_after(view, refusal);
	cancel = look_cancel_after(view, refusal);
	if (bye == LOOK_SAID || cancel == LOOK_SAID)
		return LOOK_SAID;
	return look_quiet(view, refusal, CHECK_ID_fail_no_bye_no_cancel,
			  refusal->at_us, scaled_us(view, QUIET_MS));
}

void check_fail_no_bye_no_cancel(struct view *view)
{
	refusal_each(view, CHECK_ID_fail_no_bye_no_cancel, rule, look_after);
}
