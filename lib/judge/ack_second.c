/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/refusal.h"

/*
 * A second, different final response: the first one decided (RFC 3261
 * §13.2.2.3, §17.1.1.2, RFC 6026 §7.2). It counts only where the client is
 * seen to have had the first one before it: by an ACK for that.
 */
static const char rule[] = "the first final decides; a later one is ignored";

/** Two finals of one INVITE, and who acknowledged them. */
struct pair {
	size_t one;      /* entry of the first */
	size_t two;      /* entry of the other */
	long ack_of_one; /* entry or NOTHING */
	long ack_of_two;
};

static bool is_other(const struct view *view, size_t one, size_t two)
{
	const struct facts *a = view_facts(view, one);
	const struct facts *b = view_facts(view, two);
	bool is_success = a->status < 300;

	if (b->status < 200 || view_entry(view, two)->is_spoilt)
		return false;
	if (is_success && b->status < 300)
		return false; /* a fork */
	return a->status != b->status || !str_eq(a->to_tag, b->to_tag);
}

/*
 * An ACK that can only be for the second final: by its tag, or by its branch
 * where both have one tag and the second is a 2xx.
 */
static bool is_for_second(const struct view *view, const struct pair *pair,
			  size_t ack)
{
	const struct facts *a = view_facts(view, pair->one);
	const struct facts *b = view_facts(view, pair->two);
	struct str tag = view_facts(view, ack)->to_tag;

	if (ack < pair->two)
		return false;
	if (!str_eq(a->to_tag, b->to_tag))
		return str_eq(tag, b->to_tag);
	if (b->status < 300)
		return view->item[ack].class == CLASS_ACK_SUCCESS;
	return a->status < 300 && is_failure_ack(view, ack);
}

/* Read them. @return whether there are two */
static bool read_pair(struct pair *pair, const struct view *view,
		      const struct exchange *exchange)
{
	size_t two = 0;

	if (exchange->is_ours || exchange->final == NOTHING)
		return false;
	*pair = (struct pair){ (size_t)exchange->final, 0, NOTHING, NOTHING };
	for (size_t i = 0; i < exchange->response_count && two == 0; i++)
		if (exchange->response[i] > pair->one &&
		    is_other(view, pair->one, exchange->response[i]))
			two = exchange->response[i];
	if (two == 0)
		return false;

	pair->two = two;
	for (size_t i = 0; i < exchange->ack_count; i++) {
		size_t ack = exchange->ack[i];
		bool is_second = is_for_second(view, pair, ack);
		long *slot = is_second ? &pair->ack_of_two : &pair->ack_of_one;

		if (*slot == NOTHING)
			*slot = (long)ack;
	}
	return true;
}

static void say(struct view *view, const struct pair *pair,
		enum outcome outcome, const char *what)
{
	find(view, CHECK_ID_fail_second_final_ignored, outcome, rule,
	     "%u, then %u: %s", view_facts(view, pair->one)->status,
	     view_facts(view, pair->two)->status, what);
	prove(view, pair->one);
	if (pair->ack_of_one != NOTHING)
		prove(view, (size_t)pair->ack_of_one);
	prove(view, pair->two);
	if (pair->ack_of_two != NOTHING)
		prove(view, (size_t)pair->ack_of_two);
}

/* Whether the client ended the call that it took the second final for. */
static bool has_bye(const struct view *view, const struct pair *pair)
{
	const struct facts *ack = view_facts(view, (size_t)pair->ack_of_two);

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];
		const struct facts *bye = view_facts(view, exchange->request);

		if (look_is_client(view, exchange, STR("BYE")) &&
		    exchange->request > pair->two &&
		    str_eq(bye->call_id, ack->call_id) &&
		    str_eq(bye->to_tag, ack->to_tag))
			return true;
	}
	return false;
}

/*
 * An ACK for a 2xx that came after a refusal: the call was taken as
 * established.
 */
static void judge_call(struct view *view, const struct pair *pair)
{
	size_t ack = (size_t)pair->ack_of_two;

	if (is_failure_ack(view, ack)) {
		say(view, pair, OUTCOME_WARN,
		    "the ACK of the first was sent with the tag of the second");
		return;
	}
	if (has_bye(view, pair)) {
		/* a proxy that forks passes on a late 2xx (RFC 3261 §16.7) */
		say(view, pair, OUTCOME_INFO,
		    "ACK for the second, and BYE to end that call");
		return;
	}
	if (!view_is_over(view, view_at_us(view, ack),
			  scaled_us(view, QUIET_MS))) {
		say(view, pair, OUTCOME_INCONCLUSIVE,
		    "ACK for the second; a BYE may follow");
		return;
	}
	say(view, pair, OUTCOME_FAIL,
	    "ACK for the second and no BYE: the call was established");
}

static bool is_client_sure(const struct view *view,
			   const struct exchange *exchange,
			   const struct pair *pair)
{
	return !look_is_proxied(view, exchange->request) &&
	       pair->ack_of_one != NOTHING &&
	       pair->ack_of_one < pair->ack_of_two;
}

static void judge_pair(struct view *view, const struct exchange *exchange,
		       const struct pair *pair)
{
	uint64_t two_us = view_at_us(view, pair->two);

	if (pair->ack_of_two == NOTHING) {
		if (quiet_is_over(view, two_us, view_64t1_us(view)))
			say(view, pair, OUTCOME_PASS, "the second was ignored");
		else
			say(view, pair, OUTCOME_INCONCLUSIVE,
			    "no ACK for the second so far");
		return;
	}
	if (!is_client_sure(view, exchange, pair)) {
		say(view, pair, OUTCOME_INCONCLUSIVE,
		    "nothing shows that the client had the first before it "
		    "acknowledged the second");
		return;
	}
	if (view_facts(view, pair->two)->status < 300)
		judge_call(view, pair);
	else
		/* RFC 3261, figure 5: any 300-699 does; nor is it forbidden
		 * behind a 2xx */
		say(view, pair, OUTCOME_INFO,
		    "the second was acknowledged on its own");
}

void check_fail_second_final_ignored(struct view *view)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];
		struct pair pair;

		if (look_is_client(view, exchange, STR("INVITE")) &&
		    read_pair(&pair, view, exchange))
			judge_pair(view, exchange, &pair);
	}
}
