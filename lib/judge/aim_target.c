/* SPDX-License-Identifier: MIT */
#include "judge/aim.h"

#include "judge/look.h"
#include "judge/uri.h"
#include "sip/field.h"

/* Entries of ours that one request may still be aimed by. */
enum { LOOK_BACK = 64 };

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
 * Whether an entry of ours is a target refresh that the client had in hand: what came
 * before it is no target any more.
 */
static bool is_anew(const struct view *view, const struct talk *talk,
		    size_t entry, size_t request)
{
	const struct facts *facts = view_facts(view, entry);
	long index = view->item[entry].exchange;
	const struct exchange *exchange = &view->exchange[index];

	if (!is_refresh(facts))
		return false;
	if (facts->is_request)
		return exchange->final != NOTHING &&
		       exchange_final(view, exchange) < 300 &&
		       is_settled(view, (size_t)exchange->final, request);
	return (size_t)index != talk->invite && facts->status >= 200 &&
	       is_settled(view, entry, request);
}

/** The entries of ours in a dialog before a request: how many they are. */
static size_t count_before(const struct talk *talk, size_t request)
{
	size_t low = 0, high = talk->out_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (talk->out[middle] < request)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void aim_find_targets(struct aim_targets *targets, const struct view *view,
		      long talk, size_t request)
{
	const struct talk *dialog;
	size_t from, to;

	targets->count = 0;
	if (talk == NOTHING)
		return;
	dialog = &view->talk[talk];
	to = count_before(dialog, request);
	from = to;
	while (from > 0 && to - from < LOOK_BACK) {
		size_t entry = dialog->out[--from];

		if (contact_of(view, entry).p != NULL &&
		    is_anew(view, dialog, entry, request))
			break;
	}
	for (size_t i = from; i < to; i++) {
		if (contact_of(view, dialog->out[i]).p != NULL)
			add(targets, contact_of(view, dialog->out[i]));
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
		if (uri_param_is_equal(part, wanted))
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

/** Whether any Contact of a response is this URI. */
static bool lists(const struct message *response, struct str uri)
{
	struct str line, value;

	for (size_t nth = 0;; nth++) {
		line = message_header(response, HEADER_CONTACT, nth);
		if (line.p == NULL)
			return false;
		while (field_next(&line, &value)) {
			if (aim_is_at(uri, field_uri(value)))
				return true;
		}
	}
}

bool aim_is_redirected(const struct view *view, long talk, size_t request)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (exchange->dialog == talk && !exchange->is_ours &&
		    exchange_final(view, exchange) / 100 == 3 &&
		    (size_t)exchange->final < request &&
		    lists(view_entry(view, (size_t)exchange->final)->message,
			  view_facts(view, request)->uri))
			return true;
	}
	return false;
}
