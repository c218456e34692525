/* SPDX-License-Identifier: MIT */
#include "judge/cancel.h"
#include "judge/look.h"
#include "sip/field.h"

/* What a CANCEL repeats of its INVITE (RFC 3261 §9.1). */

/** A CANCEL and the INVITE that it has to repeat. */
struct pair {
	struct view *view;
	size_t cancel;
	size_t invite;
	enum outcome outcome; /* of a difference */
	size_t differences;
};

static void differ(struct pair *pair, const char *expected, struct str was,
		   struct str is)
{
	struct view *view = pair->view;

	pair->differences++;
	find(view, CHECK_ID_cancel_fields, pair->outcome, expected,
	     "%.*s, in the INVITE %.*s",
	     STR_ARG(is.p == NULL ? STR("none") : is),
	     STR_ARG(was.p == NULL ? STR("none") : was));
	prove(view, pair->invite);
	prove(view, pair->cancel);
}

/** From and To are the same by URI and tag, however the name is written. */
static void compare_party(struct pair *pair, const char *expected,
			  struct str was, struct str is)
{
	struct str was_tag, is_tag;

	(void)field_param(was, STR("tag"), &was_tag);
	(void)field_param(is, STR("tag"), &is_tag);
	if (!str_eq(was_tag, is_tag) ||
	    (!value_is_equal(was, is) &&
	     !uri_is_equal(field_uri(was), field_uri(is))))
		differ(pair, expected, was, is);
}

static void compare_ids(struct pair *pair)
{
	const struct facts *invite = view_facts(pair->view, pair->invite);
	const struct facts *cancel = view_facts(pair->view, pair->cancel);

	if (!uri_is_equal(invite->uri, cancel->uri))
		differ(pair, "the Request-URI of the INVITE", invite->uri,
		       cancel->uri);
	if (!str_eq(invite->call_id, cancel->call_id))
		differ(pair, "the Call-ID of the INVITE", invite->call_id,
		       cancel->call_id);
	compare_party(pair, "the From of the INVITE with its tag", invite->from,
		      cancel->from);
	compare_party(pair, "the To of the INVITE, no tag added", invite->to,
		      cancel->to);
}

static void compare_cseq(struct pair *pair)
{
	struct view *view = pair->view;
	const struct facts *invite = view_facts(view, pair->invite);
	const struct facts *cancel = view_facts(view, pair->cancel);

	if (cancel->has_cseq && cancel->cseq == invite->cseq &&
	    str_eq(cancel->cseq_method, STR("CANCEL")))
		return;

	pair->differences++;
	find(view, CHECK_ID_cancel_fields, pair->outcome,
	     "the CSeq number of the INVITE with the method CANCEL",
	     "CSeq %llu %.*s for the INVITE with %llu",
	     (unsigned long long)cancel->cseq, STR_ARG(cancel->cseq_method),
	     (unsigned long long)invite->cseq);
	prove(view, pair->invite);
	prove(view, pair->cancel);
}

/**
 * Whether every parameter of a Via stands in another; theirs of rport may
 * fill.
 */
static bool has_parameters(struct str via, struct str other)
{
	struct str part, key, value, found;

	(void)field_next_part(&via, &part);
	while (field_next_part(&via, &part)) {
		(void)str_cut(part, '=', &key, &value);
		key = str_trim(key);
		if (key.size == 0 || str_ieq(key, STR("rport")) ||
		    str_ieq(key, STR("received")))
			continue;
		if (!field_param(other, key, &found) ||
		    !str_eq(found, str_trim(value)))
			return false;
	}
	return true;
}

static bool is_same_via(const struct facts *a, const struct facts *b)
{
	return str_ieq(a->sent_by, b->sent_by) &&
	       has_parameters(a->via, b->via) && has_parameters(b->via, a->via);
}

/**
 * One Via, the INVITE's top one; a proxy that keeps no state puts its own
 * above. Some write its parameters in another order.
 */
