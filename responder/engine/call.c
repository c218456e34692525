/* SPDX-License-Identifier: MIT */
#include "engine/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "catalogue/cause.h"
#include "catalogue/method.h"
#include "engine/journal.h"
#include "engine/outgoing.h"
#include "sip/field.h"

enum { HEADERS_MAX = 1024 };

static void run(struct call *call, uint64_t now_us);

struct call *call_find(struct server *server, uint64_t token)
{
	struct map_node *node = map_find(&server->calls, token);

	return node != NULL ? CONTAINER_OF(node, struct call, by_token) : NULL;
}

/** The transaction joins the call, with a tag that leads back to it. */
static void attach(struct call *call, struct transaction *tx)
{
	tx->call = call;
	tx->next = call->newest;
	call->newest = tx;
	(void)snprintf(tx->to_tag, sizeof(tx->to_tag), "%s%02x", call->token,
		       (unsigned)call->invites);
}

/** An INVITE outside of a dialog: our requests will go the way it came. */
static void attach_invite(struct call *call, struct transaction *tx)
{
	call->invites++;
	attach(call, tx);
	flow_unref(call->path.flow);
	call->path = tx->path;
	call->path.flow = flow_ref(tx->path.flow);
	address_set_port(&call->path.remote, tx->source_port);
}

/** Whether nothing more is expected of either side. */
static bool is_settled(const struct call *call)
{
	if (!call->play.is_over || call->outgoing != NULL)
		return false;
	for (struct transaction *tx = call->newest; tx != NULL; tx = tx->next) {
		if (tx->fsm.is_invite && !tx->fsm.is_acked && !call->is_ended)
			return false;
	}
	return true;
}

/** Tell of a call that is over; without transactions it is gone afterwards. */
static void settle(struct call *call, uint64_t now_us)
{
	if (!is_settled(call))
		return;
	if (!call->is_reported)
		journal_report(call, now_us);
	call->is_reported = true;
	if (call->newest == NULL)
		call_free(call);
}

static void on_timer(struct timer *timer, uint64_t now_us)
{
	run(CONTAINER_OF(timer, struct call, timer), now_us);
}

/** The newest INVITE that has no final response. */
static struct transaction *open_invite(const struct call *call)
{
	struct transaction *tx = call->newest;

	while (tx != NULL && !(tx->fsm.is_invite && transaction_is_open(tx)))
		tx = tx->next;
	return tx;
}

static void respond(struct call *call, const struct step *step, uint64_t now_us)
{
	struct transaction *tx = open_invite(call);
	struct answer answer = {
		.code = step->respond.code,
		.phrase = step->respond.phrase,
		.headers = step->respond.headers,
		.cause = step->respond.cause,
	};

	if (tx != NULL)
		transaction_respond(tx, &answer, now_us);
}

/** The dialog that our answers made, from the INVITE that is still there. */
static struct dialog *dialog_of(struct call *call)
{
	struct transaction *tx = call->newest;

	if (call->dialog != NULL)
		return call->dialog;
	while (tx != NULL &&
	       !(tx->fsm.is_invite && tx->fsm.code > 100 && tx->fsm.code < 300))
		tx = tx->next;
	if (tx != NULL &&
	    dialog_new(&call->dialog, tx->request, str_from(tx->to_tag)) != 0)
		call->dialog = NULL;
	return call->dialog;
}

/** Say BYE, for this cause; without a dialog or a way there is nothing to end. */
static void hang_up(struct call *call, unsigned cause, uint64_t now_us)
{
	struct buf headers;

	if (call->is_ended || dialog_of(call) == NULL)
		return;
	call->is_ended = true;
	buf_init(&headers, HEADERS_MAX);
	if (cause != 0)
		cause_write_reason(&headers, cause);
	if (outgoing_send(call, STR("BYE"), buf_str(&headers), now_us) == 0)
		journal_add(call, MARK_OUR_BYE);
	buf_release(&headers);
}

