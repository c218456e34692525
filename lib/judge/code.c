/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "judge/again.h"
#include "judge/look.h"

/* What single codes say of another try (RFC 3261 §21.4, RFC 5057 §5.1). */

enum { AT_ONCE_MS = 1000, CHOICE_MS = 2000 };

static enum look look_408(struct view *view, struct refusal *refusal)
{
	const struct exchange *later;

	if (refusal->status != 408 || !exchange_is_outside(refusal->exchange))
		return LOOK_NONE;
	later = again_first(view, refusal);
	if (!later)
		return look_quiet(view, refusal, CHECK_ID_retry_408,
				  refusal->at_us, scaled_us(view, QUIET_MS));
	return again_say(view, refusal, later, CHECK_ID_retry_408, OUTCOME_INFO,
			 "a retry is allowed at any time", "retry");
}

void check_retry_408(struct view *view)
{
	refusal_each(view, CHECK_ID_retry_408, "a retry is allowed at any time",
		     look_408);
}

/*
 * The same request on another branch that was still open when the 482 went
 * out.
 */
static const struct exchange *open_sibling(const struct view *view,
					   const struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;
	const struct facts *mine = view_facts(view, exchange->request);

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *other = &view->exchange[i];
		const struct facts *facts = view_facts(view, other->request);

		if (i != refusal->index &&
		    look_is_client(view, other, STR("INVITE")) &&
		    str_eq(facts->call_id, mine->call_id) &&
		    str_eq(facts->from_tag, mine->from_tag) &&
		    facts->cseq == mine->cseq &&
		    other->request < refusal->final &&
		    (other->final == NOTHING ||
		     (size_t)other->final > refusal->final))
			return other;
	}
	return NULL;
}

static enum look look_482(struct view *view, struct refusal *refusal)
{
	const struct exchange *other, *cancel;

	if (refusal->status != 482 || !exchange_is_outside(refusal->exchange))
		return LOOK_NONE;
	other = open_sibling(view, refusal);
	if (other && other->cancel != NOTHING) {
		cancel = &view->exchange[other->cancel];
		if (cancel->request > refusal->final &&
		    again_is_within(view, refusal, cancel, AT_ONCE_MS))
			return again_say(view, refusal, cancel,
					 CHECK_ID_retry_482, OUTCOME_INFO,
					 "the other branch goes on",
					 "CANCEL of the other branch");
	}
	return look_quiet(view, refusal, CHECK_ID_retry_482, refusal->at_us,
			  scaled_us(view, QUIET_MS));
}

void check_retry_482(struct view *view)
{
	refusal_each(view, CHECK_ID_retry_482, "the other branch goes on",
		     look_482);
}

static enum look look_483(struct view *view, struct refusal *refusal)
{
	const struct exchange *later;
	uint64_t old_hops = 0;
	uint64_t new_hops = 0;
	char what[NOTE_SIZE];

	if (refusal->status != 483 || !exchange_is_outside(refusal->exchange))
		return LOOK_NONE;
	later = again_first(view, refusal);
	if (!later)
		return look_quiet(view, refusal, CHECK_ID_retry_483,
				  refusal->at_us, scaled_us(view, QUIET_MS));
	if (!again_max_forwards(view, refusal->exchange, &old_hops) ||
	    !again_max_forwards(view, later, &new_hops))
		return LOOK_NONE;

	(void)snprintf(what, sizeof(what),
		       "retry with Max-Forwards %llu, before %llu",
		       (unsigned long long)new_hops,
		       (unsigned long long)old_hops);
	if (new_hops <= old_hops)
		return again_say(view, refusal, later, CHECK_ID_retry_483,
				 OUTCOME_WARN,
				 "a higher Max-Forwards in a retry", what);
	refusal_note(view, refusal, "%s", what);
	return LOOK_GOOD;
}

void check_retry_483(struct view *view)
{
	refusal_each(view, CHECK_ID_retry_483,
		     "a higher Max-Forwards in a retry", look_483);
}

static enum look look_485(struct view *view, struct refusal *refusal)
{
	static const char rule[] = "the user chooses an address";

	if (refusal->status != 485 || !exchange_is_outside(refusal->exchange))
		return LOOK_NONE;

	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];
		bool is_choice = later->parent == NOTHING ||
				 later->parent == (long)refusal->index;

		if (later->class != CLASS_CHILD || !is_choice ||
		    later->request < refusal->final)
			continue;
		return again_say(view, refusal, later, CHECK_ID_no_auto_485,
				 again_is_within(view, refusal, later,
						 CHOICE_MS)
					 ? OUTCOME_WARN
					 : OUTCOME_INFO,
				 rule, "a listed address was called");
	}
	return look_quiet(view, refusal, CHECK_ID_no_auto_485, refusal->at_us,
			  scaled_us(view, CHOICE_MS));
}

void check_no_auto_485(struct view *view)
{
	refusal_each(view, CHECK_ID_no_auto_485, "the user chooses an address",
		     look_485);
}

static enum outcome grade_method(const struct view *view,
				 const struct refusal *refusal,
				 const struct exchange *later)
{
	if (again_is_new_call(view, refusal->exchange, later))
		return OUTCOME_INCONCLUSIVE;
	if (refusal->status == 501 &&
	    !again_is_within(view, refusal, later, AT_ONCE_MS))
		return OUTCOME_INFO;
	return OUTCOME_WARN;
}

static enum look look_method(struct view *view, struct refusal *refusal)
{
	const struct exchange *first = refusal->exchange;

	if ((refusal->status != 405 && refusal->status != 501) ||
	    !exchange_is_outside(first))
		return LOOK_NONE;

	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];
		bool is_user = again_is_new_call(view, first, later);

		if (!again_is_within(view, refusal, later, QUIET_LONG_MS))
			break;
		if (later->request < refusal->final ||
		    (!is_user && !again_is_retry(view, first, later)) ||
		    !again_is_same_uri(view, first, later) ||
		    !again_is_same_server(view, first, later) ||
		    (is_user &&
		     !again_is_within(view, refusal, later, QUIET_MS)))
			continue;
		return again_say(view, refusal, later, CHECK_ID_no_same_method,
				 grade_method(view, refusal, later),
				 "no INVITE to the same Request-URI",
				 is_user ? "a new call, maybe by the user,"
					 : "INVITE again");
	}
	return look_quiet(view, refusal, CHECK_ID_no_same_method,
			  refusal->at_us, scaled_us(view, QUIET_MS));
}

void check_no_same_method(struct view *view)
{
	refusal_each(view, CHECK_ID_no_same_method,
		     "no INVITE to the same Request-URI", look_method);
}
