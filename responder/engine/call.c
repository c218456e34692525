/* SPDX-License-Identifier: MIT */
#include "engine/call.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/attempts.h"
#include "engine/call_flow.h"
#include "engine/journal.h"
#include "engine/outgoing.h"
#include "engine/rival.h"
#include "sip/field.h"

struct call *call_find(struct server *server, uint64_t token)
{
	struct map_node *node = map_find(&server->calls, token);

	return node != NULL ? CONTAINER_OF(node, struct call, by_token) : NULL;
}

void call_adopt(struct call *call, struct transaction *tx)
{
	struct path path = tx->path;

	tx->call = call;
	tx->next = call->newest;
	call->newest = tx;
	address_set_port(&path.remote, tx->source_port);
	run_record_in(call->run, &path, tx->request, tx->received_us);
}

void call_attach(struct call *call, struct transaction *tx)
{
	call_adopt(call, tx);
	(void)snprintf(tx->to_tag, sizeof(tx->to_tag), "%s%02x", call->token,
		       (unsigned)call->invites);
}

void call_attach_invite(struct call *call, struct transaction *tx)
{
	call->invites++;
	call_attach(call, tx);
	flow_unref(call->path.flow);
	call->path = tx->path;
	call->path.flow = flow_ref(tx->path.flow);
	address_set_port(&call->path.remote, tx->source_port);
	run_aim(call->run, &call->path);
}

static uint64_t session_hash(const struct server *server,
			     struct message *request)
{
	const sip_t *sip = message_sip(request);
	struct str text[] = { str_from(sip->sip_call_id->i_id),
			      str_from(sip->sip_from->a_tag) };
	uint64_t hash = map_hash(&server->sessions, text[0]);

	/* RFC 3261 §10.2: its Call-ID stays, but each may have a tag of its own. */
	if (str_eq(message_method(request), STR("REGISTER")))
		text[1] = field_uri(message_header(request, HEADER_TO, 0));

	/* Two keyed hashes: who does not know the key cannot make them meet. */
	return hash * 31 + map_hash(&server->sessions, text[1]);
}

/** A call that no one else knows of yet, listed under a token of its own. */
static struct call *call_new(struct server *server, struct message *invite)
{
	struct call *call = calloc(1, sizeof(*call));
	uint64_t token;

	if (call == NULL)
		return NULL;
	do {
		server_token(server, call->token);
		token = token_value(str_from(call->token));
	} while (token == 0);
	if (map_add(&server->sessions, &call->by_session,
		    session_hash(server, invite)) != 0)
		goto out;
	if (map_add(&server->calls, &call->by_token, token) != 0) {
		map_remove(&server->sessions, &call->by_session);
		goto out;
	}
	call->server = server;
	call->suite = suite_ref(server->suite);
	return call;
out:
	free(call);
	return NULL;
}

void call_begin(struct transaction *tx, const struct scenario *scenario,
		struct scenario *made, const struct run_choice *choice,
		uint64_t now_us)
{
	struct server *server = tx->server;
	struct call *call = call_new(server, tx->request);

	if (call == NULL) {
		scenario_free(made);
		transaction_respond_code(tx, 503, now_us);
		return;
	}
	call->made = made;
	call->is_subscription = call_is_notified(tx->request);
	play_init(&call->play, scenario,
		  attempts_next(server->attempts, scenario, tx->request,
				now_us),
		  server->config.hold_ms);
	if (run_join(call, choice, tx->request, now_us) != 0) {
		call_free(call);
		transaction_respond_code(tx, 503, now_us);
		return;
	}
	if (call->run->event_count > 0)
		journal_add(call, call_mark(message_method(tx->request)));
	call_attach_invite(call, tx);
	call->run->is_prereq_missing |=
		scenario_needs_stream(scenario) &&
		!transport_is_stream(flow_transport(tx->path.flow));
	run_begin(call->run, now_us);
	call_run(call, now_us);
}

bool call_continue(struct call *call, struct transaction *tx,
		   enum receive_with with, uint64_t now_us)
{
	if (!play_receive(&call->play, message_method(tx->request), with,
			  now_us))
		return false;
	journal_add(call, call_mark(message_method(tx->request)));
	call_attach_invite(call, tx);
	run_meet(call->run, call->play.scenario, tx->request);
	call_run(call, now_us);
	return true;
}

