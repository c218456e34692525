/* SPDX-License-Identifier: MIT */
#include "judge/talk.h"

#include "judge/look.h"
#include "judge/method.h"
#include "sip/field.h"

/*
 * Whether the client answers our requests in a dialog (RFC 3261 §8.2,
 * §12.2.2).
 */

/** Sends of a request of ours that cannot all have been lost. */
enum { SURE_SENDS = 3 };

/** A request of ours that waits for an answer. */
struct ask {
	struct view *view;
	enum check_id check;
	const char *expected;
	const struct exchange *exchange;
};

/** Whether the client ended the subscription of a NOTIFY of ours. */
static bool is_unsubscribed(const struct view *view,
			    const struct exchange *notify, uint64_t until_us)
{
	const struct facts *facts = view_facts(view, notify->request);

	if (!look_is_ours(view, notify, STR("NOTIFY")))
		return false;
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *other = &view->exchange[i];

		if (look_is_client(view, other, STR("SUBSCRIBE")) &&
		    method_is_removal(view, other) &&
		    look_start_us(view, other) < until_us &&
		    str_eq(view_facts(view, other->request)->call_id,
			   facts->call_id))
			return true;
	}
	return false;
}

/** Our UPDATE before the final response. */
static bool is_early(const struct view *view, const struct exchange *exchange)
{
	const struct talk *talk;

	if (!look_is_ours(view, exchange, STR("UPDATE")) ||
	    exchange->dialog == NOTHING)
		return false;
	talk = &view->talk[exchange->dialog];
	return talk->confirmed == NOTHING ||
	       talk->confirmed > (long)exchange->request;
}

/** The same, to a client that allows it (RFC 3311 §5.1). */
static bool is_early_update(const struct view *view,
			    const struct exchange *exchange)
{
	const struct exchange *invite;
	struct str allow;

	if (!is_early(view, exchange))
		return false;
	invite = &view->exchange[view->talk[exchange->dialog].invite];
	allow = message_header(view_entry(view, invite->request)->message,
			       HEADER_ALLOW, 0);
	return field_has(allow, STR("UPDATE"));
}

const char *talk_doubt(struct view *view, const struct exchange *exchange)
{
	uint64_t start_us = look_start_us(view, exchange);
	uint64_t window_us = timing_64t1_us(&view->config->timing);
	long bye = look_bye(view, exchange->dialog);

	if (look_is_gone(view, start_us, start_us + window_us))
		return "client-gone: it went away within the window";
	if (look_window(view, start_us, window_us) != WINDOW_OVER)
		return "the record ends before the window does";
	if (bye != NOTHING &&
	    look_start_us(view, &view->exchange[bye]) < start_us + window_us)
		return "the client ended the call itself and may be gone";
	if (is_unsubscribed(view, exchange, start_us + window_us))
		return "the client ended the subscription itself and may be "
		       "gone";
	if (is_early(view, exchange) && !is_early_update(view, exchange))
		return "its INVITE did not allow UPDATE, which we sent all the "
		       "same";
	if (!look_is_reachable(view, exchange->request))
		return "unreachable: nothing shows that packets of ours get "
		       "to its Contact";
	if (exchange->copy_count < SURE_SENDS &&
	    !look_is_stream(view, exchange->request))
		return "too few copies of it went out";
	return NULL;
}

static void report_silence(const struct ask *ask)
{
	struct view *view = ask->view;
	const struct exchange *exchange = ask->exchange;
	const struct entry *sent = view_entry(view, exchange->request);
	const char *doubt = talk_doubt(view, exchange);

	find(view, ask->check,
	     doubt == NULL ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE, ask->expected,
	     "no answer to our %.*s, sent %zu times to %s:%u%s%s",
	     STR_ARG(view_facts(view, exchange->request)->method),
	     exchange->copy_count, sent->remote->host, sent->remote->port,
	     doubt == NULL ? "" : ": ", doubt == NULL ? "" : doubt);
	prove(view, exchange->request);
	prove(view, exchange->copy[exchange->copy_count - 1]);
}

