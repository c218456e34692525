/* SPDX-License-Identifier: MIT */
#ifndef CATALOGUE_METHOD_H
#define CATALOGUE_METHOD_H

#include "text/buf.h"

/**
 * What the server offers, in one place: the headers of its responses and the
 * code that serves requests read the same lists.
 */

/** The methods of the RFCs: name, whether we serve it and list it in Allow. */
#define METHOD_MAP(X)       \
	X(INVITE, true)     \
	X(ACK, true)        \
	X(CANCEL, true)     \
	X(BYE, true)        \
	X(OPTIONS, true)    \
	X(REGISTER, true)   \
	X(INFO, true)       \
	X(UPDATE, true)     \
	X(NOTIFY, true)     \
	X(MESSAGE, true)    \
	X(REFER, false)     \
	X(SUBSCRIBE, false) \
	X(PUBLISH, false)   \
	X(PRACK, true)

/** Option tags for Supported, and what a request may require. */
#define OPTION_TAGS "100rel"

/** Info packages for Recv-Info (RFC 6086). */
#define INFO_PACKAGES "infoDtmf"

/** Event packages named in Allow-Events, which may not be empty. */
#define EVENT_PACKAGES "presence, dialog, message-summary"

/** Whether an RFC defines this method (case matters, RFC 3261 §7.1). */
bool method_is_known(struct str method);

/** Whether we serve this method. */
bool method_is_allowed(struct str method);

/** Write "Allow: INVITE, ACK, …" with CRLF, without the refused method. */
void method_write_allow(struct buf *out, struct str refused);

#endif
