/* SPDX-License-Identifier: MIT */
#include "engine/call_flow.h"
#include "engine/journal.h"

/* What its transactions tell a call. */

void call_sent(struct call *call, unsigned code)
{
	journal_add(call, code);
}

void call_copied(struct call *call, uint64_t now_us)
{
	if (play_copied(&call->play))
		call_run(call, now_us);
}

void call_came(struct call *call, enum mark mark)
{
	journal_add(call, mark);
}

void call_acked(struct call *call, struct transaction *tx, uint64_t now_us)
{
	if (tx->fsm.state == SERVER_TX_ACCEPTED) {
		(void)leg_current(call); /* learns of it */
		play_confirm(&call->play);
	}
	call_run(call, now_us);
}

/**
 * RFC 3261 §13.3.1.4: a dialog without its ACK should be ended. The others of a
 * fork go on, and so does the flow.
 */
static void give_up(struct call *call, struct leg *leg, uint64_t now_us)
{
	if (leg == NULL || leg->is_ended)
		return;
	journal_add(call, MARK_NO_ACK);
	if (call->outgoing == NULL)
		call_hang_up(call, leg->dialog->local_tag, now_us);
	leg->is_ended = true;
}

void call_unacked(struct call *call, struct transaction *tx, uint64_t now_us)
{
	bool is_success = tx->fsm.code / 100 == 2;
	struct leg *leg = is_success ? leg_current(call) : NULL;

	tx->fsm.is_acked = true; /* nothing is waited for any more */
	if (leg_is_talking(call) && leg != NULL && !leg->is_acked) {
		give_up(call, leg, now_us);
		call_run(call, now_us);
		return;
	}
	if (!leg_all_ended(call))
		journal_add(call, MARK_NO_ACK);
	play_stop(&call->play);
	if (is_success)
		call_hang_up(call, ANY_TAG, now_us);
	call_run(call, now_us);
}

void call_rival_acked(struct call *call, struct str tag, uint64_t now_us)
{
	struct leg *leg = leg_find(call, tag);

	if (leg != NULL)
		leg->is_acked = true;
	play_confirm(&call->play);
	call_run(call, now_us);
}

void call_rival_unacked(struct call *call, struct str tag, uint64_t now_us)
{
	give_up(call, leg_find(call, tag), now_us);
	call_run(call, now_us);
}

void call_unproved(struct call *call, struct transaction *tx, uint64_t now_us)
{
	journal_add(call, MARK_NO_PRACK);
	/* The flow did not want it. */
	if (!call->play.is_proving)
		return;
	play_stop(&call->play);
	/* RFC 3262 §3: the INVITE should be rejected with a 5xx. */
	transaction_respond_code(tx, 504, now_us);
	call_run(call, now_us);
}

void call_answered(struct call *call, unsigned code, uint64_t now_us)
{
	journal_add(call, code != 0 ? MARK_ANSWERED : MARK_NO_ANSWER);
	call->outgoing = NULL;
	play_answered(&call->play);
	call_run(call, now_us);
}
