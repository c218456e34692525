/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_RIVAL_H
#define ENGINE_RIVAL_H

#include "sip/message.h"
#include "text/str.h"

struct transaction;

/*
 * When an INVITE gets a further 2xx with another To tag, as if it had been forked,
 * the one before is a rival: it has its own copies until its own ACK (RFC 3261
 * §13.3.1.4, RFC 6026 §7.1).
 */

/** A response with this tag is to leave: keep the 2xx before, if its tag is another. */
void rival_keep(struct transaction *tx, struct str tag);

/**
 * An ACK came.
 *
 * @return whether it is for a rival; then it is taken, and the transaction may be gone
 */
bool rival_ack(struct transaction *tx, struct message *ack, uint64_t now_us);

/** A BYE came or went in its dialog: no more copies. */
void rival_stop(struct transaction *tx, struct str tag);

/** Whether one is still to be acknowledged. */
bool rival_is_pending(const struct transaction *tx);

/** Forget all of them. */
void rival_drop(struct transaction *tx);

#endif