enum mark call_mark(struct str method)
{
	if (str_eq(method, STR("INVITE")))
		return MARK_INVITE;
	if (str_eq(method, STR("PRACK")))
		return MARK_PRACK;
	return str_eq(method, STR("BYE")) ? MARK_BYE : MARK_OTHER;
}

bool call_makes_dialog(const struct transaction *tx)
{
	unsigned code = tx->fsm.code;

	if (tx->fsm.is_invite)
		return code > 100 && code < 300;
	return code / 100 == 2 && call_is_notified(tx->request);
}

struct call *call_find_session(struct server *server, struct message *request,
			       uint64_t now_us)
{
	struct map_node *node =
		map_find(&server->sessions, session_hash(server, request));

	for (; node != NULL; node = map_find_next(node)) {
		struct call *call = CONTAINER_OF(node, struct call, by_session);

		if (play_is_waiting(&call->play, message_method(request),
				    WITH_ANYTHING, now_us))
			return call;
	}
	return NULL;
}

struct call *call_find_open(struct server *server, struct message *request)
{
	struct map_node *node =
		map_find(&server->sessions, session_hash(server, request));

	for (; node != NULL; node = map_find_next(node)) {
		struct call *call = CONTAINER_OF(node, struct call, by_session);

		if (run_is_open(call->run))
			return call;
	}
	return NULL;
}

/**
 * By the user of our Contact, or else the Call-ID, when the tag is a scenario's and
 * leads nowhere. Both ids of the client may be those of another call of it, whose
 * random numbers are poor.
 */
static struct call *find_by_session(struct server *server,
				    struct message *request)
{
	const sip_t *sip = message_sip(request);
	struct str user = str_from(sip->sip_request->rq_url->url_user);
	struct call *aimed = call_find(server, token_value(user));
	struct map_node *node =
		map_find(&server->sessions, session_hash(server, request));

	if (aimed != NULL && leg_of(aimed, request) != NULL)
		return aimed;
	for (; node != NULL; node = map_find_next(node)) {
		struct call *call = CONTAINER_OF(node, struct call, by_session);

		if (leg_of(call, request) != NULL)
			return call;
	}
	return NULL;
}

struct call *call_find_dialog(struct server *server, struct message *request)
{
	const sip_t *sip = message_sip(request);
	struct call *call =
		call_find(server, token_value(str_from(sip->sip_to->a_tag)));

	if (call == NULL)
		return find_by_session(server, request);
	return leg_of(call, request) != NULL ? call : NULL;
}

struct call *call_find_related(struct server *server, struct message *request)
{
	const sip_t *sip = message_sip(request);
	struct call *call =
		call_find(server, token_value(str_from(sip->sip_to->a_tag)));
	struct map_node *node;

	if (call != NULL)
		return call;
	node = map_find(&server->sessions, session_hash(server, request));
	return node != NULL ? CONTAINER_OF(node, struct call, by_session)
			    : NULL;
}

void call_adopt_related(struct transaction *tx)
{
	struct call *call = call_find_related(tx->server, tx->request);

	if (call != NULL)
		call_adopt(call, tx);
}

void call_sent(struct call *call, unsigned code)
{
	journal_add(call, code);
}

void call_copied(struct call *call, uint64_t now_us)
{
	if (play_copied(&call->play))
		call_run(call, now_us);
}

void call_came(struct call *call, enum mark mark)
{
	journal_add(call, mark);
}

void call_acked(struct call *call, struct transaction *tx, uint64_t now_us)
{
	if (tx->fsm.state == SERVER_TX_ACCEPTED) {
		(void)leg_current(call); /* learns of it */
		play_confirm(&call->play);
	}
	call_run(call, now_us);
}

/**
 * RFC 3261 §13.3.1.4: a dialog without its ACK should be ended. The others of a
 * fork go on, and so does the flow.
 */
static void give_up(struct call *call, struct leg *leg, uint64_t now_us)
{
	if (leg == NULL || leg->is_ended)
		return;
	journal_add(call, MARK_NO_ACK);
	if (call->outgoing == NULL)
		call_hang_up(call, leg->dialog->local_tag, now_us);
	leg->is_ended = true;
}

