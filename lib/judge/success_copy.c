/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/success.h"

/*
 * Each copy of a 2xx is acknowledged again, on every transport (RFC 3261
 * §13.2.2.4). One lost ACK is normal on UDP, so a copy counts as missed only
 * with the next.
 */

/** What became of the copies of a 2xx that went out after its first ACK. */
struct copies {
	size_t count;
	size_t acked;
	size_t missed;       /* pairs of copies in a row without an ACK */
	bool is_last_missed; /* the last pair was: it stopped */
	bool is_sure; /* of a pair: the dialog went on long enough after it */
	bool is_open;
	size_t proof; /* the last copy of a missed pair, a sure one before
		       * others, else the last copy */
};

/**
 * When the dialog was ended by either side; the end of time when it was not.
 */
static uint64_t ended_us(const struct view *view, const struct success *success)
{
	long ended = success->talk == NOTHING ? NOTHING
					      : view->talk[success->talk].ended;

	return ended == NOTHING ? UINT64_MAX : view_at_us(view, (size_t)ended);
}

/** Whether an entry is a copy that the client still has to acknowledge. */
static bool is_copy(const struct view *view, const struct success *success,
		    size_t entry, uint64_t until_us)
{
	const struct facts *facts = view_facts(view, entry);

	return entry > (size_t)success->ack && facts->status >= 200 &&
	       facts->status < 300 && str_eq(facts->to_tag, success->tag) &&
	       !view_entry(view, entry)->is_spoilt &&
	       view_at_us(view, entry) < until_us;
}

static bool is_acked_between(const struct view *view,
			     const struct success *success, uint64_t from_us,
			     uint64_t until_us)
{
	const struct exchange *invite = success->invite;
	size_t low = 0, high = invite->ack_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (view_at_us(view, invite->ack[middle]) < from_us)
			low = middle + 1;
		else
			high = middle;
	}
	return low < invite->ack_count &&
	       view_at_us(view, invite->ack[low]) <= until_us;
}

/** How long an ACK may take to come back. */
static uint64_t patience_us(const struct view *view)
{
	return 2 * look_t1_us(view);
}

/**
 * The pair that ends with this copy got no ACK; a dialog that ended soon after
 * it may have swallowed that.
 */
static void note_miss(struct copies *copies, const struct view *view,
		      const struct success *success, size_t copy)
{
	bool is_sure = view_at_us(view, copy) + patience_us(view) <=
		       ended_us(view, success);

	copies->missed++;
	if (is_sure || !copies->is_sure)
		copies->proof = copy;
	copies->is_sure |= is_sure;
}

/** Take one copy in, with the one before it (NOTHING: there is none). */
static void take_copy(struct copies *copies, struct view *view,
		      const struct success *success, long before, size_t copy)
{
	uint64_t at_us = view_at_us(view, copy);
	bool is_acked = is_acked_between(view, success, at_us,
					 at_us + patience_us(view));

	copies->count++;
	if (copies->missed == 0)
		copies->proof = copy;
	if (is_acked) {
		copies->acked++;
	} else if (look_window(view, at_us, patience_us(view)) != WINDOW_OVER) {
		copies->is_open = true; /* it says nothing of those before */
		return;
	}

	copies->is_last_missed =
		before != NOTHING &&
		!is_acked_between(view, success,
				  view_at_us(view, (size_t)before),
				  at_us + patience_us(view));
	if (copies->is_last_missed)
		note_miss(copies, view, success, copy);
}

static void read_copies(struct copies *copies, struct view *view,
			const struct success *success)
{
	uint64_t until_us =
		view_at_us(view, success->first) + view_64t1_us(view);
	uint64_t end_us = ended_us(view, success);
	long before = NOTHING;

	*copies = (struct copies){ .proof = success->first };
	if (end_us < until_us)
		until_us = end_us;
	for (size_t i = 0; i < success->invite->response_count; i++) {
		size_t entry = success->invite->response[i];

		if (!is_copy(view, success, entry, until_us))
			continue;
		take_copy(copies, view, success, before, entry);
		before = (long)entry;
	}
}

static enum outcome copies_outcome(const struct view *view,
				   const struct success *success,
				   const struct copies *copies)
{
	uint64_t proof_us = view_at_us(view, copies->proof);

	if (copies->missed == 0)
		return copies->is_open ? OUTCOME_INCONCLUSIVE : OUTCOME_PASS;
	if (look_is_gone(view, view_at_us(view, (size_t)success->ack),
			 proof_us + patience_us(view)))
		return OUTCOME_INCONCLUSIVE;
	return copies->is_last_missed && copies->is_sure ? OUTCOME_FAIL
							 : OUTCOME_WARN;
}

static void judge_copies(struct view *view, const struct success *success)
{
	struct copies copies;

	read_copies(&copies, view, success);
	if (copies.count == 0)
		return;

	find(view, CHECK_ID_ack_2xx_every_copy,
	     copies_outcome(view, success, &copies),
	     "an ACK for each copy of the 2xx",
	     "%zu of %zu copies got an ACK%s", copies.acked, copies.count,
	     copies.missed == 0 ? "" : ", two in a row did not");
	prove(view, success->first);
	prove(view, (size_t)success->ack);
	prove(view, copies.proof);
}

void check_ack_2xx_every_copy(struct view *view)
{
	struct success success;

	for (size_t i = 0; i < view->exchange_count; i++) {
		for (size_t at = 0; success_next(&success, view, i, &at);) {
			if (success.ack != NOTHING)
				judge_copies(view, &success);
		}
	}
}
