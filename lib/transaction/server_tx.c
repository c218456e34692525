/* SPDX-License-Identifier: MIT */
#include "transaction/server_tx.h"

/* RFC 3261 §17.2.1: a 100 unless the core answers in 200 ms. Not scaled. */
enum { TRYING_US = 200 * 1000 };

void server_tx_init(struct server_tx *tx, const struct timing *timing,
		    bool is_invite, bool is_stream, uint64_t now_us)
{
	*tx = (struct server_tx){
		.timing = timing,
		.state = is_invite ? SERVER_TX_PROCEEDING : SERVER_TX_TRYING,
		.is_invite = is_invite,
		.is_stream = is_stream,
		.trying_us = is_invite ? now_us + TRYING_US : NEVER,
		.end_us = NEVER,
	};
	resend_stop(&tx->resend);
}

static void terminate(struct server_tx *tx)
{
	resend_stop(&tx->resend);
	tx->trying_us = NEVER;
	tx->end_us = NEVER;
	tx->state = SERVER_TX_TERMINATED;
}

/*
 * RFC 6026 §7.1 and RFC 3261 §13.3.1.4: timer L and the copies of a 2xx, which
 * are owed on streams too. Both count from the last 2xx, so that a second one
 * (a fork) has its full time to be acknowledged.
 */
static unsigned accept_invite(struct server_tx *tx, uint64_t now_us)
{
	tx->state = SERVER_TX_ACCEPTED;
	tx->is_acked = false;
	tx->end_us = now_us + timing_64t1_us(tx->timing);
	resend_start(&tx->resend, tx->timing, tx->timing->t2_ms, now_us);
	return SERVER_TX_SEND;
}

/* Timers G and H. */
static unsigned refuse_invite(struct server_tx *tx, uint64_t now_us)
{
	tx->state = SERVER_TX_COMPLETED;
	tx->end_us = now_us + timing_64t1_us(tx->timing);
	if (!tx->is_stream)
		resend_start(&tx->resend, tx->timing, tx->timing->t2_ms,
			     now_us);
	return SERVER_TX_SEND;
}

/* Timer J. */
static unsigned complete(struct server_tx *tx, uint64_t now_us)
{
	if (tx->is_stream) {
		terminate(tx);
		return SERVER_TX_SEND | SERVER_TX_OVER;
	}
	tx->state = SERVER_TX_COMPLETED;
	tx->end_us = now_us + timing_64t1_us(tx->timing);
	return SERVER_TX_SEND;
}

bool server_tx_allows(const struct server_tx *tx, unsigned code)
{
	switch ((enum server_tx_state)tx->state) {
	case SERVER_TX_TRYING:
	case SERVER_TX_PROCEEDING: return true;
	case SERVER_TX_ACCEPTED: return code >= 200 && code < 300;
	case SERVER_TX_COMPLETED:
	case SERVER_TX_CONFIRMED:
	case SERVER_TX_TERMINATED: return false;
	}
	return false;
}

unsigned server_tx_respond(struct server_tx *tx, unsigned code, uint64_t now_us)
{
	if (!server_tx_allows(tx, code))
		return 0;

	tx->code = (uint16_t)code;
	tx->trying_us = NEVER;
	if (code < 200) {
		tx->state = SERVER_TX_PROCEEDING;
		return SERVER_TX_SEND;
	}
	if (!tx->is_invite)
		return complete(tx, now_us);
	if (code < 300)
		return accept_invite(tx, now_us);
	return refuse_invite(tx, now_us);
}

unsigned server_tx_copy(struct server_tx *tx, uint64_t now_us)
{
	bool is_answered = tx->state == SERVER_TX_PROCEEDING ||
			   tx->state == SERVER_TX_COMPLETED;

	(void)now_us; /* a copy moves no timer */
	tx->copies++;
	if (!is_answered || tx->code == 0 ||
	    (tx->broken & SERVER_TX_DEAF_COPY) != 0)
		return 0;
	return SERVER_TX_SEND;
}

/* Timer I. */
static unsigned confirm(struct server_tx *tx, uint64_t now_us)
{
	if (tx->is_stream) {
		terminate(tx);
		return SERVER_TX_ACKED | SERVER_TX_OVER;
	}
	tx->state = SERVER_TX_CONFIRMED;
	tx->end_us = now_us + (uint64_t)tx->timing->t4_ms * 1000;
	return SERVER_TX_ACKED;
}

unsigned server_tx_ack(struct server_tx *tx, uint64_t now_us)
{
	bool is_awaited = tx->state == SERVER_TX_COMPLETED ||
			  tx->state == SERVER_TX_ACCEPTED;

	tx->acks++;
	if (!tx->is_invite || !is_awaited || tx->is_acked ||
	    (tx->broken & SERVER_TX_DEAF_ACK) != 0)
		return 0;

	tx->is_acked = true;
	resend_stop(&tx->resend);
	if (tx->state == SERVER_TX_COMPLETED)
		return confirm(tx, now_us);
	return SERVER_TX_ACKED;
}

static uint64_t trying_due(const struct server_tx *tx)
{
	return (tx->broken & SERVER_TX_NO_TRYING) != 0 ? NEVER : tx->trying_us;
}

static uint64_t copy_due(const struct server_tx *tx)
{
	return (tx->broken & SERVER_TX_NO_COPIES) != 0 ? NEVER
						       : tx->resend.due_us;
}

unsigned server_tx_timer(struct server_tx *tx, uint64_t now_us)
{
	bool is_lost = tx->is_invite && !tx->is_acked;

	if (tx->state == SERVER_TX_TERMINATED)
		return 0;
	if (now_us >= tx->end_us) {
		terminate(tx);
		return is_lost ? SERVER_TX_NO_ACK | SERVER_TX_OVER
			       : SERVER_TX_OVER;
	}
	if (now_us >= trying_due(tx)) {
		tx->trying_us = NEVER;
		return SERVER_TX_TRYING_DUE;
	}
	if (now_us >= copy_due(tx) && resend_take(&tx->resend, now_us))
		return SERVER_TX_SEND;
	return 0;
}

uint64_t server_tx_due(const struct server_tx *tx)
{
	uint64_t due_us = tx->end_us;

	if (trying_due(tx) < due_us)
		due_us = trying_due(tx);
	if (copy_due(tx) < due_us)
		due_us = copy_due(tx);
	return due_us;
}
