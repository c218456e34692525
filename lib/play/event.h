/* SPDX-License-Identifier: MIT */
#ifndef PLAY_EVENT_H
#define PLAY_EVENT_H

#include "scenario/scenario.h"
#include "sip/message.h"
#include "text/buf.h"

/**
 * What a NOTIFY says of the subscription that a SUBSCRIBE or a REFER asked for. Of
 * another request nothing is written.
 */

/** Event and Subscription-State, each unless it is among the lines that are given. */
void event_write_headers(struct buf *out, struct str given,
			 const struct message *request);

/** The body that a REFER's NOTIFY must have; @return its Content-Type, or absent */
struct str event_write_body(struct buf *out, const struct message *request);

/** Whether a step sends a NOTIFY with which the subscription of a request ends. */
bool step_terminates(const struct step *step, const struct message *request);

#endif
