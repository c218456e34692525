/* SPDX-License-Identifier: MIT */
#ifndef TRANSACTION_SERVER_TX_H
#define TRANSACTION_SERVER_TX_H

#include "transaction/timing.h"

/**
 * Server transaction: RFC 3261 §17.2 with the Accepted state of RFC 6026. A
 * state machine without message, socket or clock: events and time go in, and
 * what there is to do comes out as a set of effects. The 2xx copies that the
 * core owes (RFC 3261 §13.3.1.4) are driven from here too.
 *
 *   INVITE      PROCEEDING ─300–699▸ COMPLETED ─ACK▸ CONFIRMED ─I▸ TERMINATED
 *                          ─2xx────▸ ACCEPTED ─L▸ TERMINATED
 *   non-INVITE  TRYING ─1xx▸ PROCEEDING ─final▸ COMPLETED ─J▸ TERMINATED
 */
enum server_tx_state {
	SERVER_TX_TRYING,
	SERVER_TX_PROCEEDING,
	SERVER_TX_COMPLETED,
	SERVER_TX_CONFIRMED,
	SERVER_TX_ACCEPTED,
	SERVER_TX_TERMINATED
};

/** Effects, a set of bits. */
enum {
	SERVER_TX_SEND = 1 << 0,      /* send the last response (once more) */
	SERVER_TX_ACKED = 1 << 1,     /* the first ACK of the final came */
	SERVER_TX_NO_ACK = 1 << 2,    /* 64*T1 are over and no ACK came */
	SERVER_TX_OVER = 1 << 3,      /* terminated: forget it */
	SERVER_TX_TRYING_DUE = 1 << 4 /* 200 ms without an answer: send a 100 */
};

/** Rules that a scenario may have it break, a set of bits. */
enum {
	SERVER_TX_NO_COPIES = 1 << 0, /* never re-send on a timer (G, 2xx) */
	SERVER_TX_DEAF_ACK = 1 << 1,  /* take no notice of any ACK */
	SERVER_TX_DEAF_COPY = 1 << 2, /* do not answer copies of the request */
	SERVER_TX_NO_TRYING = 1 << 3  /* no 100 after 200 ms */
};

struct server_tx {
	const struct timing *timing; /* borrowed */
	uint8_t state;               /* enum server_tx_state */
	bool is_invite;
	bool is_stream; /* TCP or TLS: no timer G, I and J are 0 */
	bool is_acked;
	uint16_t code;   /* of the last response, 0 before the first */
	uint16_t broken; /* rules to break */
	uint32_t copies; /* copies of the request that came */
	uint32_t acks;   /* ACKs that came, copies included */
	struct resend resend;
	uint64_t trying_us; /* when a 100 is due, or NEVER */
	uint64_t end_us; /* timers H, I, J, L: when the state ends, or NEVER */
};

/** A request arrived. Sends nothing: respond, or a 100 will be due. */
void server_tx_init(struct server_tx *tx, const struct timing *timing,
		    bool is_invite, bool is_stream, uint64_t now_us);

/** Whether the state allows a response of this code. */
bool server_tx_allows(const struct server_tx *tx, unsigned code);

/**
 * The core sends a response of this code (100–699), for the first time.
 *
 * @return SERVER_TX_SEND, or 0 when the state allows none (a second final; a
 *         provisional after a final): send it past the transaction if you must.
 *         A further 2xx in ACCEPTED is allowed and starts its copies anew.
 *         SERVER_TX_OVER is added when the transaction ends with it (non-INVITE
 *         on a stream).
 */
unsigned server_tx_respond(struct server_tx *tx, unsigned code,
			   uint64_t now_us);

/** A copy of the request arrived; @return effects. */
unsigned server_tx_copy(struct server_tx *tx, uint64_t now_us);

/** An ACK arrived, for the non-2xx final or for the 2xx; @return effects. */
unsigned server_tx_ack(struct server_tx *tx, uint64_t now_us);

/** Time has passed; @return effects. Call it again until it returns 0. */
unsigned server_tx_timer(struct server_tx *tx, uint64_t now_us);

/** When server_tx_timer() has something to do, or NEVER. */
uint64_t server_tx_due(const struct server_tx *tx);

#endif
