/* SPDX-License-Identifier: MIT */
#include "case_page.h"

#include "catalogue/cause.h"
#include "page.h"
#include "sample.h"

enum { TEXT_MAX = 65536 };

/** What is shown, and where. */
struct show {
	const struct scenario *scenario;
	const struct row *row; /* of its code, or of the class of its code */
	const struct sample *sample;
	struct str user; /* what is dialled: "486" of final/486 */
	struct buf text; /* one field in the making */
	struct buf *page;
};

/** Print the field that was written into show->text. */
static void end_field(struct show *show, const char *label)
{
	page_field(show->page, label, buf_str(&show->text));
	if (show->page->error == 0)
		show->page->error = buf_error(&show->text);
	buf_clear(&show->text);
}

static void show_title(struct show *show)
{
	const struct scenario *scenario = show->scenario;

	buf_addf(&show->text, "%.*s  %u %s", STR_ARG(scenario->id),
		 scenario->code, catalogue_phrase(scenario->code));
	page_heading(show->page, show->text.p != NULL ? show->text.p : "");
	buf_clear(&show->text);

	buf_addf(&show->text, "%.*s", STR_ARG(show->user));
	if (show->user.size != scenario->id.size) {
		size_t slash = str_find(scenario->id, '/');

		buf_addf(&show->text, ", or %.*s.%.*s", (int)slash,
			 scenario->id.p, STR_ARG(show->user));
	}
	end_field(show, "dial");
}

static void show_cause(struct show *show)
{
	const struct cause *cause = cause_find(show->row->cause);

	if (cause == NULL)
		return;
	buf_addf(&show->text, "%u %s", cause->number, cause->text);
	end_field(show, "Q.850");
}

static void show_prereq(struct show *show)
{
	enum prereq prereq = show->row->prereq;
	bool is_met;

	if (prereq == PREREQ_NONE)
		return;
	is_met = prereq_is_met(prereq, show->sample->request);
	buf_addf(&show->text, "%s (the INVITE below %s it)",
		 prereq_text(prereq), is_met ? "has" : "lacks");
	end_field(show, "for");
}

static void show_row(struct show *show)
{
	const struct row *row = show->row;

	if (row->code != show->scenario->code) {
		buf_addf(&show->text,
			 "not in the catalogue, answered like %u "
			 "(RFC 3261 §8.1.3.2)",
			 row->code);
		end_field(show, "status");
	} else {
		page_field(show->page, "status",
			   str_from(registry_name(row->registry)));
		page_field(show->page, "RFC", str_from(row->rfc));
		page_field(show->page, "answers", str_from(row->methods));
		show_cause(show);
	}
	show_prereq(show);
	page_field(show->page, "body", str_from(body_text(row->body)));
	page_field(show->page, "note", str_from(row->note));
}

/** One group of headers, its label on the first. */
static void show_rules(struct show *show, const char *label,
		       const uint8_t *rules, size_t max)
{
	for (size_t i = 0; i < max && rules[i] != RULE_NONE; i++) {
		buf_addf(&show->text, "%s: %s", rule_header(rules[i]),
			 rule_how(rules[i]));
		end_field(show, i == 0 ? label : "");
	}
}

static void show_headers(struct show *show)
{
	const struct row *row = show->row;

	buf_add_char(show->page, '\n');
	page_heading(show->page, "headers");
	show_rules(show, "must", row->must, ROW_MUST);
	show_rules(show, "should", row->should, ROW_SHOULD);
	show_rules(show, "may", row->may, ROW_MAY);
}

static void add_seconds(struct buf *out, uint32_t ms)
{
	buf_addf(out, "%u", ms / 1000);
	if (ms % 1000 != 0)
		buf_addf(out, ".%03u", ms % 1000);
	buf_add_text(out, " s");
}

static void add_cause(struct buf *out, unsigned cause)
{
	if (cause != 0)
		buf_addf(out, ", Q.850 cause %u", cause);
}

