/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"

/* Retry-After (RFC 3261 §20.33), and what follows a 6xx (§21.6). */

enum { EARLY_MS = 50, MORE_MS = 2000 };

static const char rule[] = "no retry before the time of Retry-After";

static bool has_hint(unsigned status)
{
	static const unsigned hint[] = {
		404, 413, 480, 486, 500, 503, 600, 603
	};

	for (size_t i = 0; i < ARRAY_SIZE(hint); i++)
		if (hint[i] == status)
			return true;
	return false;
}

/* A smaller body may be tried at once after a 413 (§8.1.3.5). */
static bool is_smaller(const struct view *view, const struct refusal *refusal,
		       const struct exchange *later)
{
	size_t old_size = view_entry(view, refusal->exchange->request)
				  ->message->body.size;
	size_t new_size = view_entry(view, later->request)->message->body.size;

	return refusal->status == 413 && new_size < old_size;
}

/* Whether this request is a try that Retry-After speaks of. */
static bool is_try(const struct view *view, const struct refusal *refusal,
		   const struct exchange *later)
{
	const struct exchange *first = refusal->exchange;

	if (later->request < refusal->final ||
	    !again_is_same_server(view, first, later) ||
	    !again_is_same_uri(view, first, later))
		return false;
	return again_is_new_call(view, first, later) ||
	       (again_is_retry(view, first, later) &&
		later->class != CLASS_AUTH && later->class != CLASS_CHILD &&
		!is_smaller(view, refusal, later));
}

static enum look look_wait(struct view *view, struct refusal *refusal)
{
	uint64_t wait_s, wait_us;

	if (!has_hint(refusal->status) ||
	    !exchange_is_outside(refusal->exchange) ||
	    !again_retry_after(view, refusal->final, &wait_s))
		return LOOK_NONE;

	wait_us = wait_s * 1000000;
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];
		bool is_user;

		if (!is_try(view, refusal, later))
			continue;
		if (look_start_us(view, later) + EARLY_MS * 1000 >=
		    refusal->at_us + wait_us)
			return LOOK_GOOD;
		is_user = again_is_new_call(view, refusal->exchange, later);
		return again_say(view, refusal, later, CHECK_ID_retry_after,
				 is_user ? OUTCOME_INCONCLUSIVE : OUTCOME_WARN,
				 rule,
				 is_user ? "a new call, maybe by the user,"
					 : "too early a retry");
	}
	return look_quiet(view, refusal, CHECK_ID_retry_after, refusal->at_us,
			  wait_us + MORE_MS * 1000);
}

void check_retry_after(struct view *view)
{
	refusal_each(view, CHECK_ID_retry_after, rule, look_wait);
}

static enum look look_6xx(struct view *view, struct refusal *refusal)
{
	if (refusal->status < 600 || !exchange_is_outside(refusal->exchange))
		return LOOK_NONE;

	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (!again_is_within(view, refusal, later, QUIET_LONG_MS))
			break;
		if (later->request > refusal->final &&
		    (later->class == CLASS_CHILD ||
		     again_is_retry(view, refusal->exchange, later)))
			return again_say(view, refusal, later,
					 CHECK_ID_no_6xx_retry, OUTCOME_INFO,
					 "the call ends with the 6xx",
					 "another try");
	}
	return look_quiet(view, refusal, CHECK_ID_no_6xx_retry, refusal->at_us,
			  scaled_us(view, QUIET_MS));
}

void check_no_6xx_retry(struct view *view)
{
	refusal_each(view, CHECK_ID_no_6xx_retry, "the call ends with the 6xx",
		     look_6xx);
}
