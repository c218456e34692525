/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"
#include "judge/method.h"

/*
 * Subscriptions that we refused or ended (RFC 6665 §4.1.2, §4.2.2): no package
 * that we do not know again, and no more of what is over.
 */

enum { LOOP = 3 };

static const char bad_rule[] = "no SUBSCRIBE for the same event package";

/** SUBSCRIBEs for a refused package after the refusal. */
struct tries {
	const struct exchange *same;  /* the first unmodified, at once */
	const struct exchange *other; /* the first of all others */
	size_t count;
};

static void add_try(struct tries *tries, const struct view *view,
		    const struct refusal *refusal, const struct exchange *later)
{
	const struct exchange *first = refusal->exchange;

	tries->count++;
	if (tries->same == NULL && again_is_retry(view, first, later) &&
	    again_is_unmodified(view, first, later) &&
	    again_is_within(view, refusal, later, QUIET_MS))
		tries->same = later;
	else if (tries->other == NULL)
		tries->other = later;
}

static struct tries find_tries(const struct view *view,
			       const struct refusal *refusal)
{
	const struct exchange *first = refusal->exchange;
	struct tries tries = { .count = 0 };

	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (!again_is_within(view, refusal, later, QUIET_LONG_MS))
			break;
		if (later->request > refusal->final &&
		    look_is_client(view, later, STR("SUBSCRIBE")) &&
		    exchange_is_outside(later) &&
		    !method_is_same_request(view, first, later) &&
		    method_is_same_client(view, first, later) &&
		    method_is_same_event(view, first, later) &&
		    again_is_same_uri(view, first, later) &&
		    again_is_same_server(view, first, later))
			add_try(&tries, view, refusal, later);
	}
	return tries;
}

static enum look look_489(struct view *view, struct refusal *refusal)
{
	const enum check_id check = CHECK_ID_sub_489;
	struct tries tries;

	if (refusal->status != 489 || refusal->exchange->is_spoilt ||
	    !look_is_client(view, refusal->exchange, STR("SUBSCRIBE")) ||
	    view_facts(view, refusal->exchange->request)->to_tag.size > 0)
		return LOOK_NONE;
	tries = find_tries(view, refusal);
	if (tries.same != NULL)
		return again_say(view, refusal, tries.same, check, OUTCOME_WARN,
				 bad_rule, "the same SUBSCRIBE");
	if (tries.count >= LOOP)
		return again_say(view, refusal, tries.other, check,
				 OUTCOME_WARN, bad_rule,
				 "three SUBSCRIBEs and more, the first");
	if (tries.count > 0)
		return again_say(view, refusal, tries.other, check,
				 OUTCOME_INCONCLUSIVE, bad_rule,
				 "a new SUBSCRIBE, maybe by the user,");
	return look_quiet(view, refusal, check, refusal->at_us,
			  scaled_us(view, QUIET_MS));
}

void check_sub_489(struct view *view)
{
	refusal_each_request(view, CHECK_ID_sub_489, bad_rule, look_489);
}

/** Whether a refusal ends the subscription that its request is about. */
static bool is_end(const struct view *view, const struct refusal *refusal,
		   struct str method)
{
	return method_ends_subscription(refusal->status) &&
	       !refusal->exchange->is_spoilt &&
	       look_is_client(view, refusal->exchange, method) &&
	       view_facts(view, refusal->exchange->request)->to_tag.size > 0;
}

/**
 * The next request of a subscription that is over: the first that cannot have
 * crossed the refusal, or where there is none the first of all, or NULL.
 */
static const struct exchange *find_more(const struct view *view,
					const struct refusal *refusal,
					bool *is_known)
{
	const struct exchange *first = refusal->exchange, *found = NULL;

	*is_known = false;
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (later->request < refusal->final ||
		    view_facts(view, later->request)->cseq <=
			    view_facts(view, first->request)->cseq ||
		    !method_is_same_usage(view, first, later) ||
		    method_is_same_request(view, first, later) ||
		    !method_is_same_event(view, first, later))
			continue;
		if (method_has_final(view, first, later)) {
			*is_known = true;
			return later;
		}
		if (found == NULL)
			found = later;
	}
	return found;
}

/** Whether we had accepted a subscription that this SUBSCRIBE refreshes. */
static bool is_refresh(const struct view *view, const struct refusal *refusal)
{
	const struct exchange *refresh = refusal->exchange;
	const struct facts *now = view_facts(view, refresh->request);

	for (size_t i = 0; i < refusal->index; i++) {
		const struct exchange *before = &view->exchange[i];
		const struct facts *was = view_facts(view, before->request);

		if (look_is_client(view, before, STR("SUBSCRIBE")) &&
		    exchange_final(view, before) / 100 == 2 &&
		    str_eq(was->call_id, now->call_id) &&
		    str_eq(was->from_tag, now->from_tag) &&
		    method_is_same_event(view, before, refresh))
			return true;
	}
	return false;
}