static void compare_via(struct pair *pair)
{
	struct view *view = pair->view;
	const struct facts *invite = view_facts(view, pair->invite);
	const struct facts *cancel = view_facts(view, pair->cancel);

	if (!is_same_via(invite, cancel))
		differ(pair, "the top Via of the INVITE", invite->via,
		       cancel->via);
	if (invite->via_count != 1 || cancel->via_count == 1)
		return;

	pair->differences++;
	find(view, CHECK_ID_cancel_fields, pair->outcome,
	     "one Via, as in the INVITE", "%zu Via values", cancel->via_count);
	prove(view, pair->invite);
	prove(view, pair->cancel);
}

/** Values of Route are looked at up to so many. */
enum { ROUTES = 32 };

static void compare_routes(struct pair *pair)
{
	const struct message *invite =
		view_entry(pair->view, pair->invite)->message;
	const struct message *cancel =
		view_entry(pair->view, pair->cancel)->message;

	for (size_t i = 0; i < ROUTES; i++) {
		struct str was = route_at(invite, HEADER_ROUTE, i);
		struct str is = route_at(cancel, HEADER_ROUTE, i);

		if (was.p == NULL && is.p == NULL)
			return;
		if (was.p != NULL && is.p != NULL && value_is_equal(was, is))
			continue;
		differ(pair, "the Route values of the INVITE", was, is);
		return;
	}
}

static void compare_require(struct pair *pair)
{
	struct str none = { NULL, 0 }, require;
	const struct message *cancel =
		view_entry(pair->view, pair->cancel)->message;

	require = message_header(cancel, HEADER_REQUIRE, 0);
	if (require.p == NULL)
		require = message_header(cancel, HEADER_PROXY_REQUIRE, 0);
	if (require.p != NULL)
		differ(pair, "no Require and no Proxy-Require", none, require);
}

static bool is_same_end(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && a->transport == b->transport &&
	       str_eq(str_from(a->host), str_from(b->host));
}

/** Whether any copy of the INVITE came where the CANCEL did. */
static void compare_destination(struct pair *pair,
				const struct exchange *invite)
{
	struct view *view = pair->view;
	const struct endpoint *was = view_entry(view, pair->invite)->local;
	const struct endpoint *is = view_entry(view, pair->cancel)->local;

	for (size_t i = 0; i < invite->copy_count; i++) {
		const struct entry *copy = view_entry(view, invite->copy[i]);

		if (is_same_end(copy->local, is))
			return;
	}
	pair->differences++;
	find(view, CHECK_ID_cancel_fields, pair->outcome,
	     "the address, port and transport of the INVITE",
	     "to %s:%u %s, the INVITE to %s:%u %s", is->host, is->port,
	     transport_name(is->transport), was->host, was->port,
	     transport_name(was->transport));
	prove(view, pair->invite);
	prove(view, pair->cancel);
}

void check_cancel_fields(struct view *view)
{
	const struct exchange *invite;
	struct pair pair = { .view = view };
	bool is_there = false;

	for (size_t i = 0; i < view->exchange_count; i++) {
		invite = cancel_invite(view, &view->exchange[i]);
		if (invite == NULL)
			continue;
		is_there = true;
		pair.cancel = view->exchange[i].request;
		pair.invite = invite->request;
		pair.outcome = look_is_proxied(view, pair.invite)
				       ? OUTCOME_INCONCLUSIVE
				       : OUTCOME_FAIL;
		compare_ids(&pair);
		compare_cseq(&pair);
		compare_via(&pair);
		compare_routes(&pair);
		compare_require(&pair);
		compare_destination(&pair, invite);
	}
	if (!is_there || pair.differences > 0)
		return;
	find(view, CHECK_ID_cancel_fields, OUTCOME_PASS,
	     "the CANCEL repeats what identifies its INVITE", "it does");
	prove(view, pair.invite);
	prove(view, pair.cancel);
}
