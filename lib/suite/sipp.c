/* SPDX-License-Identifier: MIT */
#include "suite/sipp.h"

#include "suite/sipp_fit.h"
#include "suite/sipp_message.h"

enum {
	TALK_MS = 300,       /* of an answered call, before we hang up */
	CANCEL_MS = 200,     /* of ringing, before we give up */
	CANCEL_WAIT = 20000, /* a case that rings so long is for CANCEL */
	COPY_MS = 500,       /* T1 */
	TIMER_D_MS = 33000,
	LINGER_MS = 500
};

/** The client as it walks along a flow. */
struct walk {
	struct sipp_text text;
	const struct scenario *scenario;
	const struct step *last; /* its last response; NULL: none yet */
	struct step raw;         /* what the last raw one is as a step */
	unsigned rang;           /* the last provisional code */
	unsigned linger_ms;
	bool is_invite;
	bool is_open;     /* the newest request has no final response */
	bool is_answered; /* there is a dialog, and nobody has hung up */
	bool is_proved;   /* it has answered a challenge */
	bool is_over;     /* what is left of the flow is not for us */
	bool is_cancel;   /* it is to give up */
	bool has_given_up;
	struct sipp_caller caller;
};

static void refuse(struct walk *walk, const char *why)
{
	if (walk->caller.why == NULL)
		walk->caller.why = why;
	walk->is_over = true;
}

/** Whether the step can be taken; the reason is told when it cannot. */
static bool is_fit(struct walk *walk, const struct step *step)
{
	const char *why = sipp_misfit(step, walk->text.moved);

	if (why != NULL)
		refuse(walk, why);
	return why == NULL;
}

static void play(struct walk *walk, const struct steps *steps);

static void prove(struct walk *walk)
{
	const struct reaction *reaction =
		scenario_reaction(walk->scenario, STR("PRACK"));

	sipp_write_prack(&walk->text);
	if (reaction != NULL) {
		sipp_write_receive(
			&walk->text,
			&(struct sipp_receive){
				.code = reaction->steps.step[0].respond.code });
		play(walk, &(struct steps){ reaction->steps.step + 1,
					    reaction->steps.count - 1 });
		walk->is_over = true;
		return;
	}
	sipp_write_receive(&walk->text, &(struct sipp_receive){ .code = 200 });
}

static bool is_provable(struct walk *walk, const struct step *step)
{
	if (step->respond.is_unproved || step->respond.rseq_more > 1)
		refuse(walk, "the order of PRACK and response is not known "
			     "beforehand");
	else if (step->respond.to_tag.p != NULL)
		refuse(walk, "it makes several dialogs, and SIPp's call has "
			     "one");
	else if (step->respond.faults.value[FAULT_DUPLICATE] != 0)
		refuse(walk, "SIPp answers a copy by what it has sent last");
	return !walk->is_over;
}

static void ring(struct walk *walk, const struct step *step)
{
	unsigned code = step->respond.code;
	bool is_reliable = step->respond.is_reliable;
	/* SIPp takes one that is like the last for a copy. */
	struct sipp_receive receive = {
		.code = code,
		.is_optional =
			!is_reliable && (code == 100 || code == walk->rang),
		.is_dialog = code > 100,
		.is_rseq = is_reliable,
	};

	if (is_reliable && !is_provable(walk, step))
		return;
	if (walk->has_given_up) {
		refuse(walk, "SIPp takes what comes after CANCEL for a copy");
		return;
	}
	sipp_write_receive(&walk->text, &receive);
	walk->rang = code;
	if (is_reliable)
		prove(walk);
}

/** How long copies may come whose ACKs were lost (RFC 3261 §17.2.1). */
static unsigned copies_ms(const struct step *step)
{
	uint32_t count = step->respond.faults.value[FAULT_IGNORE_ACK];

	if (count == 0)
		return 0;
	return count > 6 ? TIMER_D_MS : (unsigned)COPY_MS << count;
}

static void end(struct walk *walk, const struct step *step, bool is_followed)
{
	unsigned code = step->respond.code;
	struct sipp_receive receive = {
		.code = code,
		.is_challenge = is_followed && (code == 401 || code == 407),
		.is_contact = is_followed && code >= 300 && code < 400,
		.is_dialog = code < 300,
	};

	sipp_write_receive(&walk->text, &receive);
	walk->is_open = false;
	walk->last = step;
	if (walk->is_invite) {
		sipp_write_ack(&walk->text, code);
		walk->is_answered = code < 300;
		walk->linger_ms = copies_ms(step);
	}
	if (step->respond.faults.value[FAULT_DUPLICATE] == 0)
		return;
	walk->linger_ms = LINGER_MS;
	/* SIPp answers a copy by what it has sent last: let that be nothing. */
	if (!walk->is_invite)
		sipp_write_pause(&walk->text, LINGER_MS);
}