/** A new subscription that keeps Call-ID and From tag of the old, or NULL. */
static const struct exchange *find_revived(const struct view *view,
					   const struct refusal *refusal)
{
	const struct exchange *first = refusal->exchange;
	const struct facts *was = view_facts(view, first->request);

	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];
		const struct facts *facts = view_facts(view, later->request);

		if (later->request > refusal->final &&
		    look_is_client(view, later, was->method) &&
		    facts->to_tag.size == 0 &&
		    str_eq(facts->call_id, was->call_id) &&
		    str_eq(facts->from_tag, was->from_tag) &&
		    method_is_same_event(view, first, later) &&
		    method_is_same_to(view, first, later))
			return later;
	}
	return NULL;
}

static const char over_rule[] =
	"no SUBSCRIBE in the dialog; a new one has its own Call-ID and From tag";

static enum look look_refresh(struct view *view, struct refusal *refusal)
{
	const enum check_id check = CHECK_ID_sub_refresh_fail;
	const struct exchange *more;
	bool is_known;

	if (!is_end(view, refusal, STR("SUBSCRIBE")))
		return LOOK_NONE;
	more = find_more(view, refusal, &is_known);
	if (more != NULL && !is_refresh(view, refusal))
		return again_say(view, refusal, more, check,
				 OUTCOME_INCONCLUSIVE, over_rule,
				 "SUBSCRIBE for what we know nothing of");
	if (more != NULL)
		return again_say(view, refusal, more, check,
				 is_known ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE,
				 over_rule,
				 is_known ? "SUBSCRIBE in the dialog"
					  : "SUBSCRIBE that may have crossed "
					    "the answer");
	more = find_revived(view, refusal);
	if (more != NULL)
		return again_say(view, refusal, more, check, OUTCOME_WARN,
				 over_rule,
				 "a new SUBSCRIBE with the old Call-ID and "
				 "From tag");
	return look_quiet(view, refusal, check, refusal->at_us,
			  scaled_us(view, QUIET_MS));
}

void check_sub_refresh_fail(struct view *view)
{
	refusal_each_any(view, CHECK_ID_sub_refresh_fail, over_rule,
			 look_refresh);
}

static const char removed_rule[] = "no more NOTIFY for the subscription";

/** Whether we asked for a subscription in this dialog after an entry. */
static bool is_renewed(const struct view *view, const struct refusal *refusal,
		       const struct exchange *later)
{
	struct str call_id =
		view_facts(view, refusal->exchange->request)->call_id;

	for (size_t i = refusal->index; i < view->exchange_count; i++) {
		const struct exchange *ours = &view->exchange[i];

		if (ours->request < later->request &&
		    (look_is_ours(view, ours, STR("SUBSCRIBE")) ||
		     look_is_ours(view, ours, STR("REFER"))) &&
		    str_eq(view_facts(view, ours->request)->call_id, call_id))
			return true;
	}
	return false;
}

static enum look look_notify(struct view *view, struct refusal *refusal)
{
	const enum check_id check = CHECK_ID_ntf_481;
	const struct exchange *more;
	bool is_known;

	if (!is_end(view, refusal, STR("NOTIFY")))
		return LOOK_NONE;
	more = find_more(view, refusal, &is_known);
	if (more == NULL)
		return look_quiet(view, refusal, check, refusal->at_us,
				  scaled_us(view, QUIET_MS));
	if (is_renewed(view, refusal, more))
		return LOOK_NONE;
	if (!is_known)
		return again_say(view, refusal, more, check,
				 OUTCOME_INCONCLUSIVE, removed_rule,
				 "NOTIFY that may have crossed the answer");
	if (method_header(view, more, "Subscription-State").p == NULL)
		return again_say(view, refusal, more, check,
				 OUTCOME_INCONCLUSIVE, removed_rule,
				 "NOTIFY of no subscription");
	/* its removal asks for no NOTIFY either, but only SHOULD */
	return again_say(view, refusal, more, check,
			 method_is_terminated(view, more) ? OUTCOME_WARN
							  : OUTCOME_FAIL,
			 removed_rule, "NOTIFY");
}

void check_ntf_481(struct view *view)
{
	refusal_each_any(view, CHECK_ID_ntf_481, removed_rule, look_notify);
}
