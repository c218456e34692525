/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"
#include "judge/refusal.h"
#include "sip/field.h"

/*
 * A 487 that nobody asked for, Reason, Error-Info, and the sign of a client that
 * knows 608.
 */

enum { INFO_MS = 10000 };

static const char rule_487[] = "an ACK, the call is over, no CANCEL";

/*
 * Whether the client had asked for it: CANCEL, or BYE on an early dialog
 * (§15.1.2).
 */
static bool is_asked_for(const struct view *view, const struct refusal *refusal)
{
	const struct exchange *invite = refusal->exchange;
	const struct facts *call = view_facts(view, invite->request);

	if (invite->cancel != NOTHING &&
	    view->exchange[invite->cancel].request < refusal->final)
		return true;
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];
		const struct facts *facts = view_facts(view, exchange->request);

		if (look_is_client(view, exchange, STR("BYE")) &&
		    exchange->request < refusal->final &&
		    str_eq(facts->call_id, call->call_id))
			return true;
	}
	return false;
}

/* A CANCEL behind the ACK by more than T2: no copy that crossed the 487. */
static bool is_cancelled_late(const struct view *view,
			      const struct refusal *refusal)
{
	const struct exchange *cancel;

	if (refusal->exchange->cancel == NOTHING || refusal->is_proxied)
		return false;
	cancel = &view->exchange[refusal->exchange->cancel];
	return look_start_us(view, cancel) >
	       view_at_us(view, (size_t)refusal->ack) + look_t2_us(view);
}

static enum look look_487(struct view *view, struct refusal *refusal)
{
	enum doubt doubt;

	if (refusal->status != 487 || is_asked_for(view, refusal))
		return LOOK_NONE;
	if (refusal->ack == NOTHING) {
		doubt = refusal_doubt(view, refusal);
		find(view, CHECK_ID_unsolicited_487,
		     doubt == DOUBT_NONE ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE,
		     rule_487, "no ACK for the 487; %s", doubt_text(doubt));
		prove(view, refusal->final);
		return LOOK_SAID;
	}
	if (!is_cancelled_late(view, refusal))
		return LOOK_GOOD;

	find(view, CHECK_ID_unsolicited_487, OUTCOME_WARN, rule_487,
	     "CANCEL after the ACK for the 487");
	prove(view, refusal->final);
	prove(view, (size_t)refusal->ack);
	prove(view, view->exchange[refusal->exchange->cancel].request);
	return LOOK_SAID;
}

void check_unsolicited_487(struct view *view)
{
	refusal_each(view, CHECK_ID_unsolicited_487, rule_487, look_487);
}

static bool has_reason(const struct view *view, size_t response)
{
	return message_find(view_entry(view, response)->message, STR("Reason"),
			    0)
		       .p != NULL;
}

/*
 * An acknowledged refusal with this status and no Reason: what the client does
 * without it; or NOTHING.
 */
static long plain_twin(const struct view *view, unsigned status)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		struct refusal other;

		if (refusal_read(&other, view, i) && other.status == status &&
		    other.ack != NOTHING && !has_reason(view, other.final))
			return other.ack;
	}
	return NOTHING;
}

/*
 * Without such a twin the check of the ACK decides; it would blame Reason for
 * nothing.
 */
static enum look look_reason(struct view *view, struct refusal *refusal)
{
	enum outcome outcome = OUTCOME_INCONCLUSIVE;
	long twin;

	if (!has_reason(view, refusal->final))
		return LOOK_NONE;
	if (refusal->ack != NOTHING)
		return LOOK_GOOD;

	twin = plain_twin(view, refusal->status);
	if (twin != NOTHING && refusal_doubt(view, refusal) == DOUBT_NONE)
		outcome = OUTCOME_FAIL;
	find(view, CHECK_ID_reason_ignored, outcome,
	     "the same as without Reason", "no ACK for the %u with Reason%s",
	     refusal->status,
	     twin == NOTHING ? "; none without it to compare with"
			     : ", but one for that without");
	prove(view, refusal->final);
	if (twin != NOTHING)
		prove(view, (size_t)twin);
	return LOOK_SAID;
}

void check_reason_ignored(struct view *view)
{
	refusal_each(view, CHECK_ID_reason_ignored,
		     "the same as without Reason", look_reason);
}

static enum look look_608(struct view *view, struct refusal *refusal)
{
	const struct message *invite =
		view_entry(view, refusal->exchange->request)->message;
	struct str value;

	if (refusal->status != 608)
		return LOOK_NONE;
	for (size_t n = 0;; n++) {
		value = message_find(invite, STR("Feature-Caps"), n);
		if (!value.p)
			break;
		while (value.size >= 8) {
			if (str_istarts(value, STR("+sip.608")))
				return LOOK_GOOD;
			value = str_sub(value, 1, value.size);
		}
	}
	find(view, CHECK_ID_jcard_608, OUTCOME_INFO,
	     "Feature-Caps: *;+sip.608 in the INVITE",
	     "the INVITE does not say that the client knows 608");
	prove(view, refusal->exchange->request);
	return LOOK_SAID;
}

void check_jcard_608(struct view *view)
{
	refusal_each(view, CHECK_ID_jcard_608,
		     "Feature-Caps: *;+sip.608 in the INVITE", look_608);
}

/* Whether a URI is one of those that Error-Info names. */
static bool is_named(const struct message *response, struct str uri)
{
	struct str list, value;

	for (size_t nth = 0;; nth++) {
		list = message_find(response, STR("Error-Info"), nth);
		if (!list.p)
			return false;
		while (field_next(&list, &value))
			if (uri_is_equal(field_uri(value), uri))
				return true;
	}
}

static bool has_error_uri(const struct message *response)
{
	struct str list, value, uri;

	for (size_t nth = 0;; nth++) {
		list = message_find(response, STR("Error-Info"), nth);
		if (!list.p)
			return false;
		while (field_next(&list, &value)) {
			uri = field_uri(value);
			if (str_istarts(uri, STR("sip:")) ||
			    str_istarts(uri, STR("sips:")))
				return true;
		}
	}
}

static enum look look_error_info(struct view *view, struct refusal *refusal)
{
	static const char error_rule[] = "the URI of Error-Info may be called";
	const struct message *response =
		view_entry(view, refusal->final)->message;

	if (!has_error_uri(response))
		return LOOK_NONE;
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (look_is_client(view, later, STR("INVITE")) &&
		    exchange_is_outside(later) &&
		    later->request > refusal->final &&
		    again_is_within(view, refusal, later, INFO_MS) &&
		    is_named(response, view_facts(view, later->request)->uri))
			return again_say(view, refusal, later,
					 CHECK_ID_error_info, OUTCOME_PASS,
					 error_rule, "it was called");
	}
	if (!quiet_is_over(view, refusal->at_us, scaled_us(view, INFO_MS)))
		return LOOK_NONE;
	find(view, CHECK_ID_error_info, OUTCOME_INFO, error_rule,
	     "it was not called");
	prove(view, refusal->final);
	return LOOK_SAID;
}

void check_error_info(struct view *view)
{
	refusal_each(view, CHECK_ID_error_info,
		     "the URI of Error-Info may be called", look_error_info);
}
