/* SPDX-License-Identifier: MIT */
#include "suite/sipp_walk.h"

enum {
	TALK_MS = 300, /* of an answered call, before we hang up */
	LONG_TALK_MS =
		2500,     /* the same, so that it is none because of before */
	CANCEL_MS = 200,  /* of ringing, before we give up */
	PENDING_MS = 3000 /* RFC 3261 §14.1: 2.1 to 4 s for who made the call */
};

static const char one_uri[] = "SIPp has one URI for all credentials, and in a "
			      "call it is another";

static void expect(struct walk *walk, unsigned code)
{
	sipp_write_receive(&walk->text, &(struct sipp_receive){ .code = code });
}

static void answer_request(struct walk *walk, const struct step *step)
{
	struct str method = step->send.method;
	bool has_offer = step->send.carry.sdp == SDP_USE_OFFER;
	bool is_stranger = walk->is_invite && !walk->has_referred;

	if (str_eq(method, STR("INVITE"))) {
		sipp_write_answer(&walk->text, method, 200, true);
		sipp_write_take(&walk->text, STR("ACK"));
	} else if (str_eq(method, STR("UPDATE"))) {
		sipp_write_answer(&walk->text, method, 200, has_offer);
	} else if (str_eq(method, STR("REFER"))) {
		sipp_write_answer(&walk->text, method, 603, false);
	} else if (str_eq(method, STR("NOTIFY"))) {
		sipp_write_answer(&walk->text, method, is_stranger ? 481 : 200,
				  false);
	} else {
		sipp_write_answer(&walk->text, method, 200, false);
	}
}

/** The steps that are about our BYE. @return how many these are */
static size_t part(struct walk *walk, const struct steps *steps)
{
	bool is_waiting = true;

	for (size_t i = 0; i < steps->count; i++) {
		const struct step *step = &steps->step[i];

		if (step->type == STEP_SEND)
			answer_request(walk, step);
		else if (step->type == STEP_RESPOND && is_waiting)
			expect(walk, step->respond.code);
		else if (step->type == STEP_RECEIVE)
			walk_refuse(walk, one_uri);
		else
			return i;
		is_waiting &= step->type != STEP_RESPOND;
	}
	return steps->count;
}

void walk_hang_up(struct walk *walk)
{
	const struct reaction *reaction =
		scenario_reaction(walk->scenario, STR("BYE"));
	size_t taken;

	sipp_write_pause(&walk->text,
			 (walk->text.is_inside ? LONG_TALK_MS : TALK_MS) +
				 walk->linger_ms);
	walk->linger_ms = 0;
	sipp_write_bye(&walk->text);
	walk->is_answered = false;
	if (reaction == NULL) {
		expect(walk, 200);
	} else {
		taken = part(walk, &reaction->steps);
		walk_play(walk,
			  &(struct steps){ reaction->steps.step + taken,
					   reaction->steps.count - taken });
	}
	walk->is_over = true;
}

void walk_take(struct walk *walk, const struct step *step)
{
	bool is_bye = str_eq(step->send.method, STR("BYE"));

	if (walk->is_invite && !walk->is_open && !walk->is_answered) {
		/* The call is over, and there is nobody to ask. */
		walk->is_over = true;
	} else if (is_bye && (step->send.is_hold || walk->has_given_up)) {
		walk_hang_up(walk);
	} else {
		answer_request(walk, step);
		if (is_bye &&
		    (step->send.to_tag.size == 0 || walk->first == 0 ||
		     str_eq(step->send.to_tag, walk->tag[walk->first - 1])))
			walk->is_answered = false;
	}
}

/** What a user would do. */
static const char *deed(struct str methods)
{
	if (str_starts(methods, STR("INVITE")))
		return "INVITE";
	return str_eq(methods, STR("REFER")) ? "REFER" : NULL;
}

void walk_act(struct walk *walk, const struct step *step)
{
	static const struct sipp_receive trying = { .code = 100,
						    .is_optional = true };
	const char *method = deed(step->receive.methods);

	if (step->receive.with == WITH_CREDENTIALS) {
		walk_refuse(walk, one_uri);
		return;
	}
	if (method == NULL) {
		/* Nobody has to have anything to say. */
		walk_hang_up(walk);
		return;
	}
	sipp_write_pause(&walk->text,
			 walk->text.is_inside ? PENDING_MS : TALK_MS);
	sipp_write_inside(&walk->text, method);
	walk->asks_invite = method[0] == 'I';
	walk->has_referred = !walk->asks_invite;
	walk->is_open = true;
	walk->rang = 0;
	if (walk->asks_invite)
		sipp_write_receive(&walk->text, &trying);
}

/** Whether the server is going to end the dialog with this tag. */
static bool is_ended(const struct steps *steps, size_t at, struct str tag)
{
	for (; at < steps->count; at++) {
		const struct step *step = &steps->step[at];

		if (step->type == STEP_SEND &&
		    str_eq(step->send.method, STR("BYE")) &&
		    str_eq(step->send.to_tag, tag))
			return true;
	}
	return false;
}

void walk_fork(struct walk *walk, const struct steps *steps, size_t at)
{
	const struct step *step = &steps->step[at];

	walk_enter(walk, step->respond.to_tag);
	sipp_write_receive(&walk->text,
			   &(struct sipp_receive){ .code = step->respond.code,
						   .is_dialog = true,
						   .is_named = true });
	walk->text.is_inside = false;
	sipp_write_ack(&walk->text, step->respond.code);
	if (!is_ended(steps, at, step->respond.to_tag)) {
		sipp_write_bye(&walk->text);
		expect(walk, 200);
	}
	walk->text.dialog = walk->first;
}

void walk_cancel(struct walk *walk)
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
		walk_refuse(walk, "it is over before it can be cancelled");
		return;
	}
	sipp_write_pause(&walk->text, CANCEL_MS);
	sipp_write_cancel(&walk->text);
	walk->has_given_up = true;
	expect(walk, steps.step[0].respond.code);
	walk->is_cancel = false;
	walk_play(walk, &(struct steps){ steps.step + 1, steps.count - 1 });
	walk->is_over = true;
}