/** Carry the flow on; the call may be gone afterwards. */
static void run(struct call *call, uint64_t now_us)
{
	const struct step *step;
	enum play_action action;

	for (;;) {
		action = play_next(&call->play, now_us, &step);
		if (action == PLAY_RESPOND)
			respond(call, step, now_us);
		else if (action == PLAY_SEND)
			hang_up(call, step->send.cause, now_us);
		else
			break;
	}
	loop_set(call->server->loop, &call->timer, play_due(&call->play),
		 on_timer);
	settle(call, now_us);
}

void call_begin(struct transaction *tx, const struct scenario *scenario,
		struct scenario *made, uint64_t now_us)
{
	struct server *server = tx->server;
	const struct row *row = catalogue_find(scenario->code);
	struct call *call = calloc(1, sizeof(*call));

	if (call == NULL)
		goto out;
	call->server = server;
	call->start_us = now_us;
	do
		server_token(server, call->token);
	while (token_value(str_from(call->token)) == 0);
	if (map_add(&server->calls, &call->by_token,
		    token_value(str_from(call->token))) != 0)
		goto out;
	call->made = made;
	call->names = journal_names(tx->request);
	call->is_prereq_missing =
		row != NULL && !prereq_is_met(row->prereq, tx->request);
	play_init(&call->play, scenario, server->config.hold_ms);
	attach_invite(call, tx);
	run(call, now_us);
	return;
out:
	free(call);
	scenario_free(made);
	transaction_respond_code(tx, 503, now_us);
}

bool call_continue(struct call *call, struct transaction *tx,
		   enum receive_with with, uint64_t now_us)
{
	if (!play_receive(&call->play, message_method(tx->request), with,
			  now_us))
		return false;
	journal_add(call, MARK_INVITE);
	attach_invite(call, tx);
	run(call, now_us);
	return true;
}

struct call *call_find_dialog(struct server *server, struct message *request)
{
	const sip_t *sip = message_sip(request);
	struct call *call =
		call_find(server, token_value(str_from(sip->sip_to->a_tag)));
	struct dialog *dialog;

	if (call == NULL)
		return NULL;
	dialog = dialog_of(call);
	return dialog != NULL && dialog_has(dialog, request) ? call : NULL;
}

/** The caller wants no more: every INVITE that is still open ends too. */
static void end(struct call *call, uint64_t now_us)
{
	struct transaction *tx;

	play_stop(&call->play);
	while ((tx = open_invite(call)) != NULL) {
		transaction_respond_code(tx, 487, now_us);
		if (transaction_is_open(tx))
			break; /* out of memory: the next copy gets it */
	}
	/* After a BYE no one owes an ACK, and no copies are due. */
	for (tx = call->newest; tx != NULL; tx = tx->next) {
		if (tx->fsm.state == SERVER_TX_ACCEPTED)
			resend_stop(&tx->fsm.resend);
	}
}

static void on_reinvite(struct call *call, struct transaction *tx,
			uint64_t now_us)
{
	struct answer busy = { .code = 500 };
	char headers[32];

	journal_add(call, MARK_INVITE);
	if (open_invite(call) != NULL) {
		/* RFC 3261 §14.2 */
		(void)snprintf(headers, sizeof(headers), "Retry-After: %u\r\n",
			       (unsigned)(server_random(call->server) % 11));
		busy.headers = str_from(headers);
		transaction_respond(tx, &busy, now_us);
		return;
	}
	attach(call, tx);
	(void)dialog_refresh(&call->dialog, tx->request);
	transaction_respond_code(tx, 200, now_us);
}

/** The code for a request in a dialog that needs nothing more than an answer. */
static unsigned code_in_dialog(const struct message *request)
{
	static const struct {
		struct str method;
		unsigned code;
	} row[] = {
		{ STR_INIT("BYE"), 200 },       { STR_INIT("OPTIONS"), 200 },
		{ STR_INIT("INFO"), 200 },      { STR_INIT("UPDATE"), 200 },
		{ STR_INIT("MESSAGE"), 200 },   { STR_INIT("REFER"), 603 },
		{ STR_INIT("PRACK"), 481 },     { STR_INIT("NOTIFY"), 481 },
		{ STR_INIT("SUBSCRIBE"), 489 }, { STR_INIT("PUBLISH"), 489 },
	};
	struct str method = message_method(request);
	struct str rest = message_find(request, STR("Info-Package"), 0);
	struct str package = STR("");

	(void)field_next_part(&rest, &package);
	if (str_eq(method, STR("INFO")) && package.size > 0 &&
	    !field_has(STR(INFO_PACKAGES), package))
		return 469;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		if (str_eq(row[i].method, method))
			return row[i].code;
	}
	return 501;
}

