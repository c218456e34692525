/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/method.h"
#include "judge/talk.h"

/*
 * Subscriptions that we accepted: a 202 is a 200 (RFC 6665 §8.3.1, RFC 7647 §5),
 * a 204 leaves all as it was (RFC 5839 §5.2).
 */

enum { SECOND_US = 1000000, SLACK_MS = 2000 };

/** A request that asked for NOTIFYs and had a 2xx. */
struct accepted {
	struct view *view;
	enum check_id check;
	const char *expected;
	const struct exchange *exchange;
};

static void say(const struct accepted *accepted, enum outcome outcome,
		const struct exchange *proof, const char *what)
{
	struct view *view = accepted->view;

	find(view, accepted->check, outcome, accepted->expected,
	     "%u to %.*s: %s", exchange_final(view, accepted->exchange),
	     STR_ARG(view_facts(view, accepted->exchange->request)->method),
	     what);
	prove(view, accepted->exchange->request);
	prove(view, (size_t)accepted->exchange->final);
	if (proof == NULL)
		return;
	prove(view, proof->request);
	if (proof->is_ours && proof->final != NOTHING)
		prove(view, (size_t)proof->final);
}

/**
 * Whether the client ended a subscription before this NOTIFY of ours, or went away
 * and may be a new one.
 */
static bool is_over(const struct accepted *accepted,
		    const struct exchange *notify)
{
	const struct view *view = accepted->view;
	long gone = view_gone(view, look_start_us(view, accepted->exchange));
	const struct facts *asked =
		view_facts(view, accepted->exchange->request);
	const struct exchange *before;
	size_t at = 0;

	if (gone != NOTHING && (size_t)gone < notify->request)
		return true;
	while ((before = method_notify(view, accepted->exchange, &at)) !=
		       NULL &&
	       before != notify) {
		if (method_is_terminated(view, before))
			return true;
	}
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *other = &view->exchange[i];
		const struct facts *facts = view_facts(view, other->request);

		if (look_is_client(view, other, STR("SUBSCRIBE")) &&
		    (notify->final == NOTHING ||
		     other->request < (size_t)notify->final) &&
		    str_eq(facts->call_id, asked->call_id) &&
		    str_eq(facts->from_tag, asked->from_tag) &&
		    method_is_removal(view, other))
			return true;
	}
	return false;
}

/**
 * Whether a client that took the 2xx as such must know the subscription: it is
 * new, nobody has ended it, and Timer N still runs (§4.1.2.4).
 */
static bool must_know(const struct accepted *accepted,
		      const struct exchange *notify)
{
	const struct view *view = accepted->view;
	const struct exchange *exchange = accepted->exchange;

	return view_facts(view, exchange->request)->to_tag.size == 0 &&
	       !look_is_proxied(view, exchange->request) &&
	       !is_over(accepted, notify) && notify->final != NOTHING &&
	       view_at_us(view, (size_t)notify->final) <
		       look_start_us(view, exchange) +
			       timing_64t1_us(&view->config->timing) -
			       scaled_us(view, SLACK_MS);
}

/** What the answer to a NOTIFY, or its absence, says. */
static void judge_notify(const struct accepted *accepted,
			 const struct exchange *notify)
{
	struct view *view = accepted->view;
	unsigned status = exchange_final(view, notify);
	const char *doubt;

	if (status / 100 == 2) {
		say(accepted, OUTCOME_PASS, notify, "the NOTIFY was answered");
	} else if (status == 481) {
		say(accepted,
		    look_is_client(view, accepted->exchange,
				   STR("SUBSCRIBE")) &&
				    must_know(accepted, notify)
			    ? OUTCOME_FAIL
			    : OUTCOME_INCONCLUSIVE,
		    notify, "481 to the NOTIFY");
	} else if (status != 0) {
		say(accepted, OUTCOME_INCONCLUSIVE, notify,
		    "the NOTIFY was refused");
	} else {
		doubt = talk_doubt(view, notify);
		say(accepted,
		    doubt == NULL ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE, notify,
		    doubt == NULL ? "no answer to the NOTIFY" : doubt);
	}
}

/** The NOTIFY that says the most: one with a 2xx, else the first, or NULL. */
static const struct exchange *best_notify(const struct accepted *accepted)
{
	const struct exchange *first = NULL, *notify;
	size_t at = 0;

	while ((notify = method_notify(accepted->view, accepted->exchange,
				       &at)) != NULL) {
		if (exchange_final(accepted->view, notify) / 100 == 2)
			return notify;
		if (first == NULL &&
		    !view_entry(accepted->view, notify->request)->is_spoilt)
			first = notify;
	}
	return first;
}

static void judge_accepted(const struct accepted *accepted)
{
	const struct exchange *notify = best_notify(accepted);

	if (notify != NULL)
		judge_notify(accepted, notify);
	else
		say(accepted, OUTCOME_INCONCLUSIVE, NULL, "we sent no NOTIFY");
}

