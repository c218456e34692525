/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CALL_FLOW_H
#define ENGINE_CALL_FLOW_H

#include "engine/call.h"

/** What the files of a call share: how it carries its flow out. */

/** The transaction joins the call, with a tag that leads back to it. */
void call_attach(struct call *call, struct transaction *tx);

/** The same of one outside of a dialog: our requests will go the way it came. */
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

/** Whether it asks for credentials: 401 and 407. */
bool call_is_challenge(unsigned code);

/** A request is challenged: a BYE has not ended its dialog then. */
void call_challenged(struct call *call, struct transaction *tx);

/** Whether our answer to it made a dialog, or keeps one. */
bool call_makes_dialog(const struct transaction *tx);

/** Whether it asks for NOTIFYs: SUBSCRIBE and REFER. */
bool call_is_notified(const struct message *request);

/** Carry out a step of type STEP_RESPOND: it goes to the newest open request. */
void call_respond(struct call *call, const struct step *step, uint64_t now_us);

/** By Call-ID and From tag: a key of server->sessions. */
uint64_t call_session_hash(const struct server *server,
			   struct message *request);

/** Answer what no flow answers. */
void call_respond_usual(struct transaction *tx, uint64_t now_us);

/** No tag in particular. */
#define ANY_TAG ((struct str){ NULL, 0 })

/** Carry the flow on; the call may be gone afterwards. */
void call_run(struct call *call, uint64_t now_us);

/** Tell of a call that is over; without transactions it is gone afterwards. */
void call_settle(struct call *call, uint64_t now_us);

/**
 * Send a request inside a dialog.
 *
 * @param leg  NULL: there is none
 * @return whether an answer may come
 */
bool call_send(struct call *call, struct leg *leg, const struct step *step,
	       uint64_t now_us);

/*
 * call_event.c: subscriptions (RFC 6665 §4.2)
 */

/** A request is refused with a code that may end the subscription (RFC 6665 §4.1.2.2). */
void call_refused(struct call *call, struct message *request, unsigned code);

/** A SUBSCRIBE in the dialog of a subscription: go on with it, or end it. */
void call_refresh(struct call *call, struct transaction *tx, uint64_t now_us);

/** Send the NOTIFY that is due. */
void call_notify(struct call *call, uint64_t now_us);

/** Send the last NOTIFY, unless it was sent already. */
void call_end_subscription(struct call *call, uint64_t now_us);

/**
 * Say BYE in the dialog of leg_pick(), or send the last NOTIFY, unless that has
 * ended already.
 */
void call_hang_up(struct call *call, struct str tag, uint64_t now_us);

/** The newest transaction without a final; with is_invite only INVITEs. */
struct transaction *call_open_transaction(const struct call *call,
					  bool is_invite);

/** The usual answer to a request in a dialog that no flow waits for. */
unsigned call_usual_code(const struct message *request);

#endif
