/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_REGISTER_H
#define ENGINE_REGISTER_H

#include "engine/transaction.h"

/**
 * Accept a REGISTER (RFC 3261 §10.3): the registrar carries it out and writes the
 * bindings, or refuses it with a code of its own. The transaction may be gone afterwards.
 *
 * @param answer  a 2xx; an Expires in its headers is the longest that a binding gets
 * @param faults  of that answer; NULL: none
 */
void register_respond(struct transaction *tx, const struct answer *answer,
		      const struct faults *faults, uint64_t now_us);

/** Whether a REGISTER or PUBLISH does nothing but take back what the client had. */
bool register_is_removal(const struct message *request);

#endif
