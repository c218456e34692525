/* SPDX-License-Identifier: MIT */
#include "judge/look.h"

/* No copies of a request once it has its answer (RFC 3261 §17.1.2.2). */

static const char stop_rule[] = "no more copies after the final response";

/** The first request that can only come of this final response, or NOTHING. */
static long find_effect(const struct view *view, size_t index)
{
	const struct exchange *exchange = &view->exchange[index];

	for (size_t i = index + 1; i < view->exchange_count; i++) {
		const struct exchange *other = &view->exchange[i];

		if (!other->is_ours && other->parent == (long)index &&
		    (other->class == CLASS_AUTH ||
		     other->class == CLASS_CHILD) &&
		    (long)other->request > exchange->final)
			return (long)other->request;
	}
	return NOTHING;
}

/** Copies that came later than what may have been in flight. */
static size_t count_after(const struct view *view,
			  const struct exchange *exchange, uint64_t from_us)
{
	size_t count = 0;

	for (size_t i = 1; i < exchange->copy_count; i++) {
		if (view_at_us(view, exchange->copy[i]) >
		    from_us + look_t1_us(view))
			count++;
	}
	return count;
}

/** @return whether the copies stopped */
static bool check_stop(struct view *view, size_t index)
{
	const struct exchange *exchange = &view->exchange[index];
	uint64_t final_us = view_at_us(view, (size_t)exchange->final);
	size_t last = exchange->copy[exchange->copy_count - 1];
	size_t count = count_after(view, exchange, final_us);
	long effect = count < 2 ? NOTHING : find_effect(view, index);
	bool is_shown = effect != NOTHING &&
			count_after(view, exchange,
				    view_at_us(view, (size_t)effect)) >= 2;

	if (count < 2)
		return true;

	find(view, CHECK_ID_nit_stop_after_final,
	     is_shown ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE, stop_rule,
	     "%zu copies after our %u%s", count, exchange_final(view, exchange),
	     is_shown ? ", on which the client had acted"
		      : ": unreachable, our answer does not seem to arrive");
	prove(view, exchange->request);
	prove(view, (size_t)exchange->final);
	if (effect != NOTHING)
		prove(view, (size_t)effect);
	prove(view, last);
	return false;
}

void check_nit_stop_after_final(struct view *view)
{
	long kept = NOTHING;
	bool is_kept = true;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (!look_is_plain(view, exchange) ||
		    exchange->final == NOTHING || exchange->is_spoilt)
			continue;
		if (!check_stop(view, i))
			is_kept = false;
		else if (look_window(view,
				     view_at_us(view, (size_t)exchange->final),
				     10 * look_t1_us(view)) != WINDOW_OPEN)
			kept = exchange->final;
	}
	if (kept == NOTHING || !is_kept)
		return;
	find(view, CHECK_ID_nit_stop_after_final, OUTCOME_PASS, stop_rule,
	     "the copies stopped");
	prove(view, (size_t)kept);
}
