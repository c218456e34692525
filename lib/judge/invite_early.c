/* SPDX-License-Identifier: MIT */
#include "judge/form.h"
#include "judge/invite.h"

/* What a provisional response does to the INVITE (RFC 3261 §17.1.1.2). */

enum {
	KEEP_ALIVE_S = 15,     /* NAT: every 20 s or so (RFC 3581 §3) */
	KEEP_ALIVE_EVEN_S = 5, /* or faster, but always the same */
	SECOND_US = 1000 * 1000
};

static const char stop_rule[] = "no more copies after a provisional response";

/** The copies that came although a second 1xx was sent. */
struct late {
	size_t count;
	size_t entry;    /* the last */
	uint64_t min_us; /* shortest and longest interval before each */
	uint64_t max_us;
};

static struct late find_late(const struct view *view,
			     const struct exchange *exchange, uint64_t from_us)
{
	struct late late = { 0, 0, UINT64_MAX, 0 };
	uint64_t interval_us;
	size_t copy;

	for (size_t i = 1; i < exchange->copy_count; i++) {
		copy = exchange->copy[i];
		if (exchange->final != NOTHING &&
		    copy > (size_t)exchange->final)
			break;
		if (view_at_us(view, copy) <= from_us)
			continue;
		interval_us = view_at_us(view, copy) -
			      view_at_us(view, exchange->copy[i - 1]);
		late.count++;
		late.entry = copy;
		if (interval_us < late.min_us)
			late.min_us = interval_us;
		if (interval_us > late.max_us)
			late.max_us = interval_us;
	}
	return late;
}

static bool is_keep_alive(const struct view *view,
			  const struct exchange *exchange,
			  const struct late *late)
{
	if (view_facts(view, exchange->request)->rport.p == NULL)
		return false;
	if (late->min_us >= KEEP_ALIVE_S * (uint64_t)SECOND_US)
		return true;
	return late->min_us >= KEEP_ALIVE_EVEN_S * (uint64_t)SECOND_US &&
	       late->max_us <= late->min_us * 115 / 100 + SECOND_US / 2;
}

/** Until when copies are looked for: the final response, or now. */
static uint64_t end_us(const struct view *view, const struct exchange *exchange)
{
	if (exchange->final != NOTHING)
		return view_at_us(view, (size_t)exchange->final);
	return view->config->end_us;
}

/** Good is only what was due: a copy that would have come without the 1xx. */
static void pass_stop(struct view *view, const struct exchange *exchange,
		      size_t early, const struct late *late)
{
	uint64_t first_us = view_at_us(view, exchange->request);
	uint64_t early_us = view_at_us(view, early);
	uint64_t t1_us = view_64t1_us(view) / 64;
	uint64_t due_us = 2 * early_us - first_us + t1_us;
	uint64_t until_us = end_us(view, exchange);
	long gone = view_gone(view, first_us);

	if (exchange->final == NOTHING &&
	    !view_is_over(view, early_us, 16 * t1_us))
		return;
	if (until_us < due_us + invite_slack_us(view) ||
	    (gone != NOTHING && view_at_us(view, (size_t)gone) < due_us))
		return;

	find(view, CHECK_ID_inv_stop_after_1xx, OUTCOME_PASS, stop_rule,
	     "%zu copies in the %.1f s after the %u", late->count,
	     invite_seconds(early_us, until_us),
	     view_facts(view, early)->status);
	prove(view, early);
}

