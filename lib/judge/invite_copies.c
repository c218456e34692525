/* SPDX-License-Identifier: MIT */
#include "judge/form.h"
#include "judge/invite.h"
#include "judge/look.h"

/* Timer A (RFC 3261 §17.1.1.2): copies of an INVITE that nobody answers. */

enum {
	SLOWEST_T1_MS = 400 /* a T1 below is noted: 500 ms less a fifth */
};

static const char copies_rule[] =
	"equal copies of the unanswered INVITE at intervals that double";

/** The copies that came before anything was answered. */
struct series {
	uint64_t first_us;
	uint64_t last_us;
	size_t count;   /* of intervals */
	uint64_t t1_us; /* no interval speaks for a longer one */
	size_t early;   /* copies that came too early */
	size_t proof;   /* the first two of them */
	size_t proof_next;
};

static bool is_one_flow(const struct view *view, size_t a, size_t b)
{
	const struct entry *one = view_entry(view, a);
	const struct entry *two = view_entry(view, b);

	return one->local->transport == two->local->transport &&
	       one->local->port == two->local->port &&
	       one->remote->port == two->remote->port &&
	       str_eq(str_from(one->local->host), str_from(two->local->host)) &&
	       str_eq(str_from(one->remote->host), str_from(two->remote->host));
}

/**
 * An interval is as long as all before it and T1. Where copies were lost it is
 * longer; shorter it cannot be.
 */
static void add_copy(struct series *series, const struct view *view,
		     size_t copy)
{
	uint64_t at_us = view_at_us(view, copy);
	uint64_t interval_us = at_us - series->last_us;
	uint64_t whole_us = series->last_us - series->first_us;
	uint64_t t1_us = series->count < 63 ? interval_us >> series->count : 0;

	if (interval_us < LOOK_TWIN_US)
		return;

	if (interval_us + invite_slack_us(view) < whole_us * 85 / 100) {
		if (series->early == 0)
			series->proof = copy;
		else if (series->early == 1)
			series->proof_next = copy;
		series->early++;
	}
	if (t1_us > series->t1_us)
		series->t1_us = t1_us;
	series->count++;
	series->last_us = at_us;
}

static struct series measure(const struct view *view,
			     const struct exchange *exchange, long answer)
{
	struct series series = { 0 };
	size_t copy;

	series.first_us = view_at_us(view, exchange->request);
	series.last_us = series.first_us;
	for (size_t i = 1; i < exchange->copy_count; i++) {
		copy = exchange->copy[i];
		if (answer != NOTHING && copy > (size_t)answer)
			break;
		if (is_one_flow(view, exchange->request, copy))
			add_copy(&series, view, copy);
	}
	return series;
}

/** @return whether it was reported that a copy is none, byte by byte */
static bool judge_bytes(struct view *view, const struct exchange *exchange)
{
	const struct message *first =
		view_entry(view, exchange->request)->message;
	size_t copy;

	for (size_t i = 1; i < exchange->copy_count; i++) {
		copy = exchange->copy[i];
		if (exchange->final != NOTHING &&
		    copy > (size_t)exchange->final)
			return false;
		if (!is_one_flow(view, exchange->request, copy) ||
		    str_eq(first->bytes,
			   view_entry(view, copy)->message->bytes))
			continue;
		find(view, CHECK_ID_inv_retransmit,
		     form_is_straight(view, copy) ? OUTCOME_FAIL
						  : OUTCOME_INCONCLUSIVE,
		     copies_rule, "a copy differs from the first INVITE%s",
		     form_is_straight(view, copy) ? ""
						  : ", behind a middlebox");
		prove(view, exchange->request);
		prove(view, copy);
		return true;
	}
	return false;
}

/** The same INVITE on another branch, sent while this one has no answer. */
static bool is_sibling(const struct view *view, const struct exchange *a,
		       const struct exchange *b)
{
	const struct facts *one = view_facts(view, a->request);
	const struct facts *two = view_facts(view, b->request);

	return a != b && invite_is_client(view, b) && one->cseq == two->cseq &&
	       str_eq(one->call_id, two->call_id) &&
	       str_eq(one->from_tag, two->from_tag) &&
	       is_one_flow(view, a->request, b->request);
}

/**
 * A new branch now and then is another server's turn (RFC 3263 §4.3); a client
 * that sends nothing twice puts a new one into each copy.
 *
 * @return whether there are other branches at all: then copies are not missed
 */
