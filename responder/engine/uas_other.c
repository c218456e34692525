/* SPDX-License-Identifier: MIT */
#include "catalogue/method.h"
#include "engine/call_flow.h"
#include "engine/register.h"
#include "engine/uas.h"
#include "engine/uas_own.h"
#include "scenario/dial.h"

/* Requests outside of a dialog that are no INVITE. */

/** The user that selects a case; a REGISTER has it in To (RFC 3261 §10.2). */
static struct str selecting_user(const struct transaction *tx, char *plain,
				 size_t size)
{
	const sip_t *sip = message_sip(tx->request);

	if (str_eq(message_method(tx->request), STR("REGISTER")))
		return uas_user(sip->sip_to->a_url, plain, size);
	return uas_user(sip->sip_request->rq_url, plain, size);
}

/**
 * Who takes back what a run has given gets that done: 423 and the like would be
 * wrong (RFC 3261 §10.3 step 7, RFC 3903 §6).
 */
static bool end_state(struct transaction *tx, struct call *followed,
		      uint64_t now_us)
{
	if (followed == NULL || !register_is_removal(tx->request))
		return false;
	call_adopt(followed, tx);
	call_came(followed, MARK_OTHER);
	if (str_eq(message_method(tx->request), STR("PUBLISH")))
		transaction_respond_code(tx, 200, now_us);
	else
		call_respond_usual(tx, now_us);
	return true;
}

/** A request that is no INVITE goes on with a scenario, or begins one for its method. */
static bool play_other(struct transaction *tx, uint64_t now_us)
{
	const struct server *server = tx->server;
	const struct scenario *scenario;
	struct scenario *made;
	struct run_choice choice = { .run = NULL };
	struct call *followed;
	char plain[UAS_PLAIN_SIZE];
	struct str user = selecting_user(tx, plain, sizeof(plain));
	uint64_t child = uas_child(message_sip(tx->request), user);

	if (uas_continue(tx, child, now_us))
		return true;
	followed = uas_followed(tx, child);
	if (end_state(tx, followed, now_us))
		return true;
	choice.number = dial_cut_run(&user);
	if (uas_select(tx, user, &scenario, &made) != 0)
		return false;
	if (!scenario_is_for(scenario, message_method(tx->request))) {
		scenario_free(made);
		return false;
	}
	if (server->calls.count >= server->config.call_max) {
		scenario_free(made);
		transaction_respond_code(tx, 503, now_us);
		return true;
	}
	if (followed != NULL && choice.number == 0)
		choice.run = followed->run;
	uas_play(tx, scenario, made, choice, now_us);
	return true;
}

/** What a method gets outside of a dialog when no case is asked for. */
static unsigned usual_code(struct str method)
{
	static const struct {
		struct str method;
		unsigned code;
	} row[] = {
		{ STR_INIT("OPTIONS"), 200 },   { STR_INIT("MESSAGE"), 200 },
		{ STR_INIT("SUBSCRIBE"), 489 }, { STR_INIT("PUBLISH"), 489 },
		{ STR_INIT("REFER"), 603 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		if (str_eq(row[i].method, method))
			return row[i].code;
	}
	/* BYE, INFO, NOTIFY, PRACK, UPDATE live in dialogs only. */
	return method_is_known(method) ? 481 : 501;
}

/** What was challenged goes through with the right answer, and is given up at last. */
static unsigned challenged_code(const struct transaction *tx, unsigned code,
				unsigned usual)
{
	if (tx->credentials.proof == PROOF_RIGHT)
		return usual;
	return credentials_are_hopeless(&tx->credentials) ? 403 : code;
}

/** OPTIONS, MESSAGE, SUBSCRIBE … outside of a dialog. */
void uas_on_other(struct transaction *tx, uint64_t now_us)
{
	struct str method = message_method(tx->request);
	unsigned usual = usual_code(method);
	unsigned code = usual;

	if (play_other(tx, now_us))
		return;
	if (usual == 481)
		call_adopt_related(tx);
	else if (usual != 501)
		code = uas_selected_code(tx);
	if (code == 0) {
		if (usual == 200 && uas_refuse_required(tx, NULL, now_us))
			return;
		code = usual;
	}
	if (code == 401 || code == 407)
		code = challenged_code(tx, code, usual);
	if (code < 200 || code == 408)
		uas_refuse_impossible(tx, code, now_us);
	else
		transaction_respond_code(tx, code, now_us);
}

void uas_on_register(struct transaction *tx, uint64_t now_us)
{
	const struct answer accepted = { .code = 200 };

	if (play_other(tx, now_us) || uas_refuse_required(tx, NULL, now_us))
		return;
	register_respond(tx, &accepted, NULL, now_us);
}
