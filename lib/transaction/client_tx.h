/* SPDX-License-Identifier: MIT */
#ifndef TRANSACTION_CLIENT_TX_H
#define TRANSACTION_CLIENT_TX_H

#include "transaction/timing.h"

/**
 * Client transaction (RFC 3261 §17.1): timers A, B, D for an INVITE, E, F, K for
 * others. Same shape as struct server_tx: no message, no socket, no clock. An
 * INVITE's 2xx ends here too, as in RFC 6026: its copies are told by CLIENT_TX_ACK.
 */
enum client_tx_state {
	CLIENT_TX_TRYING,
	CLIENT_TX_PROCEEDING,
	CLIENT_TX_COMPLETED,
	CLIENT_TX_TERMINATED
};

/** Effects, a set of bits. */
enum {
	CLIENT_TX_SEND = 1 << 0,    /* send the request (once more) */
	CLIENT_TX_FINAL = 1 << 1,   /* the first final response came */
	CLIENT_TX_TIMEOUT = 1 << 2, /* 64*T1 without a final (timer F) */
	CLIENT_TX_OVER = 1 << 3,    /* terminated: forget it */
	CLIENT_TX_ACK = 1 << 4      /* send the ACK (once more) */
};

struct client_tx {
	const struct timing *timing; /* borrowed */
	uint8_t state;               /* enum client_tx_state */
	bool is_invite;
	bool is_stream; /* no copies, D and K are 0 */
	uint16_t code;  /* of the last response, 0: none yet */
	struct resend resend;
	uint64_t end_us; /* timers B, D, F, K, or a ringing INVITE's end */
};

/** The request is to be sent now by the caller. */
void client_tx_init(struct client_tx *tx, const struct timing *timing,
		    bool is_invite, bool is_stream, uint64_t now_us);

/** A response of this code arrived; @return effects. */
unsigned client_tx_response(struct client_tx *tx, unsigned code,
			    uint64_t now_us);

/** Time has passed; @return effects. Call it again until it returns 0. */
unsigned client_tx_timer(struct client_tx *tx, uint64_t now_us);

/** When client_tx_timer() has something to do, or NEVER. */
uint64_t client_tx_due(const struct client_tx *tx);

#endif
