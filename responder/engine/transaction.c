/* SPDX-License-Identifier: MIT */
#include "engine/transaction.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/call.h"
#include "engine/parcel.h"
#include "engine/rival.h"
#include "play/spoil.h"

static void on_timer(struct timer *timer, uint64_t now_us);

int transaction_new(struct transaction **txp, struct server *server,
		    const struct path *path, struct message *request,
		    struct str key, uint64_t now_us)
{
	const sip_t *sip = message_sip(request);
	bool is_invite = str_eq(message_method(request), STR("INVITE"));
	struct transaction *tx = calloc(1, sizeof(*tx) + key.size);
	int err;

	if (tx == NULL)
		return ENOMEM;
	memcpy(tx->key, key.p, key.size);
	tx->key_size = (uint16_t)key.size;
	tx->server = server;
	tx->request = request;
	tx->cseq = (uint32_t)sip->sip_cseq->cs_seq;
	tx->source_port = address_port(&path->remote);
	err = map_add(&server->transactions, &tx->by_key,
		      map_hash(&server->transactions, key));
	if (err)
		goto out;
	if (is_invite && sip->sip_to->a_tag == NULL &&
	    transaction_list(tx) != 0) {
		map_remove(&server->transactions, &tx->by_key);
		err = ENOMEM;
		goto out;
	}

	tx->path = response_path(path, request);
	tx->path.flow = flow_ref(path->flow);
	server_tx_init(&tx->fsm, &server->config.timing, is_invite,
		       transport_is_stream(flow_transport(path->flow)), now_us);
	loop_set(server->loop, &tx->timer, server_tx_due(&tx->fsm), on_timer);
	credentials_read(&tx->credentials, server, request, now_us);
	*txp = tx;
	tx = NULL; /* the server's table owns it now */
out:
	free(tx);
	return err;
}

void transaction_free(struct transaction *tx)
{
	struct server *server = tx->server;
	struct call *call = tx->call;

	if (call != NULL)
		call_detach(call, tx, loop_now_us(server->loop));
	loop_stop_timer(server->loop, &tx->timer);
	loop_stop_timer(server->loop, &tx->delay);
	loop_stop_timer(server->loop, &tx->proof);
	rival_drop(tx);
	transaction_unlist(tx);
	map_remove(&server->transactions, &tx->by_key);
	flow_unref(tx->path.flow);
	message_free(tx->request);
	free(tx->response);
	free(tx);
}

bool transaction_is_open(const struct transaction *tx)
{
	return tx->fsm.state == SERVER_TX_TRYING ||
	       tx->fsm.state == SERVER_TX_PROCEEDING;
}

static uint32_t fault_of(const struct transaction *tx, enum fault fault)
{
	return tx->faults != NULL ? tx->faults->value[fault] : 0;
}

void transaction_send_copy(struct transaction *tx, uint64_t now_us)
{
	struct leaving copy =
		leaving_of((struct str){ tx->response, tx->response_size },
			   tx->faults);
	struct run *run = tx->call != NULL ? tx->call->run : NULL;

	if (tx->sent++ < fault_of(tx, FAULT_DROP)) {
		server_lose(tx->server, run, &tx->path, copy.bytes, now_us);
		return;
	}
	server_send(tx->server, run, &tx->path, &copy, now_us);
	if (tx->call != NULL)
		call_sent(tx->call, tx->fsm.code);
}

static void on_delay(struct timer *timer, uint64_t now_us)
{
	struct transaction *tx = CONTAINER_OF(timer, struct transaction, delay);
	uint32_t more = fault_of(tx, FAULT_DUPLICATE);

	tx->is_delayed = false;
	for (uint32_t i = 0; i <= more; i++)
		transaction_send_copy(tx, now_us);
}

/** The first copies leave, whatever becomes of the transaction. */
static void post(struct transaction *tx, uint64_t due_us)
{
	struct leaving first =
		leaving_of((struct str){ tx->response, tx->response_size },
			   tx->faults);
	struct parcel_terms terms = {
		.copies = fault_of(tx, FAULT_DUPLICATE) + 1,
		.due_us = due_us,
		.is_behind = fault_of(tx, FAULT_REORDER) != 0,
		.is_spoilt = first.is_spoilt,
		.manner = first.manner,
	};

	tx->sent++;
	parcel_post(tx->server, tx->call != NULL ? tx->call->run : NULL,
		    &tx->path, first.bytes, &terms);
}

