/* SPDX-License-Identifier: MIT */
#include "judge/form.h"

#include "sip/field.h"

/* What the client says of itself (RFC 3261 §8.1.1.8, §13.2.1). */

struct contacts {
	size_t count;
	struct str uri; /* the last one */
};

static struct contacts find_contacts(const struct message *message)
{
	struct contacts contacts = { 0, { NULL, 0 } };
	struct str rest, value;

	for (size_t n = 0;; n++) {
		rest = message_header(message, HEADER_CONTACT, n);
		if (rest.p == NULL)
			return contacts;
		while (field_next(&rest, &value)) {
			if (value.size == 0)
				continue;
			contacts.count++;
			contacts.uri = field_uri(value);
		}
	}
}

static bool needs_contact(struct str method)
{
	return str_eq(method, STR("INVITE")) ||
	       str_eq(method, STR("SUBSCRIBE")) ||
	       str_eq(method, STR("REFER")) || str_eq(method, STR("UPDATE"));
}

/** Whether the request asks for SIPS; a proxy may have made it so. */
static bool is_secure(const struct view *view, size_t entry, bool has_proxy)
{
	const struct message *message = view_entry(view, entry)->message;
	struct str route = route_at(message, HEADER_ROUTE, 0);
	struct str sips = STR("sips:");

	return !has_proxy && (str_istarts(view_facts(view, entry)->uri, sips) ||
			      str_istarts(field_uri(route), sips));
}

static enum form judge_contact(struct view *view, const struct form_rule *rule,
			       size_t entry, bool has_proxy)
{
	const struct facts *facts = view_facts(view, entry);
	struct contacts contacts;
	bool is_sips;

	if (!needs_contact(facts->method))
		return FORM_NONE;

	contacts = find_contacts(view_entry(view, entry)->message);
	is_sips = str_istarts(contacts.uri, STR("sips:"));
	if (contacts.count == 1 &&
	    (is_sips || (str_istarts(contacts.uri, STR("sip:")) &&
			 !is_secure(view, entry, has_proxy))))
		return FORM_GOOD;

	if (contacts.count != 1)
		find(view, rule->check, OUTCOME_FAIL, rule->expected,
		     "%.*s with %zu Contacts", FORM_SHOW(facts->method),
		     contacts.count);
	else
		find(view, rule->check, OUTCOME_FAIL, rule->expected,
		     "%.*s of %.*s with Contact %.*s", FORM_SHOW(facts->method),
		     FORM_SHOW(facts->uri), FORM_SHOW(contacts.uri));
	prove(view, entry);
	return FORM_FOUND;
}

static const struct form_rule contact_rule = {
	.check = CHECK_ID_req_contact,
	.expected = "one Contact with a SIP URI, SIPS where the request is",
	.good = "so in every INVITE, SUBSCRIBE, REFER and UPDATE",
	.judge = judge_contact,
};

void check_req_contact(struct view *view)
{
	form_run(view, &contact_rule);
}

static enum form judge_advert(struct view *view, const struct form_rule *rule,
			      size_t entry, bool has_proxy)
{
	const struct message *message = view_entry(view, entry)->message;
	bool has_allow = message_header(message, HEADER_ALLOW, 0).p != NULL;
	bool has_supported =
		message_header(message, HEADER_SUPPORTED, 0).p != NULL;
	bool has_100rel =
		message_lists(message, HEADER_SUPPORTED, STR("100rel")) ||
		message_lists(message, HEADER_REQUIRE, STR("100rel"));

	(void)has_proxy;
	if (!str_eq(view_facts(view, entry)->method, STR("INVITE")))
		return FORM_NONE;
	if (has_allow && has_supported && has_100rel)
		return FORM_GOOD;

	find(view, rule->check, OUTCOME_INFO, rule->expected,
	     "INVITE with%s Allow, with%s Supported, with%s 100rel",
	     has_allow ? "" : "out", has_supported ? "" : "out",
	     has_100rel ? "" : "out");
	prove(view, entry);
	return FORM_FOUND;
}

static const struct form_rule advert_rule = {
	.check = CHECK_ID_req_invite_advertises,
	.expected = "Allow, Supported, and 100rel in it",
	.good = "so in every INVITE",
	.judge = judge_advert,
};

void check_req_invite_advertises(struct view *view)
{
	form_run(view, &advert_rule);
}
