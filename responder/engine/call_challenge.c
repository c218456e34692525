/* SPDX-License-Identifier: MIT */
#include "engine/call_flow.h"
#include "engine/journal.h"

bool call_is_challenge(unsigned code)
{
	return code == 401 || code == 407;
}

void call_challenged(struct call *call, struct transaction *tx)
{
	struct leg *leg = str_eq(message_method(tx->request), STR("BYE"))
				  ? leg_of(call, tx->request)
				  : NULL;

	if (leg != NULL)
		leg->is_ended = leg->is_ours;
}

bool call_challenge_again(struct call *call, struct transaction *tx,
			  uint64_t now_us)
{
	const struct credentials *credentials = &tx->credentials;
	const struct step *step = play_challenge(&call->play);
	struct answer answer;

	if (credentials->token == 0 || step == NULL ||
	    !play_is_waiting(&call->play, message_method(tx->request),
			     WITH_CREDENTIALS, now_us))
		return false;
	if (credentials_are_hopeless(credentials)) {
		play_stop(&call->play);
		transaction_respond_code(tx, 403, now_us);
		return true;
	}
	answer = answer_of(step);
	answer.challenge.is_stale = credentials_are_stale(credentials);
	transaction_respond(tx, &answer, now_us);
	return true;
}

bool call_answer_challenge(struct call *call, struct transaction *tx,
			   uint64_t now_us)
{
	bool is_right = tx->credentials.proof == PROOF_RIGHT;

	if (call_continue(call, tx, is_right ? WITH_CREDENTIALS : WITH_ANYTHING,
			  now_us))
		return true;
	if (is_right ||
	    !play_is_waiting(&call->play, message_method(tx->request),
			     WITH_CREDENTIALS, now_us))
		return false;
	journal_add(call, MARK_INVITE);
	call_attach_invite(call, tx);
	(void)call_challenge_again(call, tx, now_us);
	call_run(call, now_us);
	return true;
}
