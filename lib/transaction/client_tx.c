/* SPDX-License-Identifier: MIT */
#include "transaction/client_tx.h"

/* Who is asked may be a person; after this long nobody will answer. */
enum { RINGING_US = 180 * 1000 * 1000 };

void client_tx_init(struct client_tx *tx, const struct timing *timing,
		    bool is_invite, bool is_stream, uint64_t now_us)
{
	*tx = (struct client_tx){
		.timing = timing,
		.state = CLIENT_TX_TRYING,
		.is_invite = is_invite,
		.is_stream = is_stream,
		.end_us = now_us + timing_64t1_us(timing),
	};
	resend_stop(&tx->resend);
	/* Timer A has no cap, timer E has T2. */
	if (!is_stream)
		resend_start(&tx->resend, timing, is_invite ? 0 : timing->t2_ms,
			     now_us);
}

static void terminate(struct client_tx *tx)
{
	resend_stop(&tx->resend);
	tx->end_us = NEVER;
	tx->state = CLIENT_TX_TERMINATED;
}

/* RFC 3261 §17.1.2.2: the copy planned stays, those after it come every T2. */
static unsigned proceed(struct client_tx *tx, uint64_t now_us)
{
	tx->state = CLIENT_TX_PROCEEDING;
	if (tx->is_invite) {
		resend_stop(&tx->resend);
		tx->end_us = now_us + RINGING_US;
		return 0;
	}
	tx->resend.interval_ms = tx->timing->t2_ms;
	return 0;
}

/* Timer D; after a 2xx timer M of RFC 6026, on streams too. */
static unsigned complete_invite(struct client_tx *tx, uint64_t now_us)
{
	if (tx->is_stream && tx->code >= 300) {
		terminate(tx);
		return CLIENT_TX_FINAL | CLIENT_TX_ACK | CLIENT_TX_OVER;
	}
	resend_stop(&tx->resend);
	tx->state = CLIENT_TX_COMPLETED;
	tx->end_us = now_us + timing_64t1_us(tx->timing);
	return CLIENT_TX_FINAL | CLIENT_TX_ACK;
}

/* Timer K. */
static unsigned complete(struct client_tx *tx, uint64_t now_us)
{
	if (tx->is_stream) {
		terminate(tx);
		return CLIENT_TX_FINAL | CLIENT_TX_OVER;
	}
	resend_stop(&tx->resend);
	tx->state = CLIENT_TX_COMPLETED;
	tx->end_us = now_us + (uint64_t)tx->timing->t4_ms * 1000;
	return CLIENT_TX_FINAL;
}

unsigned client_tx_response(struct client_tx *tx, unsigned code,
			    uint64_t now_us)
{
	if (tx->state == CLIENT_TX_COMPLETED && tx->is_invite && code >= 200)
		return CLIENT_TX_ACK;
	if (tx->state != CLIENT_TX_TRYING && tx->state != CLIENT_TX_PROCEEDING)
		return 0;

	tx->code = (uint16_t)code;
	if (code < 200)
		return proceed(tx, now_us);
	return tx->is_invite ? complete_invite(tx, now_us)
			     : complete(tx, now_us);
}

unsigned client_tx_timer(struct client_tx *tx, uint64_t now_us)
{
	bool is_final = tx->state == CLIENT_TX_COMPLETED;

	if (tx->state == CLIENT_TX_TERMINATED)
		return 0;
	if (now_us >= tx->end_us) {
		terminate(tx);
		return is_final ? CLIENT_TX_OVER
				: CLIENT_TX_TIMEOUT | CLIENT_TX_OVER;
	}
	return resend_take(&tx->resend, now_us) ? CLIENT_TX_SEND : 0;
}

uint64_t client_tx_due(const struct client_tx *tx)
{
	return tx->resend.due_us < tx->end_us ? tx->resend.due_us : tx->end_us;
}
