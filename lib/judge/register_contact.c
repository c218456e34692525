/* SPDX-License-Identifier: MIT */
#include "judge/register.h"
#include "sip/field.h"

bool contacts_next(struct contacts *contacts, struct str *value)
{
	while (!field_next(&contacts->list, value)) {
		contacts->list = message_header(contacts->message,
						HEADER_CONTACT, contacts->nth);
		contacts->nth++;
		if (contacts->list.p == NULL)
			return false;
	}
	return true;
}

bool contacts_has(const struct message *message, struct str uri)
{
	struct contacts contacts = { .message = message };
	struct str value;

	while (contacts_next(&contacts, &value)) {
		if (uri_is_equal(field_uri(value), uri))
			return true;
	}
	return false;
}

struct str contacts_expires(const struct message *message, struct str contact)
{
	struct str text;

	if (field_param(contact, STR("expires"), &text))
		return text;
	return message_header(message, HEADER_EXPIRES, 0);
}

bool contacts_are_removed(const struct message *message)
{
	struct contacts contacts = { .message = message };
	struct str value;
	bool is_removal = false;
	uint64_t seconds;

	while (contacts_next(&contacts, &value)) {
		if (!str_eq(value, STR("*")) &&
		    (str_parse_uint(contacts_expires(message, value),
				    UINT32_MAX, &seconds) != 0 ||
		     seconds > 0))
			return false;
		is_removal = true;
	}
	return is_removal;
}
