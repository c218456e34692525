/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "catalogue/method.h"
#include "engine/call_flow.h"
#include "engine/journal.h"
#include "engine/outgoing.h"
#include "engine/register.h"
#include "engine/rival.h"
#include "sip/field.h"

/** After a BYE no one owes an ACK, and no copies are due. */
static void quieten(struct call *call, const struct leg *leg)
{
	for (struct transaction *tx = call->newest; tx != NULL; tx = tx->next) {
		rival_stop(tx, leg->dialog->local_tag);
		if (tx->fsm.state == SERVER_TX_ACCEPTED &&
		    (call->legs->next == NULL ||
		     str_ieq(leg_tag(tx), leg->dialog->local_tag)))
			resend_stop(&tx->fsm.resend);
	}
}

/** The caller wants no more: every INVITE that is still open ends too. */
static void end(struct call *call, uint64_t now_us)
{
	struct transaction *tx;

	play_stop(&call->play);
	while ((tx = call_open_transaction(call, true)) != NULL) {
		transaction_respond_code(tx, 487, now_us);
		if (transaction_is_open(tx))
			break; /* out of memory: the next copy gets it */
	}
}

/** An INVITE of theirs, other than this one, that has no final yet. */
static bool has_open_invite(const struct call *call,
			    const struct transaction *besides)
{
	for (const struct transaction *tx = call->newest; tx != NULL;
	     tx = tx->next) {
		if (tx != besides && tx->fsm.is_invite &&
		    transaction_is_open(tx))
			return true;
	}
	return false;
}

/**
 * RFC 3261 §14.2: one INVITE of a dialog at a time. One that crosses ours gets 491,
 * one that comes before the final to theirs gets 500.
 *
 * @return whether it was refused
 */
static bool refuse_overlap(struct call *call, struct transaction *tx,
			   uint64_t now_us)
{
	struct answer busy = { .code = 500 };
	char headers[32];

	if (has_open_invite(call, tx)) {
		(void)snprintf(headers, sizeof(headers), "Retry-After: %u\r\n",
			       (unsigned)(server_random(call->server) % 11));
		busy.carry.headers = str_from(headers);
		transaction_respond(tx, &busy, now_us);
		return true;
	}
	if (call->outgoing != NULL && call->outgoing->fsm.is_invite) {
		transaction_respond_code(tx, 491, now_us);
		return true;
	}
	return false;
}

unsigned call_usual_code(const struct message *request)
{
	static const struct {
		struct str method;
		unsigned code;
	} row[] = {
		{ STR_INIT("INVITE"), 200 },    { STR_INIT("BYE"), 200 },
		{ STR_INIT("OPTIONS"), 200 },   { STR_INIT("INFO"), 200 },
		{ STR_INIT("UPDATE"), 200 },    { STR_INIT("MESSAGE"), 200 },
		{ STR_INIT("CANCEL"), 200 },    { STR_INIT("REFER"), 603 },
		{ STR_INIT("PRACK"), 481 },     { STR_INIT("NOTIFY"), 481 },
		{ STR_INIT("SUBSCRIBE"), 489 }, { STR_INIT("PUBLISH"), 489 },
	};
	struct str method = message_method(request);
	struct str rest = message_find(request, STR("Info-Package"), 0);
	struct str package = STR("");

	(void)field_next_part(&rest, &package);
	if (str_eq(method, STR("INFO")) && package.size > 0 &&
	    !field_has(STR(INFO_PACKAGES), package))
		return 469;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		if (str_eq(row[i].method, method))
			return row[i].code;
	}
	return 501;
}

void call_respond_usual(struct transaction *tx, uint64_t now_us)
{
	const struct answer accepted = { .code = 200 };

	if (str_eq(message_method(tx->request), STR("REGISTER")))
		register_respond(tx, &accepted, NULL, now_us);
	else
		transaction_respond_code(tx, call_usual_code(tx->request),
					 now_us);
}

/** Take note of a PRACK. @return whether it proves a reliable provisional */
static bool prove(struct call *call, struct leg *leg,
		  const struct message *prack)
{
	struct str rack = message_find(prack, STR("RAck"), 0);
	struct transaction *tx = call->newest;

	while (tx != NULL && !(tx->fsm.is_invite && leg_prove(leg, tx, rack)))
		tx = tx->next;
	if (tx == NULL)
		return false;
	/* That which was sent last has copies, and the flow may wait for it. */
	if ((leg->owed & 1) == 0 &&
	    str_ieq(leg->dialog->local_tag, leg_tag(tx))) {
		transaction_proved(tx);
		play_proved(&call->play);
	}
	return true;
}