void call_unacked(struct call *call, struct transaction *tx, uint64_t now_us)
{
	bool is_success = tx->fsm.code / 100 == 2;
	struct leg *leg = is_success ? leg_current(call) : NULL;

	tx->fsm.is_acked = true; /* nothing is waited for any more */
	if (leg_is_talking(call) && leg != NULL && !leg->is_acked) {
		give_up(call, leg, now_us);
		call_run(call, now_us);
		return;
	}
	if (!leg_all_ended(call))
		journal_add(call, MARK_NO_ACK);
	play_stop(&call->play);
	if (is_success)
		call_hang_up(call, ANY_TAG, now_us);
	call_run(call, now_us);
}

void call_rival_acked(struct call *call, struct str tag, uint64_t now_us)
{
	struct leg *leg = leg_find(call, tag);

	if (leg != NULL)
		leg->is_acked = true;
	play_confirm(&call->play);
	call_run(call, now_us);
}

void call_rival_unacked(struct call *call, struct str tag, uint64_t now_us)
{
	give_up(call, leg_find(call, tag), now_us);
	call_run(call, now_us);
}

void call_unproved(struct call *call, struct transaction *tx, uint64_t now_us)
{
	journal_add(call, MARK_NO_PRACK);
	/* The flow did not want it. */
	if (!call->play.is_proving)
		return;
	play_stop(&call->play);
	/* RFC 3262 §3: the INVITE should be rejected with a 5xx. */
	transaction_respond_code(tx, 504, now_us);
	call_run(call, now_us);
}

void call_answered(struct call *call, unsigned code, uint64_t now_us)
{
	journal_add(call, code != 0 ? MARK_ANSWERED : MARK_NO_ANSWER);
	call->outgoing = NULL;
	play_answered(&call->play);
	call_run(call, now_us);
}

/**
 * The dialog and what is sent in it outlive the INVITE that they come from; a
 * subscription is what the newest request asks for.
 */
static void keep_invite(struct call *call, struct transaction *tx)
{
	if ((call->play.is_over && !call->is_notify_due) || leg_all_ended(call))
		return;
	if (call->is_subscription
		    ? !call_makes_dialog(tx)
		    : !tx->fsm.is_invite || call->invite != NULL ||
			      tx->fsm.code >= 300)
		return;
	message_free(call->invite);
	call->invite = tx->request;
	tx->request = NULL;
}

void call_detach(struct call *call, struct transaction *tx, uint64_t now_us)
{
	struct transaction **p = &call->newest;

	keep_invite(call, tx);
	while (*p != tx)
		p = &(*p)->next;
	*p = tx->next;
	tx->call = NULL;
	call_settle(call, now_us);
}

void call_free(struct call *call)
{
	struct server *server = call->server;

	loop_stop_timer(server->loop, &call->timer);
	for (struct transaction *tx = call->newest; tx != NULL; tx = tx->next) {
		tx->call = NULL;
		tx->faults = NULL; /* they were the scenario's */
		tx->own_tag = STR("");
		rival_drop(tx);
	}
	if (call->outgoing != NULL)
		call->outgoing->call = NULL; /* and its faults with it */
	map_remove(&server->calls, &call->by_token);
	map_remove(&server->sessions, &call->by_session);
	if (call->run != NULL)
		run_leave(call);
	scenario_free(call->made);
	suite_unref(call->suite);
	leg_free_all(call->legs);
	message_free(call->invite);
	flow_unref(call->path.flow);
	free(call);
}

void call_drop(struct call *call)
{
	call->is_running = true; /* it goes once, below */
	play_stop(&call->play);
	if (call->outgoing != NULL)
		outgoing_free(call->outgoing);
	call->outgoing = NULL;
	while (call->newest != NULL)
		transaction_free(call->newest);
	call_free(call);
}

void call_dismiss(struct call *call, uint64_t now_us)
{
	struct transaction *tx = call_open_transaction(call, true);
	bool is_answered = call->play.is_confirmed && !leg_all_ended(call);

	play_stop(&call->play);
	if (is_answered && call->outgoing == NULL)
		call_hang_up(call, ANY_TAG, now_us);
	if (tx != NULL && !is_answered) {
		/* It may take the call with it. */
		transaction_respond_code(tx, 480, now_us);
		return;
	}
	call_run(call, now_us);
}
