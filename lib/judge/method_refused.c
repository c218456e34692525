/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"
#include "judge/method.h"

/* 412 to PUBLISH (RFC 3903 §5), and a REFER that was refused (RFC 5057 §5.1). */

enum { AUTO_MS = 10000, AT_ONCE_MS = 1000 };

static const char tag_rule[] = "no PUBLISH with the same SIP-If-Match";

static struct str tag_of(const struct view *view,
			 const struct exchange *exchange)
{
	return method_header(view, exchange, "SIP-If-Match");
}

/** Whether we gave this entity tag between two entries. */
static bool is_given(const struct view *view, struct str tag, size_t from,
		     size_t until)
{
	for (size_t i = from + 1; i < until; i++) {
		const struct entry *entry = view_entry(view, i);

		if (entry->type == ENTRY_OUT && entry->message != NULL &&
		    str_eq(message_find(entry->message, STR("SIP-ETag"), 0),
			   tag))
			return true;
	}
	return false;
}

/** The next PUBLISH of the same state, or NULL. */
static const struct exchange *
next_publish(const struct view *view, const struct refusal *refusal, size_t *at)
{
	const struct exchange *first = refusal->exchange;

	while (*at < view->exchange_count) {
		const struct exchange *later = &view->exchange[(*at)++];

		if (later->request > refusal->final &&
		    look_is_client(view, later, STR("PUBLISH")) &&
		    !method_is_same_request(view, first, later) &&
		    method_may_be_same_client(view, first, later) &&
		    method_is_same_event(view, first, later) &&
		    again_is_same_uri(view, first, later))
			return later;
	}
	return NULL;
}

static enum look look_412(struct view *view, struct refusal *refusal)
{
	const enum check_id check = CHECK_ID_pub_412;
	struct str tag = tag_of(view, refusal->exchange);
	const struct exchange *first = NULL, *later;
	size_t at = refusal->index + 1;
	bool is_known;

	if (refusal->status != 412 || refusal->exchange->is_spoilt ||
	    !look_is_client(view, refusal->exchange, STR("PUBLISH")) ||
	    tag.size == 0)
		return LOOK_NONE;
	while ((later = next_publish(view, refusal, &at)) != NULL) {
		if (first == NULL)
			first = later;
		if (!str_eq(tag_of(view, later), tag) ||
		    is_given(view, tag, refusal->final, later->request))
			continue;
		is_known = method_has_next(view, refusal->exchange, later);
		return again_say(view, refusal, later, check,
				 is_known ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE,
				 tag_rule, "PUBLISH with the old entity tag");
	}
	if (first != NULL)
		return again_say(view, refusal, first, check, OUTCOME_PASS,
				 tag_rule,
				 tag_of(view, first).p == NULL
					 ? "an initial PUBLISH"
					 : "PUBLISH with another entity tag");
	find(view, check, OUTCOME_INCONCLUSIVE, tag_rule,
	     quiet_is_over(view, refusal->at_us, scaled_us(view, AUTO_MS))
		     ? "no other PUBLISH"
		     : "no other PUBLISH so far");
	prove(view, refusal->final);
	return LOOK_SAID;
}

void check_pub_412(struct view *view)
{
	refusal_each_any(view, CHECK_ID_pub_412, tag_rule, look_412);
}

static const char refer_rule[] = "the call goes on";

/** Whether the REFER was sent within a call and refused for itself alone. */
static bool is_refused_refer(const struct view *view,
			     const struct refusal *refusal)
{
	const struct exchange *refer = refusal->exchange;
	size_t invite;

	if (refer->dialog == NOTHING || refer->is_spoilt ||
	    !look_is_client(view, refer, STR("REFER")) ||
	    refusal->status < 400 || method_ends_dialog(refusal->status))
		return false;
	invite = view->talk[refer->dialog].invite;
	return look_is_client(view, &view->exchange[invite], STR("INVITE"));
}

/** Whether another REFER of the dialog was accepted before a BYE. */
static bool has_transferred(const struct view *view, long dialog, size_t until)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *other = &view->exchange[i];

		if (other->dialog == dialog &&
		    look_is_client(view, other, STR("REFER")) &&
		    exchange_final(view, other) / 100 == 2 &&
		    (size_t)other->final < until)
			return true;
	}
	return false;
}

static enum look look_refer(struct view *view, struct refusal *refusal)
{
	const enum check_id check = CHECK_ID_ref_603;
	const struct exchange *bye;
	bool is_crossing;

	if (!is_refused_refer(view, refusal))
		return LOOK_NONE;
	bye = method_bye(view, refusal);
	if (bye == NULL || !again_is_within(view, refusal, bye, AT_ONCE_MS))
		return look_quiet(view, refusal, check, refusal->at_us,
				  scaled_us(view, AT_ONCE_MS));
	is_crossing =
		method_may_cross(view, refusal, bye) ||
		has_transferred(view, refusal->exchange->dialog, bye->request);
	return again_say(view, refusal, bye, check,
			 is_crossing ? OUTCOME_INCONCLUSIVE : OUTCOME_WARN,
			 refer_rule,
			 is_crossing ? "BYE that is not for the refusal,"
				     : "BYE");
}

void check_ref_603(struct view *view)
{
	refusal_each_any(view, CHECK_ID_ref_603, refer_rule, look_refer);
}
