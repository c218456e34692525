/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"
#include "judge/method.h"
#include "judge/redirect.h"
#include "judge/register.h"
#include "sip/field.h"

/*
 * A REGISTER and a re-INVITE that we redirected: neither needs to be followed,
 * and a registrar has no user part that could tell (RFC 3261 §10.2, §12.2.1.2,
 * RFC 5057 §5.1).
 */

enum { AUTO_MS = 10000 };

static const char rule[] = "a request to the Contact";

static bool has_sip_contact(const struct message *message)
{
	struct contacts contacts = { .message = message };
	struct str value;

	while (contacts_next(&contacts, &value)) {
		if (str_istarts(field_uri(value), STR("sip")))
			return true;
	}
	return false;
}

/**
 * Whether a request went where a Contact of the response says: it is the
 * Request-URI, or names the address that the request came to.
 */
static bool is_aimed(const struct view *view, const struct message *response,
		     const struct exchange *later)
{
	const struct endpoint *local = view_entry(view, later->request)->local;
	struct contacts contacts = { .message = response };
	struct str value, host;
	unsigned port;

	while (contacts_next(&contacts, &value)) {
		if (uri_is_equal(field_uri(value),
				 view_facts(view, later->request)->uri))
			return true;
		look_uri_host(field_uri(value), &host, &port);
		if (port == local->port && str_eq(host, str_from(local->host)))
			return true;
	}
	return false;
}

static enum look say_none(struct view *view, const struct refusal *refusal)
{
	find(view, CHECK_ID_redir_follow, OUTCOME_INCONCLUSIVE, rule,
	     quiet_is_over(view, refusal->at_us, scaled_us(view, AUTO_MS))
		     ? "none, which is no fault"
		     : "none so far");
	prove(view, refusal->final);
	return LOOK_SAID;
}

enum look redirect_look_register(struct view *view, struct refusal *refusal)
{
	const struct message *response =
		view_entry(view, refusal->final)->message;

	if (!has_sip_contact(response))
		return LOOK_NONE;
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (!again_is_within(view, refusal, later, AUTO_MS))
			break;
		if (later->request > refusal->final &&
		    look_is_client(view, later, STR("REGISTER")) &&
		    method_is_same_to(view, refusal->exchange, later) &&
		    is_aimed(view, response, later))
			return again_say(view, refusal, later,
					 CHECK_ID_redir_follow, OUTCOME_PASS,
					 rule, "REGISTER there");
	}
	return say_none(view, refusal);
}

enum look redirect_look_reinvite(struct view *view, struct refusal *refusal)
{
	const struct message *response =
		view_entry(view, refusal->final)->message;

	if (!has_sip_contact(response))
		return LOOK_NONE;
	for (size_t i = refusal->index + 1; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (later->request > refusal->final &&
		    later->dialog == refusal->exchange->dialog &&
		    look_is_client(view, later, STR("INVITE")) &&
		    contacts_has(response,
				 view_facts(view, later->request)->uri))
			return again_say(view, refusal, later,
					 CHECK_ID_redir_follow, OUTCOME_INFO,
					 rule, "INVITE there in the dialog");
	}
	return say_none(view, refusal);
}