static void on_prack(struct call *call, struct transaction *tx, bool is_proof,
		     uint64_t now_us)
{
	journal_add(call, MARK_PRACK);
	transaction_respond_code(tx, is_proof ? 200 : 481, now_us);
	if (is_proof)
		call_run(call, now_us);
}

/** Out of order, or after the end; @return whether it was refused */
static bool refuse(struct call *call, const struct leg *leg,
		   struct transaction *tx, uint64_t now_us)
{
	bool is_bye = str_eq(message_method(tx->request), STR("BYE"));

	if (leg->is_ended && !(is_bye && call->outgoing != NULL)) {
		transaction_respond_code(tx, 481, now_us);
		return true;
	}
	/* RFC 3261 §12.2.2: out of order; a gap is fine. */
	if (tx->cseq <= leg->dialog->remote_cseq) {
		transaction_respond_code(tx, 500, now_us);
		return true;
	}
	leg->dialog->remote_cseq = tx->cseq;
	return false;
}

/** The flow waits for it or reacts to it, and so answers it. */
static bool take(struct call *call, struct transaction *tx, uint64_t now_us)
{
	struct str method = message_method(tx->request);

	enum receive_with with = tx->credentials.proof == PROOF_RIGHT
					 ? WITH_CREDENTIALS
					 : WITH_ANYTHING;

	return play_receive(&call->play, method, with, now_us) ||
	       call_challenge_again(call, tx, now_us) ||
	       play_react(&call->play, method);
}

static void answer(struct call *call, struct leg *leg, struct transaction *tx,
		   uint64_t now_us)
{
	bool is_bye = str_eq(message_method(tx->request), STR("BYE"));

	if (call->is_subscription &&
	    str_eq(message_method(tx->request), STR("SUBSCRIBE"))) {
		call_refresh(call, tx, now_us);
		return;
	}
	if (tx->fsm.is_invite)
		play_accept(&call->play);
	call_respond_usual(tx, now_us);
	if (!is_bye)
		return;
	leg->is_ended = true;
	quieten(call, leg);
	/* A BYE in one dialog of a fork leaves the others. */
	if (leg_all_ended(call))
		end(call, now_us);
	call_run(call, now_us);
}

void call_request(struct call *call, struct transaction *tx, uint64_t now_us)
{
	struct str method = message_method(tx->request);
	bool is_invite = str_eq(method, STR("INVITE"));
	bool is_prack = str_eq(method, STR("PRACK"));
	struct leg *leg = leg_of(call, tx->request);
	bool is_proof;

	memcpy(tx->to_tag, call->token, TOKEN_SIZE); /* our Contact stays */
	call_adopt(call, tx);
	run_meet(call->run, call->play.scenario, tx->request);
	if (leg == NULL || refuse(call, leg, tx, now_us))
		return;
	if (tx->request->body.size > 0 || is_invite)
		tx->media_version = ++call->media_version;
	if (is_invite && refuse_overlap(call, tx, now_us))
		return;
	if (is_invite || str_eq(method, STR("UPDATE")) ||
	    str_eq(method, STR("SUBSCRIBE")))
		(void)dialog_refresh(&leg->dialog, tx->request);
	is_proof = is_prack && prove(call, leg, tx->request);
	if (take(call, tx, now_us)) {
		journal_add(call, call_mark(method));
		leg->is_ended |= str_eq(method, STR("BYE")) &&
				 !call_is_challenge(tx->fsm.code);
		call_run(call, now_us);
		return;
	}
	if (is_prack) {
		on_prack(call, tx, is_proof, now_us);
		return;
	}
	journal_add(call, call_mark(method));
	answer(call, leg, tx, now_us);
}

bool call_cancel(struct call *call, struct transaction *cancel,
		 struct transaction *invite, uint64_t now_us)
{
	journal_add(call, MARK_CANCEL);
	call_adopt(call, cancel);
	if (!transaction_is_open(invite) ||
	    !play_react(&call->play, STR("CANCEL")))
		return false;
	/* The reaction answers the CANCEL first, then what it left open. */
	call_run(call, now_us);
	return true;
}

void call_cancelled(struct call *call, struct transaction *invite,
		    uint64_t now_us)
{
	if (!transaction_is_open(invite))
		return;
	end(call, now_us);
	call_run(call, now_us);
}
