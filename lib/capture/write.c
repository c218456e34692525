/* SPDX-License-Identifier: MIT */
#include "capture/write.h"

#include <inttypes.h>

#include "capture/write_lines.h"
#include "report/redact.h"

enum { TEXT_MAX = 1 << 20, PATIENCE_S = 60, WITHIN_S = 10 };

/** The state of one capture_write(). */
struct writer {
	struct buf *out;
	const struct captured_call *call;
	uint64_t last_us; /* when the step before was taken */
	size_t cancel;    /* place of the CANCEL, or count: none */
	bool is_answered; /* a 2xx to an INVITE went */
	bool has_bye;     /* somebody hung up */
	bool is_invite;   /* it begins with one */
	enum capture_outcome outcome;
};

static const struct message *message_of(const struct captured_call *call,
					size_t place)
{
	return call->part[place].seen->message;
}

static struct str method_of(const struct captured_call *call, size_t place)
{
	return message_method(message_of(call, place));
}

/** Requests that are answered by themselves. */
static bool is_own_affair(struct str method)
{
	return str_eq(method, STR("CANCEL")) || str_eq(method, STR("BYE")) ||
	       str_eq(method, STR("PRACK")) || str_eq(method, STR("ACK"));
}

/** The last code that the first request got; 0: none. */
static unsigned outcome_of(const struct captured_call *call)
{
	unsigned code = 0;

	for (size_t i = 0; i < call->count; i++) {
		if (call->part[i].part == PART_ANSWERED &&
		    call->part[i].asked == 0)
			code = message_status(message_of(call, i));
	}
	return code;
}

void capture_write_id(struct buf *out, const struct captured_call *call,
		      size_t number)
{
	buf_addf(out, "captured/%04zu-%u", number, outcome_of(call));
}

/** A time that a person would write. */
static uint64_t rounded_ms(uint64_t us)
{
	uint64_t ms = (us + 500) / 1000;
	uint64_t unit = ms < 1000 ? 10 : 100;

	return (ms + unit / 2) / unit * unit;
}

static void write_duration(struct buf *out, uint64_t ms)
{
	enum { DAY_MS = 24 * 3600 * 1000 };

	if (ms > DAY_MS)
		ms = DAY_MS;
	if (ms % 1000 == 0)
		buf_addf(out, "%" PRIu64 "s", ms / 1000);
	else
		buf_addf(out, "%" PRIu64 "ms", ms);
}

static uint64_t since_last_ms(const struct writer *writer, uint64_t at_us)
{
	return at_us > writer->last_us ? rounded_ms(at_us - writer->last_us)
				       : 0;
}

static void write_wait(struct writer *writer, uint64_t at_us)
{
	uint64_t ms = since_last_ms(writer, at_us);

	if (ms > 0) {
		buf_add_text(writer->out, "  - wait: ");
		write_duration(writer->out, ms);
		buf_add_char(writer->out, '\n');
	}
	writer->last_us = at_us;
}

/**
 * Whether the program composes a response, for it has to know what it makes: a binding,
 * a subscription, something to be acknowledged by a PRACK.
 */
static bool is_composed(unsigned code, struct str method, bool is_reliable)
{
	static const struct str maker[] = { STR_INIT("REGISTER"),
					    STR_INIT("SUBSCRIBE"),
					    STR_INIT("REFER") };

	if (code / 100 != 2)
		return is_reliable;
	for (size_t i = 0; i < ARRAY_SIZE(maker); i++) {
		if (str_eq(method, maker[i]))
			return true;
	}
	return false;
}

/** The response as a step. */
static void write_step(struct writer *writer, const struct message *response,
		       const struct message *asked, enum transport transport)
{
	struct str method = message_method(asked);
	unsigned code = message_status(response);
	bool is_reliable = code > 100 && code < 200 &&
			   message_find(response, STR("RSeq"), 0).p != NULL;
	struct lines lines = {
		.out = writer->out,
		.indent = "      ",
		.response = response,
		.asked = asked,
		.is_redirect = code / 100 == 3,
		.is_stream = transport_is_stream(transport),
		.has_registrar =
			code / 100 == 2 && str_eq(method, STR("REGISTER")),
	};

	lines_write_step(&lines, is_composed(code, method, is_reliable));
}

/** The same without its secrets. */
static void write_answer(struct writer *writer, size_t place)
{
	const struct call_part *part = &writer->call->part[place];
	struct message *clean = NULL;
	struct buf bytes;

	buf_init(&bytes, TEXT_MAX);
	redact_add(&bytes, part->seen->message->bytes);
	if (buf_error(&bytes) != 0 ||
	    message_load(&clean, buf_str(&bytes)) != 0)
		writer->outcome = CAPTURE_UNFIT;
	else if (!lines_fit(clean->bytes))
		writer->outcome = CAPTURE_BINARY;
	else
		write_step(writer, clean, message_of(writer->call, part->asked),
			   part->seen->transport);
	message_free(clean);
	buf_release(&bytes);
}

/** Whether the far end answered this request. */
static bool is_answered(const struct captured_call *call, size_t place)
{
	for (size_t i = place; i < call->count; i++) {
		if (call->part[i].part == PART_ANSWERED &&
		    call->part[i].asked == place)
			return true;
	}
	return false;
}

