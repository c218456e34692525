/* SPDX-License-Identifier: MIT */
#include "engine/call.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/attempts.h"
#include "engine/call_flow.h"
#include "engine/journal.h"
#include "engine/outgoing.h"
#include "engine/rival.h"

void call_adopt(struct call *call, struct transaction *tx)
{
	struct path path = tx->path;

	tx->call = call;
	tx->next = call->newest;
	call->newest = tx;
	address_set_port(&path.remote, tx->source_port);
	run_record_in(call->run, &path, tx->request, path.came_us);
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
		    call_session_hash(server, invite)) != 0)
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
