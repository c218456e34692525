/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "judge/look.h"
#include "judge/refusal.h"

/*
 * Copies of a refusal that we sent after its first ACK: each is to be
 * acknowledged again for Timer D, which is 32 s whatever T1 is (RFC 6026 §8.4).
 * Packets get lost, so that one miss says nothing, and two in a row only where
 * no loss was seen. An ACK behind them makes a loss more likely than not.
 */
enum { TIMER_D_MS = 32000, SLACK_MS = 250, GRACE_MS = 1000, MISSES = 2 };

/** The copies whose time for an ACK is over, in order. */
struct copies {
	size_t *entry;
	bool *is_acked;
	size_t count;
	size_t acked;
	size_t hole;   /* longest run of misses with an ACKed one behind it */
	size_t tail;   /* misses at the end */
	size_t needed; /* misses in a row that prove something */
	size_t early;  /* copies before the last eighth of Timer D */
	size_t late_acked; /* ACKed ones in that eighth */
};

static uint64_t timer_d_us(const struct view *view)
{
	uint64_t longest = (uint64_t)TIMER_D_MS * 1000;
	uint64_t ours = view_64t1_us(view);

	return ours < longest ? ours : longest;
}

/* How long the ACK for a copy may take: 1 s and what the first one took. */
static uint64_t grace_us(const struct view *view, const struct refusal *refusal)
{
	uint64_t took_us =
		view_at_us(view, (size_t)refusal->ack) - refusal->at_us;
	uint64_t most_us = scaled_us(view, GRACE_MS);

	return most_us + (took_us < most_us ? took_us : most_us);
}

static bool is_copy(const struct view *view, const struct refusal *refusal,
		    size_t entry)
{
	uint64_t end_us =
		refusal->at_us + timer_d_us(view) - scaled_us(view, SLACK_MS);

	return entry > (size_t)refusal->ack &&
	       view_facts(view, entry)->status == refusal->status &&
	       !view_entry(view, entry)->is_spoilt &&
	       view_at_us(view, entry) < end_us;
}

/* Each ACK goes to the newest copy before it that has none yet. */
static void match_acks(struct copies *copies, const struct view *view,
		       const struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;

	for (size_t i = 0; i < exchange->ack_count; i++) {
		size_t ack = exchange->ack[i];
		size_t n = copies->count;

		if (!is_failure_ack(view, ack))
			continue;
		while (n > 0 &&
		       (copies->entry[n - 1] > ack || copies->is_acked[n - 1]))
			n--;
		if (n > 0)
			copies->is_acked[n - 1] = true;
	}
}

/* Leave out the copies that no ACK was seen for, but may yet be. */
static void settle(struct copies *copies, struct view *view,
		   const struct refusal *refusal)
{
	uint64_t grace = grace_us(view, refusal);
	long gone = view_gone(view, view_at_us(view, (size_t)refusal->ack));
	size_t kept = 0;

	for (size_t i = 0; i < copies->count; i++) {
		uint64_t at_us = view_at_us(view, copies->entry[i]);
		bool is_gone = gone != NOTHING &&
			       view_at_us(view, (size_t)gone) < at_us + grace;

		if (!copies->is_acked[i] &&
		    (is_gone || !view_is_over(view, at_us, grace)))
			continue;
		copies->entry[kept] = copies->entry[i];
		copies->is_acked[kept] = copies->is_acked[i];
		kept++;
	}
	copies->count = kept;
}

static void tally(struct copies *copies, const struct view *view,
		  const struct refusal *refusal)
{
	uint64_t late_us = refusal->at_us + timer_d_us(view) / 8 * 7;

	for (size_t i = 0; i < copies->count; i++) {
		bool is_late = view_at_us(view, copies->entry[i]) >= late_us;

		if (!is_late)
			copies->early++;
		copies->tail++;
		if (!copies->is_acked[i])
			continue;
		copies->acked++;
		if (copies->tail - 1 > copies->hole)
			copies->hole = copies->tail - 1;
		copies->tail = 0;
		if (is_late)
			copies->late_acked++;
	}
}

/* Whether a packet was seen to be lost before: the first ACK took a copy of the
 * final, or the INVITE was repeated after an answer. */
static bool has_loss(const struct view *view, const struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;

	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t at = exchange->response[i];

		if (at > refusal->final && at < (size_t)refusal->ack &&
		    view_facts(view, at)->status == refusal->status)
			return true;
	}
	return exchange->copy[exchange->copy_count - 1] > exchange->response[0];
}

/* Read them. @return whether there is any copy to judge by */
static bool read_copies(struct copies *copies, struct view *view,
			const struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;
	size_t room = exchange->response_count;

	*copies = (struct copies){ .needed = MISSES };
	if (refusal->ack == NOTHING || refusal->is_spoilt ||
	    (size_t)refusal->ack < refusal->final)
		return false;
	copies->entry = arena_array(&view->arena, room, sizeof(size_t));
	copies->is_acked = arena_array(&view->arena, room, sizeof(bool));
	if (!copies->entry || !copies->is_acked)
		return false;

	for (size_t i = 0; i < room; i++) {
		size_t at = exchange->response[i];

		if (is_copy(view, refusal, at))
			copies->entry[copies->count++] = at;
	}
	match_acks(copies, view, refusal);
	settle(copies, view, refusal);
	tally(copies, view, refusal);
	if (has_loss(view, refusal) || copies->hole > 0)
		copies->needed++;
	return copies->count > 0;
}