void check_sub_202_200(struct view *view)
{
	struct accepted accepted = {
		.view = view,
		.check = CHECK_ID_sub_202_200,
		.expected = "a 202 counts as 200: NOTIFY is answered with 200",
	};

	for (size_t i = 0; i < view->exchange_count; i++) {
		accepted.exchange = &view->exchange[i];
		if (look_is_client(view, accepted.exchange, STR("SUBSCRIBE")) &&
		    !accepted.exchange->is_spoilt &&
		    exchange_final(view, accepted.exchange) == 202)
			judge_accepted(&accepted);
	}
}

/** Whether both sides agreed on no subscription (RFC 4488 §4). */
static bool is_without(const struct view *view, const struct exchange *refer)
{
	const struct message *response =
		view_entry(view, (size_t)refer->final)->message;

	return str_istarts(message_find(response, STR("Refer-Sub"), 0),
			   STR("false"));
}

void check_ref_202(struct view *view)
{
	struct accepted accepted = {
		.view = view,
		.check = CHECK_ID_ref_202,
		.expected = "the NOTIFY of the REFER is answered",
	};

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *refer = &view->exchange[i];
		unsigned status = exchange_final(view, refer);

		accepted.exchange = refer;
		if (look_is_client(view, refer, STR("REFER")) &&
		    !refer->is_spoilt && (status == 200 || status == 202) &&
		    !is_without(view, refer))
			judge_accepted(&accepted);
	}
}

static const char same_rule[] = "the subscription goes on in its dialog";

/** When the subscription ends by what is said of it; 0 when nothing does. */
static uint64_t end_us(const struct accepted *accepted)
{
	const struct view *view = accepted->view;
	size_t final = (size_t)accepted->exchange->final;
	uint64_t seconds;

	if (!method_seconds(view_entry(view, final)->message, "Expires",
			    &seconds))
		return 0;
	return view_at_us(view, final) + seconds * SECOND_US;
}

/** Our NOTIFY was answered with 481 although the subscription is there. */
static enum outcome grade_481(const struct accepted *accepted,
			      const struct exchange *notify)
{
	const struct view *view = accepted->view;

	return method_has_final(view, accepted->exchange, notify) &&
			       !is_over(accepted, notify) &&
			       !look_is_proxied(view,
						accepted->exchange->request) &&
			       view_at_us(view, (size_t)notify->final) <
				       end_us(accepted)
		       ? OUTCOME_FAIL
		       : OUTCOME_INCONCLUSIVE;
}

/** Whether a SUBSCRIBE comes when a Timer N that was not stopped runs out. */
static bool is_timer_n(const struct accepted *accepted,
		       const struct exchange *later)
{
	const struct view *view = accepted->view;
	uint64_t due_us = look_start_us(view, accepted->exchange) +
			  timing_64t1_us(&view->config->timing);
	uint64_t later_us = look_start_us(view, later);

	return later_us + scaled_us(view, SLACK_MS) / 4 >= due_us &&
	       later_us < due_us + scaled_us(view, SLACK_MS) &&
	       method_has_final(view, accepted->exchange, later);
}

/** @return whether this exchange behind the 204 says something */
static bool judge_later(const struct accepted *accepted,
			const struct exchange *later)
{
	struct view *view = accepted->view;
	const struct exchange *first = accepted->exchange;
	size_t at = (size_t)(later - view->exchange);

	if (method_is_same_usage(view, first, later) &&
	    method_is_same_event(view, first, later)) {
		say(accepted, OUTCOME_PASS, later, "SUBSCRIBE in the dialog");
		return true;
	}
	if (method_notify(view, first, &at) == later) {
		unsigned status = exchange_final(view, later);

		if (status / 100 == 2)
			say(accepted, OUTCOME_PASS, later,
			    "our NOTIFY was answered with 2xx");
		else if (status == 481)
			say(accepted, grade_481(accepted, later), later,
			    "our NOTIFY was answered with 481");
		return status / 100 == 2 || status == 481;
	}
	if (!look_is_client(view, later, STR("SUBSCRIBE")) ||
	    view_facts(view, later->request)->to_tag.size > 0 ||
	    !method_is_same_client(view, first, later) ||
	    !method_is_same_event(view, first, later) ||
	    !method_is_same_to(view, first, later))
		return false;
	say(accepted,
	    is_timer_n(accepted, later) ? OUTCOME_WARN : OUTCOME_INCONCLUSIVE,
	    later, "a new SUBSCRIBE instead");
	return true;
}

static void judge_204(const struct accepted *accepted)
{
	struct view *view = accepted->view;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (later->request > (size_t)accepted->exchange->final &&
		    judge_later(accepted, later))
			return;
	}
	say(accepted, OUTCOME_INCONCLUSIVE, NULL, "nothing more of it");
}

void check_sub_204(struct view *view)
{
	struct accepted accepted = { .view = view,
				     .check = CHECK_ID_sub_204,
				     .expected = same_rule };

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		accepted.exchange = exchange;
		if (look_is_client(view, exchange, STR("SUBSCRIBE")) &&
		    exchange->dialog != NOTHING && !exchange->is_spoilt &&
		    exchange_final(view, exchange) == 204 &&
		    method_header(view, exchange, "Suppress-If-Match").p !=
			    NULL)
			judge_204(&accepted);
	}
}