static void send_last(struct transaction *tx, uint64_t now_us)
{
	uint32_t delay_ms = fault_of(tx, FAULT_DELAY);

	if (tx->response == NULL || tx->is_delayed)
		return;
	if (tx->sent > 0) {
		transaction_send_copy(tx, now_us);
		return;
	}
	if (fault_of(tx, FAULT_REORDER) != 0) {
		post(tx, now_us + (uint64_t)delay_ms * 1000);
		return;
	}
	tx->is_delayed = delay_ms > 0;
	if (tx->is_delayed)
		loop_set(tx->server->loop, &tx->delay,
			 now_us + (uint64_t)delay_ms * 1000, on_delay);
	else
		on_delay(&tx->delay, now_us);
}

/** Carry out what the state machine says; the transaction may be gone after. */
static void apply(struct transaction *tx, unsigned effects, uint64_t now_us)
{
	if (effects & SERVER_TX_SEND)
		send_last(tx, now_us);
	if ((effects & SERVER_TX_ACKED) && tx->call != NULL)
		call_acked(tx->call, tx, now_us);
	if ((effects & SERVER_TX_NO_ACK) && tx->call != NULL)
		call_unacked(tx->call, tx, now_us);
	if (effects & SERVER_TX_TRYING_DUE) {
		transaction_respond_code(tx, 100, now_us);
		return;
	}
	if (effects & SERVER_TX_OVER) {
		transaction_free(tx);
		return;
	}
	loop_set(tx->server->loop, &tx->timer, server_tx_due(&tx->fsm),
		 on_timer);
}

static void on_timer(struct timer *timer, uint64_t now_us)
{
	struct transaction *tx = CONTAINER_OF(timer, struct transaction, timer);

	apply(tx, server_tx_timer(&tx->fsm, now_us), now_us);
}

void transaction_let_go(struct transaction *tx)
{
	if (!tx->is_delayed)
		return;
	post(tx, tx->delay.due_us);
	loop_stop_timer(tx->server->loop, &tx->delay);
	tx->is_delayed = false;
}

struct str transaction_tag(const struct transaction *tx)
{
	return tx->own_tag.size > 0 ? tx->own_tag : str_from(tx->to_tag);
}

void transaction_launch(struct transaction *tx, unsigned code,
			const struct faults *faults, uint64_t now_us)
{
	tx->faults = faults;
	tx->sent = 0;
	tx->fsm.broken =
		fault_of(tx, FAULT_NO_COPIES) ? SERVER_TX_NO_COPIES : 0;
	if (code >= 200)
		transaction_unlist(tx);
	message_forget(tx->request);
	/* The client has 64*T1 from when it leaves. */
	now_us = server_leaves_us(tx->server, now_us);
	apply(tx, server_tx_respond(&tx->fsm, code, now_us), now_us);
}

void transaction_copy(struct transaction *tx, const struct path *path,
		      struct message *copy, uint64_t now_us)
{
	if (tx->call != NULL)
		run_record_in(tx->call->run, path, copy, now_us);
	if (tx->copies_ignored < fault_of(tx, FAULT_IGNORE_COPY)) {
		tx->copies_ignored++;
		return;
	}
	apply(tx, server_tx_copy(&tx->fsm, now_us), now_us);
	if (tx->call != NULL && tx->fsm.is_invite)
		call_copied(tx->call, now_us);
}

void transaction_ack(struct transaction *tx, const struct path *path,
		     struct message *ack, uint64_t now_us)
{
	if (tx->call != NULL) {
		run_record_in(tx->call->run, path, ack, now_us);
		call_came(tx->call, MARK_ACK);
	}
	if (tx->acks_ignored < fault_of(tx, FAULT_IGNORE_ACK)) {
		tx->acks_ignored++;
		return;
	}
	if (rival_ack(tx, ack, now_us))
		return;
	apply(tx, server_tx_ack(&tx->fsm, now_us), now_us);
}
