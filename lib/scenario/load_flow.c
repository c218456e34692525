/* SPDX-License-Identifier: MIT */
#include "scenario/loader.h"
#include "sip/field.h"

enum { OPEN_MAX = 16 };

/** What a flow has come to. */
struct flow_state {
	struct loader *loader;
	struct str open
		[OPEN_MAX]; /* methods of requests without a final, the newest last */
	size_t open_count;
	unsigned
		final; /* the last final; 0: none, or a receive stands behind it */
	bool is_over;     /* by a final that is no 2xx; till the next receive */
	bool is_bye;      /* send: BYE was there */
	bool is_early;    /* an INVITE got a 101 to 199 */
	bool is_accepted; /* what makes a dialog got a 2xx */
	bool is_challenged;
	bool has_child;
	bool is_reaction;
};

/** Requests that the flow itself does not answer. */
static bool is_answerless(struct str method)
{
	return str_eq(method, STR("ACK")) || str_eq(method, STR("PRACK"));
}

/** RFC 3261 §12.1, RFC 6665 §4.4.1, RFC 3515 §2.4.7: by a 2xx. */
static bool makes_dialog(struct str method)
{
	return str_eq(method, STR("INVITE")) ||
	       str_eq(method, STR("SUBSCRIBE")) || str_eq(method, STR("REFER"));
}

/** What RFC 4320 §4 bars for requests other than INVITE. */
static void check_code(struct flow_state *state, const struct draft *draft)
{
	const struct scenario *scenario = state->loader->scenario;
	unsigned code = draft->step.respond.code;
	struct str method = scenario->method;

	if (state->open_count > 0)
		method = state->open[state->open_count - 1];
	if (scenario_is_for(scenario, STR("INVITE")) ||
	    str_eq(method, STR("INVITE")) || state->loader->is_broken ||
	    code == 100 || (code >= 200 && code != 408))
		return;
	load_fault(state->loader, draft->node,
		   "a %u is no answer to %.*s (RFC 4320): only a file with "
		   "'broken: true' may send it",
		   code, STR_ARG(method));
}

/** The request that a response is for; behind its final still the INVITE. */
static struct str open_method(const struct flow_state *state)
{
	return state->open_count > 0 ? state->open[state->open_count - 1]
				     : STR("INVITE");
}

/** A further 2xx to an INVITE, which makes one more dialog. */
static bool is_fork(const struct flow_state *state, const struct draft *draft)
{
	return state->is_accepted && draft->step.respond.code / 100 == 2 &&
	       draft->step.respond.to_tag.size > 0 &&
	       scenario_is_for(state->loader->scenario, STR("INVITE"));
}

static void take_respond(struct flow_state *state, const struct draft *draft)
{
	unsigned code = draft->step.respond.code;
	struct str method = open_method(state);

	check_code(state, draft);
	if (state->open_count == 0 && !is_fork(state, draft) &&
	    !state->loader->is_broken) {
		load_fault(state->loader, draft->node,
			   code < 200 ? "a %u after the final response %u: "
					"put it before, or 'receive' another "
					"request first"
				      : "a second final response, %u after %u: "
					"'receive' another request first, or "
					"write 'broken: true' if it is meant",
			   code, state->final);
		return;
	}
	if (code < 200) {
		state->is_early |= code > 100 && str_eq(method, STR("INVITE"));
		return;
	}
	state->final = code;
	if (state->open_count > 0)
		state->open_count--;
	if (code < 300 && makes_dialog(method))
		state->is_accepted = true;
	if (code == 401 || code == 407)
		state->is_challenged = true;
	if (code >= 300 && state->open_count == 0 && !state->is_accepted)
		state->is_over = true;
}

