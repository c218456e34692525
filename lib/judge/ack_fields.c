/* SPDX-License-Identifier: MIT */
#include "judge/form.h"
#include "judge/refusal.h"
#include "sip/field.h"

/* The ACK for a refusal: the fields that it repeats (RFC 3261 §17.1.1.3). */

/** A field that is not as it must be. */
struct difference {
	const char *field; /* NULL: there is none */
	struct str want;
	struct str have;
};

/*
 * From or To: the URI and the tag count, the name and other parameters do not
 * (§20.20). What is equal byte for byte is so even where it is no address.
 */
static bool party_is_equal(struct str a, struct str a_tag, struct str b,
			   struct str b_tag)
{
	if (value_is_equal(a, b))
		return true;
	return str_ieq(a_tag, b_tag) &&
	       (a_tag.p == NULL) == (b_tag.p == NULL) &&
	       uri_is_equal(field_uri(a), field_uri(b));
}

/*
 * Whether the To is that of a final that was sent before: of two different
 * ones the client may have seen only the later.
 */
static bool to_is_right(const struct view *view, const struct refusal *refusal,
			size_t ack)
{
	const struct exchange *exchange = refusal->exchange;
	const struct facts *have = view_facts(view, ack);

	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t at = exchange->response[i];
		const struct facts *want = view_facts(view, at);

		if (at > ack || want->status < 200)
			continue;
		if (view_entry(view, at)->is_spoilt ||
		    party_is_equal(want->to, want->to_tag, have->to,
				   have->to_tag))
			return true;
	}
	return false;
}

static bool route_is_equal(const struct view *view, size_t a, size_t b)
{
	const struct message *one = view_entry(view, a)->message;
	const struct message *two = view_entry(view, b)->message;
	size_t count = view_facts(view, a)->route_count;

	if (count != view_facts(view, b)->route_count)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct str want = route_at(one, HEADER_ROUTE, i);
		struct str have = route_at(two, HEADER_ROUTE, i);

		if (!value_is_equal(want, have) &&
		    !uri_is_equal(field_uri(want), field_uri(have)))
			return false;
	}
	return true;
}

static struct str cseq_of(const struct view *view, size_t entry)
{
	return message_header(view_entry(view, entry)->message, HEADER_CSEQ, 0);
}

/* What the ACK takes from the INVITE. */
static struct difference differs_from_invite(const struct view *view,
					     size_t invite, size_t ack)
{
	const struct facts *want = view_facts(view, invite);
	const struct facts *have = view_facts(view, ack);

	if (!str_eq(want->uri, have->uri) &&
	    !uri_is_equal(want->uri, have->uri))
		return (struct difference){ "Request-URI", want->uri,
					    have->uri };
	if (!str_eq(want->call_id, have->call_id))
		return (struct difference){ "Call-ID", want->call_id,
					    have->call_id };
	if (!party_is_equal(want->from, want->from_tag, have->from,
			    have->from_tag))
		return (struct difference){ "From", want->from, have->from };
	if (!have->has_cseq || have->cseq != want->cseq ||
	    !str_eq(have->cseq_method, STR("ACK")))
		return (struct difference){ "CSeq", cseq_of(view, invite),
					    cseq_of(view, ack) };
	if (want->route_count > 0 && !route_is_equal(view, invite, ack))
		return (struct difference){
			"Route",
			route_at(view_entry(view, invite)->message,
				 HEADER_ROUTE, 0),
			route_at(view_entry(view, ack)->message, HEADER_ROUTE,
				 0)
		};
	return (struct difference){ 0 };
}

/*
 * The INVITE that is acknowledged: where the branch was used for two calls,
 * that of the call of the ACK.
 */
static size_t acked_invite(const struct view *view,
			   const struct exchange *exchange, size_t ack)
{
	struct str call_id = view_facts(view, ack)->call_id;

	for (size_t i = 0; i < exchange->copy_count; i++)
		if (str_eq(view_facts(view, exchange->copy[i])->call_id,
			   call_id))
			return exchange->copy[i];
	return exchange->request;
}

static struct difference differs(const struct view *view,
				 const struct refusal *refusal, size_t ack)
{
	const struct message *message = view_entry(view, ack)->message;
	size_t invite = acked_invite(view, refusal->exchange, ack);
	struct difference difference = differs_from_invite(view, invite, ack);

	if (difference.field)
		return difference;
	if (!to_is_right(view, refusal, ack))
		return (struct difference){
			"To", view_facts(view, refusal->final)->to,
			view_facts(view, ack)->to
		};
	if (!message_header(message, HEADER_MAX_FORWARDS, 0).p)
		return (struct difference){ "Max-Forwards", STR("any"),
					    STR("none") };
	return difference;
}

static enum look look_fields(struct view *view, struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;

	for (size_t i = 0; i < exchange->ack_count; i++) {
		size_t ack = exchange->ack[i];
		struct difference difference;

		if (!is_failure_ack(view, ack))
			continue;
		difference = differs(view, refusal, ack);
		if (!difference.field)
			continue;
		find(view, CHECK_ID_ack_non2xx_fields,
		     refusal->is_proxied ? OUTCOME_INCONCLUSIVE : OUTCOME_FAIL,
		     "Request-URI, Call-ID, From, Route and the CSeq number of "
		     "the INVITE, To of the response",
		     "the ACK for the %u has another %s: \"%.*s\", not "
		     "\"%.*s\"",
		     refusal->status, difference.field,
		     FORM_SHOW(difference.have), FORM_SHOW(difference.want));
		prove(view, exchange->request);
		prove(view, refusal->final);
		prove(view, ack);
		return LOOK_SAID;
	}
	return refusal->ack == NOTHING ? LOOK_NONE : LOOK_GOOD;
}

void check_ack_non2xx_fields(struct view *view)
{
	refusal_each(view, CHECK_ID_ack_non2xx_fields,
		     "Request-URI, Call-ID, From, Route and the CSeq number of "
		     "the INVITE, To of the response",
		     look_fields);
}
