/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "catalogue/catalogue.h"
#include "engine/call.h"
#include "engine/issued.h"
#include "engine/parcel.h"
#include "engine/rival.h"
#include "engine/transaction.h"
#include "play/spoil.h"
#include "scenario/template.h"
#include "sip/response.h"

/** What a context borrows. */
struct origin {
	char token[TOKEN_SIZE + 1];
	struct endpoint local;
	struct endpoint media;
	struct endpoint source;
};

/** Everything that headers are computed from, for a tag that begins so. */
static struct context context_of(struct origin *origin, struct server *server,
				 const struct path *path,
				 struct message *request, const char *tag)
{
	struct context ctx = {
		.request = request,
		.local = &origin->local,
		.source = &origin->source,
		.to_tag = str_from(tag),
		.realm = str_from(server->config.realm),
		.media_port = server->config.media_port,
	};
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	ctx.unix_s = (int64_t)now.tv_sec;
	ctx.unix_us = (uint32_t)(now.tv_nsec / 1000);
	memcpy(origin->token, tag, TOKEN_SIZE);
	origin->token[TOKEN_SIZE] = '\0';
	address_endpoint(&origin->source, &path->remote,
			 flow_transport(path->flow));
	local_endpoint(&origin->local, server, path, request);
	media_endpoint(&origin->media, server, path);
	ctx.token = str_from(origin->token);
	ctx.media_host = str_from(origin->media.host);
	ctx.entropy[0] = nonce_word(server, ctx.token);
	ctx.entropy[1] = server_random(server);
	return ctx;
}

/** The same for a transaction, which keeps the port it came from apart. */
static struct context context_of_tx(struct origin *origin,
				    const struct transaction *tx,
				    uint64_t now_us)
{
	struct context ctx = context_of(origin, tx->server, &tx->path,
					tx->request, tx->to_tag);

	origin->source.port = tx->source_port;
	ctx.is_stale = credentials_are_stale(&tx->credentials);
	ctx.delay_us = now_us - tx->path.came_us;
	ctx.media_version = tx->media_version;
	return ctx;
}

/** Write a response into server->text. */
static int write_response(struct server *server, const struct answer *answer,
			  const struct context *ctx)
{
	const struct row *row = catalogue_find(answer->code);
	struct answer full = *answer;

	if (full.cause == 0 && server->config.has_reason && row != NULL)
		full.cause = row->cause;
	buf_clear(&server->text);
	return compose(&server->text, &full, ctx);
}

/** Keep a copy of the response that is in server->text. */
static int keep_response(struct transaction *tx)
{
	struct str text = buf_str(&tx->server->text);
	char *copy = malloc(text.size + 1); /* it may be truncated to nothing */

	if (copy == NULL)
		return ENOMEM;
	memcpy(copy, text.p, text.size);
	free(tx->response);
	tx->response = copy;
	tx->response_size = text.size;
	return 0;
}

/** What is in server->text leaves as a response of this code. */
static void send_text(struct transaction *tx, unsigned code,
		      const struct faults *faults, uint64_t now_us)
{
	if (code == 401 || code == 407 || code == 494)
		issued_add(tx->server->issued, buf_str(&tx->server->text),
			   credentials_rounds(&tx->credentials), now_us);
	else if (tx->credentials.proof == PROOF_RIGHT)
		issued_add_next(tx->server->issued, buf_str(&tx->server->text),
				(struct str){ tx->credentials.nonce,
					      NONCE_SIZE },
				now_us);
	spoil(&tx->server->text, faults);
	transaction_let_go(tx);
	/* Memory that is short now may be there when the next copy comes. */
	if (keep_response(tx) != 0)
		return;
	if (code >= 200)
		transaction_proved(tx);
	transaction_launch(tx, code, faults, now_us);
}

/** Copies of a reliable provisional (RFC 3262 §3): T1 doubling, for 64*T1. */
static void on_proof(struct timer *timer, uint64_t now_us)
{
	struct transaction *tx = CONTAINER_OF(timer, struct transaction, proof);
	const struct resend *reliable = &tx->reliable;

	if (resend_take(&tx->reliable, now_us) &&
	    !(tx->fsm.broken & SERVER_TX_NO_COPIES))
		transaction_send_copy(tx, now_us);
	if (now_us >= reliable->until_us) {
		transaction_proved(tx);
		if (tx->call != NULL)
			call_unproved(tx->call, tx, now_us);
		return;
	}
	loop_set(tx->server->loop, timer,
		 reliable->due_us < reliable->until_us ? reliable->due_us
						       : reliable->until_us,
		 on_proof);
}