static void check_with(struct flow_state *state, const struct draft *draft)
{
	enum receive_with with = draft->step.receive.with;

	if (with == WITH_CHILD && !state->has_child)
		load_fault(state->loader, draft->node,
			   "a missing child: no step before this one hands out "
			   "${child} in a Contact, nor is a 3xx with the usual "
			   "one");
	if (with == WITH_CREDENTIALS && !state->is_challenged &&
	    !state->is_reaction)
		load_fault(state->loader, draft->node,
			   "no step before this one asks for credentials: "
			   "respond 401 or 407 first");
}

static void take_receive(struct flow_state *state, const struct draft *draft)
{
	struct str list = draft->step.receive.methods, method;
	struct str answered = { NULL, 0 };

	check_with(state, draft);
	state->is_over = false;
	while (field_next(&list, &method)) {
		if (!is_answerless(method) &&
		    (answered.p == NULL || makes_dialog(method)))
			answered = method;
	}
	if (answered.p != NULL && state->open_count < OPEN_MAX)
		state->open[state->open_count++] = answered;
}

static void take_send(struct flow_state *state, const struct draft *draft)
{
	struct str method = draft->step.send.method;

	bool is_early = state->is_early && str_eq(method, STR("UPDATE"));

	if (!scenario_is_for(state->loader->scenario, STR("INVITE")) &&
	    !str_eq(method, STR("NOTIFY")) && !state->loader->is_broken)
		load_fault(state->loader, draft->node,
			   "'send: %.*s' is for calls: a subscription has "
			   "only NOTIFY",
			   STR_ARG(method));
	if (!state->is_accepted && !is_early)
		load_fault(state->loader, draft->node,
			   "'send: %.*s' needs a dialog: respond with a 2xx "
			   "first",
			   STR_ARG(method));
	/* One that names its dialog leaves the others of a fork. */
	if (str_eq(method, STR("BYE")) && draft->step.send.to_tag.p == NULL)
		state->is_bye = true;
}

/** A 2xx that somebody has written makes a dialog; nothing else of it counts. */
static void take_raw(struct flow_state *state, const struct draft *draft)
{
	if (str_starts(draft->step.raw.text, STR("SIP/2.0 2")) &&
	    makes_dialog(open_method(state)))
		state->is_accepted = true;
}

/** A step that can never be reached; one fault for all that follow. */
static bool is_unreachable(struct flow_state *state, const struct draft *draft)
{
	bool is_crossing = draft->step.type == STEP_RESPOND &&
			   state->open_count > 0 &&
			   !str_eq(open_method(state), STR("INVITE"));

	/* The answer to their own BYE, which ours has crossed. */
	if (state->is_bye && !is_crossing) {
		load_fault(state->loader, draft->node,
			   "this step is never reached: 'send: BYE' ends the "
			   "call");
		return true;
	}
	if (!state->is_over || state->loader->is_broken ||
	    draft->step.type == STEP_RECEIVE)
		return false;
	load_fault(state->loader, draft->node,
		   "this step is never reached: the %u before it ends the "
		   "call; put a 'receive' between if the client calls again",
		   state->final);
	return true;
}

void load_check_flow(struct loader *loader, const struct drafts *drafts,
		     struct str reaction)
{
	struct flow_state state = {
		.loader = loader,
		.open = { loader->scenario->method },
		.open_count = 1,
		.is_reaction = reaction.p != NULL,
	};

	if (reaction.p != NULL) {
		/* The INVITE may be pending still, and may be accepted. */
		state.open[state.open_count++] = reaction;
		state.is_accepted = true;
		state.has_child = loader->has_child;
	}
	for (size_t i = 0; i < drafts->count; i++) {
		const struct draft *draft = &drafts->draft[i];

		if (is_unreachable(&state, draft))
			return;
		switch (draft->step.type) {
		case STEP_RESPOND: take_respond(&state, draft); break;
		case STEP_RECEIVE: take_receive(&state, draft); break;
		case STEP_SEND: take_send(&state, draft); break;
		case STEP_RAW: take_raw(&state, draft); break;
		case STEP_WAIT: break;
		}
		state.has_child =
			state.has_child || load_hands_child(&draft->step);
	}
}
