/* SPDX-License-Identifier: MIT */
#include "engine/outgoing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/call.h"

/**
 * Aim at the next hop of the dialog, if that is the host which the INVITE came
 * from; else stay with its source address: what a packet says must not make us send
 * to somebody who has not sent.
 */
static void aim(struct path *path, const struct dialog *dialog)
{
	union address next;
	struct str host;
	uint16_t port;

	if (transport_is_stream(flow_transport(path->flow)) ||
	    !dialog_next_hop(dialog, &host, &port) ||
	    address_parse(&next, host, port != 0 ? port : SIP_PORT) != 0)
		return;
	if (address_same_host(&next, &path->remote))
		address_set_port(&path->remote, address_port(&next));
}

static int send_bytes(struct outgoing *outgoing, uint64_t now_us)
{
	struct str bytes = { outgoing->bytes, outgoing->size };

	return server_send(outgoing->server, &outgoing->path, bytes, now_us);
}

static void on_timer(struct timer *timer, uint64_t now_us);

/** Carry out what the state machine says; it may be gone afterwards. */
static void apply(struct outgoing *outgoing, unsigned effects, uint64_t now_us)
{
	struct call *call = outgoing->call;

	if (effects & CLIENT_TX_SEND)
		(void)send_bytes(outgoing, now_us);
	if ((effects & (CLIENT_TX_FINAL | CLIENT_TX_TIMEOUT)) && call != NULL) {
		outgoing->call = NULL;
		call_answered(call, outgoing->fsm.code, now_us);
	}
	if (effects & CLIENT_TX_OVER)
		outgoing_free(outgoing);
	else
		loop_set(outgoing->server->loop, &outgoing->timer,
			 client_tx_due(&outgoing->fsm), on_timer);
}

static void on_timer(struct timer *timer, uint64_t now_us)
{
	struct outgoing *outgoing = CONTAINER_OF(timer, struct outgoing, timer);

	apply(outgoing, client_tx_timer(&outgoing->fsm, now_us), now_us);
}

static int write_bytes(struct outgoing *outgoing, struct call *call,
		       struct str method, struct str headers)
{
	struct endpoint local;
	struct buf text;
	int err;

	address_endpoint(&local, &outgoing->path.local,
			 flow_transport(outgoing->path.flow));
	buf_init(&text, MESSAGE_MAX);
	err = dialog_write_request(&text, call->dialog, method, &local,
				   str_from(outgoing->branch), headers);
	if (!err) {
		outgoing->bytes = buf_take(&text, &outgoing->size);
		err = outgoing->bytes == NULL ? ENOMEM : 0;
	}
	buf_release(&text);
	return err;
}

static int list(struct outgoing *outgoing)
{
	struct server *server = outgoing->server;
	struct str branch = str_from(outgoing->branch);

	return map_add(&server->outgoing, &outgoing->by_branch,
		       map_hash(&server->outgoing, branch));
}

int outgoing_send(struct call *call, struct str method, struct str headers,
		  uint64_t now_us)
{
	struct server *server = call->server;
	struct outgoing *outgoing = calloc(1, sizeof(*outgoing));
	int err;

	if (outgoing == NULL)
		return ENOMEM;
	outgoing->server = server;
	(void)snprintf(outgoing->branch, sizeof(outgoing->branch), "z9hG4bK");
	server_token(server, outgoing->branch + strlen("z9hG4bK"));
	outgoing->path = call->path;
	aim(&outgoing->path, call->dialog);
	err = write_bytes(outgoing, call, method, headers);
	if (!err)
		err = send_bytes(outgoing, now_us);
	if (!err)
		err = list(outgoing);
	if (err) {
		free(outgoing->bytes);
		free(outgoing);
		return err;
	}

	outgoing->path.flow = flow_ref(call->path.flow);
	outgoing->call = call;
	call->outgoing = outgoing;
	client_tx_init(&outgoing->fsm, &server->config.timing,
		       transport_is_stream(flow_transport(outgoing->path.flow)),
		       now_us);
	loop_set(server->loop, &outgoing->timer, client_tx_due(&outgoing->fsm),
		 on_timer);
	return 0;
}

bool outgoing_receive(struct server *server, struct message *response,
		      uint64_t now_us)
{
	const sip_t *sip = message_sip(response);
	struct map_node *node;
	struct str branch;

	if (sip == NULL || sip->sip_via == NULL ||
	    sip->sip_via->v_branch == NULL)
		return false;
	branch = str_from(sip->sip_via->v_branch);
	node = map_find(&server->outgoing, map_hash(&server->outgoing, branch));
	for (; node != NULL; node = map_find_next(node)) {
		struct outgoing *outgoing =
			CONTAINER_OF(node, struct outgoing, by_branch);

		if (!str_eq(str_from(outgoing->branch), branch))
			continue;
		apply(outgoing,
		      client_tx_response(&outgoing->fsm,
					 message_status(response), now_us),
		      now_us);
		return true;
	}
	return false;
}

void outgoing_free(struct outgoing *outgoing)
{
	struct server *server = outgoing->server;

	loop_stop_timer(server->loop, &outgoing->timer);
	map_remove(&server->outgoing, &outgoing->by_branch);
	flow_unref(outgoing->path.flow);
	free(outgoing->bytes);
	free(outgoing);
}
