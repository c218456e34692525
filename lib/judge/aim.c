/* SPDX-License-Identifier: MIT */
#include "judge/aim.h"

#include <stdio.h>

#include "judge/look.h"
#include "judge/route.h"
#include "sip/field.h"

enum { TEXT_SIZE = 400 };

/** The first response of ours that made the dialog, before it was confirmed. */
static long find_maker(const struct view *view, const struct talk *talk)
{
	const struct exchange *invite = &view->exchange[talk->invite];

	for (size_t i = 0; i < invite->response_count; i++) {
		const struct facts *facts =
			view_facts(view, invite->response[i]);

		if (facts->status > 100 && str_eq(facts->to_tag, talk->tag))
			return (long)invite->response[i];
	}
	return NOTHING;
}

/** What is compared: a request, and all that its aim depends on. */
struct shot {
	struct view *view;
	enum check_id check;
	size_t request;
	const struct message *message; /* of the request */
	const struct message *invite;  /* that made the dialog */
	struct str uri;
	struct aim_targets targets;
	struct route_set set;
	bool is_proxied;
};

static bool is_uri_right(const struct shot *shot)
{
	if (route_set_is_strict(&shot->set))
		return aim_is_at(shot->uri,
				 field_uri(route_set_at(&shot->set, 0)));

	for (size_t i = 0; i < shot->targets.count; i++) {
		if (aim_is_at(shot->uri, shot->targets.uri[i]))
			return true;
	}
	return false;
}

static bool is_path_right(const struct shot *shot)
{
	if (!shot->is_proxied)
		return route_is_right(shot->message, &shot->set,
				      &shot->targets);
	return route_set_is_strict(&shot->set) ||
	       route_is_kept(shot->message, shot->invite, &shot->set);
}

bool aim_is_rewritten(const struct view *view, size_t request)
{
	struct str host = look_sent_by_host(view_facts(view, request)->sent_by);

	return !str_ieq(host,
			str_from(view_entry(view, request)->remote->host));
}

/**
 * Whether another than the client may have put this Request-URI there: a
 * proxy, or a NAT that rewrites SIP. Such a one does not turn our Contact into
 * what the client dialled.
 */
static bool is_excused(const struct shot *shot, struct str wanted)
{
	struct str host, wanted_host;
	unsigned port, wanted_port;

	if (shot->is_proxied)
		return true;
	if (!aim_is_rewritten(shot->view, shot->request) ||
	    uri_is_equal(shot->uri, message_uri(shot->invite)))
		return false;

	look_uri_host(shot->uri, &host, &port);
	look_uri_host(wanted, &wanted_host, &wanted_port);
	return !str_ieq(host, wanted_host) || port != wanted_port;
}

static void report_uri(const struct shot *shot)
{
	char expected[TEXT_SIZE];
	struct str wanted = { NULL, 0 };

	if (route_set_is_strict(&shot->set))
		wanted = field_uri(route_set_at(&shot->set, 0));
	else if (shot->targets.count > 0)
		wanted = shot->targets.uri[shot->targets.count - 1];
	if (wanted.p == NULL) {
		find(shot->view, shot->check, OUTCOME_INCONCLUSIVE,
		     "the Contact of our response as Request-URI",
		     "Request-URI %.*s, but we gave no Contact",
		     STR_ARG(shot->uri));
		prove(shot->view, shot->request);
		return;
	}
	(void)snprintf(expected, sizeof(expected), "Request-URI %.*s, %s",
		       STR_ARG(wanted),
		       route_set_is_strict(&shot->set)
			       ? "our first hop, a strict router"
			       : "our Contact");
	if (is_excused(shot, wanted))
		find(shot->view, shot->check, OUTCOME_INCONCLUSIVE, expected,
		     "Request-URI %.*s, which a middlebox may have written",
		     STR_ARG(shot->uri));
	else
		find(shot->view, shot->check, OUTCOME_FAIL, expected,
		     "Request-URI %.*s", STR_ARG(shot->uri));
	prove(shot->view, shot->request);
}