static bool judge_siblings(struct view *view, const struct exchange *exchange)
{
	uint64_t until_us = view_at_us(view, exchange->request) +
			    timing_64t1_us(&view->config->timing) / 2;
	size_t later[2] = { 0, 0 }, count = 0;
	bool has_sibling = false;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *other = &view->exchange[i];

		if (!is_sibling(view, exchange, other))
			continue;
		has_sibling = true;
		if (other->request < exchange->request)
			return true;
		if (other->copy_count > 1 ||
		    view_at_us(view, other->request) > until_us)
			continue;
		if (count < ARRAY_SIZE(later))
			later[count] = other->request;
		count++;
	}
	if (count < ARRAY_SIZE(later))
		return has_sibling;

	find(view, CHECK_ID_inv_retransmit, OUTCOME_FAIL, copies_rule,
	     "%zu copies, each with another branch", count);
	prove(view, exchange->request);
	prove(view, later[0]);
	prove(view, later[1]);
	return true;
}

/** Whether the sender of a request did anything at or after a time. */
static bool is_alive(const struct view *view, size_t request, uint64_t from_us)
{
	struct str host = str_from(view_entry(view, request)->remote->host);
	long in = view_next_in(view, from_us);

	for (; in != NOTHING && (size_t)in < view->record->count; in++) {
		if (view_entry(view, (size_t)in)->type == ENTRY_IN &&
		    str_eq(str_from(view_entry(view, (size_t)in)->remote->host),
			   host))
			return true;
	}
	return false;
}

/**
 * No copy at all: a fault where five were due and the client was still there.
 */
static void judge_missing(struct view *view, const struct exchange *exchange,
			  long answer)
{
	uint64_t from_us = view_at_us(view, exchange->request);
	uint64_t window_us = timing_64t1_us(&view->config->timing);
	uint64_t shown_us = from_us + window_us / 2;
	long gone = view_gone(view, from_us);
	bool is_there = is_alive(view, exchange->request, shown_us);

	if (answer != NOTHING && view_at_us(view, (size_t)answer) < shown_us)
		return;
	if (answer == NOTHING && !view_is_over(view, from_us, window_us))
		return;

	if (gone != NOTHING)
		is_there = view_at_us(view, (size_t)gone) >= shown_us &&
			   (is_there ||
			    view_entry(view, (size_t)gone)->type == ENTRY_EXIT);
	find(view, CHECK_ID_inv_retransmit,
	     is_there ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE, copies_rule,
	     is_there ? "no copy while nothing was answered"
		      : "no copy, and no sign that the client was still there");
	prove(view, exchange->request);
}

static void judge_times(struct view *view, const struct exchange *exchange,
			const struct series *series, long answer)
{
	uint64_t slowest_us = view->config->timing.t1_ms * 800ULL;
	enum outcome outcome = OUTCOME_PASS;

	if (slowest_us > SLOWEST_T1_MS * 1000ULL)
		slowest_us = SLOWEST_T1_MS * 1000ULL;
	if (series->early > 1)
		outcome = OUTCOME_FAIL;
	else if (series->early > 0 ||
		 (series->count > 1 && series->t1_us < slowest_us))
		outcome = OUTCOME_WARN;
	else if (answer == NOTHING &&
		 !view_is_over(view, series->first_us,
			       timing_64t1_us(&view->config->timing)))
		return;

	find(view, CHECK_ID_inv_retransmit, outcome, copies_rule,
	     "%zu copies in %.1f s, T1 up to %.3f s, %zu of them too early",
	     series->count, invite_seconds(series->first_us, series->last_us),
	     (double)series->t1_us / 1e6, series->early);
	prove(view, exchange->request);
	if (series->early > 0)
		prove(view, series->proof);
	if (series->early > 1)
		prove(view, series->proof_next);
}

static void judge_udp(struct view *view, const struct exchange *exchange)
{
	long answer = invite_answer(view, exchange);
	struct series series = measure(view, exchange, answer);

	if (judge_bytes(view, exchange))
		return;
	if (series.count > 0)
		judge_times(view, exchange, &series, answer);
	else if (answer != NOTHING || !judge_siblings(view, exchange))
		judge_missing(view, exchange, answer);
}

/** A stream repeats by itself: no timer A there. */
static void judge_stream(struct view *view, const struct exchange *exchange)
{
	size_t copy;

	for (size_t i = 1; i < exchange->copy_count; i++) {
		copy = exchange->copy[i];
		if (!is_one_flow(view, exchange->request, copy))
			continue;
		find(view, CHECK_ID_inv_retransmit, OUTCOME_WARN,
		     "no copies on a stream", "a copy on the same connection");
		prove(view, exchange->request);
		prove(view, copy);
		return;
	}
}

void check_inv_retransmit(struct view *view)
{
	if (view->has_proxy)
		return;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (!invite_is_client(view, exchange))
			continue;
		if (invite_is_udp(view, exchange))
			judge_udp(view, exchange);
		else
			judge_stream(view, exchange);
	}
}
