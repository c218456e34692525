/* SPDX-License-Identifier: MIT */
#include "engine/call_flow.h"

#include "engine/journal.h"
#include "engine/outgoing.h"
#include "engine/rival.h"
#include "play/event.h"

enum { RING_MAX_US = 600 * 1000000 };

/** Whether an ACK for it is still expected. */
static bool awaits_ack(struct call *call, const struct transaction *tx)
{
	struct leg *leg;

	if (!tx->fsm.is_invite)
		return false;
	if (rival_is_pending(tx))
		return true;
	if (tx->fsm.is_acked)
		return false;
	leg = tx->fsm.state == SERVER_TX_ACCEPTED
		      ? leg_find(call, transaction_tag(tx))
		      : NULL;
	return leg != NULL ? !leg->is_ended : !leg_all_ended(call);
}

/** Whether nothing more is expected of either side. */
static bool is_settled(struct call *call)
{
	if (!call->play.is_over || call->outgoing != NULL)
		return false;
	for (struct transaction *tx = call->newest; tx != NULL; tx = tx->next) {
		if (awaits_ack(call, tx))
			return false;
	}
	return true;
}

void call_settle(struct call *call, uint64_t now_us)
{
	if (call->is_running || !is_settled(call))
		return;
	if (!call->is_over) {
		call->is_over = true;
		run_call_over(call->run, now_us);
	}
	if (call->newest == NULL && !run_holds(call->run))
		call_free(call);
}

static void on_timer(struct timer *timer, uint64_t now_us)
{
	call_run(CONTAINER_OF(timer, struct call, timer), now_us);
}

struct transaction *call_open_transaction(const struct call *call,
					  bool is_invite)
{
	struct transaction *tx = call->newest;

	while (tx != NULL &&
	       (!transaction_is_open(tx) || (is_invite && !tx->fsm.is_invite)))
		tx = tx->next;
	return tx;
}

/** Raw bytes go the way of the open request, else of the newest INVITE. */
static void send_raw(struct call *call, const struct step *step,
		     uint64_t now_us)
{
	struct transaction *tx = call_open_transaction(call, false);

	for (tx = tx != NULL ? tx : call->newest;
	     tx != NULL && !tx->fsm.is_invite && !transaction_is_open(tx);)
		tx = tx->next;
	if (tx == NULL)
		return;
	journal_add(call, MARK_RAW);
	if (transaction_send_raw(tx, step->raw.text, &step->raw.faults, now_us))
		play_accept(&call->play);
}

/**
 * What made the dialog, as long as it is known: the INVITE; for a NOTIFY the newest
 * request that asks for it.
 */
static struct message *origin_of(const struct call *call, bool is_notify)
{
	const struct transaction *tx = call->newest;

	while (is_notify && tx != NULL &&
	       !(call_is_notified(tx->request) && call_makes_dialog(tx)))
		tx = tx->next;
	if (tx == NULL)
		tx = call->newest;
	else if (is_notify)
		return tx->request;
	while (tx != NULL && !(tx->fsm.is_invite && tx->fsm.code > 100))
		tx = tx->next;
	return tx != NULL ? tx->request : call->invite;
}

/** Nothing goes after a BYE, but for one of ours that crosses theirs. */
static bool may_send(const struct call *call, const struct leg *leg,
		     bool is_bye)
{
	const struct transaction *tx = call_open_transaction(call, false);

	if (!leg->is_ended)
		return true;
	return is_bye && !leg->is_ours && tx != NULL &&
	       str_eq(message_method(tx->request), STR("BYE"));
}

bool call_send(struct call *call, struct leg *leg, const struct step *step,
	       uint64_t now_us)
{
	bool is_bye = str_eq(step->send.method, STR("BYE"));
	bool is_notify = str_eq(step->send.method, STR("NOTIFY"));
	struct message *invite = origin_of(call, is_notify);
	struct request_text text;
	int err;

	if (leg == NULL || invite == NULL || !may_send(call, leg, is_bye))
		return false;
	leg->is_ended |= is_bye || (call->is_subscription &&
				    step_terminates(step, invite));
	leg->is_ours |= is_bye;
	request_text_init(&text);
	err = request_write(call->server, &call->path, invite, call->token,
			    step, &text);
	if (!err)
		err = outgoing_send(call, leg, step->send.method, &text,
				    &step->send.faults, now_us);
	if (!err)
		journal_add(call, is_bye ? MARK_OUR_BYE : MARK_OUR_REQUEST);
	request_text_release(&text);
	return !err;
}

void call_hang_up(struct call *call, struct str tag, uint64_t now_us)
{
	static const struct step bye = {
		.type = STEP_SEND, .send = { .method = STR_INIT("BYE") }
	};

	if (call->is_subscription)
		call_end_subscription(call, now_us);
	else
		(void)call_send(call, leg_pick(call, tag), &bye, now_us);
}

/** An open request that the flow was to answer; the INVITE that began it rings on. */
static struct transaction *find_rest(const struct call *call)
{
	struct transaction *tx = call->newest;
	const sip_t *sip;

	for (; tx != NULL; tx = tx->next) {
		if (!transaction_is_open(tx))
			continue;
		sip = message_sip(tx->request);
		if (!tx->fsm.is_invite ||
		    (sip != NULL && sip->sip_to->a_tag != NULL))
			return tx;
	}
	return NULL;
}

/** The flow is over: what it left open gets its usual answer. */
static void answer_rest(struct call *call, uint64_t now_us)
{
	struct transaction *tx;
	struct transaction *before = NULL;

	/* Twice the same: memory is short, and the next copy gets it. */
	while ((tx = find_rest(call)) != NULL && tx != before) {
		before = tx;
		call_respond_usual(tx, now_us);
	}
}

static enum play_action carry_out(struct call *call, uint64_t now_us)
{
	const struct step *step;
	enum play_action action = play_next(&call->play, now_us, &step);

	switch (action) {
	case PLAY_RESPOND: call_respond(call, step, now_us); break;
	case PLAY_RAW: send_raw(call, step, now_us); break;
	case PLAY_SEND:
		if (!call_send(call, leg_pick(call, step->send.to_tag), step,
			       now_us))
			play_answered(&call->play);
		break;
	case PLAY_IDLE:
	case PLAY_END: break;
	}
	return action;
}

/** A flow without a final rings until the caller has enough, or this long. */
static uint64_t ring_until(struct call *call, uint64_t now_us)
{
	struct transaction *tx = call_open_transaction(call, true);
	uint64_t until_us;

	if (tx == NULL)
		return NEVER;
	until_us = tx->path.came_us + RING_MAX_US;
	if (now_us < until_us)
		return until_us;
	transaction_respond_code(tx, 480, now_us);
	return NEVER;
}

void call_run(struct call *call, uint64_t now_us)
{
	bool was_running = call->is_running;
	enum play_action action;
	uint64_t due_us;

	/* What is sent may end the last transaction, and the call with it. */
	call->is_running = true;
	call_notify(call, now_us);
	do
		action = carry_out(call, now_us);
	while (action != PLAY_IDLE && action != PLAY_END);
	due_us = play_due(&call->play);
	if (action == PLAY_END) {
		answer_rest(call, now_us);
		due_us = ring_until(call, now_us);
	}
	if (call->play.is_missed && !call->is_over)
		journal_add(call, MARK_MISSED);
	loop_set(call->server->loop, &call->timer, due_us, on_timer);
	call->is_running = was_running;
	call_settle(call, now_us);
}