static void prove_misses(struct view *view, const struct refusal *refusal,
			 const struct copies *copies)
{
	prove(view, refusal->final);
	prove(view, (size_t)refusal->ack);
	for (size_t i = 0; i < copies->count; i++)
		if (!copies->is_acked[i])
			prove(view, copies->entry[i]);
}

static const char every_rule[] = "each copy of the refusal gets the ACK again";

static enum look say_copies(struct view *view, const struct refusal *refusal,
			    const struct copies *copies, enum outcome outcome,
			    const char *why)
{
	find(view, CHECK_ID_ack_non2xx_every_copy, outcome, every_rule,
	     "%zu of %zu copies of the %u after its first ACK were "
	     "acknowledged%s",
	     copies->acked, copies->count, refusal->status, why);
	prove_misses(view, refusal, copies);
	return LOOK_SAID;
}

/* The first ACK that is not the same bytes as the one before, or NOTHING. */
static long other_ack(const struct view *view, const struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;
	struct str first =
		view_entry(view, (size_t)refusal->ack)->message->bytes;

	for (size_t i = 0; i < exchange->ack_count; i++) {
		size_t ack = exchange->ack[i];

		if (is_failure_ack(view, ack) &&
		    !str_eq(view_entry(view, ack)->message->bytes, first))
			return (long)ack;
	}
	return NOTHING;
}

static enum look look_same(struct view *view, struct refusal *refusal,
			   const struct copies *copies)
{
	long other = refusal->is_proxied ? NOTHING : other_ack(view, refusal);

	if (other == NOTHING) {
		refusal_note(view, refusal, "%zu of %zu copies acknowledged",
			     copies->acked, copies->count);
		return LOOK_GOOD;
	}
	find(view, CHECK_ID_ack_non2xx_every_copy, OUTCOME_WARN, every_rule,
	     "the ACKs for the %u are not the same message", refusal->status);
	prove(view, (size_t)refusal->ack);
	prove(view, (size_t)other);
	return LOOK_SAID;
}

static enum look look_copies(struct view *view, struct refusal *refusal)
{
	enum outcome worst =
		refusal->is_proxied ? OUTCOME_INCONCLUSIVE : OUTCOME_FAIL;
	struct copies copies;

	if (!read_copies(&copies, view, refusal))
		return LOOK_NONE;
	if (look_is_stream(view, refusal->final))
		return copies.acked ? LOOK_NONE
				    : say_copies(view, refusal, &copies,
						 OUTCOME_INCONCLUSIVE,
						 ": none is owed on a stream");
	if (copies.hole >= MISSES)
		return say_copies(view, refusal, &copies,
				  copies.hole >= 2 * MISSES
					  ? worst
					  : OUTCOME_INCONCLUSIVE,
				  ", with misses in a row");
	if (copies.acked > 0)
		return copies.tail >= copies.needed
			       ? LOOK_NONE /* Timer D ended too early */
			       : look_same(view, refusal, &copies);
	if (copies.early == 0)
		return LOOK_NONE; /* only Timer D can be judged by these */
	if (copies.tail >= copies.needed)
		return say_copies(view, refusal, &copies, worst, "");
	return say_copies(view, refusal, &copies, OUTCOME_INCONCLUSIVE,
			  "; they may be lost");
}

void check_ack_non2xx_every_copy(struct view *view)
{
	refusal_each(view, CHECK_ID_ack_non2xx_every_copy, every_rule,
		     look_copies);
}

static enum look look_timer_d(struct view *view, struct refusal *refusal)
{
	static const char rule[] = "copies are acknowledged for Timer D, 32 s";
	struct copies copies;
	enum outcome outcome = OUTCOME_INCONCLUSIVE;
	double last;

	if (!read_copies(&copies, view, refusal) ||
	    look_is_stream(view, refusal->final))
		return LOOK_NONE;
	if (copies.late_acked > 0)
		return LOOK_GOOD;
	if (copies.early > 0 && copies.acked == 0)
		return LOOK_NONE; /* it never does, which is said of copies */
	if (copies.tail >= copies.needed && !refusal->is_proxied)
		outcome = OUTCOME_FAIL;
	else if (copies.early == copies.count)
		return LOOK_NONE;

	last = look_seconds(refusal->at_us,
			    view_at_us(view, copies.entry[copies.count - 1]));
	find(view, CHECK_ID_ack_non2xx_timer_d, outcome, rule,
	     "the last %zu copies of the %u, until %.3f s after the first, "
	     "got no ACK",
	     copies.tail, refusal->status, last);
	prove_misses(view, refusal, &copies);
	return LOOK_SAID;
}

void check_ack_non2xx_timer_d(struct view *view)
{
	refusal_each(view, CHECK_ID_ack_non2xx_timer_d,
		     "copies are acknowledged for Timer D, 32 s", look_timer_d);
}