static void judge_stop(struct view *view, const struct exchange *exchange)
{
	long first = invite_provisional(view, exchange, 0);
	long second = invite_provisional(view, exchange, 1);
	struct late late;
	bool is_heard;

	if (first == NOTHING || !invite_is_udp(view, exchange))
		return;

	/* The first 1xx may be lost; a copy has brought it again. */
	late = find_late(view, exchange,
			 view_at_us(view, (size_t)(second != NOTHING ? second
								     : first)) +
				 invite_slack_us(view));
	if (late.count < 2 || is_keep_alive(view, exchange, &late)) {
		pass_stop(view, exchange, (size_t)first, &late);
		return;
	}
	is_heard = second != NOTHING && view_is_receiving(view, (size_t)second);
	find(view, CHECK_ID_inv_stop_after_1xx,
	     is_heard ? OUTCOME_WARN : OUTCOME_INCONCLUSIVE, stop_rule,
	     "%zu copies after the %u%s", late.count,
	     view_facts(view, (size_t)first)->status,
	     is_heard ? "" : ", which may not have arrived");
	prove(view, (size_t)(second != NOTHING ? second : first));
	prove(view, late.entry);
}

void check_inv_stop_after_1xx(struct view *view)
{
	if (view->has_proxy)
		return;

	for (size_t i = 0; i < view->exchange_count; i++) {
		if (invite_is_client(view, &view->exchange[i]))
			judge_stop(view, &view->exchange[i]);
	}
}

static const char ack_rule[] = "no ACK for a provisional response";

/** What was sent for an INVITE, whatever its branch, before an ACK came. */
struct sent {
	long early; /* the last 1xx */
	bool has_final;
};

/**
 * What a message of ours is to an ACK: 0 nothing, or the status it may be for.
 */
static unsigned read_status(const struct view *view, size_t entry,
			    const struct facts *ack)
{
	const struct entry *out = view_entry(view, entry);
	const struct facts *facts = view_facts(view, entry);

	if (out->type != ENTRY_OUT)
		return 0;
	if (out->is_spoilt || out->message == NULL)
		return 200; /* nobody knows what the client made of it */
	if (facts->is_request || !str_eq(facts->cseq_method, STR("INVITE")) ||
	    !str_eq(facts->call_id, ack->call_id))
		return 0;
	if (facts->cseq == ack->cseq ||
	    (facts->status >= 200 && str_eq(facts->branch, ack->branch)))
		return facts->status;
	return 0;
}

/**
 * Look at all that went out for this number: the ACK of another branch, of an
 * INVITE that was sent once more after a 503, is for that one.
 */
static struct sent find_sent(const struct view *view, size_t ack)
{
	struct sent sent = { NOTHING, false };
	unsigned status;

	for (size_t i = ack; i-- > 0 && !sent.has_final;) {
		status = read_status(view, i, view_facts(view, ack));
		sent.has_final = status >= 200;
		if (status > 0 && status < 200 && sent.early == NOTHING)
			sent.early = (long)i;
	}
	return sent;
}

/** @return whether an ACK for nothing but a 1xx was reported */
static bool judge_acks(struct view *view)
{
	const struct entry *entry;
	struct sent sent;

	for (size_t i = 0; i < view->record->count; i++) {
		entry = view_entry(view, i);
		if (entry->type != ENTRY_IN || entry->message == NULL ||
		    !str_eq(view_facts(view, i)->method, STR("ACK")) ||
		    !view_facts(view, i)->is_request)
			continue;
		sent = find_sent(view, i);
		if (sent.early == NOTHING || sent.has_final)
			continue;
		find(view, CHECK_ID_inv_no_ack_for_1xx, OUTCOME_FAIL, ack_rule,
		     "ACK when only a %u had been sent",
		     view_facts(view, (size_t)sent.early)->status);
		prove(view, (size_t)sent.early);
		prove(view, i);
		return true;
	}
	return false;
}

void check_inv_no_ack_for_1xx(struct view *view)
{
	long early;

	if (judge_acks(view))
		return;

	for (size_t i = 0; i < view->exchange_count; i++) {
		if (!invite_is_client(view, &view->exchange[i]))
			continue;
		early = invite_provisional(view, &view->exchange[i], 0);
		if (early == NOTHING)
			continue;
		find(view, CHECK_ID_inv_no_ack_for_1xx, OUTCOME_PASS, ack_rule,
		     "no ACK before the final response");
		prove(view, (size_t)early);
		return;
	}
}
