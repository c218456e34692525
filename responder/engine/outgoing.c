/* SPDX-License-Identifier: MIT */
#include "engine/outgoing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/call.h"
#include "engine/parcel.h"
#include "engine/run.h"
#include "play/spoil.h"

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

static void send_bytes(struct outgoing *outgoing, uint64_t now_us)
{
	struct str bytes = { outgoing->bytes, outgoing->size };

	if (outgoing->call != NULL) {
		parcel_send(outgoing->call, &outgoing->path, bytes,
			    outgoing->faults, &outgoing->sent, now_us);
		return;
	}
	server_send(outgoing->server, outgoing->run, &outgoing->path,
		    &(struct leaving){ .bytes = bytes }, now_us);
}

static void send_ack(struct outgoing *outgoing, uint64_t now_us)
{
	struct leaving ack = { .bytes = { outgoing->ack, outgoing->ack_size } };
	struct call *call = outgoing->call;

	if (ack.bytes.p != NULL)
		server_send(outgoing->server, call != NULL ? call->run : NULL,
			    &outgoing->path, &ack, now_us);
}

static void on_timer(struct timer *timer, uint64_t now_us);

/** It has its answer, or will have none: whose it was learns of it. */
static void tell(struct outgoing *outgoing, uint64_t now_us)
{
	struct call *call = outgoing->call;
	struct run *run = outgoing->run;

	outgoing->call = NULL;
	outgoing->run = NULL;
	if (call != NULL)
		call_answered(call, outgoing->fsm.code, now_us);
	if (run != NULL)
		run_probed(run, outgoing, outgoing->fsm.code != 0, now_us);
	run_unref(run);
}

