/* SPDX-License-Identifier: MIT */
#ifndef PLAY_SESSION_H
#define PLAY_SESSION_H

#include "scenario/scenario.h"
#include "sip/message.h"
#include "text/buf.h"

/**
 * Session timers (RFC 4028): what a 2xx and a refresh of ours say of the session that
 * a client asks for in its INVITE or UPDATE.
 *
 * The interval is 90 s, the shortest there is, unless the client's Min-SE or its own
 * Session-Expires asks for another (§9). Who refreshes is for the client to choose
 * (table 2); where it leaves that to us, the scenario says who. To a client without
 * Supported: timer nothing is said but that we know timers.
 */

/**
 * The lines of a 2xx: Session-Expires and Require, for a client that supports timers.
 *
 * @param given  lines that the response has anyway; a Session-Expires there is enough
 */
void session_write_answer(struct buf *out, enum session_timer timer,
			  struct str given, const struct message *request);

/**
 * The lines of an INVITE or UPDATE of ours in the dialog: Supported, and for a client
 * that supports timers Session-Expires, and Min-SE as it had it (§7.4).
 *
 * @param invite  what made the dialog
 */
void session_write_request(struct buf *out, enum session_timer timer,
			   struct str given, const struct message *invite);

#endif
