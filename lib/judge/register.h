/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_REGISTER_H
#define JUDGE_REGISTER_H

#include "judge/view.h"

/** The Contacts of a message, one after the other. For the files of the judge only. */
struct contacts {
	const struct message *message; /* the others begin as 0 */
	size_t nth;
	struct str list;
};

bool contacts_next(struct contacts *contacts, struct str *value);

/** Whether a message has a Contact with this URI. */
bool contacts_has(const struct message *message, struct str uri);

/**
 * The text of a Contact's interval, by its parameter or by the message's Expires;
 * absent when there is neither.
 */
struct str contacts_expires(const struct message *message, struct str contact);

/** Whether a REGISTER does nothing but take bindings away: "*", intervals of 0. */
bool contacts_are_removed(const struct message *message);

#endif
