/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/refusal.h"
#include "judge/reliable.h"

/* Which reliable responses get no PRACK: copies, and those behind a gap. */

enum { GAP_MS = 8000 };

static const char order_rule[] =
	"no PRACK for a response whose RSeq is not one above the last";

/** Whether all numbers between the last one and this were sent by then. */
static bool is_filled(const struct view *view, const struct reliable *gap,
		      size_t before)
{
	uint64_t last = 0, between = 0;
	struct reliable other;
	size_t at = 0;

	while (reliable_next(&other, view, &at) && other.first < before) {
		if (other.invite != gap->invite || other.rseq >= gap->rseq ||
		    !str_eq(other.tag, gap->tag))
			continue;
		if (other.prack != NULL && other.prack->request < gap->first &&
		    other.rseq > last) {
			last = other.rseq;
			between = 0;
		} else if (other.rseq > last) {
			between++;
		}
	}
	return gap->rseq > last && between + 1 == gap->rseq - last;
}

void check_prack_order(struct view *view)
{
	uint64_t window_us = scaled_us(view, GAP_MS);
	struct reliable gap;
	size_t at = 0;

	while (reliable_next(&gap, view, &at)) {
		uint64_t sent_us = view_at_us(view, gap.first);
		bool is_over;

		if (gap.is_next || !gap.is_sure || !gap.is_offered)
			continue;
		if (gap.prack != NULL &&
		    !is_filled(view, &gap, gap.prack->request)) {
			find(view, CHECK_ID_prack_order, OUTCOME_FAIL,
			     order_rule, "PRACK for RSeq %llu",
			     (unsigned long long)gap.rseq);
			prove(view, gap.first);
			prove(view, gap.prack->request);
			continue;
		}
		is_over = gap.prack != NULL || gap.invite->final != NOTHING ||
			  quiet_is_over(view, sent_us, window_us);
		find(view, CHECK_ID_prack_order,
		     is_over ? OUTCOME_PASS : OUTCOME_INCONCLUSIVE, order_rule,
		     is_over ? "none came before the gap was filled"
			     : "none so far");
		prove(view, gap.first);
	}
}

static const char copy_rule[] = "no new PRACK for a copy";

/** The last copy of a response between two entries, or NOTHING. */
static long find_copy(const struct view *view, const struct reliable *reliable,
		      size_t from, size_t until)
{
	long last = NOTHING;
	uint64_t rseq;

	for (size_t i = 0; i < reliable->invite->response_count; i++) {
		size_t entry = reliable->invite->response[i];

		if (entry > from && entry < until &&
		    view_facts(view, entry)->status < 200 &&
		    reliable_read_rseq(view, entry, &rseq) &&
		    rseq == reliable->rseq &&
		    str_eq(view_facts(view, entry)->to_tag, reliable->tag))
			last = (long)entry;
	}
	return last;
}

/** The next PRACK for the same response behind one, or NULL. */
static const struct exchange *find_again(const struct view *view,
					 const struct reliable *reliable,
					 size_t after)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *prack = &view->exchange[i];
		const struct facts *facts = view_facts(view, prack->request);
		struct rack rack;

		if (prack->request > after &&
		    look_is_client(view, prack, STR("PRACK")) &&
		    str_eq(facts->to_tag, reliable->tag) &&
		    reliable_read_rack(&rack, view, prack->request) &&
		    reliable_is_named(view, reliable, &rack))
			return prack;
	}
	return NULL;
}

/** A copy went out after our 2xx to the PRACK: what came of it? */
static void judge_copy(struct view *view, const struct reliable *reliable,
		       size_t accepted)
{
	const struct exchange *again = find_again(view, reliable, accepted);
	size_t until = again != NULL ? again->request : view->record->count;
	long copy = find_copy(view, reliable, accepted, until);
	bool is_over;

	if (copy == NOTHING)
		return;
	if (again != NULL) {
		find(view, CHECK_ID_prack_not_duplicated, OUTCOME_WARN,
		     copy_rule, "another PRACK for RSeq %llu",
		     (unsigned long long)reliable->rseq);
		prove(view, reliable->prack->request);
		prove(view, (size_t)copy);
		prove(view, again->request);
		return;
	}
	is_over = reliable->invite->final != NOTHING ||
		  quiet_is_over(view, view_at_us(view, (size_t)copy),
				scaled_us(view, QUIET_MS));
	find(view, CHECK_ID_prack_not_duplicated,
	     is_over ? OUTCOME_PASS : OUTCOME_INCONCLUSIVE, copy_rule,
	     is_over ? "none came" : "none so far");
	prove(view, (size_t)copy);
}

void check_prack_not_duplicated(struct view *view)
{
	struct reliable reliable;
	size_t at = 0;

	while (reliable_next(&reliable, view, &at)) {
		long final;

		if (reliable.prack == NULL)
			continue;
		final = reliable.prack->final;
		if (final != NOTHING &&
		    view_facts(view, (size_t) final)->status / 100 == 2)
			judge_copy(view, &reliable, (size_t) final);
	}
}