/** Whether the next step asks for another request because of this response. */
static bool is_followed(const struct steps *steps, size_t at)
{
	return at + 1 < steps->count &&
	       steps->step[at + 1].type == STEP_RECEIVE &&
	       steps->step[at + 1].receive.with != WITH_ANYTHING;
}

static void respond(struct walk *walk, const struct steps *steps, size_t at)
{
	const struct step *step = &steps->step[at];

	if (!is_fit(walk, step))
		return;
	if (!walk->is_open)
		refuse(walk, "it sends a response that nobody waits for");
	else if (sipp_is_foreign(step))
		/* It goes on as if nothing had come. */
		sipp_write_patience(&walk->text);
	else if (step->respond.code < 200)
		ring(walk, step);
	else
		end(walk, step, is_followed(steps, at));
}

static void respond_raw(struct walk *walk, const struct step *step)
{
	walk->raw = (struct step){ .type = STEP_RESPOND };
	walk->raw.respond.code = (uint16_t)sipp_raw_code(step->raw.text);
	walk->raw.respond.faults = step->raw.faults;
	if (walk->raw.respond.code == 0)
		refuse(walk, "it sends what is no response");
	else if (scenario_is_mangled(walk->scenario))
		refuse(walk, "SIPp takes for a response what a client may "
			     "not");
	else
		respond(walk, &(struct steps){ &walk->raw, 1 }, 0);
}

/** Begin a transaction; any hop may say 100. */
static void ask(struct walk *walk, const struct sipp_request *request)
{
	static const struct sipp_receive trying = { .code = 100,
						    .is_optional = true };

	sipp_write_request(&walk->text, request);
	sipp_write_receive(&walk->text, &trying);
	walk->is_open = true;
	walk->rang = 0;
}

static void try_again(struct walk *walk, const struct step *step)
{
	struct sipp_request request = {
		.is_child = step->receive.with == WITH_CHILD,
		.has_credentials = step->receive.with == WITH_CREDENTIALS,
	};
	struct str wait = sipp_find_header(walk->last->respond.carry.headers,
					   STR("Retry-After"));
	struct str number;
	uint64_t wait_s;

	(void)str_cut(wait, ' ', &number, &(struct str){ NULL, 0 });
	if (request.is_child && walk->last->respond.code >= 400) {
		/* Nobody is to come. */
		walk->is_over = true;
		return;
	}
	if (request.is_child && walk->text.moved > 2) {
		refuse(walk, "SIPp does not remember where it has been");
		return;
	}
	if (walk->is_proved && request.has_credentials) {
		refuse(walk, "SIPp remembers one challenge at a time");
		return;
	}
	if (step->receive.with == WITH_ANYTHING) {
		/* Nobody has to try again. */
		if (wait.p == NULL ||
		    str_parse_uint(number, 60, &wait_s) != 0) {
			walk->is_over = step->receive.is_optional;
			if (!walk->is_over)
				refuse(walk, "what is tried again has to be "
					     "another request");
			return;
		}
		sipp_write_pause(&walk->text,
				 (unsigned)wait_s * 1000 + LINGER_MS);
	}
	walk->is_proved = request.has_credentials;
	ask(walk, &request);
}

static void receive(struct walk *walk, const struct step *step)
{
	if (walk->is_answered)
		refuse(walk, "a user has to do something in the call");
	else if (walk->is_open || walk->last == NULL ||
		 !str_eq(step->receive.methods, walk->text.method))
		refuse(walk, "it waits for another kind of request");
	else if (walk->last->respond.code < 300)
		/* Refreshing is up to the client. */
		walk->is_over = true;
	else
		try_again(walk, step);
}

/** Hang up, or give up the waiting for somebody else to do so. */
static void hang_up(struct walk *walk)
{
	const struct reaction *reaction =
		scenario_reaction(walk->scenario, STR("BYE"));
	unsigned code = 200;

	if (reaction != NULL) {
		if (reaction->steps.count != 1 ||
		    reaction->steps.step[0].type != STEP_RESPOND) {
			refuse(walk, "what comes after its BYE is not known "
				     "beforehand");
			return;
		}
		code = reaction->steps.step[0].respond.code;
	}
	sipp_write_pause(&walk->text, TALK_MS);
	sipp_write_bye(&walk->text);
	sipp_write_receive(&walk->text, &(struct sipp_receive){ .code = code });
	walk->is_answered = false;
	walk->is_over = true;
}

