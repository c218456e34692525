/* SPDX-License-Identifier: MIT */
#include "suite/sipp.h"

#include "suite/sipp_contact.h"
#include "suite/sipp_fit.h"
#include "suite/sipp_walk.h"

enum {
	PATIENCE_MS =
		20000, /* a case that takes so long is for a user to end */
	COPY_MS = 500, /* T1 */
	TIMER_D_MS = 33000,
	LINGER_MS = 500,
	REDIAL_MS = 1500 /* a Retry-After of the program's own is one second */
};

void walk_refuse(struct walk *walk, const char *why)
{
	if (walk->caller.why == NULL)
		walk->caller.why = why;
	walk->is_over = true;
}

void walk_enter(struct walk *walk, struct str tag)
{
	unsigned i = 0;

	if (!walk->is_named)
		return;
	while (i < walk->tags && !str_eq(walk->tag[i], tag))
		i++;
	if (i == SIPP_DIALOGS) {
		walk_refuse(walk, "it makes more dialogs than one can follow");
		return;
	}
	walk->tag[i] = tag;
	if (i == walk->tags)
		walk->tags++;
	walk->text.dialog = i + 1;
}

/** How long copies may come whose ACKs were lost (RFC 3261 §17.2.1). */
static unsigned copies_ms(const struct step *step)
{
	uint32_t count = step->respond.faults.value[FAULT_IGNORE_ACK];

	if (count == 0)
		return 0;
	return count > 6 ? TIMER_D_MS : (unsigned)COPY_MS << count;
}

/** Whether the next step asks for another request because of this response. */
static bool is_followed(const struct steps *steps, size_t at)
{
	return at + 1 < steps->count &&
	       steps->step[at + 1].type == STEP_RECEIVE &&
	       steps->step[at + 1].receive.with != WITH_ANYTHING;
}

/** What the next request needs of a challenge or a redirection. */
static void follow(struct walk *walk, const struct step *step,
		   struct sipp_receive *receive)
{
	struct sipp_contact contact;

	if (receive->code == 401 || receive->code == 407) {
		enum sipp_proof proof = sipp_proof(step);

		if (proof == SIPP_PROOF_HARD)
			walk_refuse(walk, "SIPp 3.6 reads only a plain "
					  "challenge for MD5, and the first");
		receive->is_challenge = proof == SIPP_PROOF_GIVEN;
		walk->is_over |= proof == SIPP_PROOF_NONE;
	} else if (receive->code / 100 == 3) {
		contact = sipp_contact_choose(step);
		if (contact.why != NULL)
			walk_refuse(walk, contact.why);
		receive->contact = contact.pattern;
		receive->contact_at = contact.at;
		walk->is_over |= contact.pattern == NULL;
	}
}

/** The To and the Contact of a response, where they have names. */
static void name(struct walk *walk, const struct step *step,
		 struct sipp_receive *receive)
{
	struct str contact =
		sipp_find_header(step->respond.carry.headers, STR("Contact"));

	if (!walk->is_named || !walk->asks_invite || walk->text.is_inside)
		return;
	walk_enter(walk, step->respond.to_tag);
	walk->first = walk->text.dialog;
	receive->is_named = true;
	receive->is_bare = contact.p != NULL && sipp_contact_is_bare(contact);
}

/** The call is over by what an INVITE in it got (RFC 3261 §14.1, §12.2.1.2). */
static bool is_dead(const struct walk *walk, unsigned code)
{
	return walk->text.is_inside && (code == 408 || code == 481);
}

static void end(struct walk *walk, const struct steps *steps, size_t at)
{
	const struct step *step = &steps->step[at];
	unsigned code = step->respond.code;
	struct sipp_receive receive = { .code = code, .is_dialog = code < 300 };

	if (is_followed(steps, at))
		follow(walk, step, &receive);
	name(walk, step, &receive);
	sipp_write_receive(&walk->text, &receive);
	walk->is_open = false;
	walk->last = step;
	if (!walk->text.is_inside)
		walk->is_answered = walk->is_invite && code < 300;
	if (walk->asks_invite) {
		sipp_write_ack(&walk->text, code);
		walk->linger_ms = copies_ms(step);
	}
	walk_settle(walk);
	if (is_dead(walk, code))
		walk_hang_up(walk);
	if (step->respond.faults.value[FAULT_DUPLICATE] == 0)
		return;
	walk->linger_ms = LINGER_MS;
	/* SIPp answers a copy by what it has sent last: let that be nothing. */
	if (!walk->is_invite)
		sipp_write_pause(&walk->text, LINGER_MS);
}

