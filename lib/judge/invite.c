/* SPDX-License-Identifier: MIT */
#include "judge/invite.h"

#include "judge/form.h"

enum { SLACK_MS = 500 };

bool invite_is_client(const struct view *view, const struct exchange *exchange)
{
	return !exchange->is_ours &&
	       str_eq(view_facts(view, exchange->request)->method,
		      STR("INVITE"));
}

bool invite_is_udp(const struct view *view, const struct exchange *exchange)
{
	return !transport_is_stream(
		view_entry(view, exchange->request)->local->transport);
}

static bool is_answer(const struct view *view, size_t entry,
		      const struct facts *invite)
{
	const struct entry *out = view_entry(view, entry);
	const struct facts *facts;

	if (out->type != ENTRY_OUT)
		return false;
	if (out->is_spoilt || out->message == NULL)
		return true;

	facts = view_facts(view, entry);
	return !facts->is_request && str_eq(facts->call_id, invite->call_id) &&
	       facts->cseq == invite->cseq;
}

long invite_answer(const struct view *view, const struct exchange *exchange)
{
	const struct facts *invite = view_facts(view, exchange->request);

	for (size_t i = exchange->request + 1; i < view->record->count; i++) {
		if (is_answer(view, i, invite))
			return (long)i;
	}
	return NOTHING;
}

long invite_provisional(const struct view *view,
			const struct exchange *exchange, size_t n)
{
	unsigned status;
	size_t entry;

	for (size_t i = 0; i < exchange->response_count; i++) {
		entry = exchange->response[i];
		status = view_facts(view, entry)->status;
		if (status >= 200)
			return NOTHING;
		if (view_entry(view, entry)->is_spoilt)
			continue;
		if (n-- == 0)
			return (long)entry;
	}
	return NOTHING;
}

uint64_t invite_slack_us(const struct view *view)
{
	uint64_t t1_ms = view->config->timing.t1_ms;

	return (t1_ms > SLACK_MS ? t1_ms : SLACK_MS) * 1000;
}

double invite_seconds(uint64_t from_us, uint64_t to_us)
{
	return (double)(to_us - from_us) / 1e6;
}

/* Timer B (§17.1.1.2): the end of an INVITE that nobody answers. */

static const char timer_b_rule[] =
	"copies until 64*T1, then nothing more for this INVITE";

/** Whether a message of ours with this Call-ID stands before an entry. */
static bool has_heard(const struct view *view, size_t entry)
{
	struct str call_id = view_facts(view, entry)->call_id;

	for (size_t i = 0; i < entry; i++) {
		if (view_entry(view, i)->type == ENTRY_OUT &&
		    str_eq(view_facts(view, i)->call_id, call_id))
			return true;
	}
	return false;
}

/** Whether an entry is an ACK or a BYE for an INVITE that has no answer. */
static bool is_for_timeout(const struct view *view, size_t entry,
			   const struct facts *invite)
{
	const struct facts *facts = view_facts(view, entry);
	const struct entry *in = view_entry(view, entry);

	if (in->type != ENTRY_IN || in->message == NULL || !facts->is_request ||
	    !str_eq(facts->call_id, invite->call_id) ||
	    !str_eq(facts->from_tag, invite->from_tag))
		return false;
	if (str_eq(facts->method, STR("ACK")))
		return facts->cseq == invite->cseq;
	return str_eq(facts->method, STR("BYE")) && invite->to_tag.size == 0 &&
	       !has_heard(view, entry);
}

/** @return whether something was sent that no timeout may cause */
static bool judge_reaction(struct view *view, const struct exchange *exchange)
{
	const struct facts *invite = view_facts(view, exchange->request);

	for (size_t i = exchange->request + 1; i < view->record->count; i++) {
		if (!is_for_timeout(view, i, invite))
			continue;
		find(view, CHECK_ID_inv_timer_b, OUTCOME_FAIL, timer_b_rule,
		     "%.*s though nothing was answered",
		     FORM_SHOW(view_facts(view, i)->method));
		prove(view, exchange->request);
		prove(view, i);
		return true;
	}
	return false;
}

static void judge_end(struct view *view, const struct exchange *exchange)
{
	size_t last = exchange->copy[exchange->copy_count - 1];
	uint64_t from_us = view_at_us(view, exchange->request);
	uint64_t last_us = view_at_us(view, last);
	uint64_t limit_us = view_64t1_us(view);
	uint64_t t1_us = limit_us / 64;
	long gone = view_gone(view, from_us);
	enum outcome outcome = OUTCOME_PASS;

	if (last_us > from_us + limit_us + t1_us)
		outcome = OUTCOME_WARN;
	else if (!view_is_over(view, from_us,
			       limit_us + view->config->timing.t4_ms * 1000ULL))
		return;
	else if (gone != NOTHING &&
		 view_at_us(view, (size_t)gone) < from_us + limit_us)
		outcome = OUTCOME_INCONCLUSIVE;

	find(view, CHECK_ID_inv_timer_b, outcome, timer_b_rule,
	     "the last of %zu INVITEs came %.1f s after the first%s",
	     exchange->copy_count, invite_seconds(from_us, last_us),
	     outcome == OUTCOME_INCONCLUSIVE ? ", then the client was gone"
					     : "");
	prove(view, exchange->request);
	prove(view, last);
}

void check_inv_timer_b(struct view *view)
{
	const struct exchange *exchange;

	if (view->has_proxy)
		return;

	for (size_t i = 0; i < view->exchange_count; i++) {
		exchange = &view->exchange[i];
		if (!invite_is_client(view, exchange) ||
		    invite_answer(view, exchange) != NOTHING ||
		    judge_reaction(view, exchange))
			continue;
		judge_end(view, exchange);
	}
}
