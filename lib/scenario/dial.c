/* SPDX-License-Identifier: MIT */
#include "scenario/dial.h"

#include <errno.h>

#include "catalogue/cause.h"
#include "scenario/duration.h"
#include "sip/field.h"

enum {
	RUN_DIGITS = 9,
	CODE_MIN = 100,
	CODE_MAX = 699,
	FINAL_MIN = 200,
	CAUSE_MAX = 127,
	PAUSE_MAX_MS = 3600000,
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

static bool is_final(const struct dial_token *token)
{
	return token->code >= FINAL_MIN;
}

/** One more; nothing may follow a final. */
static int add_token(struct dial *dial, struct dial_token token)
{
	if (dial->count == DIAL_TOKENS ||
	    (dial->count > 0 && is_final(&dial->token[dial->count - 1])))
		return EBADMSG;
	dial->token[dial->count++] = token;
	return 0;
}

/** A number: 100–699 is a response, 0–99 a pause in seconds. */
static int add_number(struct dial *dial, struct str digits)
{
	struct dial_token token = { .code = 0 };
	uint64_t value;

	if (str_parse_uint(digits, CODE_MAX, &value) != 0)
		return EBADMSG;
	if (value >= CODE_MIN)
		token.code = (uint16_t)value;
	else
		token.pause_ms = (uint32_t)value * 1000;
	return add_token(dial, token);
}

/** What stands between two separators: one number, or several of three digits. */
static int add_word(struct dial *dial, struct str word)
{
	int err = 0;

	if (word.size <= 3)
		return add_number(dial, word);
	/* A phone number that begins with 0 is no pause. */
	if (word.size % 3 != 0 || (dial->count == 0 && word.p[0] == '0'))
		return EBADMSG;
	for (size_t at = 0; err == 0 && at < word.size; at += 3)
		err = add_number(dial, str_sub(word, at, 3));
	return err;
}

uint16_t dial_code(const struct dial *dial)
{
	size_t i = dial->count;

	while (i > 0 && dial->token[i - 1].code == 0)
		i--;
	return i > 0 ? dial->token[i - 1].code : 0;
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
	dial->token[0].code = (uint16_t)code;
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

int dial_parse_list(struct dial *dialp, struct str list)
{
	struct dial dial = { .count = 0 };
	struct str word;
	int err = 0;

	while (!err && field_next(&list, &word)) {
		struct dial_token pause = { .code = 0 };
		uint64_t ms;

		if (duration_parse(word, &ms) && ms <= PAUSE_MAX_MS) {
			pause.pause_ms = (uint32_t)ms;
			err = add_token(&dial, pause);
		} else if (word.size == 3) {
			err = add_number(&dial, word);
		} else {
			err = EBADMSG;
		}
	}
	if (err || dial_code(&dial) == 0)
		return EBADMSG;

	*dialp = dial;
	return 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

unsigned dial_cut_run(struct str *user)
{
	size_t at = user->size;
	struct str digits;
	uint64_t number;

	while (at > 0 && is_digit(user->p[at - 1]))
		at--;
	digits = str_sub(*user, at, user->size);
	if (digits.size == 0 || digits.size > RUN_DIGITS ||
	    digits.p[0] == '0' || at < 2 || user->p[at - 1] != 'r' ||
	    user->p[at - 2] != '.')
		return 0;
	if (str_parse_uint(digits, UINT32_MAX, &number) != 0)
		return 0;
	*user = str_sub(*user, 0, at - 2);
	return (unsigned)number;
}

/** Steps being written. */
struct writer {
	struct step *step;
	size_t count;
};

static void add_respond(struct writer *to, unsigned code, unsigned cause)
{
	to->step[to->count++] = (struct step){
		.type = STEP_RESPOND,
		.respond = { .code = (uint16_t)code, .cause = (uint16_t)cause },
	};
}

static void add_wait(struct writer *to, uint32_t wait_ms)
{
	to->step[to->count++] = (struct step){
		.type = STEP_WAIT,
		.wait_ms = wait_ms,
	};
}

static void add_bye(struct writer *to, unsigned cause)
{
	to->step[to->count++] = (struct step){
		.type = STEP_SEND,
		.send = { .method = STR("BYE"),
			  .cause = (uint16_t)cause,
			  .after_ms = CLEARING_MS,
			  .is_hold = cause != CAUSE_CLEARING },
	};
}

static void add_receive(struct writer *to, enum receive_with with,
			uint32_t within_ms)
{
	to->step[to->count++] = (struct step){
		.type = STEP_RECEIVE,
		.receive = { .methods = STR("INVITE"),
			     .with = with,
			     .within_ms = within_ms,
			     .is_optional = true },
	};
}

/** What follows the final: the second half that the code asks for. */
static void add_rest(struct writer *to, unsigned final, unsigned cause)
{
	if (final / 100 == 2) {
		add_bye(to, cause);
		return;
	}
	if (final / 100 == 3)
		add_receive(to, WITH_CHILD, REDIRECT_MS);
	else if (final == 401 || final == 407)
		add_receive(to, WITH_CREDENTIALS, CREDENTIALS_MS);
	else
		return;
	add_respond(to, 200, 0);
	add_bye(to, 0);
}

/** RFC 6228 §4: a 199 ends an early dialog, so one must have begun. */
static bool lacks_early_dialog(const struct writer *to)
{
	for (size_t i = 0; i < to->count; i++) {
		const struct step *step = &to->step[i];

		if (step->type == STEP_RESPOND && step->respond.code > 100)
			return false;
	}
	return true;
}

size_t dial_steps(struct step *step, const struct dial *dial)
{
	struct writer to = { .step = step };
	const struct dial_token *last = &dial->token[dial->count - 1];
	unsigned final = last->code;
	/* In a 200 there is nothing to say a cause of; the BYE says it. */
	unsigned cause = final == 200 ? 0 : dial->cause;

	for (size_t i = 0; i < dial->count; i++) {
		const struct dial_token *token = &dial->token[i];

		if (token->code == 0) {
			add_wait(&to, token->pause_ms);
			continue;
		}
		if (token->code == 199 && lacks_early_dialog(&to))
			add_respond(&to, 183, 0);
		add_respond(&to, token->code, cause);
	}
	if (!is_final(last)) {
		if (last->code != 0)
			add_wait(&to, RING_MS);
		final = 200;
		add_respond(&to, final, 0);
	}
	add_rest(&to, final, dial->cause);
	return to.count;
}
