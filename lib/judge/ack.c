/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "judge/look.h"
#include "judge/mangled.h"
#include "judge/refusal.h"

/* The ACK for a refusal: whether it came, and to where (RFC 3261 §17.1.1.2). */

enum { SLOW_COPIES = 2 }; /* as many of ours it may not take on a clean path */

static const char sent_rule[] = "an ACK within 64*T1 of the final response";

/* Our copies of the final that went out before its first ACK. */
static size_t copies_before_ack(const struct view *view,
				const struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;
	uint64_t last_us = refusal->at_us;
	size_t count = 0;

	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t at = exchange->response[i];

		/* Two at once are as good as one. */
		if (at <= refusal->final || at >= (size_t)refusal->ack ||
		    view_facts(view, at)->status != refusal->status ||
		    view_at_us(view, at) < last_us + look_t1_us(view) / 2)
			continue;
		last_us = view_at_us(view, at);
		count++;
	}
	return count;
}

/* A copy of the INVITE after our final: that one was lost or crossed it. */
static bool is_final_lost(const struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;

	return exchange->copy_count > 0 &&
	       exchange->copy[exchange->copy_count - 1] > refusal->final;
}

static enum look look_acked(struct view *view, struct refusal *refusal)
{
	uint64_t ack_us = view_at_us(view, (size_t)refusal->ack);
	double wait = look_seconds(refusal->at_us, ack_us);
	size_t copies = copies_before_ack(view, refusal);
	long lost;
	bool is_over = ack_us > refusal->at_us + view_64t1_us(view);

	refusal_note(view, refusal, "ACK after %.3f s and %zu copies of ours",
		     wait, copies);
	lost = view_lost_in(view, refusal->final);
	if ((lost != NOTHING && lost < refusal->ack) ||
	    is_final_lost(refusal) || (!is_over && copies < SLOW_COPIES))
		return LOOK_GOOD;

	find(view, CHECK_ID_ack_non2xx_sent,
	     refusal->is_proxied ? OUTCOME_INFO : OUTCOME_WARN, sent_rule,
	     "slow ACK: %.3f s after the %u, and it took %zu copies of it",
	     wait, refusal->status, copies);
	prove(view, refusal->final);
	prove(view, (size_t)refusal->ack);
	return LOOK_SAID;
}

static enum look look_sent(struct view *view, struct refusal *refusal)
{
	enum doubt doubt;
	long stray;

	if (refusal->ack != NOTHING)
		return look_acked(view, refusal);

	stray = refusal_stray_ack(view, refusal);
	if (mangled_owns_ack(view, refusal, stray))
		return LOOK_NONE;
	doubt = refusal_doubt(view, refusal);
	find(view, CHECK_ID_ack_non2xx_sent,
	     doubt == DOUBT_NONE ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE,
	     sent_rule, "no ACK for the %u%s; %s (%s)", refusal->status,
	     stray == NOTHING
		     ? ""
		     : ", but one with another branch and another CSeq number",
	     doubt_text(doubt), refusal_route(view, refusal));
	mark_unacked(view);
	prove(view, refusal->exchange->request);
	prove(view, refusal->final);
	if (stray != NOTHING)
		prove(view, (size_t)stray);
	return LOOK_SAID;
}

void check_ack_non2xx_sent(struct view *view)
{
	refusal_each(view, CHECK_ID_ack_non2xx_sent, sent_rule, look_sent);
}

static bool is_to(const struct entry *entry, const struct endpoint *end)
{
	return entry->local->port == end->port &&
	       entry->local->transport == end->transport &&
	       str_eq(str_from(entry->local->host), str_from(end->host));
}

/*
 * Whether any copy of the INVITE came in where the ACK did: a client that fell
 * back to another transport sent it both ways (RFC 3261 §18.1.1).
 */
static bool is_same_flow(const struct view *view,
			 const struct exchange *exchange, size_t ack)
{
	const struct endpoint *end = view_entry(view, ack)->local;

	for (size_t i = 0; i < exchange->copy_count; i++)
		if (is_to(view_entry(view, exchange->copy[i]), end))
			return true;
	return is_to(view_entry(view, exchange->request), end);
}

static enum look look_flow(struct view *view, struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;
	const struct endpoint *want =
		view_entry(view, exchange->request)->local;

	for (size_t i = 0; i < exchange->ack_count; i++) {
		size_t ack = exchange->ack[i];
		const struct endpoint *have = view_entry(view, ack)->local;

		if (!is_failure_ack(view, ack) ||
		    is_same_flow(view, exchange, ack))
			continue;
		find(view, CHECK_ID_ack_same_flow,
		     refusal->is_proxied ? OUTCOME_INCONCLUSIVE : OUTCOME_FAIL,
		     "the ACK where the INVITE went",
		     "INVITE to %s:%u (%s), ACK to %s:%u (%s)", want->host,
		     want->port, transport_name(want->transport), have->host,
		     have->port, transport_name(have->transport));
		prove(view, exchange->request);
		prove(view, ack);
		return LOOK_SAID;
	}
	return refusal->ack == NOTHING ? LOOK_NONE : LOOK_GOOD;
}

void check_ack_same_flow(struct view *view)
{
	refusal_each(view, CHECK_ID_ack_same_flow,
		     "the ACK goes where the INVITE went", look_flow);
}
