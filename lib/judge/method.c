/* SPDX-License-Identifier: MIT */
#include "judge/method.h"
#include "judge/again.h"
#include "judge/look.h"

/*
 * One MESSAGE and one PUBLISH at a time for a Request-URI (RFC 3428 §8, RFC 3903
 * §4): the next one waits for the final response or the timeout.
 */

enum { LOOK_BACK = 100, LATE_MS = 500 };

/** The rule of one method, and what was seen of it. */
struct rule {
	enum check_id check;
	const char *method;
	const char *expected;
};

enum pair {
	PAIR_NONE,  /* they have nothing to do with each other */
	PAIR_KEPT,  /* the first was answered before the second came */
	PAIR_DOUBT, /* it was open, but may be of somebody else */
	PAIR_BROKEN
};

/** Whether a request went out again, on another branch, before another one. */
static bool has_moved(const struct view *view, size_t first, size_t until)
{
	for (size_t i = first + 1; i < until; i++) {
		if (!view->exchange[i].is_ours &&
		    method_is_same_request(view, &view->exchange[first],
					   &view->exchange[i]))
			return true;
	}
	return false;
}

/** Whether the client may have given the first request up before the second. */
static bool is_given_up(const struct view *view, const struct exchange *first,
			const struct exchange *second)
{
	uint64_t start_us = look_start_us(view, first);
	uint64_t second_us = look_start_us(view, second);
	long gone = view_gone(view, start_us);

	return second_us >= start_us + timing_64t1_us(&view->config->timing) -
				    scaled_us(view, LATE_MS) ||
	       (gone != NOTHING && view_at_us(view, (size_t)gone) <= second_us);
}

static enum pair read_pair(const struct view *view, size_t one, size_t two)
{
	const struct exchange *first = &view->exchange[one];
	const struct exchange *second = &view->exchange[two];

	if (first->is_spoilt || method_is_same_request(view, first, second) ||
	    !method_may_be_same_client(view, first, second) ||
	    !again_is_same_uri(view, first, second))
		return PAIR_NONE;
	if (first->final != NOTHING && (size_t)first->final < second->request)
		return PAIR_KEPT;
	if (is_given_up(view, first, second) || has_moved(view, one, two))
		return PAIR_NONE;
	return method_is_same_client(view, first, second) &&
			       method_is_same_event(view, first, second)
		       ? PAIR_BROKEN
		       : PAIR_DOUBT;
}

static bool is_counted(const struct view *view, const struct rule *rule,
		       const struct exchange *exchange)
{
	return look_is_client(view, exchange, str_from(rule->method)) &&
	       view_facts(view, exchange->request)->to_tag.size == 0 &&
	       exchange->class != CLASS_FAILOVER &&
	       exchange->class != CLASS_MERGED;
}

/** The worst that a request is with those before it; first: which of them. */
static enum pair read_worst(const struct view *view, const struct rule *rule,
			    size_t second, size_t *first)
{
	enum pair worst = PAIR_NONE;

	for (size_t i = second, n = 0; i-- > 0 && n < LOOK_BACK; n++) {
		enum pair pair;

		if (!is_counted(view, rule, &view->exchange[i]))
			continue;
		pair = read_pair(view, i, second);
		if (pair > worst) {
			worst = pair;
			*first = i;
		}
	}
	return worst;
}

static void say(struct view *view, const struct rule *rule, enum pair pair,
		size_t first, size_t second)
{
	static const struct {
		enum outcome outcome;
		const char *what;
	} row[] = {
		[PAIR_NONE] = { OUTCOME_INCONCLUSIVE,
				"no second one to the same URI" },
		[PAIR_KEPT] = { OUTCOME_PASS, "one after the other" },
		[PAIR_DOUBT] = { OUTCOME_INCONCLUSIVE,
				 "a second one while the first was open, but "
				 "maybe of somebody else" },
		[PAIR_BROKEN] = { OUTCOME_FAIL,
				  "a second one while the first was open" },
	};

	find(view, rule->check, row[pair].outcome, rule->expected, "%s",
	     row[pair].what);
	prove(view, view->exchange[first].request);
	if (pair != PAIR_NONE)
		prove(view, view->exchange[second].request);
}

static void judge_pending(struct view *view, const struct rule *rule)
{
	enum pair worst = PAIR_NONE;
	size_t first = 0, second = 0, before = 0;
	bool is_said = false;

	for (size_t i = 0; i < view->exchange_count; i++) {
		enum pair pair;

		if (!is_counted(view, rule, &view->exchange[i]))
			continue;
		if (!is_said)
			first = i;
		is_said = true;
		pair = read_worst(view, rule, i, &before);
		if (pair > worst) {
			worst = pair;
			first = before;
			second = i;
		}
	}
	if (is_said)
		say(view, rule, worst, first, second);
}

void check_msg_pending(struct view *view)
{
	static const struct rule rule = {
		CHECK_ID_msg_pending, "MESSAGE",
		"the next MESSAGE to a URI waits for the final response"
	};

	judge_pending(view, &rule);
}

void check_pub_pending(struct view *view)
{
	static const struct rule rule = {
		CHECK_ID_pub_pending, "PUBLISH",
		"the next PUBLISH to a URI waits for the final response"
	};

	judge_pending(view, &rule);
}
