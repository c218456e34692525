/* SPDX-License-Identifier: MIT */
#include "judge/retry.h"

#include "judge/look.h"
#include "judge/method.h"

enum { COUNT_MAX = 100 };

const struct message *retry_message(const struct view *view,
				    const struct exchange *exchange)
{
	return view_entry(view, exchange->request)->message;
}

const struct message *retry_request(const struct view *view,
				    const struct refusal *refusal)
{
	return retry_message(view, refusal->exchange);
}

const struct message *retry_response(const struct view *view,
				     const struct refusal *refusal)
{
	return view_entry(view, refusal->final)->message;
}

/** One Call-ID serves all registrations of a client (RFC 3261 §10.2). */
static bool is_same_binding(const struct view *view,
			    const struct exchange *first,
			    const struct exchange *later)
{
	return !look_is_client(view, first, STR("REGISTER")) ||
	       method_is_same_to(view, first, later);
}

static bool is_try(const struct view *view, const struct refusal *refusal,
		   const struct exchange *later)
{
	const struct facts *a = view_facts(view, refusal->exchange->request);
	const struct facts *b = view_facts(view, later->request);

	return later->request > refusal->final &&
	       look_is_client(view, later, a->method) &&
	       str_eq(a->call_id, b->call_id) &&
	       str_eq(facts_from_tag(a), facts_from_tag(b)) &&
	       str_eq(a->to_tag, b->to_tag) && b->cseq > a->cseq &&
	       is_same_binding(view, refusal->exchange, later);
}

const struct exchange *retry_next(const struct view *view,
				  const struct refusal *refusal,
				  unsigned window_ms)
{
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (!again_is_within(view, refusal, later, window_ms))
			break;
		if (is_try(view, refusal, later))
			return later;
	}
	return NULL;
}

size_t retry_count(const struct view *view, const struct refusal *refusal,
		   bool (*is_status)(unsigned status))
{
	struct refusal last = *refusal;
	const struct exchange *next;
	size_t count = 0;

	while (is_status(last.status) && count < COUNT_MAX &&
	       (next = retry_next(view, &last, RETRY_AUTO_MS)) != NULL) {
		count++;
		if (!refusal_read_request(&last, view,
					  (size_t)(next - view->exchange)))
			break;
	}
	return count;
}

enum look retry_look(struct view *view, struct refusal *refusal,
		     const struct retry_rule *rule)
{
	const struct exchange *retry;
	const char *what = "another try as it must be";
	enum outcome outcome;
	bool is_over;

	if (refusal->exchange->is_spoilt || !rule->applies(view, refusal))
		return LOOK_NONE;
	retry = retry_next(view, refusal, rule->window_ms);
	if (retry != NULL) {
		outcome = rule->grade(view, refusal, retry, &what);
		return again_say(view, refusal, retry, rule->check, outcome,
				 rule->expected, what);
	}
	is_over = quiet_is_over(view, refusal->at_us,
				scaled_us(view, rule->window_ms));
	find(view, rule->check, OUTCOME_INCONCLUSIVE, rule->expected,
	     is_over ? "no other try after the %u, which is no fault"
		     : "no other try after the %u so far",
	     refusal->status);
	prove(view, refusal->final);
	return LOOK_SAID;
}