static void add_step(struct buf *out, const struct step *step)
{
	switch (step->type) {
	case STEP_RESPOND:
		buf_addf(out, "respond %u %s", step->respond.code,
			 catalogue_phrase(step->respond.code));
		add_cause(out, step->respond.cause);
		break;
	case STEP_RECEIVE:
		buf_addf(out, "wait at most ");
		add_seconds(out, step->receive.within_ms);
		buf_addf(out, " for %.*s%s%s", STR_ARG(step->receive.method),
			 step->receive.with == WITH_CREDENTIALS
				 ? " with credentials"
				 : "",
			 step->receive.with == WITH_CHILD ? " to our Contact"
							  : "");
		break;
	case STEP_SEND:
		buf_addf(out, "send %.*s after ", STR_ARG(step->send.method));
		if (step->send.is_hold)
			buf_add_text(out, "--hold seconds");
		else
			add_seconds(out, step->send.after_ms);
		add_cause(out, step->send.cause);
		break;
	case STEP_WAIT:
		buf_add_text(out, "wait ");
		add_seconds(out, step->wait_ms);
		break;
	}
}

static void show_flow(struct show *show)
{
	const struct scenario *scenario = show->scenario;

	buf_add_char(show->page, '\n');
	page_heading(show->page, "flow");
	for (size_t i = 0; i < scenario->step_count; i++) {
		buf_addf(show->page, "  %zu. ", i + 1);
		add_step(show->page, &scenario->step[i]);
		buf_add_char(show->page, '\n');
	}
}

/** "answer 199 to INVITE sip:199@192.0.2.10 with Supported: 199" */
static void show_question(struct show *show, unsigned code)
{
	struct str uri = message_uri(show->sample->request);
	struct str lines = str_from(show->sample->lines);
	const char *join = " with ";
	struct str line;

	buf_addf(&show->text, "answer %u to INVITE %.*s", code, STR_ARG(uri));
	while (lines.size > 0) {
		(void)str_cut(lines, '\n', &line, &lines);
		line = str_trim(line);
		buf_addf(&show->text, "%s%.*s", join, STR_ARG(line));
		join = ", ";
	}
	buf_add_char(show->page, '\n');
	page_heading(show->page, show->text.p != NULL ? show->text.p : "");
	buf_clear(&show->text);
}

static bool is_text(struct str s)
{
	for (size_t i = 0; i < s.size; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 && c != '\r' && c != '\n' && c != '\t') ||
		    c >= 0x7f)
			return false;
	}
	return true;
}

static void add_lines(struct buf *page, struct str lines)
{
	lines = str_trim(lines);
	for (size_t i = 0; i < lines.size; i++) {
		if (lines.p[i] != '\r')
			buf_add_char(page, lines.p[i]);
	}
	buf_add_char(page, '\n');
}

/** A message for the eye: lines without their CR, a binary body as its size. */
static int show_message(struct show *show)
{
	struct message *message;
	int err = message_load(&message, buf_str(&show->text));

	if (err)
		return err;
	add_lines(show->page,
		  str_sub(message->bytes, 0,
			  message->bytes.size - message->body.size));
	if (message->body.size > 0) {
		buf_add_char(show->page, '\n');
		if (is_text(message->body))
			add_lines(show->page, message->body);
		else
			buf_addf(show->page, "(%zu bytes)\n",
				 message->body.size);
	}
	message_free(message);
	buf_clear(&show->text);
	return 0;
}

/** The responses to the first INVITE: those before the flow waits for more. */
static int show_wire(struct show *show)
{
	const struct scenario *scenario = show->scenario;
	int err = 0;

	for (size_t i = 0; !err && i < scenario->step_count; i++) {
		const struct step *step = &scenario->step[i];

		if (step->type == STEP_RECEIVE)
			break;
		if (step->type != STEP_RESPOND)
			continue;
		show_question(show, step->respond.code);
		err = sample_respond(&show->text, show->sample, step);
		if (!err)
			err = show_message(show);
	}
	return err;
}

int case_page_write(struct buf *page, const struct options *options,
		    const struct scenario *scenario)
{
	struct show show = {
		.scenario = scenario,
		.row = catalogue_class(scenario->code),
		.page = page,
	};
	struct sample sample;
	struct str folder;
	int err;

	if (!str_cut(scenario->id, '/', &folder, &show.user))
		show.user = scenario->id;
	err = sample_init(&sample, options, show.user, show.row->prereq);
	if (err)
		return err;

	buf_init(&show.text, TEXT_MAX);
	show.sample = &sample;
	show_title(&show);
	show_row(&show);
	show_headers(&show);
	show_flow(&show);
	err = show_wire(&show);
	buf_release(&show.text);
	sample_release(&sample);
	return err;
}