static void answer_request(struct walk *walk, const struct step *step)
{
	struct str method = step->send.method;
	bool has_offer = step->send.carry.sdp == SDP_USE_OFFER;

	if (str_eq(method, STR("INVITE"))) {
		sipp_write_answer(&walk->text, method, 200, true);
		sipp_write_take(&walk->text, STR("ACK"));
	} else if (str_eq(method, STR("UPDATE"))) {
		sipp_write_answer(&walk->text, method, 200, has_offer);
	} else if (str_eq(method, STR("REFER"))) {
		sipp_write_answer(&walk->text, method, 603, false);
	} else if (str_eq(method, STR("NOTIFY"))) {
		sipp_write_answer(&walk->text, method,
				  walk->is_invite ? 481 : 200, false);
	} else {
		sipp_write_answer(&walk->text, method, 200, false);
	}
}

static void take_request(struct walk *walk, const struct step *step)
{
	bool is_bye = str_eq(step->send.method, STR("BYE"));

	if (step->send.to_tag.p != NULL) {
		refuse(walk, "it makes several dialogs, and SIPp's call has "
			     "one");
	} else if (is_bye && step->send.is_hold) {
		hang_up(walk);
	} else {
		answer_request(walk, step);
		walk->is_answered &= !is_bye;
	}
}

/** It has rung long enough. */
static void cancel(struct walk *walk)
{
	const struct reaction *reaction =
		scenario_reaction(walk->scenario, STR("CANCEL"));
	static const struct step usual[] = {
		{ .type = STEP_RESPOND, .respond = { .code = 200 } },
		{ .type = STEP_RESPOND, .respond = { .code = 487 } }
	};
	struct steps steps = { usual, ARRAY_SIZE(usual) };

	if (reaction != NULL)
		steps = reaction->steps;
	if (!walk->is_open || steps.step[0].type != STEP_RESPOND) {
		refuse(walk, "it is over before it can be cancelled");
		return;
	}
	sipp_write_pause(&walk->text, CANCEL_MS);
	sipp_write_cancel(&walk->text);
	walk->has_given_up = true;
	sipp_write_receive(&walk->text,
			   &(struct sipp_receive){
				   .code = steps.step[0].respond.code });
	walk->is_cancel = false;
	play(walk, &(struct steps){ steps.step + 1, steps.count - 1 });
	walk->is_over = true;
}

static void play(struct walk *walk, const struct steps *steps)
{
	for (size_t i = 0; !walk->is_over && i < steps->count; i++) {
		const struct step *step = &steps->step[i];

		switch (step->type) {
		case STEP_RESPOND: respond(walk, steps, i); break;
		case STEP_RAW: respond_raw(walk, step); break;
		case STEP_RECEIVE: receive(walk, step); break;
		case STEP_SEND: take_request(walk, step); break;
		case STEP_WAIT:
			if (walk->is_cancel && step->wait_ms >= CANCEL_WAIT)
				cancel(walk);
			break;
		}
	}
}

static void walk_along(struct walk *walk)
{
	static const struct sipp_request first = { .is_child = false };
	const struct scenario *scenario = walk->scenario;

	if (scenario->attempt_count != 1)
		refuse(walk, "it takes several calls of one caller");
	else if (sipp_has_strange_reaction(scenario))
		refuse(walk, "a user has to do something in the call");
	if (walk->caller.why != NULL)
		return;
	walk->is_cancel =
		scenario_reaction(scenario, STR("CANCEL")) != NULL ||
		str_starts(check_id_name(scenario->expect.key), STR("cancel-"));
	walk->text.is_reliable = sipp_has_reliable(&scenario->attempt[0]);
	ask(walk, &first);
	play(walk, &scenario->attempt[0]);
	if (walk->is_open)
		refuse(walk, "it never ends what the client began");
	if (walk->linger_ms > 0)
		sipp_write_pause(&walk->text, walk->linger_ms);
}

struct sipp_caller sipp_write(struct buf *out, const struct scenario *scenario)
{
	struct walk walk = { .scenario = scenario };

	walk.text.out = out;
	walk.text.method = scenario->method;
	walk.is_invite = str_eq(scenario->method, STR("INVITE"));
	walk.caller.is_tied =
		scenario_id_transport(&walk.caller.transport, scenario->id);
	buf_addf(out,
		 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		 "<scenario name=\"%.*s\">\n",
		 STR_ARG(scenario->id));
	walk_along(&walk);
	sipp_write_references(&walk.text);
	buf_add_text(out, "</scenario>\n");
	return walk.caller;
}
