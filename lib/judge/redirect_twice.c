/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"
#include "judge/redirect.h"

/* The target set (RFC 3261 §8.1.3.4) has no URI twice. */

static const char repeat_rule[] = "no URI is tried twice";

/** A request of the same call, or one to a Contact that it was led to. */
static bool is_led(const struct view *view, const struct exchange *first,
		   const struct exchange *later)
{
	if (later->class == CLASS_CHILD)
		return true;
	return later->class == CLASS_RETRY && later->parent != NOTHING &&
	       exchange_final(view, &view->exchange[later->parent]) / 100 ==
		       3 &&
	       again_is_retry(view, first, later);
}

/**
 * The first request to the redirected URI again that a redirection led to: of
 * this one, or of one further on.
 */
static const struct exchange *find_loop(const struct view *view,
					const struct refusal *refusal)
{
	const struct exchange *first = refusal->exchange;

	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (later->request > refusal->final &&
		    look_is_client(view, later, STR("INVITE")) &&
		    is_led(view, first, later) &&
		    again_is_same_uri(view, first, later))
			return later;
	}
	return NULL;
}

/** Whether two Contacts have this URI. */
static bool is_listed_twice(const struct redirect *redirect, struct str uri)
{
	size_t count = 0;

	for (size_t i = 0; i < redirect->count; i++)
		count += uri_is_equal(uri, redirect->contact[i].uri);
	return count > 1;
}

/** The same request to the same URI again, not one that was modified, or NULL. */
static const struct exchange *find_again(const struct view *view,
					 const struct refusal *refusal,
					 const struct exchange *one)
{
	long index = one - view->exchange;

	for (size_t i = (size_t)index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];
		bool is_led = later->class == CLASS_CHILD &&
			      later->parent == (long)refusal->index;

		if ((is_led ||
		     (later->class == CLASS_RETRY && later->parent == index)) &&
		    again_is_same_uri(view, one, later) &&
		    again_is_unmodified(view, one, later))
			return later;
	}
	return NULL;
}

/** The second request to a Contact that is listed twice, or NULL. */
static const struct exchange *find_twice(const struct view *view,
					 const struct refusal *refusal,
					 const struct redirect *redirect)
{
	const struct exchange *one, *later = NULL;
	size_t at = 0;

	while (later == NULL &&
	       (one = redirect_child(view, refusal, &at)) != NULL) {
		if (is_listed_twice(redirect,
				    view_facts(view, one->request)->uri))
			later = find_again(view, refusal, one);
	}
	return later;
}

static enum look look_repeat(struct view *view, struct refusal *refusal)
{
	const struct exchange *again;
	struct redirect redirect;

	/* one with an expiry may be tried past it (§21.3.3), and through a
	 * proxy the same URI is right (§21.3.4) */
	if (refusal->status == 305 ||
	    !redirect_read(&redirect, view, refusal) || redirect.has_expiry ||
	    redirect.sip_count == 0 || redirect.sip_count < redirect.count)
		return LOOK_NONE;
	again = find_loop(view, refusal);
	if (again != NULL)
		return again_say(view, refusal, again,
				 CHECK_ID_redir_no_repeat_uri, OUTCOME_FAIL,
				 repeat_rule,
				 "INVITE to what had been redirected");
	again = find_twice(view, refusal, &redirect);
	if (again != NULL)
		return again_say(view, refusal, again,
				 CHECK_ID_redir_no_repeat_uri, OUTCOME_FAIL,
				 repeat_rule,
				 "a second INVITE to a Contact listed twice");
	return look_quiet(view, refusal, CHECK_ID_redir_no_repeat_uri,
			  refusal->at_us, scaled_us(view, QUIET_MS));
}

void check_redir_no_repeat_uri(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_no_repeat_uri, repeat_rule,
		     look_repeat);
}