static void hear(struct writer *writer, size_t place)
{
	const struct sighting *seen = writer->call->part[place].seen;
	struct str method = message_method(seen->message);

	writer->has_bye |= str_eq(method, STR("BYE"));
	if (place == 0 || is_own_affair(method) ||
	    !is_answered(writer->call, place))
		return;
	buf_addf(writer->out,
		 "  - receive: %.*s\n    within: ", STR_ARG(method));
	write_duration(writer->out,
		       WITHIN_S * 1000 + since_last_ms(writer, seen->at_us));
	buf_add_text(writer->out, "\n    optional: true\n");
	writer->last_us = seen->at_us;
}

/** Whether it is what the CANCEL brought about, which has steps of its own. */
static bool is_cancelled(const struct writer *writer, size_t place)
{
	const struct captured_call *call = writer->call;

	return place > writer->cancel && call->part[place].asked == 0 &&
	       message_status(message_of(call, place)) >= 300;
}

static void answer(struct writer *writer, size_t place)
{
	const struct call_part *part = &writer->call->part[place];
	unsigned code = message_status(part->seen->message);
	struct str method = method_of(writer->call, part->asked);

	if (is_own_affair(method) || is_cancelled(writer, place))
		return;
	writer->is_answered |= code / 100 == 2 && str_eq(method, STR("INVITE"));
	write_wait(writer, part->seen->at_us);
	write_answer(writer, place);
}

static void ask(struct writer *writer, size_t place)
{
	const struct sighting *seen = writer->call->part[place].seen;
	struct str method = message_method(seen->message);

	if (!str_eq(method, STR("BYE"))) {
		if (lines_fit(method))
			buf_addf(writer->out,
				 "  # The far end sent a request then: %.*s\n",
				 STR_ARG(method));
		return;
	}
	if (!writer->is_answered || writer->has_bye)
		return;
	writer->has_bye = true;
	buf_add_text(writer->out, "  - send: BYE\n    after: ");
	write_duration(writer->out, since_last_ms(writer, seen->at_us));
	buf_add_char(writer->out, '\n');
}

/** What ends a call for which the capture has no end, or a CANCEL. */
static void finish(struct writer *writer)
{
	struct buf *out = writer->out;
	const struct captured_call *call = writer->call;

	if (writer->cancel == call->count || writer->is_answered)
		return;
	buf_addf(out,
		 "  # The caller gave up here; this is for one that does not.\n"
		 "  - wait: %us\n"
		 "  - respond: 480\n"
		 "on:\n"
		 "  CANCEL:\n"
		 "  - respond: 200\n",
		 (unsigned)PATIENCE_S);
	for (size_t i = writer->cancel; i < call->count; i++) {
		if (call->part[i].part == PART_ANSWERED &&
		    is_cancelled(writer, i))
			write_answer(writer, i);
	}
}

static void write_head(struct writer *writer, size_t number, bool is_broken)
{
	const struct captured_call *call = writer->call;
	struct str method = method_of(call, 0);
	const char *sep = ": ";

	buf_add_text(writer->out, "gamut: 1\nid: ");
	capture_write_id(writer->out, call, number);
	buf_addf(writer->out, "\ntitle: \"Captured, %.*s", STR_ARG(method));
	for (size_t i = 0; i < call->count; i++) {
		if (call->part[i].part != PART_ANSWERED ||
		    call->part[i].asked != 0)
			continue;
		buf_addf(writer->out, "%s%u", sep,
			 message_status(message_of(call, i)));
		sep = ", ";
	}
	buf_add_text(writer->out, "\"\ntags: [captured]\n");
	if (!writer->is_invite)
		buf_addf(writer->out, "method: %.*s\n", STR_ARG(method));
	if (is_broken)
		buf_add_text(writer->out, "broken: true\n");
	buf_add_text(writer->out, "flow:\n");
}

/** Where the caller took its INVITE back, before it was answered. */
static size_t find_cancel(const struct captured_call *call)
{
	for (size_t i = 0; i < call->count; i++) {
		const struct call_part *part = &call->part[i];
		const struct message *message = part->seen->message;

		if (part->part == PART_ANSWERED && part->asked == 0 &&
		    message_status(message) >= 200)
			break;
		if (part->part == PART_ASKED &&
		    str_eq(message_method(message), STR("CANCEL")))
			return i;
	}
	return call->count;
}

enum capture_outcome capture_write(struct buf *out,
				   const struct captured_call *call,
				   size_t number, bool is_broken)
{
	struct str method = method_of(call, 0);
	struct writer writer = {
		.out = out,
		.call = call,
		.last_us = call->part[0].seen->at_us,
		.cancel = find_cancel(call),
		.is_invite = str_eq(method, STR("INVITE")),
	};

	if (outcome_of(call) == 0)
		return CAPTURE_UNANSWERED;
	if (!lines_fit(method))
		return CAPTURE_BINARY;
	write_head(&writer, number, is_broken);
	for (size_t i = 0; i < call->count; i++) {
		switch (call->part[i].part) {
		case PART_ASKED: hear(&writer, i); break;
		case PART_ANSWERED: answer(&writer, i); break;
		case PART_FAR_ASKED: ask(&writer, i); break;
		}
	}
	finish(&writer);
	return writer.outcome;
}
