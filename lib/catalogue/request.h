/* SPDX-License-Identifier: MIT */
#ifndef CATALOGUE_REQUEST_H
#define CATALOGUE_REQUEST_H

#include "sip/message.h"

/**
 * What rules and prerequisites ask of a request. All answers borrow from it,
 * and a request may hold anything.
 */

bool request_is(const struct message *request, const char *method);

/** Whether it is inside of a dialog: its To has a tag. */
bool request_is_inside(const struct message *request);

/** The first value under this name or its one-letter form; absent when none. */
struct str request_find(const struct message *request, const char *name,
			const char *compact);

/** Whether such a line is there, empty or not. */
bool request_has(const struct message *request, const char *name,
		 const char *compact);

/**
 * The values of one header line by line, each line looked at once.
 *
 * @param[in,out] at     0 at first: where to go on
 * @param[out]    value  written only on success
 * @return false when there are no more lines
 */
bool request_next(const struct message *request, enum header header,
		  uint32_t *at, struct str *value);

/** The media type of the body, "application/sdp", without parameters. */
struct str request_type(const struct message *request);

/** Whether the body is of this type, or is multipart and mentions it. */
bool request_has_type(const struct message *request, struct str type);

/** Whether Content-Encoding names anything but identity. */
bool request_is_encoded(const struct message *request);

/** The SDP offer in its body, alone or as a part; absent when there is none. */
struct str request_offer(const struct message *request);

/** Whether its Accept, or the lack of one, allows application/sdp back. */
bool request_accepts_sdp(const struct message *request);

/**
 * The expiry that it asks for: the longest of the Contacts of a REGISTER
 * (RFC 3261 §10.3), else that of Expires.
 *
 * @param[out] seconds  written only on success
 * @return whether it asks for one
 */
bool request_expiry(const struct message *request, uint64_t *seconds);

/**
 * The first of some known option tags that it neither supports nor requires;
 * never sec-agree, which needs more than a tag (RFC 3329). Static.
 */
struct str request_missing_tag(const struct message *request);

/**
 * Whether its sender hides: the From of RFC 3323 §4.1.1.3, or Privacy with id
 * or user (RFC 5079 §3).
 */
bool request_is_anonymous(const struct message *request);

/** The first part of text that is like part, any case; absent when none. */
struct str text_find(struct str text, struct str part);

#endif
