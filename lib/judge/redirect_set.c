/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"
#include "judge/redirect.h"
#include "sip/field.h"

/*
 * The target set (RFC 3261 §8.1.3.4): the Contacts one after the other, and
 * none kept for the next call.
 */

enum { AUTO_MS = 10000, Q_ONE = 1000 };

static const char order_rule[] = "the Contact with the highest q first";

/** The q of a Contact in thousandths; 1 when it has none. */
static unsigned read_q(struct str value)
{
	struct str q, whole, part;
	unsigned digit = Q_ONE, result;

	if (!field_param(value, STR("q"), &q) || q.size == 0)
		return Q_ONE;
	(void)str_cut(q, '.', &whole, &part);
	result = str_eq(whole, STR("1")) ? Q_ONE : 0;
	for (size_t i = 0; i < part.size && i < 3; i++) {
		digit /= 10;
		if (part.p[i] >= '0' && part.p[i] <= '9')
			result += (unsigned)(part.p[i] - '0') * digit;
	}
	return result;
}

/** The highest q of all SIP Contacts. */
static unsigned best_q(const struct redirect *redirect)
{
	unsigned best = 0;

	for (size_t i = 0; i < redirect->count; i++) {
		unsigned q = read_q(redirect->contact[i].value);

		if (redirect->contact[i].is_sip && q > best)
			best = q;
	}
	return best;
}

static enum look look_order(struct view *view, struct refusal *refusal)
{
	const struct redirect_contact *contact = NULL;
	const struct exchange *child;
	struct redirect redirect;
	size_t at = 0;

	if (!redirect_read(&redirect, view, refusal) || redirect.sip_count < 2)
		return LOOK_NONE;
	child = redirect_child(view, refusal, &at);
	if (child != NULL)
		contact = redirect_aim(&redirect, view, child->request);
	if (contact == NULL)
		return LOOK_NONE;
	if (read_q(contact->value) == best_q(&redirect))
		return LOOK_GOOD;
	return again_say(view, refusal, child, CHECK_ID_redir_order,
			 OUTCOME_INFO, order_rule,
			 "another one first, which is allowed:");
}

void check_redir_order(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_order, order_rule, look_order);
}

static const char next_rule[] = "the next Contact when one fails";

/** What came of the Contacts of one redirection, in order of time. */
struct tries {
	const struct exchange *failed;   /* the first that failed, or NULL */
	const struct exchange *answered; /* the first with a 2xx, or NULL */
	const struct exchange *next;     /* another behind the failed one */
	const struct exchange *surplus;  /* another behind the answered one */
};

static void read_tries(struct tries *tries, const struct view *view,
		       const struct refusal *refusal)
{
	const struct exchange *child;
	size_t at = 0;

	*tries = (struct tries){ .failed = NULL };
	while ((child = redirect_child(view, refusal, &at)) != NULL) {
		unsigned final = exchange_final(view, child);

		if (tries->failed != NULL && tries->next == NULL)
			tries->next = child;
		if (tries->answered != NULL && tries->surplus == NULL &&
		    (long)child->request > tries->answered->final)
			tries->surplus = child;
		if (tries->failed == NULL && final > 399 && final < 600)
			tries->failed = child;
		if (tries->answered == NULL && final / 100 == 2)
			tries->answered = child;
	}
}

static enum look say_no_next(struct view *view, const struct refusal *refusal,
			     const struct exchange *failed)
{
	size_t final = (size_t)failed->final;
	bool is_over = quiet_is_over(view, view_at_us(view, final),
				     scaled_us(view, AUTO_MS));

	find(view, CHECK_ID_redir_next_on_failure, OUTCOME_INCONCLUSIVE,
	     next_rule, is_over ? "none was tried" : "none so far");
	prove(view, refusal->final);
	prove(view, final);
	return LOOK_SAID;
}

static enum look look_next(struct view *view, struct refusal *refusal)
{
	struct redirect redirect;
	struct tries tries;

	if (!redirect_read(&redirect, view, refusal) || redirect.sip_count < 2)
		return LOOK_NONE;
	read_tries(&tries, view, refusal);
	if (tries.surplus != NULL)
		return again_say(view, refusal, tries.surplus,
				 CHECK_ID_redir_next_on_failure, OUTCOME_WARN,
				 "no other Contact once one has answered",
				 "another one");
	if (tries.failed == NULL)
		return LOOK_NONE;
	return tries.next != NULL ? LOOK_GOOD
				  : say_no_next(view, refusal, tries.failed);
}

void check_redir_next_on_failure(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_next_on_failure, next_rule,
		     look_next);
}

static const char cache_rule[] =
	"a 302 without an expiry counts for this call only";

/** Whether a request is another call than the one that was redirected. */
static bool is_next_call(const struct view *view, const struct exchange *first,
			 const struct exchange *later)
{
	const struct facts *a = view_facts(view, first->request);
	const struct facts *b = view_facts(view, later->request);

	return look_is_client(view, later, STR("INVITE")) &&
	       exchange_is_outside(later) && !str_eq(a->call_id, b->call_id) &&
	       !str_eq(a->from_tag, b->from_tag) &&
	       uri_is_equal(field_uri(a->to), field_uri(b->to));
}

/** The first call after the redirected one has ended, or NULL. */
static const struct exchange *find_next_call(const struct view *view,
					     const struct refusal *refusal)
{
	const struct exchange *child;
	long ended = NOTHING;
	size_t at = 0;

	while ((child = redirect_child(view, refusal, &at)) != NULL) {
		if (child->talk != NOTHING && ended == NOTHING)
			ended = view->talk[child->talk].ended;
	}
	for (size_t i = 0; ended != NOTHING && i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if ((long)later->request > ended &&
		    is_next_call(view, refusal->exchange, later))
			return later;
	}
	return NULL;
}

static enum look look_cache(struct view *view, struct refusal *refusal)
{
	const struct exchange *next;
	struct redirect redirect;

	if (refusal->status != 302 ||
	    !redirect_read(&redirect, view, refusal) || redirect.has_expiry)
		return LOOK_NONE;
	next = find_next_call(view, refusal);
	if (next == NULL)
		return LOOK_NONE;
	if (redirect_aim(&redirect, view, next->request) == NULL)
		return LOOK_GOOD;
	return again_say(view, refusal, next, CHECK_ID_redir_cache,
			 OUTCOME_FAIL, cache_rule,
			 "the next call went to the Contact");
}

void check_redir_cache(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_cache, cache_rule, look_cache);
}