/** Write a response of the transaction into server->text. */
static int write_answer(struct transaction *tx, const struct answer *answer,
			uint64_t now_us)
{
	struct answer full = *answer;
	struct origin origin;
	struct context ctx;

	if (full.to_tag.size > 0) {
		rival_keep(tx, full.to_tag);
		tx->own_tag = full.to_tag;
	}
	if (full.to_tag.p == NULL)
		full.to_tag = transaction_tag(tx);
	ctx = context_of_tx(&origin, tx, now_us);
	ctx.challenge = answer->challenge;
	return write_response(tx->server, &full, &ctx);
}

/** What is in server->text leaves, and the state machine knows nothing of it. */
static void send_past(struct transaction *tx, const struct faults *faults,
		      uint64_t now_us)
{
	struct server *server = tx->server;
	uint16_t sent = 0;

	spoil(&server->text, faults);
	if (tx->call != NULL)
		parcel_send(tx->call, &tx->path, buf_str(&server->text), faults,
			    &sent, now_us);
}

void transaction_respond_past(struct transaction *tx,
			      const struct answer *answer,
			      const struct faults *faults, uint64_t now_us)
{
	if (write_answer(tx, answer, now_us) != 0)
		return;
	send_past(tx, faults, now_us);
	if (tx->call != NULL)
		call_sent(tx->call, answer->code);
}

void transaction_respond_spoilt(struct transaction *tx,
				const struct answer *answer,
				const struct faults *faults, uint64_t now_us)
{
	struct server *server = tx->server;

	if (!server_tx_allows(&tx->fsm, answer->code) ||
	    write_answer(tx, answer, now_us) != 0)
		return;
	if (answer->rseq != 0) {
		/* The client has 64*T1 from when it leaves. */
		now_us = server_leaves_us(server, now_us);
		resend_start(&tx->reliable, &server->config.timing, 0, now_us);
		loop_set(server->loop, &tx->proof, tx->reliable.due_us,
			 on_proof);
	}
	send_text(tx, answer->code, faults, now_us);
}

void transaction_respond(struct transaction *tx, const struct answer *answer,
			 uint64_t now_us)
{
	transaction_respond_spoilt(tx, answer, NULL, now_us);
}

void transaction_respond_code(struct transaction *tx, unsigned code,
			      uint64_t now_us)
{
	struct answer answer = { .code = code };

	transaction_respond(tx, &answer, now_us);
}

bool transaction_send_raw(struct transaction *tx, struct str text,
			  const struct faults *faults, uint64_t now_us)
{
	struct server *server = tx->server;
	struct origin origin;
	struct context ctx = context_of_tx(&origin, tx, now_us);
	unsigned code;
	bool is_accepted;

	buf_clear(&server->text);
	template_write(&server->text, text, &ctx);
	if (buf_error(&server->text) != 0)
		return false;
	code = response_status(buf_str(&server->text));
	if (code >= 100 && server_tx_allows(&tx->fsm, code)) {
		is_accepted = tx->fsm.is_invite && code / 100 == 2 &&
			      tx->fsm.code / 100 != 2;
		send_text(tx, code, faults, now_us);
		return is_accepted;
	}
	send_past(tx, faults, now_us);
	return false;
}

void transaction_proved(struct transaction *tx)
{
	loop_stop_timer(tx->server->loop, &tx->proof);
	resend_stop(&tx->reliable);
}

void respond_stateless(struct server *server, const struct path *path,
		       struct message *request, const struct answer *answer,
		       uint64_t now_us)
{
	struct answer full = *answer;
	struct path back = response_path(path, request);
	struct origin origin;
	struct context ctx;
	char tag[TOKEN_SIZE + 1];

	server_token(server, tag);
	full.to_tag = str_from(tag);
	ctx = context_of(&origin, server, path, request, tag);
	if (write_response(server, &full, &ctx) == 0)
		server_send(server, NULL, &back,
			    &(struct leaving){ .bytes =
						       buf_str(&server->text) },
			    now_us);
}

int request_write(struct server *server, const struct path *path,
		  struct message *invite, const char *token,
		  const struct step *step, struct request_text *text)
{
	struct origin origin;
	struct context ctx = context_of(&origin, server, path, invite, token);

	return compose_request(text, step, &ctx);
}
