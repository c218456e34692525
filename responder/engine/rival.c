/* SPDX-License-Identifier: MIT */
#include "engine/rival.h"

#include <stdlib.h>
#include <string.h>

#include "engine/call.h"
#include "sip/field.h"

struct rival {
	struct rival *next;
	struct transaction *tx;
	struct timer timer; /* set until it is acknowledged or given up */
	struct resend resend;
	uint64_t end_us;
	unsigned code;
	struct str tag;   /* in bytes */
	struct str bytes; /* the response */
	char text[];
};

static struct rival *find(const struct transaction *tx, struct str tag)
{
	struct rival *rival = tx->rivals;

	while (rival != NULL && !str_ieq(rival->tag, tag))
		rival = rival->next;
	return rival;
}

static void on_timer(struct timer *timer, uint64_t now_us);

static void plan(struct rival *rival)
{
	uint64_t due_us = rival->end_us;

	if (rival->resend.due_us < due_us)
		due_us = rival->resend.due_us;
	loop_set(rival->tx->server->loop, &rival->timer, due_us, on_timer);
}

static void send_copy(struct rival *rival, uint64_t now_us)
{
	const struct leaving copy = { .bytes = rival->bytes };
	struct transaction *tx = rival->tx;

	server_send(tx->server, tx->call != NULL ? tx->call->run : NULL,
		    &tx->path, &copy, now_us);
	if (tx->call != NULL)
		call_sent(tx->call, rival->code);
}

static void on_timer(struct timer *timer, uint64_t now_us)
{
	struct rival *rival = CONTAINER_OF(timer, struct rival, timer);
	struct call *call = rival->tx->call;

	if (now_us >= rival->end_us) {
		/* The call may take the transaction and its rivals with it. */
		if (call != NULL)
			call_rival_unacked(call, rival->tag, now_us);
		return;
	}
	if (resend_take(&rival->resend, now_us))
		send_copy(rival, now_us);
	plan(rival);
}

void rival_keep(struct transaction *tx, struct str tag)
{
	struct str own = transaction_tag(tx);
	struct rival *rival;

	rival_stop(tx, tag);
	if (tx->fsm.state != SERVER_TX_ACCEPTED || tx->response == NULL ||
	    str_ieq(own, tag) || find(tx, own) != NULL)
		return;
	rival = calloc(1, sizeof(*rival) + own.size + tx->response_size);
	if (rival == NULL)
		return; /* then it has no copies, as if they were lost */
	memcpy(rival->text, own.p, own.size);
	memcpy(rival->text + own.size, tx->response, tx->response_size);
	rival->tag = (struct str){ rival->text, own.size };
	rival->bytes =
		(struct str){ rival->text + own.size, tx->response_size };
	rival->tx = tx;
	rival->code = tx->fsm.code;
	rival->resend = tx->fsm.resend;
	rival->end_us = tx->fsm.end_us;
	if (tx->fsm.broken & SERVER_TX_NO_COPIES)
		resend_stop(&rival->resend);
	rival->next = tx->rivals;
	tx->rivals = rival;
	if (!tx->fsm.is_acked)
		plan(rival);
}

bool rival_ack(struct transaction *tx, struct message *ack, uint64_t now_us)
{
	struct rival *rival;
	struct str tag;

	if (tx->rivals == NULL)
		return false;
	(void)field_param(message_header(ack, HEADER_TO, 0), STR("tag"), &tag);
	rival = find(tx, tag);
	/* The tag may have come back to what it was. */
	if (rival == NULL || str_ieq(tag, transaction_tag(tx)))
		return false;
	if (!timer_is_set(&rival->timer))
		return true;
	loop_stop_timer(tx->server->loop, &rival->timer);
	if (tx->call != NULL)
		call_rival_acked(tx->call, rival->tag, now_us);
	return true;
}

void rival_stop(struct transaction *tx, struct str tag)
{
	struct rival *rival = find(tx, tag);

	if (rival != NULL)
		loop_stop_timer(tx->server->loop, &rival->timer);
}

bool rival_is_pending(const struct transaction *tx)
{
	const struct rival *rival = tx->rivals;

	while (rival != NULL && !timer_is_set(&rival->timer))
		rival = rival->next;
	return rival != NULL;
}

void rival_drop(struct transaction *tx)
{
	while (tx->rivals != NULL) {
		struct rival *rival = tx->rivals;

		tx->rivals = rival->next;
		loop_stop_timer(tx->server->loop, &rival->timer);
		free(rival);
	}
}
