/* SPDX-License-Identifier: MIT */
#include "case_page.h"

#include "case_flow.h"
#include "case_text.h"
#include "case_wire.h"
#include "catalogue/catalogue.h"
#include "catalogue/cause.h"
#include "page.h"
#include "text/layout.h"

enum { TEXT_MAX = 65536, CODE_COUNT = 700 };

/** What is shown, and where. */
struct show {
	const struct scenario *scenario;
	bool is_shown[CODE_COUNT]; /* by code */
	struct buf text;           /* one field in the making */
	struct buf *page;
};

/** Print the field that was written into show->text. */
static void end_field(struct show *show, const char *label)
{
	layout_field(show->page, label, buf_str(&show->text));
	if (show->page->error == 0)
		show->page->error = buf_error(&show->text);
	buf_clear(&show->text);
}

static void end_heading(struct show *show)
{
	page_heading(show->page, show->text.p != NULL ? show->text.p : "");
	buf_clear(&show->text);
}

/** With the id, as it is typed, where there is more to dial. */
static void show_dial(struct show *show)
{
	const struct scenario *scenario = show->scenario;

	case_write_dial(&show->text, scenario);
	if (scenario->dial_count > 0) {
		buf_add_text(&show->text, ", or ");
		case_write_typed(&show->text, scenario->id);
	}
	end_field(show, "dial");
}

/** The patterns themselves are not kept, only what they are for. */
static void show_match(struct show *show)
{
	const struct match *match = show->scenario->match;
	struct buf *out = &show->text;

	if (match == NULL)
		return;
	buf_add_text(out, "what nothing else selects");
	if (match->method.p != NULL)
		buf_addf(out, ", method %.*s", STR_ARG(match->method));
	if (match->transport.p != NULL)
		buf_addf(out, ", over %.*s", STR_ARG(match->transport));
	if (match->source.p != NULL)
		buf_addf(out, ", from %.*s", STR_ARG(match->source));
	if (match->ruri != NULL)
		buf_add_text(out, ", by its Request-URI");
	if (match->from != NULL)
		buf_add_text(out, ", by its From");
	if (match->to != NULL)
		buf_add_text(out, ", by its To");
	for (size_t i = 0; i < match->header_count; i++)
		buf_addf(out, ", by its %.*s", STR_ARG(match->header[i].name));
	end_field(show, "match");
}

static void show_demands(struct show *show, const struct demands *demands)
{
	for (size_t i = 0; i < demands->level_count; i++) {
		const struct demand_level *level = &demands->level[i];

		buf_addf(&show->text, "%s: %s", check_at(level->check)->name,
			 level->is_off ? "off" : level_name(level->level));
		end_field(show, i == 0 ? "checks" : "");
	}
	for (size_t i = 0; i < demands->header_count; i++) {
		demand_write(&show->text, &demands->header[i]);
		end_field(show, i == 0 ? "headers" : "");
	}
}

static void show_expect(struct show *show)
{
	const struct expect *expect = &show->scenario->expect;

	if (expect->key != CHECK_COUNT)
		layout_field(show->page, "key check", check_id_name(expect->key));
	show_demands(show, &expect->demands);
}

static void show_case(struct show *show)
{
	const struct scenario *scenario = show->scenario;

	buf_addf(&show->text, "%.*s  %.*s", STR_ARG(scenario->id),
		 STR_ARG(scenario->title));
	end_heading(show);
	show_dial(show);
	case_write_rfc(&show->text, scenario);
	end_field(show, "RFC");
	case_write_tags(&show->text, scenario);
	end_field(show, "tags");
	case_write_origin(&show->text, scenario);
	end_field(show, "from");
	if (!scenario_is_for(scenario, STR("INVITE")))
		layout_field(show->page, "method", scenario->method);
	if (scenario->is_broken)
		layout_field(show->page, "broken",
			     STR("it may break the rules of SIP on purpose"));
	show_match(show);
	show_expect(show);
}

static void show_cause(struct show *show, const struct row *row)
{
	const struct cause *cause = cause_find(row->cause);

	if (cause == NULL)
		return;
	buf_addf(&show->text, "%u %s", cause->number, cause->text);
	end_field(show, "Q.850");
}

static void show_row(struct show *show, unsigned code, const struct row *row)
{
	if (row->code != code) {
		buf_addf(&show->text,
			 "not in the catalogue, answered like %u "
			 "(RFC 3261 §8.1.3.2)",
			 row->code);
		end_field(show, "status");
	} else {
		layout_field(show->page, "status",
			     str_from(registry_name(row->registry)));
		layout_field(show->page, "RFC", str_from(row->rfc));
		layout_field(show->page, "answers", str_from(row->methods));
		show_cause(show, row);
	}
	if (row->prereq != PREREQ_NONE)
		layout_field(show->page, "for",
			     str_from(prereq_text(row->prereq)));
	layout_field(show->page, "body", str_from(body_text(row->body)));
	layout_field(show->page, "note", str_from(row->note));
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

/** All about a code, once. */
static void show_code(struct show *show, unsigned code)
{
	const struct row *row = catalogue_class(code);

	if (row == NULL || show->is_shown[code])
		return;
	show->is_shown[code] = true;
	buf_add_char(show->page, '\n');
	buf_addf(&show->text, "%u %s", code, catalogue_phrase(code));
	end_heading(show);
	show_row(show, code, row);
	show_rules(show, "must", row->must, ROW_MUST);
	show_rules(show, "should", row->should, ROW_SHOULD);
	show_rules(show, "may", row->may, ROW_MAY);
}

static void show_codes(struct show *show, const struct steps *steps)
{
	for (size_t i = 0; i < steps->count; i++) {
		if (steps->step[i].type == STEP_RESPOND)
			show_code(show, steps->step[i].respond.code);
	}
}

int case_page_write(struct buf *page, const struct options *options,
		    const struct scenario *scenario)
{
	struct show show = { .scenario = scenario, .page = page };
	int err;

	buf_init(&show.text, TEXT_MAX);
	show_case(&show);
	case_flow_write(page, scenario);
	for (size_t i = 0; i < scenario->attempt_count; i++)
		show_codes(&show, &scenario->attempt[i]);
	for (size_t i = 0; i < scenario->reaction_count; i++)
		show_codes(&show, &scenario->reaction[i].steps);
	case_write_user(&show.text, scenario);
	err = case_wire_write(page, options, scenario, buf_str(&show.text));
	buf_release(&show.text);
	return err;
}
