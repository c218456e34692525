/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/redirect.h"
#include "judge/uri.h"
#include "sip/field.h"

/* Headers of a Contact URI in the request that it leads to (§19.1.5). */

static const char rule[] =
	"headers of the Contact URI, but none that harms the request";

/** What came of one header of the URI. */
enum fate { FATE_LEFT, FATE_TAKEN, FATE_HARM, FATE_REQUIRED };

/** Headers that describe the message itself or its way. */
static bool is_dangerous(struct str name)
{
	return field_has(STR("From, Call-ID, CSeq, Via, Record-Route, Route, "
			     "Accept, Accept-Encoding, Accept-Language, Allow, "
			     "Contact, Organization, Supported, User-Agent"),
			 name);
}

/** Whether the request has this value in a header of this name. */
static bool has_value(const struct message *message, struct str name,
		      struct str value)
{
	for (size_t i = 0;; i++) {
		struct str line = message_find(message, name, i);
		struct str rest, part;

		if (line.p == NULL)
			return false;
		if (uri_header_is_equal(line, value))
			return true;
		/* the tag of a From is not of its value there */
		rest = line;
		if (field_next_part(&rest, &part) &&
		    uri_header_is_equal(part, value))
			return true;
		while (field_next(&line, &part)) {
			if (uri_header_is_equal(part, value))
				return true;
		}
	}
}

/**
 * @param before  the request that was redirected: what it had already was not
 *                taken over
 */
static enum fate fate_of(const struct message *before,
			 const struct message *message, struct str name,
			 struct str value)
{
	if (!has_value(message, name, value))
		return FATE_LEFT;
	if (is_dangerous(name))
		return has_value(before, name, value) ? FATE_LEFT : FATE_HARM;
	if (str_ieq(name, STR("Require")) &&
	    !has_value(message, STR("Supported"), value))
		return FATE_REQUIRED;
	return FATE_TAKEN;
}

static void say(struct view *view, const struct refusal *refusal,
		const struct exchange *child, enum outcome outcome,
		struct str what, struct str name)
{
	find(view, CHECK_ID_redir_uri_headers, outcome, rule, "%.*s: %.*s",
	     STR_ARG(name), STR_ARG(what));
	prove(view, refusal->final);
	prove(view, child->request);
}

/** Look at each header of a URI. @return whether all that can be was taken */
static bool look_at(struct view *view, const struct refusal *refusal,
		    const struct exchange *child, struct str headers)
{
	const struct message *before =
		view_entry(view, refusal->exchange->request)->message;
	const struct message *message =
		view_entry(view, child->request)->message;
	bool is_good = true;

	while (headers.size > 0) {
		struct str pair, name, value;

		(void)str_cut(headers, '&', &pair, &headers);
		(void)str_cut(pair, '=', &name, &value);
		switch (fate_of(before, message, name, value)) {
		case FATE_TAKEN: continue;
		case FATE_LEFT:
			if (is_dangerous(name))
				continue;
			say(view, refusal, child, OUTCOME_INFO,
			    STR("not taken over"), name);
			break;
		case FATE_HARM:
			say(view, refusal, child, OUTCOME_WARN,
			    STR("taken over, which it should not be"), name);
			break;
		case FATE_REQUIRED:
			say(view, refusal, child, OUTCOME_FAIL,
			    STR("an extension required that nobody has"), name);
			break;
		}
		is_good = false;
	}
	return is_good;
}

static enum look look_headers(struct view *view, struct refusal *refusal)
{
	enum look all = LOOK_NONE;
	const struct exchange *child;
	struct redirect redirect;
	size_t at = 0;

	if (!redirect_read(&redirect, view, refusal))
		return LOOK_NONE;
	while ((child = redirect_child(view, refusal, &at)) != NULL) {
		const struct redirect_contact *contact =
			redirect_aim(&redirect, view, child->request);
		struct str headers = contact != NULL
					     ? redirect_headers(contact->uri)
					     : (struct str){ NULL, 0 };

		if (headers.size == 0)
			continue;
		if (!look_at(view, refusal, child, headers))
			all = LOOK_SAID;
		else if (all == LOOK_NONE)
			all = LOOK_GOOD;
	}
	return all;
}

void check_redir_uri_headers(struct view *view)
{
	refusal_each(view, CHECK_ID_redir_uri_headers, rule, look_headers);
}