void call_request(struct call *call, struct transaction *tx, uint64_t now_us)
{
	struct str method = message_method(tx->request);
	bool is_bye = str_eq(method, STR("BYE"));

	if (call->is_ended && !(is_bye && call->outgoing != NULL)) {
		transaction_respond_code(tx, 481, now_us);
		return;
	}
	memcpy(tx->to_tag, call->token, TOKEN_SIZE); /* our Contact stays */
	/* RFC 3261 §12.2.2: out of order; a gap is fine. */
	if (tx->cseq <= call->dialog->remote_cseq) {
		transaction_respond_code(tx, 500, now_us);
		return;
	}
	call->dialog->remote_cseq = tx->cseq;
	if (tx->request->body.size > 0 || str_eq(method, STR("INVITE")))
		tx->media_version = ++call->media_version;
	if (str_eq(method, STR("INVITE"))) {
		on_reinvite(call, tx, now_us);
		return;
	}
	journal_add(call, is_bye ? MARK_BYE : MARK_OTHER);
	if (str_eq(method, STR("UPDATE")))
		(void)dialog_refresh(&call->dialog, tx->request);
	transaction_respond_code(tx, code_in_dialog(tx->request), now_us);
	if (is_bye) {
		call->is_ended = true;
		end(call, now_us);
		run(call, now_us);
	}
}

void call_cancel(struct call *call, struct transaction *invite, uint64_t now_us)
{
	journal_add(call, MARK_CANCEL);
	if (!transaction_is_open(invite))
		return;
	end(call, now_us);
	run(call, now_us);
}

void call_sent(struct call *call, unsigned code)
{
	journal_add(call, (uint16_t)code);
}

void call_came(struct call *call, enum mark mark)
{
	journal_add(call, (uint16_t)mark);
}

void call_acked(struct call *call, struct transaction *tx, uint64_t now_us)
{
	if (tx->fsm.state == SERVER_TX_ACCEPTED)
		play_confirm(&call->play);
	run(call, now_us);
}

void call_unacked(struct call *call, struct transaction *tx, uint64_t now_us)
{
	if (!call->is_ended)
		journal_add(call, MARK_NO_ACK);
	tx->fsm.is_acked = true; /* nothing is waited for any more */
	play_stop(&call->play);
	/* RFC 3261 §13.3.1.4: the dialog is confirmed but should be ended. */
	if (tx->fsm.code / 100 == 2)
		hang_up(call, 0, now_us);
	run(call, now_us);
}

void call_answered(struct call *call, unsigned code, uint64_t now_us)
{
	journal_add(call, code != 0 ? MARK_ANSWERED : MARK_NO_ANSWER);
	call->outgoing = NULL;
	run(call, now_us);
}

void call_detach(struct call *call, struct transaction *tx, uint64_t now_us)
{
	struct transaction **p = &call->newest;

	/* The dialog outlives the INVITE that it is made from. */
	if (!call->is_ended && !call->play.is_over)
		(void)dialog_of(call);
	while (*p != tx)
		p = &(*p)->next;
	*p = tx->next;
	tx->call = NULL;
	settle(call, now_us);
}

void call_free(struct call *call)
{
	struct server *server = call->server;

	loop_stop_timer(server->loop, &call->timer);
	for (struct transaction *tx = call->newest; tx != NULL; tx = tx->next)
		tx->call = NULL;
	if (call->outgoing != NULL)
		call->outgoing->call = NULL;
	map_remove(&server->calls, &call->by_token);
	scenario_free(call->made);
	dialog_free(call->dialog);
	flow_unref(call->path.flow);
	free(call->names);
	free(call);
}