/** Carry out what the state machine says; it may be gone afterwards. */
static void apply(struct outgoing *outgoing, unsigned effects, uint64_t now_us)
{
	if (effects & CLIENT_TX_SEND)
		send_bytes(outgoing, now_us);
	if (effects & CLIENT_TX_ACK)
		send_ack(outgoing, now_us);
	if (effects & (CLIENT_TX_FINAL | CLIENT_TX_TIMEOUT))
		tell(outgoing, now_us);
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

/** Write a request of this dialog that goes this way. */
static char *write_bytes(size_t *size, struct dialog *dialog,
			 const struct path *path,
			 const struct dialog_request *request)
{
	struct endpoint local;
	struct buf text;
	char *bytes = NULL;

	address_endpoint(&local, &path->local, flow_transport(path->flow));
	buf_init(&text, MESSAGE_MAX);
	if (dialog_write_request(&text, dialog, &local, request) == 0)
		bytes = buf_take(&text, size);
	buf_release(&text);
	return bytes;
}

static void write_branch(struct server *server, char branch[BRANCH_SIZE])
{
	(void)snprintf(branch, BRANCH_SIZE, "z9hG4bK");
	server_token(server, branch + strlen("z9hG4bK"));
}

/** An ACK for the INVITE with this branch, by what the dialog is now. */
static void write_ack(struct outgoing *outgoing, const char *branch)
{
	struct dialog_request ack = { .method = STR("ACK"),
				      .branch = str_from(branch),
				      .cseq = outgoing->cseq };

	free(outgoing->ack);
	outgoing->ack = write_bytes(&outgoing->ack_size, outgoing->leg->dialog,
				    &outgoing->path, &ack);
}

static int list(struct outgoing *outgoing)
{
	struct server *server = outgoing->server;

	return map_add(&server->outgoing, &outgoing->by_branch,
		       map_hash(&server->outgoing, str_from(outgoing->branch)));
}

/** What was written is spoilt as its step says. */
static int spoil_bytes(struct outgoing *outgoing, const struct faults *faults)
{
	struct buf text;

	buf_init(&text, MESSAGE_MAX);
	buf_add(&text, outgoing->bytes, outgoing->size);
	spoil(&text, faults);
	free(outgoing->bytes);
	outgoing->bytes = buf_take(&text, &outgoing->size);
	buf_release(&text);
	return outgoing->bytes != NULL ? 0 : ENOMEM;
}

/** One that goes this way, with nothing to send yet; or NULL. */
static struct outgoing *outgoing_new(struct server *server,
				     const struct path *path)
{
	struct outgoing *outgoing = calloc(1, sizeof(*outgoing));

	if (outgoing == NULL)
		return NULL;
	outgoing->server = server;
	outgoing->path = *path;
	write_branch(server, outgoing->branch);
	return outgoing;
}

/** Its bytes are written: send them. It is gone after an error. */
static int launch(struct outgoing *outgoing, bool is_invite, uint64_t now_us)
{
	struct server *server = outgoing->server;
	struct flow *flow = outgoing->path.flow;
	int err = flow_is_usable(flow) ? list(outgoing) : ENOTCONN;

	if (err) {
		free(outgoing->bytes);
		free(outgoing->ack);
		free(outgoing);
		return err;
	}
	(void)flow_ref(flow);
	now_us = server_leaves_us(server, now_us);
	send_bytes(outgoing, now_us);
	client_tx_init(&outgoing->fsm, &server->config.timing, is_invite,
		       transport_is_stream(flow_transport(flow)), now_us);
	loop_set(server->loop, &outgoing->timer, client_tx_due(&outgoing->fsm),
		 on_timer);
	return 0;
}

int outgoing_send(struct call *call, struct leg *leg, struct str method,
		  const struct request_text *text, const struct faults *faults,
		  uint64_t now_us)
{
	struct outgoing *outgoing = outgoing_new(call->server, &call->path);
	struct dialog_request request = { .method = method,
					  .headers = buf_str(&text->headers),
					  .body = buf_str(&text->body) };
	bool is_invite = str_eq(method, STR("INVITE"));
	int err;

	if (outgoing == NULL)
		return ENOMEM;
	outgoing->leg = leg;
	aim(&outgoing->path, leg->dialog);
	request.branch = str_from(outgoing->branch);
	outgoing->bytes = write_bytes(&outgoing->size, leg->dialog,
				      &outgoing->path, &request);
	outgoing->cseq = leg->dialog->local_cseq;
	/* RFC 3261 §17.1.1.3: for a refusal it has what the INVITE has. */
	if (is_invite)
		write_ack(outgoing, outgoing->branch);
	if (outgoing->bytes == NULL || spoil_bytes(outgoing, faults) != 0) {
		free(outgoing->bytes);
		free(outgoing->ack);
		free(outgoing);
		return ENOMEM;
	}
	outgoing->call = call;
	outgoing->faults = faults;
	err = launch(outgoing, is_invite, now_us);
	if (!err)
		call->outgoing = outgoing;
	return err;
}

const struct outgoing *outgoing_probe(struct run *run, struct str headers,
				      uint64_t now_us)
{
	struct outgoing *outgoing = outgoing_new(run->server, &run->path);
	struct dialog_request request = { .method = STR("OPTIONS"),
					  .headers = headers };

	if (outgoing == NULL)
		return NULL;
	request.branch = str_from(outgoing->branch);
	outgoing->bytes = write_bytes(&outgoing->size, run->outside,
				      &outgoing->path, &request);
	if (outgoing->bytes == NULL) {
		free(outgoing);
		return NULL;
	}
	outgoing->run = run;
	if (launch(outgoing, false, now_us) != 0)
		return NULL;
	(void)run_ref(run);
	return outgoing;
}

static struct outgoing *find(struct server *server, struct str branch)
{
	struct map_node *node = map_find(&server->outgoing,
					 map_hash(&server->outgoing, branch));

	for (; node != NULL; node = map_find_next(node)) {
		struct outgoing *outgoing =
			CONTAINER_OF(node, struct outgoing, by_branch);

		if (str_eq(str_from(outgoing->branch), branch))
			return outgoing;
	}
	return NULL;
}

/** RFC 3261 §12.2.1.2: a new target; §13.2.2.4: an ACK with a branch of its own. */
static void accept_answer(struct outgoing *outgoing,
			  const struct message *response)
{
	char branch[BRANCH_SIZE];

	(void)dialog_refresh(&outgoing->leg->dialog, response);
	write_branch(outgoing->server, branch);
	write_ack(outgoing, branch);
}

/** The request of ours that a response answers, or NULL. */
static struct outgoing *find_asked(struct server *server,
				   struct message *response)
{
	const sip_t *sip = message_sip(response);

	if (sip == NULL || sip->sip_via == NULL ||
	    sip->sip_via->v_branch == NULL || message_status(response) < 100)
		return NULL;
	return find(server, str_from(sip->sip_via->v_branch));
}

struct run *outgoing_run(struct server *server, struct message *response)
{
	const struct outgoing *outgoing = find_asked(server, response);

	if (outgoing == NULL)
		return NULL;
	return outgoing->call != NULL ? outgoing->call->run : outgoing->run;
}

bool outgoing_receive(struct server *server, const struct path *path,
		      struct message *response, uint64_t now_us)
{
	struct outgoing *outgoing = find_asked(server, response);
	struct run *run = outgoing_run(server, response);
	unsigned code = message_status(response);

	if (outgoing == NULL)
		return false;
	if (run != NULL)
		run_record_in(run, path, response, now_us);
	if (outgoing->fsm.is_invite && outgoing->call != NULL &&
	    code / 100 == 2)
		accept_answer(outgoing, response);
	apply(outgoing, client_tx_response(&outgoing->fsm, code, now_us),
	      now_us);
	return true;
}

void outgoing_free(struct outgoing *outgoing)
{
	struct server *server = outgoing->server;

	loop_stop_timer(server->loop, &outgoing->timer);
	map_remove(&server->outgoing, &outgoing->by_branch);
	run_unref(outgoing->run);
	flow_unref(outgoing->path.flow);
	free(outgoing->bytes);
	free(outgoing->ack);
	free(outgoing);
}