/** Whether Route holds nothing but what the INVITE had: a configured proxy. */
static bool is_preloaded(const struct shot *shot)
{
	size_t count = route_count(shot->message, HEADER_ROUTE);

	if (shot->set.count > 0 || route_count(shot->invite, HEADER_ROUTE) == 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct str ours = route_at(shot->invite, HEADER_ROUTE, i);

		if (ours.p == NULL ||
		    !value_is_equal(route_at(shot->message, HEADER_ROUTE, i),
				    ours))
			return false;
	}
	return true;
}

static void report_route(const struct shot *shot)
{
	size_t count = route_count(shot->message, HEADER_ROUTE);
	struct str first = { "none", 4 };
	char expected[TEXT_SIZE];
	enum outcome outcome;
	size_t at;

	if (count > 0)
		first = route_at(shot->message, HEADER_ROUTE, 0);
	if (shot->set.count == 0)
		(void)snprintf(expected, sizeof(expected),
			       "no Route: we gave no Record-Route");
	else
		(void)snprintf(expected, sizeof(expected),
			       "our %zu Record-Route values reversed, "
			       "%.*s first%s",
			       shot->set.count,
			       STR_ARG(route_set_at(&shot->set, 0)),
			       route_set_is_strict(&shot->set)
				       ? " and as Request-URI (a strict router)"
				       : "");
	outcome = is_preloaded(shot) ? OUTCOME_WARN : OUTCOME_FAIL;
	at = route_wrong_at(shot->message, &shot->set);
	if (count == shot->set.count && at > 0 && at < count)
		find(shot->view, shot->check, outcome, expected,
		     "value %zu of Route is %.*s", at + 1,
		     STR_ARG(route_at(shot->message, HEADER_ROUTE, at)));
	else
		find(shot->view, shot->check, outcome, expected,
		     "Route has %zu values, %.*s first", count, STR_ARG(first));
	prove(shot->view, shot->request);
}

/** The responses that may give the route set, the better first. */
static size_t find_sources(const struct view *view, const struct talk *talk,
			   size_t request, long source[2])
{
	bool is_ack = str_eq(view_facts(view, request)->method, STR("ACK"));
	bool is_confirmed =
		talk->confirmed != NOTHING && talk->confirmed < (long)request;
	size_t count = 0;

	if (is_confirmed)
		source[count++] = talk->confirmed;
	if (!is_confirmed ||
	    (!is_ack && view_at_us(view, request) <
				view_at_us(view, (size_t)talk->confirmed) +
					look_t2_us(view)))
		source[count++] = find_maker(view, talk);
	return count > 0 && source[count - 1] == NOTHING ? count - 1 : count;
}

bool aim_check(struct view *view, enum check_id check, long talk,
	       size_t request)
{
	const struct talk *dialog = &view->talk[talk];
	size_t invite = view->exchange[dialog->invite].request;
	struct shot shot = { .view = view,
			     .check = check,
			     .request = request,
			     .message = view_entry(view, request)->message,
			     .invite = view_entry(view, invite)->message,
			     .uri = view_facts(view, request)->uri };
	long source[2];
	size_t count = find_sources(view, dialog, request, source);
	bool is_redirected;

	if (count == 0 || view_entry(view, (size_t)source[0])->is_spoilt)
		return false;

	shot.is_proxied = look_is_proxied(view, invite) ||
			  view_facts(view, request)->via_count > 1;
	aim_find_targets(&shot.targets, view, talk, request);
	for (size_t i = count; i-- > 0;) {
		route_set_init(&shot.set,
			       view_entry(view, (size_t)source[i])->message);
		if (is_uri_right(&shot) && is_path_right(&shot))
			return true;
	}
	is_redirected = aim_is_redirected(view, talk, request);
	if (!is_uri_right(&shot) && !is_redirected)
		report_uri(&shot);
	if (!is_path_right(&shot))
		report_route(&shot);
	return is_redirected && is_path_right(&shot);
}
