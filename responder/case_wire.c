/* SPDX-License-Identifier: MIT */
#include "case_wire.h"

#include <string.h>

#include "page.h"
#include "sample.h"
#include "sip/response.h"
#include "text/utf8.h"

enum {
	OPEN_MAX = 8, /* requests that wait for their final response */
	TEXT_MAX = 4 * 65536,
	WIRE_MAX = PAGE_MAX / 2
};

/** A request that a response can go to. */
struct open {
	struct str method;
	enum receive_with with;
	unsigned cseq;
	unsigned child; /* of a redirect, 0: none */
	bool is_inside;
};

struct wire {
	const struct options *options;
	struct str user;
	struct str method;          /* of the first request */
	struct open open[OPEN_MAX]; /* newest last; never empty */
	size_t count;
	unsigned cseq;
	unsigned child; /* the last one that was called */
	uint32_t rseq;
	bool has_dialog;
	struct buf last; /* what was written last */
	struct buf text; /* the message in the making */
	struct buf *page;
};

/** The first request is there; with a reaction so is its request. */
static void begin(struct wire *wire, struct str method)
{
	bool is_answered =
		str_eq(method, STR("BYE")) || str_eq(method, STR("INVITE"));

	wire->open[0] = (struct open){ .method = wire->method, .cseq = 1 };
	wire->count = 1;
	wire->cseq = 1;
	wire->child = 0;
	wire->rseq = 0;
	wire->has_dialog = is_answered;
	if (is_answered)
		wire->count = 0;
}

static void receive(struct wire *wire, struct str method,
		    enum receive_with with)
{
	bool is_cancel = str_eq(method, STR("CANCEL"));
	bool is_first = str_eq(method, wire->method);

	if (wire->count == OPEN_MAX)
		wire->count--;
	if (!is_cancel)
		wire->cseq++;
	/* A redirect of a child leads to the other one. */
	if (with == WITH_CHILD)
		wire->child = wire->child == 1 ? 2 : 1;
	wire->open[wire->count++] = (struct open){
		.method = method,
		.with = with,
		.cseq = wire->cseq,
		.child = with == WITH_CHILD ? wire->child : 0,
		.is_inside = wire->has_dialog || (!is_first && !is_cancel),
	};
}

/** The newest request without a final response, else the last one. */
static const struct open *target(const struct wire *wire)
{
	return &wire->open[wire->count > 0 ? wire->count - 1 : 0];
}

static bool makes_dialog(struct str method)
{
	return str_eq(method, STR("INVITE")) ||
	       str_eq(method, STR("SUBSCRIBE")) || str_eq(method, STR("REFER"));
}

/** A response of this code was sent to it. */
static void answered(struct wire *wire, unsigned code)
{
	if (code < 200)
		return;
	if (code < 300 && makes_dialog(target(wire)->method))
		wire->has_dialog = true;
	if (wire->count > 0)
		wire->count--;
}

/** What the request should have for this step to be seen whole. */
static enum prereq prereq_of(const struct step *step)
{
	const struct row *row;

	if (step->type != STEP_RESPOND)
		return PREREQ_NONE;
	if (step->respond.carry.timer != SESSION_TIMER_NONE)
		return PREREQ_SESSION_TIMER;
	row = catalogue_class(step->respond.code);
	return row != NULL ? (enum prereq)row->prereq : PREREQ_NONE;
}

static int make_sample(struct sample *sample, const struct wire *wire,
		       const struct step *step)
{
	const struct open *open = target(wire);
	const struct sample_ask ask = {
		.method = open->method,
		.user = wire->user,
		.prereq = prereq_of(step),
		.cseq = open->cseq,
		.is_reliable =
			step->type == STEP_RESPOND && step->respond.is_reliable,
		.offers_oc = step->type == STEP_RESPOND &&
			     step->respond.overload.is_given,
		.child = open->child,
		.is_inside = open->is_inside,
	};

	return sample_init(sample, wire->options, &ask);
}

/** "INVITE sip:199@192.0.2.10 with Supported: 199" */
static void add_question(struct buf *out, const struct wire *wire,
			 const struct sample *sample)
{
	struct str method = message_method(sample->request);
	struct str uri = message_uri(sample->request);
	struct str lines = str_from(sample->lines);
	const char *join = " with ";
	struct str line;

	buf_addf(out, "%.*s %.*s", STR_ARG(method), STR_ARG(uri));
	if (target(wire)->with == WITH_CREDENTIALS) {
		buf_addf(out, "%scredentials", join);
		join = ", ";
	}
	while (lines.size > 0) {
		(void)str_cut(lines, '\n', &line, &lines);
		line = str_trim(line);
		buf_addf(out, "%s%.*s", join, STR_ARG(line));
		join = ", ";
	}
}

