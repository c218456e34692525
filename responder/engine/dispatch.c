/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "engine/call.h"
#include "engine/outgoing.h"
#include "engine/uas.h"
#include "engine/weather.h"

enum { STUN_HEADER = 20 };

static bool is_allowed(const struct server *server, const struct path *path)
{
	const struct server_config *config = &server->config;

	for (size_t i = 0; i < config->allow_count; i++) {
		if (prefix_has(&config->allow[i], &path->remote))
			return true;
	}
	return config->allow_count == 0;
}

/** RFC 5626 §4.4, RFC 3261 §7.5: line ends, nothing at all, STUN. */
static bool is_keepalive(struct str bytes)
{
	if (str_trim(bytes).size == 0)
		return true;
	return bytes.size >= STUN_HEADER && (unsigned char)bytes.p[0] < 2;
}

/** A request with a To tag. */
static void on_dialog(struct transaction *tx, uint64_t now_us)
{
	struct call *call = call_find_dialog(tx->server, tx->request);

	if (call != NULL) {
		call_request(call, tx, now_us);
		return;
	}
	call_adopt_related(tx);
	transaction_respond_code(tx, 481, now_us);
}

static void on_cancel(struct transaction *tx, struct str invite_key,
		      uint64_t now_us)
{
	struct transaction *invite = transaction_find(tx->server, invite_key);

	if (invite == NULL) {
		call_adopt_related(tx);
		transaction_respond_code(tx, 481, now_us);
		return;
	}
	/* RFC 3261 §9.2: the tag of both answers should be the same. */
	memcpy(tx->to_tag, invite->to_tag, sizeof(tx->to_tag));
	if (invite->call == NULL) {
		transaction_respond_code(tx, 200, now_us);
		return;
	}
	if (call_cancel(invite->call, tx, invite, now_us))
		return;
	transaction_respond_code(tx, 200, now_us);
	call_cancelled(invite->call, invite, now_us);
}

/** An ACK starts no transaction: it belongs to an INVITE, or to nothing. */
static void on_ack(struct server *server, const struct path *path,
		   struct message *request, uint64_t now_us)
{
	const sip_t *sip = message_sip(request);
	struct str key = transaction_key(server, request, STR("INVITE"));
	struct transaction *tx = transaction_find(server, key);
	struct call *call;

	if (tx != NULL) {
		transaction_ack(tx, path, request, now_us);
		return;
	}
	call = call_find_dialog(server, request);
	tx = call != NULL ? call->newest : NULL;
	for (; tx != NULL; tx = tx->next) {
		if (tx->fsm.state == SERVER_TX_ACCEPTED &&
		    tx->cseq == sip->sip_cseq->cs_seq) {
			transaction_ack(tx, path, request, now_us);
			return;
		}
	}
	/* It acknowledges nothing, but the judge should know of it. */
	call = call_find_related(server, request);
	if (call != NULL)
		run_record_in(call->run, path, request, now_us);
	server->counts.strays++;
}

static void route(struct transaction *tx, uint64_t now_us)
{
	struct message *request = tx->request;
	const sip_t *sip = message_sip(request);
	struct str method = message_method(request);

	if (str_eq(method, STR("CANCEL"))) {
		struct str key =
			transaction_key(tx->server, request, STR("INVITE"));

		on_cancel(tx, key, now_us);
	} else if (str_eq(method, STR("REGISTER"))) {
		uas_on_register(tx, now_us);
	} else if (sip->sip_to->a_tag != NULL) {
		on_dialog(tx, now_us);
	} else if (str_eq(method, STR("INVITE"))) {
		uas_on_invite(tx, now_us);
	} else {
		uas_on_other(tx, now_us);
	}
}

static void refuse(struct server *server, const struct path *path,
		   struct message *request, unsigned code, const char *phrase,
		   uint64_t now_us)
{
	struct answer answer = { .code = code, .phrase = str_from(phrase) };

	/* An ACK is never answered (RFC 3261 §17.1.1.2). */
	if (!str_eq(message_method(request), STR("ACK")))
		respond_stateless(server, path, request, &answer, now_us);
}

static bool is_full(const struct server *server, bool is_new_call)
{
	size_t max = server->config.call_max;

	/* A call has a few transactions, and requests beside calls have one. */
	return (is_new_call && server->calls.count >= max) ||
	       server->transactions.count / 4 >= max;
}

