/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_UAS_H
#define ENGINE_UAS_H

#include "engine/transaction.h"

/**
 * What the UAS core answers to requests outside of a dialog (RFC 3261 §8.2). The
 * transaction may be gone afterwards.
 */

/** An INVITE: it goes on with a call of ours, begins one, or matches nothing. */
void uas_on_invite(struct transaction *tx, uint64_t now_us);

/** OPTIONS, MESSAGE, SUBSCRIBE and whatever else: a case's code, or the usual one. */
void uas_on_other(struct transaction *tx, uint64_t now_us);

void uas_on_register(struct transaction *tx, uint64_t now_us);

#endif
