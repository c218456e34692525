/* SPDX-License-Identifier: MIT */
#include "judge/form.h"
#include "judge/invite.h"

/* An INVITE that stays open for long (RFC 3261 §17.1.1.2, §14.1). */

static const char wait_rule[] =
	"an ACK for a final response that comes more than 64*T1 after a 1xx";

/** Whether timer B would be over at the final, and a 1xx had stopped it. */
static bool is_long(const struct view *view, const struct exchange *exchange,
		    long early)
{
	uint64_t from_us = view_at_us(view, exchange->request);
	uint64_t limit_us = view_64t1_us(view);

	return early != NOTHING && exchange->final != NOTHING &&
	       !view_entry(view, (size_t)exchange->final)->is_spoilt &&
	       view_at_us(view, (size_t)early) < from_us + limit_us &&
	       view_at_us(view, (size_t)exchange->final) >= from_us + limit_us;
}

/** Whether a CANCEL of the client came before the final response. */
static bool is_cancelled(const struct view *view,
			 const struct exchange *exchange)
{
	return exchange->cancel != NOTHING &&
	       view->exchange[exchange->cancel].request <
		       (size_t)exchange->final;
}

static void report_wait(struct view *view, const struct exchange *exchange,
			enum outcome outcome, const char *what)
{
	size_t final = (size_t)exchange->final;

	find(view, CHECK_ID_inv_long_proceeding, outcome, wait_rule,
	     "%s for the %u after %.1f s", what,
	     view_facts(view, final)->status,
	     invite_seconds(view_at_us(view, exchange->request),
			    view_at_us(view, final)));
	prove(view, exchange->request);
	prove(view, final);
}

static void judge_wait(struct view *view, const struct exchange *exchange,
		       bool has_proxy)
{
	long early = invite_provisional(view, exchange, 0);
	uint64_t final_us;

	if (!is_long(view, exchange, early))
		return;

	if (exchange->ack_count > 0) {
		report_wait(view, exchange, OUTCOME_PASS, "ACK");
		prove(view, exchange->ack[0]);
		return;
	}
	if (is_cancelled(view, exchange)) {
		report_wait(view, exchange, OUTCOME_INCONCLUSIVE,
			    "CANCEL, no ACK");
		return;
	}
	final_us = view_at_us(view, (size_t)exchange->final);
	if (!view_is_over(view, final_us, view_64t1_us(view)))
		return;

	if (has_proxy || !view_is_receiving(view, (size_t)early) ||
	    view_gone(view, view_at_us(view, exchange->request)) != NOTHING)
		report_wait(view, exchange, OUTCOME_INCONCLUSIVE,
			    "no sign of the client, no ACK");
	else
		report_wait(view, exchange, OUTCOME_FAIL, "no ACK");
}

void check_inv_long_proceeding(struct view *view)
{
	bool has_proxy = view->has_proxy;

	for (size_t i = 0; i < view->exchange_count; i++) {
		if (invite_is_client(view, &view->exchange[i]))
			judge_wait(view, &view->exchange[i], has_proxy);
	}
}

static const char one_rule[] =
	"no INVITE in the dialog while another one is open there";

static bool is_invite(const struct view *view, const struct exchange *exchange)
{
	return str_eq(view_facts(view, exchange->request)->method,
		      STR("INVITE"));
}

enum { LOOK_BACK = 256 }; /* exchanges before an INVITE that may be open */

/** Whether this INVITE belongs to the dialog: it made it, or is within. */
static bool is_in_talk(const struct view *view, size_t exchange, long talk)
{
	return view->exchange[exchange].dialog == talk ||
	       view->talk[talk].invite == exchange;
}

/**
 * Whether the client knew of an INVITE of ours before it sent its own: it had
 * answered it, but not finally. One that just crosses is no fault (glare).
 */
static bool is_known(const struct view *view, const struct exchange *ours,
		     size_t invite)
{
	uint64_t at_us = view_at_us(view, invite);
	bool has_answered = false;

	for (size_t i = 0; i < ours->response_count; i++) {
		if (view_facts(view, ours->response[i])->status >= 200)
			return has_answered && ours->response[i] > invite;
		if (view_at_us(view, ours->response[i]) +
			    invite_slack_us(view) <
		    at_us)
			has_answered = true;
	}
	return has_answered;
}

/** What an INVITE is, begun while an earlier one of the dialog may be open. */
static enum outcome grade_pair(const struct view *view,
			       const struct exchange *open, size_t invite)
{
	uint64_t from_us = view_at_us(view, open->request);
	const struct facts *facts = view_facts(view, invite);

	if (open->request >= invite || open->is_spoilt)
		return OUTCOME_PASS;
	if (open->is_ours)
		return is_known(view, open, invite) ? OUTCOME_FAIL
						    : OUTCOME_PASS;
	if ((open->final != NOTHING && (size_t)open->final < invite) ||
	    facts->cseq == view_facts(view, open->request)->cseq)
		return OUTCOME_PASS;
	/* By then it may have timed out; a 1xx can have been lost. */
	if (view_at_us(view, invite) >= from_us + view_64t1_us(view))
		return OUTCOME_INCONCLUSIVE;
	return OUTCOME_FAIL;
}

/** Judge one INVITE within a dialog; @return whether something was reported */
static bool judge_pairs(struct view *view, size_t index)
{
	const struct exchange *exchange = &view->exchange[index], *open;
	enum outcome outcome;

	for (size_t i = index > LOOK_BACK ? index - LOOK_BACK : 0; i < index;
	     i++) {
		open = &view->exchange[i];
		if (!is_invite(view, open) ||
		    !is_in_talk(view, i, exchange->dialog))
			continue;
		outcome = grade_pair(view, open, exchange->request);
		if (outcome == OUTCOME_PASS)
			continue;
		find(view, CHECK_ID_inv_one_at_a_time, outcome, one_rule,
		     "INVITE %llu while the INVITE %llu %s had no final answer",
		     (unsigned long long)view_facts(view, exchange->request)
			     ->cseq,
		     (unsigned long long)view_facts(view, open->request)->cseq,
		     open->is_ours ? "of ours" : "before");
		prove(view, open->request);
		prove(view, exchange->request);
		return true;
	}
	return false;
}

void check_inv_one_at_a_time(struct view *view)
{
	const struct exchange *exchange;
	long good = NOTHING;
	bool has_found = false;

	for (size_t i = 0; i < view->exchange_count; i++) {
		exchange = &view->exchange[i];
		if (!invite_is_client(view, exchange) ||
		    exchange->dialog == NOTHING ||
		    view_facts(view, exchange->request)->to_tag.size == 0)
			continue;
		if (judge_pairs(view, i))
			has_found = true;
		else
			good = (long)exchange->request;
	}
	if (has_found || good == NOTHING)
		return;

	find(view, CHECK_ID_inv_one_at_a_time, OUTCOME_PASS, one_rule,
	     "each came after the one before");
	prove(view, (size_t)good);
}
