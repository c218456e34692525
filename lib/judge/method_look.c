/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/method.h"
#include "sip/field.h"

/* Who sent a request, what it belongs to, and whether it crossed our answer. */

enum { PERCENT = 100, LATE = 115 };

/** The last copy of a request before an entry. */
static size_t last_copy(const struct exchange *exchange, size_t before)
{
	size_t last = exchange->request;

	for (size_t i = 0; i < exchange->copy_count; i++) {
		if (exchange->copy[i] < before)
			last = exchange->copy[i];
	}
	return last;
}

/** Our last final response to it before an entry, or NOTHING. */
static long last_final(const struct view *view, const struct exchange *exchange,
		       size_t before)
{
	long last = NOTHING;

	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t at = exchange->response[i];

		if (at < before && view_facts(view, at)->status >= 200 &&
		    !view_entry(view, at)->is_spoilt)
			last = (long)at;
	}
	return last;
}

bool method_has_final(const struct view *view, const struct exchange *exchange,
		      const struct exchange *later)
{
	size_t copy = last_copy(exchange, later->request);
	long final = last_final(view, exchange, later->request);
	uint64_t later_us = look_start_us(view, later);
	uint64_t due_us;

	if (final == NOTHING || copy > (size_t) final ||
	    later_us < view_at_us(view, (size_t) final) + look_t1_us(view))
		return false;
	if (look_is_stream(view, (size_t) final))
		return true;
	/* nobody knows the T1 of a client that sent no copy: it may be longer */
	due_us = exchange->copy_count < 2 ? 2 * view->client_t1_us
					  : look_t2_us(view);
	due_us = view_at_us(view, copy) + due_us * LATE / PERCENT;
	return later_us >= due_us &&
	       due_us < look_start_us(view, exchange) + view_64t1_us(view);
}

bool method_has_next(const struct view *view, const struct exchange *exchange,
		     const struct exchange *later)
{
	long final = last_final(view, exchange, later->request);

	if (final == NOTHING ||
	    last_copy(exchange, later->request) > (size_t) final)
		return false;
	/* it has not given up yet */
	return look_start_us(view, later) <
		       look_start_us(view, exchange) + view_64t1_us(view) / 2 ||
	       method_has_final(view, exchange, later);
}

static bool is_same_user(const struct view *view, const struct exchange *a,
			 const struct exchange *b)
{
	struct str one = field_uri(view_facts(view, a->request)->from);
	struct str two = field_uri(view_facts(view, b->request)->from);

	return str_eq(one, two) || uri_is_equal(one, two);
}

bool method_may_be_same_client(const struct view *view,
			       const struct exchange *a,
			       const struct exchange *b)
{
	return is_same_user(view, a, b) &&
	       str_eq(str_from(view_entry(view, a->request)->remote->host),
		      str_from(view_entry(view, b->request)->remote->host));
}

bool method_is_same_client(const struct view *view, const struct exchange *a,
			   const struct exchange *b)
{
	return method_may_be_same_client(view, a, b) &&
	       !look_is_proxied(view, a->request) &&
	       !look_is_proxied(view, b->request) &&
	       view_entry(view, a->request)->remote->port ==
		       view_entry(view, b->request)->remote->port &&
	       look_is_stream(view, a->request) ==
		       look_is_stream(view, b->request);
}

bool method_is_same_request(const struct view *view, const struct exchange *a,
			    const struct exchange *b)
{
	const struct facts *one = view_facts(view, a->request);
	const struct facts *two = view_facts(view, b->request);

	return one->cseq == two->cseq && str_eq(one->method, two->method) &&
	       str_eq(one->call_id, two->call_id) &&
	       str_eq(one->from_tag, two->from_tag);
}

bool method_is_same_usage(const struct view *view, const struct exchange *first,
			  const struct exchange *later)
{
	const struct facts *one = view_facts(view, first->request);
	const struct facts *two = view_facts(view, later->request);

	return later->request > first->request &&
	       look_is_client(view, later, one->method) &&
	       str_eq(one->call_id, two->call_id) &&
	       str_eq(one->from_tag, two->from_tag) &&
	       str_eq(one->to_tag, two->to_tag);
}

bool method_is_same_to(const struct view *view, const struct exchange *a,
		       const struct exchange *b)
{
	struct str one = field_uri(view_facts(view, a->request)->to);
	struct str two = field_uri(view_facts(view, b->request)->to);

	return str_eq(one, two) || uri_is_equal(one, two);
}

const struct exchange *method_bye(const struct view *view,
				  const struct refusal *refusal)
{
	long talk = refusal->exchange->dialog;
	long bye = look_bye(view, talk);
	const struct exchange *exchange;

	if (bye == NOTHING)
		return NULL;
	exchange = &view->exchange[bye];
	if (view->talk[talk].ended != (long)exchange->request ||
	    exchange->request < refusal->final)
		return NULL;
	return exchange;
}

bool method_may_cross(const struct view *view, const struct refusal *refusal,
		      const struct exchange *later)
{
	const struct talk *talk = &view->talk[refusal->exchange->dialog];
	const struct exchange *invite = &view->exchange[talk->invite];
	uint64_t trip_us = 0;

	if (talk->confirmed != NOTHING && invite->ack_count > 0 &&
	    (long)invite->ack[0] > talk->confirmed)
		trip_us = view_at_us(view, invite->ack[0]) -
			  view_at_us(view, (size_t)talk->confirmed);
	return look_start_us(view, later) <= refusal->at_us + trip_us;
}