/** A well-formed request that is no copy; @return whether it was taken. */
static bool begin(struct server *server, const struct path *path,
		  struct message *request, struct str key, uint64_t now_us)
{
	const sip_t *sip = message_sip(request);
	struct transaction *tx;
	bool is_new_call;

	is_new_call = str_eq(message_method(request), STR("INVITE")) &&
		      sip->sip_to->a_tag == NULL;
	if (is_full(server, is_new_call)) {
		refuse(server, path, request, 503, NULL, now_us);
		return false;
	}
	if (is_new_call && transaction_find_merged(server, request) != NULL) {
		refuse(server, path, request, 482, "Merged Request", now_us);
		return false;
	}
	key = transaction_key(server, request, message_method(request));
	if (transaction_new(&tx, server, path, request, key, now_us) != 0) {
		refuse(server, path, request, 503, NULL, now_us);
		return false;
	}
	server_token(server, tx->to_tag);
	route(tx, now_us);
	return true;
}

/** @return whether the message was taken */
static bool on_request(struct server *server, const struct path *path,
		       struct message *request, uint64_t now_us)
{
	struct str method = message_method(request);
	struct transaction *tx;
	const char *fault;
	struct str key;

	server->counts.requests++;
	if (str_istarts(message_version(request), STR("SIP/")) &&
	    !str_ieq(message_version(request), STR("SIP/2.0"))) {
		refuse(server, path, request, 505, NULL, now_us);
		return false;
	}
	fault = message_fault(request);
	if (fault != NULL) {
		refuse(server, path, request, 400, fault, now_us);
		return false;
	}
	if (str_eq(method, STR("ACK"))) {
		on_ack(server, path, request, now_us);
		return false;
	}
	key = transaction_key(server, request, method);
	tx = transaction_find(server, key);
	if (tx != NULL) {
		transaction_copy(tx, path, request, now_us);
		return false;
	}
	return begin(server, path, request, key, now_us);
}

/** Whether --fault throws it away. */
static bool is_lost(const struct server *server, const struct path *path,
		    const struct message *message)
{
	return server->weather != NULL &&
	       !transport_is_stream(flow_transport(path->flow)) &&
	       weather_in(server->weather, message);
}

/** The run that a message would have been for, or NULL. */
static struct run *run_of(struct server *server, struct message *message)
{
	struct call *call;

	if (!message->is_request)
		return outgoing_run(server, message);
	if (message_fault(message) != NULL)
		return NULL;
	call = call_find_related(server, message);
	return call != NULL ? call->run : NULL;
}

static void lose(struct server *server, const struct path *path,
		 struct message *message)
{
	const struct observer *observer = &server->config.observer;
	struct run *run = run_of(server, message);

	if (observer->message != NULL)
		observer->message(observer->arg, SIGHT_LOST_IN, path,
				  message->bytes, path->came_us);
	if (run != NULL)
		run_record_lost_in(run, path, message);
}

void server_receive(void *owner, const struct path *path, struct str bytes,
		    uint64_t now_us)
{
	struct server *server = owner;
	const struct observer *observer = &server->config.observer;
	struct message *message;
	int err;

	if (!is_allowed(server, path)) {
		server->counts.denied++;
		return;
	}
	if (is_keepalive(bytes)) {
		server->counts.keepalives++;
		return;
	}
	err = message_load(&message, bytes);
	if (!err && is_lost(server, path, message)) {
		lose(server, path, message);
		message_free(message);
		return;
	}
	if (observer->message != NULL)
		observer->message(observer->arg, SIGHT_IN, path, bytes,
				  path->came_us);
	if (err) {
		server->counts.garbage++;
		return;
	}
	if (message->is_request) {
		if (on_request(server, path, message, now_us))
			return; /* the transaction's now */
	} else {
		server->counts.responses++;
		if (!outgoing_receive(server, path, message, now_us))
			server->counts.strays++;
	}
	message_free(message);
}

void server_broken(void *owner, const struct path *path, struct str bytes,
		   const char *why, uint64_t now_us)
{
	struct server *server = owner;
	struct message *message;

	if (!is_allowed(server, path) || message_load(&message, bytes) != 0)
		return;
	if (message->is_request)
		refuse(server, path, message, 400, why, now_us);
	message_free(message);
}
