/* SPDX-License-Identifier: MIT */
#include "judge/look.h"

/* Copies of a request other than INVITE (RFC 3261 §17.1.2.2). */

enum {
	PERCENT = 100,
	TOLERANCE = 85,
	SLACK_US = 50000, /* what a network may shorten an interval by */
};

static const char copy_rule[] =
	"equal copies on UDP, at intervals that double up to T2, for 64*T1";

static void report(struct view *view, enum outcome outcome,
		   const struct exchange *exchange, size_t copy,
		   const char *what)
{
	const struct facts *facts = view_facts(view, exchange->request);

	find(view, CHECK_ID_nit_retransmit, outcome, copy_rule,
	     "%.*s again after %.3f s: %s", STR_ARG(facts->method),
	     look_seconds(look_start_us(view, exchange),
			  view_at_us(view, copy)),
	     what);
	prove(view, exchange->request);
	prove(view, copy);
}

/**
 * Whether it is the same request at all: another one that took its branch is
 * not.
 */
static bool is_same_request(const struct facts *a, const struct facts *b)
{
	return a->cseq == b->cseq && str_eq(a->call_id, b->call_id);
}

static bool is_changed(const struct view *view, const struct exchange *exchange,
		       size_t copy)
{
	const struct message *first =
		view_entry(view, exchange->request)->message;
	const struct message *again = view_entry(view, copy)->message;

	return !look_is_proxied(view, copy) &&
	       is_same_request(view_facts(view, exchange->request),
			       view_facts(view, copy)) &&
	       !str_eq(first->bytes, again->bytes);
}

/**
 * Whether a copy came before it was due. Lost ones make intervals longer, never
 * shorter: without the cap each is longer than all the time before it.
 *
 * @param before_us  from the first one to the one before it
 */
static bool is_early(const struct view *view, uint64_t before_us,
		     uint64_t apart_us)
{
	if (before_us > look_t2_us(view))
		before_us = look_t2_us(view);
	return apart_us + SLACK_US < before_us * TOLERANCE / PERCENT;
}

/** T1 of this client as the first interval of its request shows it. */
static uint64_t own_t1_us(const struct view *view,
			  const struct exchange *exchange)
{
	uint64_t apart_us = view_at_us(view, exchange->copy[1]) -
			    look_start_us(view, exchange);
	uint64_t t1_us = view_64t1_us(view) / 64;

	return apart_us > t1_us ? apart_us : t1_us;
}

/** A client that fell back to another transport wrote another Via. */
static bool is_other_transport(const struct view *view,
			       const struct exchange *exchange, size_t copy)
{
	return look_is_stream(view, copy) !=
	       look_is_stream(view, exchange->request);
}

/** @return whether nothing is wrong with the nth copy but, perhaps, its time */
static bool check_copy(struct view *view, const struct exchange *exchange,
		       size_t nth)
{
	size_t copy = exchange->copy[nth];
	uint64_t after_us =
		view_at_us(view, copy) - look_start_us(view, exchange);

	if (is_other_transport(view, exchange, copy))
		return true;
	if (is_changed(view, exchange, copy))
		report(view, OUTCOME_FAIL, exchange, copy, "with other bytes");
	else if (look_is_stream(view, copy))
		report(view, OUTCOME_WARN, exchange, copy,
		       "a stream needs no copies");
	else if (after_us > 65 * own_t1_us(view, exchange))
		report(view, OUTCOME_WARN, exchange, copy, "longer than 64*T1");
	else
		return true;
	return false;
}

/**
 * Look for copies that came too early. One may be the work of a network, or of
 * a tester, that held the copy before it back. @return whether there were none
 */
static bool check_times(struct view *view, const struct exchange *exchange)
{
	uint64_t first_us = look_start_us(view, exchange);
	uint64_t before_us = first_us;
	size_t count = 0, last = 0;

	for (size_t n = 1; n < exchange->copy_count; n++) {
		size_t copy = exchange->copy[n];
		uint64_t apart_us = view_at_us(view, copy) - before_us;

		if (look_is_stream(view, copy) || apart_us < LOOK_TWIN_US)
			continue;
		if (is_early(view, before_us - first_us, apart_us)) {
			count++;
			last = copy;
		}
		before_us = view_at_us(view, copy);
	}
	if (count == 0)
		return true;
	report(view, count > 1 ? OUTCOME_FAIL : OUTCOME_WARN, exchange, last,
	       count > 1 ? "several came sooner than the time before allows"
			 : "sooner than the time before it allows");
	return false;
}

/**
 * Look for a T1 that is shorter than recommended. One interval does not show it:
 * the request before may have been held back. @return whether there was none
 */
static bool check_t1(struct view *view, const struct exchange *exchange)
{
	uint64_t last_us = look_start_us(view, exchange);
	uint64_t longest_us = 0;
	size_t count = 0;

	for (size_t n = 1; n < exchange->copy_count; n++) {
		uint64_t at_us = view_at_us(view, exchange->copy[n]);
		uint64_t apart_us = at_us - last_us;

		if (is_other_transport(view, exchange, exchange->copy[n]))
			return true;
		if (apart_us < LOOK_TWIN_US)
			continue;
		if (apart_us < look_t2_us(view) * 4 / 5)
			apart_us = count < 63 ? apart_us >> count : 0;
		if (apart_us > longest_us)
			longest_us = apart_us;
		last_us = at_us;
		count++;
	}
	if (count < 2 || longest_us >= look_t1_us(view) * 4 / 5)
		return true;
	report(view, OUTCOME_WARN, exchange, exchange->copy[1],
	       "T1 is shorter than recommended");
	return false;
}

/** @return whether all copies are as they have to be */
static bool check_copies(struct view *view, const struct exchange *exchange)
{
	for (size_t n = 1; n < exchange->copy_count; n++) {
		if (!check_copy(view, exchange, n))
			return false;
	}
	return check_times(view, exchange) && check_t1(view, exchange);
}

void check_nit_retransmit(struct view *view)
{
	bool is_kept = true;
	long kept = NOTHING;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (!look_is_plain(view, exchange) || exchange->copy_count < 2)
			continue;
		kept = (long)exchange->copy[exchange->copy_count - 1];
		is_kept = check_copies(view, exchange) && is_kept;
	}
	if (kept == NOTHING || !is_kept)
		return;
	find(view, CHECK_ID_nit_retransmit, OUTCOME_PASS, copy_rule,
	     "so they came");
	prove(view, (size_t)kept);
}
