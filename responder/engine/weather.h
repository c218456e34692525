/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_WEATHER_H
#define ENGINE_WEATHER_H

#include "play/mishap.h"
#include "sip/message.h"

/**
 * The bad network of --fault: which call a datagram belongs to, and how many there were
 * before it. A call is what has one Call-ID; its line is what was dialled first, and how
 * often that was dialled before, for a Call-ID is never the same twice. What is kept has
 * a fixed size: of very many calls at once some begin anew.
 */
struct weather;

/** @return 0 or ENOMEM */
int weather_new(struct weather **weatherp, const struct mishaps *mishaps);

void weather_free(struct weather *weather); /* NULL is fine */

/** What becomes of a datagram of ours. @param size  its bytes */
struct fate weather_out(struct weather *weather, struct str bytes);

/** Whether a message that came is lost. */
bool weather_in(struct weather *weather, const struct message *message);

#endif
