/* SPDX-License-Identifier: MIT */
#include "catalogue/catalogue.h"
#include "engine/call_flow.h"
#include "engine/register.h"
#include "play/spoil.h"

/* A step that responds, carried out. */

/** RFC 3262 §3: to a client that offered it; what it requires, it gets. */
static bool is_reliable(const struct transaction *tx, const struct step *step)
{
	static const struct str tag = STR_INIT("100rel");
	unsigned code = step->respond.code;

	if (!tx->fsm.is_invite || code <= 100 || code >= 200)
		return false;
	if (message_lists(tx->request, HEADER_REQUIRE, tag))
		return true;
	return step->respond.is_reliable &&
	       (tx->call->play.scenario->is_broken ||
		message_lists(tx->request, HEADER_SUPPORTED, tag));
}

/** An INVITE with a 2xx, which may have one more with another tag; or NULL. */
static struct transaction *find_accepted(const struct call *call,
					 const struct step *step)
{
	struct transaction *tx = call->newest;

	if (step->respond.code / 100 != 2 || step->respond.to_tag.size == 0)
		return NULL;
	while (tx != NULL && tx->fsm.state != SERVER_TX_ACCEPTED)
		tx = tx->next;
	return tx;
}

/** RFC 3262 §3, for a response that is reliable. */
static void make_reliable(struct call *call, struct leg *leg,
			  struct answer *answer, const struct step *step)
{
	uint32_t random = (uint32_t)server_random(call->server);
	uint32_t up = (uint32_t)(step->respond.rseq_more + 1);

	answer->rseq = leg_next_rseq(leg, random, up);
	if (!step->respond.is_unproved && up > 0)
		play_prove(&call->play);
}

/**
 * RFC 3262 §5: an offer that a reliable provisional made has its answer in the PRACK,
 * and the 2xx is not to make another.
 */
static void mind_offer(struct leg *leg, const struct transaction *tx,
		       struct answer *answer)
{
	if (tx->request->body.size > 0)
		return;
	if (answer->rseq != 0 && answer->carry.sdp == SDP_USE_ANSWER)
		leg->has_offered = true;
	else if (leg->has_offered && answer->code / 100 == 2 &&
		 answer->carry.sdp == SDP_USE_USUAL)
		answer->carry.sdp = SDP_USE_NONE;
}

/** What matters in the dialog that an answer to this INVITE is in. */
static void mind_leg(struct call *call, struct transaction *tx,
		     struct answer *answer, const struct step *step)
{
	struct str tag = answer->to_tag.size > 0 ? answer->to_tag : leg_tag(tx);
	bool is_proved = is_reliable(tx, step);
	struct leg *leg =
		is_proved ? leg_for(call, tx, tag) : leg_find(call, tag);

	if (leg == NULL)
		return;
	if (is_proved)
		make_reliable(call, leg, answer, step);
	mind_offer(leg, tx, answer);
}

/**
 * A 2xx is to leave. One dialog of a fork waits for its ACK, the others can go on.
 * A subscription needs no ACK: its NOTIFY may go at once.
 */
static void expect_next(struct call *call, const struct transaction *tx)
{
	bool is_further = tx->fsm.state == SERVER_TX_ACCEPTED;

	if (tx->fsm.is_invite && !(is_further && leg_is_talking(call)))
		play_accept(&call->play);
	else if (call->is_subscription && call_is_notified(tx->request))
		play_confirm(&call->play);
}

/** Whether the request has what the code of the step needs. */
static bool is_due(const struct transaction *tx, const struct step *step)
{
	const struct row *row = catalogue_find(step->respond.code);

	return row == NULL || prereq_is_met(row->prereq, tx->request);
}

static void respond_with(struct call *call, struct transaction *tx,
			 const struct step *step, uint64_t now_us)
{
	struct answer answer = answer_of(step);

	(void)leg_current(call); /* as long as its tag is the last one */
	if (tx->fsm.is_invite)
		mind_leg(call, tx, &answer, step);
	/* It is for the client to ignore, and the flow goes on. */
	if (answer.code >= 200 && faults_hide(&step->respond.faults) &&
	    play_answers(&call->play)) {
		transaction_respond_past(tx, &answer, &step->respond.faults,
					 now_us);
		return;
	}
	if (answer.code / 100 == 2)
		expect_next(call, tx);
	else
		call_refused(call, tx->request, answer.code);
	if (call_is_challenge(answer.code))
		call_challenged(call, tx);
	if (answer.code / 100 == 2 &&
	    str_eq(message_method(tx->request), STR("REGISTER")))
		register_respond(tx, &answer, &step->respond.faults, now_us);
	else
		transaction_respond_spoilt(tx, &answer, &step->respond.faults,
					   now_us);
}

void call_respond(struct call *call, const struct step *step, uint64_t now_us)
{
	const struct step other = {
		.type = STEP_RESPOND,
		.respond = { .code = step->respond.otherwise },
	};
	struct transaction *tx = call_open_transaction(call, false);

	if (tx == NULL)
		tx = find_accepted(call, step);
	if (tx == NULL)
		return;
	if (step->respond.otherwise != 0 && !is_due(tx, step)) {
		/* The rest of the flow is about what was not sent. */
		play_stop(&call->play);
		step = &other;
	}
	respond_with(call, tx, step, now_us);
}