/** Whether it is one more answer to an INVITE that was answered. */
static bool is_further(const struct walk *walk, const struct step *step)
{
	return !walk->is_open && walk->is_named && walk->last != NULL &&
	       walk->last->respond.code / 100 == 2 &&
	       step->respond.code / 100 == 2 && step->respond.to_tag.size > 0;
}

static void respond(struct walk *walk, const struct steps *steps, size_t at)
{
	const struct step *step = &steps->step[at];
	const char *why;

	if (sipp_is_foreign(step))
		return; /* It goes on as if nothing had come. */
	why = sipp_misfit(step);
	if (why != NULL)
		walk_refuse(walk, why);
	else if (is_further(walk, step))
		walk_fork(walk, steps, at);
	else if (!walk->is_open)
		walk_refuse(walk, "it sends a response that nobody waits for");
	else if (step->respond.code < 200)
		walk_ring(walk, steps, at);
	else
		end(walk, steps, at);
}

static void respond_raw(struct walk *walk, const struct step *step)
{
	struct str text = step->raw.text;
	unsigned code = sipp_raw_code(text);

	if (sipp_has_huge_code(text))
		walk_refuse(walk, "SIPp takes a status of ten digits for one "
				  "of three");
	if (code == 0 || !walk->is_open ||
	    (code < 200 && walk->scenario->is_broken))
		return; /* As above; a copy gets its ACK. */
	walk->raw = (struct step){ .type = STEP_RESPOND };
	walk->raw.respond.code = (uint16_t)code;
	walk->raw.respond.faults = step->raw.faults;
	if (sipp_has_odd_name(text))
		walk_refuse(walk, "SIPp takes no blank before a colon");
	else
		respond(walk, &(struct steps){ &walk->raw, 1 }, 0);
}

static void wait(struct walk *walk, const struct step *step)
{
	walk_settle(walk);
	if (walk->is_cancel && step->wait_ms >= PATIENCE_MS)
		walk_cancel(walk);
	else if (walk->is_answered && step->wait_ms >= PATIENCE_MS &&
		 scenario_reaction(walk->scenario, STR("BYE")) != NULL)
		walk_hang_up(walk);
	else if (walk->text.is_patient && !walk->is_open)
		walk->linger_ms += step->wait_ms + LINGER_MS;
}

void walk_play(struct walk *walk, const struct steps *steps)
{
	for (size_t i = 0; !walk->is_over && i < steps->count; i++) {
		const struct step *step = &steps->step[i];

		switch (step->type) {
		case STEP_RESPOND: respond(walk, steps, i); break;
		case STEP_RAW: respond_raw(walk, step); break;
		case STEP_RECEIVE: walk_receive(walk, step); break;
		case STEP_SEND: walk_take(walk, step); break;
		case STEP_WAIT: wait(walk, step); break;
		}
	}
}

/** One call, or another request outside of a dialog. */
static void make_call(struct walk *walk, const struct steps *steps)
{
	static const struct sipp_request first = { .is_child = false };

	walk->last = NULL;
	walk->is_over = false;
	walk->is_proved = false;
	walk->asks_invite = walk->is_invite;
	walk->text.uri[0] = '\0';
	walk_ask(walk, &first);
	walk_play(walk, steps);
	if (sipp_is_silent(steps))
		sipp_write_silence(&walk->text);
	else if (walk->is_open)
		walk_refuse(walk, "it never ends what the client began");
	if (walk->linger_ms > 0)
		sipp_write_pause(&walk->text, walk->linger_ms);
	walk->linger_ms = 0;
}

static void make_calls(struct walk *walk)
{
	const struct scenario *scenario = walk->scenario;

	walk->is_cancel =
		scenario_reaction(scenario, STR("CANCEL")) != NULL ||
		str_starts(check_id_name(scenario->expect.key), STR("cancel-"));
	walk->text.is_reliable = sipp_has_reliable(&scenario->attempt[0]);
	walk->text.is_patient = sipp_has_strays(scenario);
	walk->is_named = sipp_has_names(scenario);
	for (size_t i = 0; i < scenario->attempt_count; i++) {
		if (i > 0)
			sipp_write_pause(&walk->text, REDIAL_MS);
		walk->text.call = (unsigned)i;
		/* None of its dialogs is one of an earlier call. */
		for (unsigned k = 0; k < walk->tags; k++)
			walk->tag[k] = STR("\n");
		make_call(walk, &scenario->attempt[i]);
	}
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
	make_calls(&walk);
	sipp_write_end(&walk.text);
	buf_add_text(out, "</scenario>\n");
	return walk.caller;
}
