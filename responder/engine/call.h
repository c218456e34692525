/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CALL_H
#define ENGINE_CALL_H

#include "engine/leg.h"
#include "engine/run.h"
#include "engine/transaction.h"
#include "play/play.h"

#define MARK_MAP(X)                 \
	X(ACK, "← ACK")             \
	X(CANCEL, "← CANCEL")       \
	X(BYE, "← BYE")             \
	X(INVITE, "← INVITE")       \
	X(PRACK, "← PRACK")         \
	X(OTHER, "← request")       \
	X(OUR_BYE, "→ BYE")         \
	X(OUR_REQUEST, "→ request") \
	X(RAW, "→ raw")             \
	X(ANSWERED, "← answer")     \
	X(NO_ACK, "no ACK")         \
	X(NO_PRACK, "no PRACK")     \
	X(NO_ANSWER, "no answer")   \
	X(MISSED, "what was waited for did not come")

enum mark {
	MARK_FIRST = 1000,
#define X(id, text) MARK_##id,
	MARK_MAP(X)
#undef X
};

/**
 * A scenario with a caller: an INVITE, or another request outside of a dialog, and
 * all that belongs to it.
 */
struct call {
	struct map_node by_token;
	struct map_node by_session; /* Call-ID and From tag */
	struct server *server;
	struct run *run;       /* holds it; NULL while it is being made */
	struct call *run_next; /* of the same run, older */
	struct suite *suite;   /* a reference: the one it began with */
	struct play play;
	struct scenario *made;      /* the scenario, when made for this call */
	struct transaction *newest; /* its transactions, newest first */
	struct leg *legs; /* its dialogs, newest first; see engine/leg.h */
	struct message *invite;    /* what made the dialog, once its transaction
				     * is gone; owned */
	struct outgoing *outgoing; /* our request that waits for an answer */
	struct path path;          /* of the newest INVITE; holds the flow */
	struct timer timer;
	char token[TOKEN_SIZE + 1];
	uint8_t invites;        /* INVITEs outside of a dialog so far */
	uint32_t media_version; /* of the last SDP (RFC 3264 §8) */
	bool is_running; /* its flow is being carried out: it must not go */
	bool is_subscription; /* begun by a SUBSCRIBE or REFER: NOTIFYs follow */
	bool is_notify_due;   /* a refresh of the subscription asks for one */
	bool is_over;         /* the run knows */
};

/**
 * Begin a call: the transaction's request runs this scenario of the server's suite.
 *
 * @param made    the scenario when it was made for this call, else NULL; taken
 *                in any case
 * @param choice  the run that it belongs to
 */
void call_begin(struct transaction *tx, const struct scenario *scenario,
		struct scenario *made, const struct run_choice *choice,
		uint64_t now_us);

/**
 * An INVITE with an answer to a challenge of the call came. When the flow waits for
 * one, the right one takes it further; a wrong one gets the challenge again, and 403
 * in the end.
 *
 * @return whether the call has taken the INVITE
 */
bool call_answer_challenge(struct call *call, struct transaction *tx,
			   uint64_t now_us);

/** The call with this token, or NULL. */
struct call *call_find(struct server *server, uint64_t token);

/**
 * The call with the same Call-ID and From tag that waits for such an INVITE, as a
 * corrected request comes; or NULL.
 */
struct call *call_find_session(struct server *server, struct message *request,
			       uint64_t now_us);

/** The call of a run that others may join, by Call-ID and From tag; or NULL. */
struct call *call_find_open(struct server *server, struct message *request);

/** Whether the call's flow was waiting for this INVITE; then it goes on with it. */
bool call_continue(struct call *call, struct transaction *tx,
		   enum receive_with with, uint64_t now_us);

/** The call that a request with a To tag belongs to, or NULL. */
struct call *call_find_dialog(struct server *server, struct message *request);

/**
 * The call that a request which fits no dialog still is about, by its tag or its
 * Call-ID and From tag: what the judge should know of. Or NULL.
 */
struct call *call_find_related(struct server *server, struct message *request);

/** The transaction joins the call, which answers no more than the usual. */
void call_adopt(struct call *call, struct transaction *tx);

/** It joins the call that it is about though it fits no dialog, if there is one. */
void call_adopt_related(struct transaction *tx);

/** A request inside the dialog, not ACK and not CANCEL. */
void call_request(struct call *call, struct transaction *tx, uint64_t now_us);

/**
 * A CANCEL came for this INVITE of the call.
 *
 * @return whether the scenario reacts to it and so answers it itself
 */
bool call_cancel(struct call *call, struct transaction *cancel,
		 struct transaction *invite, uint64_t now_us);

/** The CANCEL was answered: end what is still open. */
void call_cancelled(struct call *call, struct transaction *invite,
		    uint64_t now_us);

/** What a transaction of the call tells it. */
void call_sent(struct call *call, unsigned code);
void call_copied(struct call *call, uint64_t now_us); /* its INVITE was */
void call_came(struct call *call, enum mark mark);
void call_acked(struct call *call, struct transaction *tx, uint64_t now_us);
void call_unacked(struct call *call, struct transaction *tx, uint64_t now_us);

/** The same of an earlier 2xx, whose tag was another; see engine/rival.h. */
void call_rival_acked(struct call *call, struct str tag, uint64_t now_us);
void call_rival_unacked(struct call *call, struct str tag, uint64_t now_us);
void call_unproved(struct call *call, struct transaction *tx, uint64_t now_us);
void call_detach(struct call *call, struct transaction *tx, uint64_t now_us);

/** Our request was answered (code) or not (0). */
void call_answered(struct call *call, unsigned code, uint64_t now_us);

/** Forget a call whose transactions are gone. */
void call_free(struct call *call);

/** Forget it and its transactions; nothing is sent. */
void call_drop(struct call *call);

/** End it as it is polite: no more of its flow, 480 or a BYE. It may be gone afterwards. */
void call_dismiss(struct call *call, uint64_t now_us);

/** What stands for a request of this method in the events. */
enum mark call_mark(struct str method);

/** Tell the observer of an INVITE that nothing matched. */
void call_unmatched(struct transaction *tx, struct str why, uint64_t now_us);

#endif
