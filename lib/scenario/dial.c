/* SPDX-License-Identifier: MIT */
#include "scenario/dial.h"

#include <errno.h>

#include "catalogue/cause.h"

enum {
	CODE_MIN = 100,
	CODE_MAX = 699,
	FINAL_MIN = 200,
	CAUSE_MAX = 127,
	CAUSE_CLEARING = 16, /* normal call clearing: a BYE, not a response */
	RING_MS = 2000,
	CLEARING_MS = 2000,
	REDIRECT_MS = 10000,
	CREDENTIALS_MS = 32000 /* time for a person to type a password */
};

static bool is_separator(char c)
{
	return c == '*' || c == '-' || c == '.';
}

static bool is_final(unsigned token)
{
	return token >= FINAL_MIN;
}

static bool is_code(unsigned token)
{
	return token >= CODE_MIN;
}

/** One number; nothing may follow a final. */
static int add_token(struct dial *dial, struct str digits)
{
	uint64_t value;

	if (str_parse_uint(digits, CODE_MAX, &value) != 0)
		return EBADMSG;
	if (dial->count == DIAL_TOKENS)
		return EBADMSG;
	if (dial->count > 0 && is_final(dial->token[dial->count - 1]))
		return EBADMSG;
	dial->token[dial->count++] = (uint16_t)value;
	return 0;
}

/** What stands between two separators: one number, or several of three digits. */
static int add_word(struct dial *dial, struct str word)
{
	int err = 0;

	if (word.size <= 3)
		return add_token(dial, word);
	/* A phone number that begins with 0 is no pause. */
	if (word.size % 3 != 0 || (dial->count == 0 && word.p[0] == '0'))
		return EBADMSG;
	for (size_t at = 0; err == 0 && at < word.size; at += 3)
		err = add_token(dial, str_sub(word, at, 3));
	return err;
}

uint16_t dial_code(const struct dial *dial)
{
	size_t i = dial->count;

	while (i > 0 && !is_code(dial->token[i - 1]))
		i--;
	return i > 0 ? dial->token[i - 1] : 0;
}

static int parse_cause(struct dial *dial, struct str number)
{
	uint64_t cause;
	unsigned code;

	if (number.size > 3 || str_parse_uint(number, CAUSE_MAX, &cause) != 0 ||
	    cause == 0)
		return EBADMSG;

	code = cause == CAUSE_CLEARING ? 200 : cause_code((unsigned)cause);
	if (code == 0)
		return EBADMSG;

	*dial = (struct dial){ .count = 1, .cause = (uint16_t)cause };
	dial->token[0] = (uint16_t)code;
	return 0;
}

int dial_parse(struct dial *dialp, struct str user)
{
	struct dial dial = { .count = 0 };
	size_t start = 0;
	int err;

	if (user.size > 0 && (user.p[0] == 'q' || user.p[0] == 'Q'))
		return parse_cause(dialp, str_sub(user, 1, user.size));

	for (size_t i = 0; i <= user.size; i++) {
		if (i < user.size && !is_separator(user.p[i]))
			continue;
		err = add_word(&dial, str_sub(user, start, i - start));
		if (err)
			return err;
		start = i + 1;
	}
	if (dial_code(&dial) == 0)
		return EBADMSG;

	*dialp = dial;
	return 0;
}

/** Steps being written. */
struct steps {
	struct step *step;
	size_t count;
};

static void add_respond(struct steps *steps, unsigned code, unsigned cause)
{
	steps->step[steps->count++] = (struct step){
		.type = STEP_RESPOND,
		.respond = { .code = (uint16_t)code, .cause = (uint16_t)cause },
	};
}

static void add_wait(struct steps *steps, uint32_t wait_ms)
{
	steps->step[steps->count++] = (struct step){
		.type = STEP_WAIT,
		.wait_ms = wait_ms,
	};
}

static void add_bye(struct steps *steps, unsigned cause)
{
	steps->step[steps->count++] = (struct step){
		.type = STEP_SEND,
		.send = { .method = STR("BYE"),
			  .cause = (uint16_t)cause,
			  .after_ms = CLEARING_MS,
			  .is_hold = cause != CAUSE_CLEARING },
	};
}

static void add_receive(struct steps *steps, enum receive_with with,
			uint32_t within_ms)
{
	steps->step[steps->count++] = (struct step){
		.type = STEP_RECEIVE,
		.receive = { .method = STR("INVITE"),
			     .with = with,
			     .within_ms = within_ms,
			     .is_optional = true },
	};
}

/** What follows the final: the second half that the code asks for. */
static void add_rest(struct steps *steps, unsigned final, unsigned cause)
{
	if (final / 100 == 2) {
		add_bye(steps, cause);
		return;
	}
	if (final / 100 == 3)
		add_receive(steps, WITH_CHILD, REDIRECT_MS);
	else if (final == 401 || final == 407)
		add_receive(steps, WITH_CREDENTIALS, CREDENTIALS_MS);
	else
		return;
	add_respond(steps, 200, 0);
	add_bye(steps, 0);
}

/** RFC 6228 §4: a 199 ends an early dialog, so one must have begun. */
static bool lacks_early_dialog(const struct steps *steps)
{
	for (size_t i = 0; i < steps->count; i++) {
		const struct step *step = &steps->step[i];

		if (step->type == STEP_RESPOND && step->respond.code > 100)
			return false;
	}
	return true;
}

size_t dial_steps(struct step *step, const struct dial *dial)
{
	struct steps steps = { .step = step };
	unsigned last = dial->token[dial->count - 1];
	/* In a 200 there is nothing to say a cause of; the BYE says it. */
	unsigned cause = last == 200 ? 0 : dial->cause;

	for (size_t i = 0; i < dial->count; i++) {
		unsigned token = dial->token[i];

		if (!is_code(token)) {
			add_wait(&steps, token * 1000U);
			continue;
		}
		if (token == 199 && lacks_early_dialog(&steps))
			add_respond(&steps, 183, 0);
		add_respond(&steps, token, cause);
	}
	if (!is_final(last)) {
		if (is_code(last))
			add_wait(&steps, RING_MS);
		last = 200;
		add_respond(&steps, last, 0);
	}
	add_rest(&steps, last, dial->cause);
	return steps.count;
}