/**
 * Whether the client acknowledged the call; BYE before that is our fault
 * (§15).
 */
static bool is_acked(const struct view *view, const struct exchange *bye)
{
	const struct exchange *invite =
		&view->exchange[view->talk[bye->dialog].invite];

	return invite->ack_count > 0 && invite->ack[0] < bye->request;
}

/**
 * 2xx, or 481 for a dialog that it no longer knows; it may ask for
 * credentials.
 */
static enum outcome bye_outcome(const struct view *view,
				const struct exchange *bye)
{
	size_t invite = view->exchange[view->talk[bye->dialog].invite].request;
	unsigned status = exchange_final(view, bye);

	if (status / 100 == 2 || status == 481)
		return OUTCOME_PASS;
	if (status == 401 || status == 407 || status == 420)
		return OUTCOME_INFO;
	return look_is_proxied(view, invite) ? OUTCOME_INCONCLUSIVE
					     : OUTCOME_WARN;
}

void check_bye_answered(struct view *view)
{
	struct ask ask = { .view = view,
			   .check = CHECK_ID_bye_answered,
			   .expected = "an answer to BYE: 2xx, or 481" };
	bool is_said = false;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *bye = &view->exchange[i];
		enum outcome outcome;

		if (!look_is_ours(view, bye, STR("BYE")) ||
		    bye->dialog == NOTHING || !is_acked(view, bye))
			continue;
		ask.exchange = bye;
		if (bye->final == NOTHING) {
			report_silence(&ask);
			continue;
		}
		outcome = bye_outcome(view, bye);
		if (outcome == OUTCOME_PASS && is_said)
			continue;
		is_said = is_said || outcome == OUTCOME_PASS;
		find(view, ask.check, outcome, ask.expected, "%u",
		     exchange_final(view, bye));
		prove(view, bye->request);
		prove(view, (size_t)bye->final);
	}
}

/**
 * The entry that answers a request of ours: a final, for INVITE any response.
 */
static long answer_to(const struct view *view, const struct exchange *exchange)
{
	if (str_eq(view_facts(view, exchange->request)->method, STR("INVITE")))
		return exchange->response_count > 0
			       ? (long)exchange->response[0]
			       : NOTHING;
	return exchange->final;
}

/** Whether a request of ours is one that a check asks an answer for. */
typedef bool asks_f(const struct view *view, const struct exchange *exchange);

/** Ask each of them for its answer; one PASS for all. */
static void ask_each(struct ask *ask, asks_f *asks)
{
	struct view *view = ask->view;
	bool is_said = false;
	long answer;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (!asks(view, exchange))
			continue;
		ask->exchange = exchange;
		answer = answer_to(view, exchange);
		if (answer == NOTHING)
			report_silence(ask);
		if (answer == NOTHING || is_said)
			continue;
		is_said = true;
		find(view, ask->check, OUTCOME_PASS, ask->expected,
		     "%u to our %.*s", view_facts(view, (size_t)answer)->status,
		     STR_ARG(view_facts(view, exchange->request)->method));
		prove(view, exchange->request);
		prove(view, (size_t)answer);
	}
}

void check_update_early(struct view *view)
{
	struct ask ask = { .view = view,
			   .check = CHECK_ID_update_early,
			   .expected = "an answer to UPDATE in the early "
				       "dialog" };

	ask_each(&ask, is_early_update);
}

static bool is_in_dialog(const struct view *view,
			 const struct exchange *exchange)
{
	return exchange->is_ours && exchange->dialog != NOTHING &&
	       exchange->class != CLASS_CANCEL &&
	       !look_is_ours(view, exchange, STR("BYE")) &&
	       !is_early_update(view, exchange);
}

void check_in_dialog_answers(struct view *view)
{
	struct ask ask = { .view = view,
			   .check = CHECK_ID_in_dialog_answers,
			   .expected = "an answer to our request" };

	ask_each(&ask, is_in_dialog);
}