/** Bytes before the body: the first empty line and all above it. */
static size_t head_size(struct str text)
{
	size_t at = 0;

	while (at < text.size) {
		size_t size = str_find(str_sub(text, at, text.size), '\n');
		struct str line = str_sub(text, at, size);

		at += size + (at + size < text.size);
		if (str_trim(line).size == 0)
			break;
	}
	return at;
}

static bool is_text(struct str s)
{
	while (s.size > 0) {
		uint32_t code = 0;
		size_t size = utf8_next(s, &code);

		if (size == 0 || code == 0x7f ||
		    (code < ' ' && strchr("\r\n\t", (int)code) == NULL) ||
		    code == 0)
			return false;
		s = str_sub(s, size, s.size);
	}
	return true;
}

/** A message for the eye: lines without their CR, a binary body as its size. */
static void add_message(struct buf *page, struct str text)
{
	size_t size = head_size(text);
	struct str body = str_sub(text, size, text.size);

	page_add_plain(page, str_trim(str_sub(text, 0, size)));
	buf_add_char(page, '\n');
	if (body.size == 0)
		return;
	buf_add_char(page, '\n');
	if (is_text(body)) {
		page_add_plain(page, str_trim(body));
		buf_add_char(page, '\n');
	} else {
		buf_addf(page, "(%zu bytes)\n", body.size);
	}
}

/** Write heading and message, unless they are what was written last. */
static void show(struct wire *wire, const struct buf *heading,
		 struct str message)
{
	struct buf all;

	buf_init(&all, TEXT_MAX);
	add_message(&all, message);
	if (wire->page->error == 0)
		wire->page->error = buf_error(&all);
	if (!str_eq(buf_str(&wire->last), buf_str(&all))) {
		buf_add_char(wire->page, '\n');
		page_heading(wire->page, heading->p != NULL ? heading->p : "");
		buf_add_str(wire->page, buf_str(&all));
		buf_clear(&wire->last);
		buf_add_str(&wire->last, buf_str(&all));
	}
	buf_release(&all);
}

static int show_step(struct wire *wire, const struct step *step)
{
	bool is_raw = step->type == STEP_RAW;
	bool is_reliable = !is_raw && step->respond.is_reliable;
	struct sample sample;
	struct buf heading;
	int err = make_sample(&sample, wire, step);

	buf_init(&heading, TEXT_MAX);
	buf_clear(&wire->text);
	if (!err && is_raw)
		err = sample_raw(&wire->text, &sample, step);
	if (is_reliable)
		wire->rseq += (uint32_t)(step->respond.rseq_more + 1);
	if (!err && !is_raw)
		err = sample_respond(&wire->text, &sample, step,
				     is_reliable ? wire->rseq : 0);
	if (!err) {
		if (is_raw)
			buf_add_text(&heading, "text to ");
		else
			buf_addf(&heading, "answer %u to ", step->respond.code);
		add_question(&heading, wire, &sample);
		show(wire, &heading, buf_str(&wire->text));
	}
	buf_release(&heading);
	sample_release(&sample);
	return err;
}

static int show_steps(struct wire *wire, const struct steps *steps)
{
	int err = 0;

	for (size_t i = 0; !err && i < steps->count; i++) {
		const struct step *step = &steps->step[i];
		struct str method;
		struct str rest;

		if (wire->page->size > WIRE_MAX)
			break;
		switch (step->type) {
		case STEP_RESPOND:
			err = show_step(wire, step);
			answered(wire, step->respond.code);
			break;
		case STEP_RAW:
			err = show_step(wire, step);
			answered(wire, response_status(step->raw.text));
			break;
		case STEP_RECEIVE:
			(void)str_cut(step->receive.methods, ',', &method,
				      &rest);
			receive(wire, str_trim(method), step->receive.with);
			break;
		case STEP_SEND:
		case STEP_WAIT: break;
		}
	}
	return err;
}

int case_wire_write(struct buf *page, const struct options *options,
		    const struct scenario *scenario, struct str user)
{
	struct wire wire = { .options = options,
			     .user = user,
			     .method = scenario->method,
			     .page = page };
	int err = 0;

	buf_init(&wire.last, TEXT_MAX);
	buf_init(&wire.text, TEXT_MAX);
	for (size_t i = 0; !err && i < scenario->attempt_count; i++) {
		begin(&wire, STR(""));
		err = show_steps(&wire, &scenario->attempt[i]);
	}
	for (size_t i = 0; !err && i < scenario->reaction_count; i++) {
		const struct reaction *reaction = &scenario->reaction[i];

		begin(&wire, reaction->method);
		receive(&wire, reaction->method, WITH_ANYTHING);
		err = show_steps(&wire, &reaction->steps);
	}
	if (!err && page->size > WIRE_MAX)
		buf_add_text(page, "\nand more\n");
	buf_release(&wire.last);
	buf_release(&wire.text);
	return err;
}
