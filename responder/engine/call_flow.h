/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CALL_FLOW_H
#define ENGINE_CALL_FLOW_H

#include "engine/call.h"

/** What the files of a call share: how it carries its flow out. */

/** The transaction joins the call, with a tag that leads back to it. */
void call_attach(struct call *call, struct transaction *tx);

/** The same of an INVITE outside of a dialog: our requests will go the way it came. */
void call_attach_invite(struct call *call, struct transaction *tx);

/**
 * A request that does not answer the challenge which the flow waits for the answer
 * to, though it has credentials for a nonce of ours: it is challenged once more, or
 * gets 403 in the end.
 *
 * @return whether it was answered so
 */
bool call_challenge_again(struct call *call, struct transaction *tx,
			  uint64_t now_us);

/** The dialog that our answers made, or NULL. */
struct dialog *call_dialog(struct call *call);

/** Carry the flow on; the call may be gone afterwards. */
void call_run(struct call *call, uint64_t now_us);

/** Tell of a call that is over; without transactions it is gone afterwards. */
void call_settle(struct call *call, uint64_t now_us);

/** Say BYE, unless the dialog has ended already. */
void call_hang_up(struct call *call, uint64_t now_us);

/** The newest transaction without a final; with is_invite only INVITEs. */
struct transaction *call_open_transaction(const struct call *call,
					  bool is_invite);

/** The usual answer to a request in a dialog that no flow waits for. */
unsigned call_usual_code(const struct message *request);

#endif
