/* SPDX-License-Identifier: MIT */
#include "judge/aim.h"

#include "judge/look.h"
#include "sip/field.h"

static struct str contact_of(const struct view *view, size_t entry)
{
	const struct message *message = view_entry(view, entry)->message;
	struct str line, value;

	if (message == NULL)
		return (struct str){ NULL, 0 };

	line = message_header(message, HEADER_CONTACT, 0);
	if (line.p == NULL || !field_next(&line, &value))
		return (struct str){ NULL, 0 };
	return field_uri(value);
}

static void add(struct aim_targets *targets, struct str uri)
{
	for (size_t i = 0; i < targets->count; i++) {
		if (str_eq(targets->uri[i], uri))
			return;
	}
	if (targets->count < AIM_TARGETS)
		targets->uri[targets->count++] = uri;
}

/** Whether an exchange has an earlier response with the same status and tag. */
static bool is_repeated(const struct view *view,
			const struct exchange *exchange, size_t entry)
{
	const struct facts *facts = view_facts(view, entry);

	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t other = exchange->response[i];

		if (other >= entry)
			break;
		if (view_facts(view, other)->status == facts->status &&
		    str_eq(view_facts(view, other)->to_tag, facts->to_tag))
			return true;
	}
	return false;
}

static bool is_refresh(const struct facts *facts)
{
	return str_eq(facts->method, STR("INVITE")) ||
	       str_eq(facts->method, STR("UPDATE"));
}

/** Whether the client surely had this response before it sent the request. */
static bool is_settled(const struct view *view, size_t response, size_t request)
{
	return view_at_us(view, request) >=
		       view_at_us(view, response) + look_t2_us(view) ||
	       (str_eq(view_facts(view, request)->method, STR("ACK")) &&
		view->item[request].exchange == view->item[response].exchange);
}

/**
 * A response of ours: the first ones make the dialog, later ones refresh it.
 */
static void take_response(struct aim_targets *targets, const struct view *view,
			  const struct talk *talk, size_t entry, size_t request)
{
	const struct facts *facts = view_facts(view, entry);
	long index = view->item[entry].exchange;
	const struct exchange *exchange;

	if (index == NOTHING || !str_eq(facts->to_tag, talk->tag) ||
	    facts->status < 101 || facts->status > 299)
		return;

	exchange = &view->exchange[index];
	if (exchange->is_ours || is_repeated(view, exchange, entry))
		return;
	if ((size_t)index != talk->invite && facts->status >= 200 &&
	    is_refresh(facts) && is_settled(view, entry, request))
		targets->count = 0;
	add(targets, contact_of(view, entry));
}

/** A request of ours: it refreshes the target when the client answers 2xx. */
static void take_request(struct aim_targets *targets, const struct view *view,
			 long talk, size_t entry, size_t request)
{
	long index = view->item[entry].exchange;
	const struct exchange *exchange;

	if (index == NOTHING || view->exchange[index].dialog != talk)
		return;

	exchange = &view->exchange[index];
	if (!exchange->is_ours || exchange->request != entry)
		return;
	if (is_refresh(view_facts(view, entry)) && exchange->final != NOTHING &&
	    exchange_final(view, exchange) < 300 &&
	    is_settled(view, (size_t)exchange->final, request))
		targets->count = 0;
	add(targets, contact_of(view, entry));
}

void aim_find_targets(struct aim_targets *targets, const struct view *view,
		      long talk, size_t request)
{
	targets->count = 0;
	if (talk == NOTHING)
		return;
	for (size_t i = view->exchange[view->talk[talk].invite].request;
	     i < request; i++) {
		const struct entry *entry = view_entry(view, i);

		if (entry->type != ENTRY_OUT || entry->message == NULL ||
		    contact_of(view, i).p == NULL)
			continue;
		if (view_facts(view, i)->is_request)
			take_request(targets, view, talk, i, request);
		else
			take_response(targets, view, &view->talk[talk], i,
				      request);
	}
}

/** The parameters of a URI, without its user and headers. */
static struct str parameters_of(struct str uri)
{
	struct str before, rest, after;

	(void)str_cut(uri, '?', &rest, &after);
	if (str_cut(rest, '@', &before, &after))
		rest = after;
	(void)str_cut(rest, ';', &before, &after);
	return after;
}

static bool has_parameter(struct str uri, struct str wanted)
{
	struct str rest = parameters_of(uri), part;

	while (field_next_part(&rest, &part)) {
		if (str_ieq(part, wanted))
			return true;
	}
	return false;
}

/**
 * Equality of URIs passes over most parameters that only one has; a request
 * that is made from a URI keeps them all but `method` (RFC 3261 §19.1.5).
 */
static bool keeps_parameters(struct str uri, struct str contact)
{
	struct str rest = parameters_of(contact), part;

	while (field_next_part(&rest, &part)) {
		if (part.size > 0 && !str_istarts(part, STR("method=")) &&
		    !has_parameter(uri, part))
			return false;
	}
	return true;
}

bool aim_is_at(struct str uri, struct str contact)
{
	struct str plain, headers;

	(void)str_cut(contact, '?', &plain, &headers);
	return uri_is_equal(uri, plain) && keeps_parameters(uri, contact);
}
