/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "scenario/load.h"
#include "scenario/template.h"

enum { CEILING = 200000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Hold in any build, also where assert() is compiled out. */
static void hold(bool held, const char *what)
{
	if (held)
		return;
	(void)fprintf(stderr, "broken: %s\n", what);
	abort();
}

/** Whole lines that end in CRLF, without a control byte. */
static void hold_headers(struct str headers)
{
	hold(headers.size == 0 || headers.p[headers.size - 1] == '\n',
	     "end of the headers");
	for (size_t i = 0; i < headers.size; i++) {
		unsigned char c = (unsigned char)headers.p[i];

		hold((c >= ' ' && c != 0x7f) || c == '\t' || c == '\r' ||
			     c == '\n',
		     "no control byte");
		if (c == '\n')
			hold(i > 0 && headers.p[i - 1] == '\r', "CRLF");
		if (c == '\r')
			hold(i + 1 < headers.size && headers.p[i + 1] == '\n',
			     "CR before LF");
	}
}

static void hold_carry(const struct carry *carry)
{
	struct template_fault fault;

	hold_headers(carry->headers);
	hold(template_check(carry->headers, &fault), "names in headers");
	hold(template_check(carry->body, &fault), "names in the body");
	hold((carry->body.p == NULL) == (carry->type.p == NULL),
	     "a body has a type");
}

static void hold_steps(const struct steps *steps)
{
	hold(steps->count > 0 && steps->count <= STEPS_MAX, "step count");
	for (size_t i = 0; i < steps->count; i++) {
		const struct step *step = &steps->step[i];

		hold(step->line > 0, "a line");
		if (step->type == STEP_RESPOND) {
			hold(step->respond.code >= 100 &&
				     step->respond.code <= 699,
			     "code");
			hold_carry(&step->respond.carry);
		} else if (step->type == STEP_SEND) {
			hold(step->send.method.size > 0, "method");
			hold_carry(&step->send.carry);
		} else if (step->type == STEP_RECEIVE) {
			hold(step->receive.methods.size > 0, "methods");
			hold(step->receive.within_ms > 0, "within");
		}
	}
}

static void hold_scenario(const struct scenario *scenario)
{
	hold(scenario->id.size > 0 && scenario->title.size > 0, "head");
	hold(scenario->attempt_count > 0, "attempts");
	for (size_t i = 0; i < scenario->attempt_count; i++)
		hold_steps(&scenario->attempt[i]);
	for (size_t i = 0; i < scenario->reaction_count; i++)
		hold_steps(&scenario->reaction[i].steps);
}

static void hold_diags(const struct diags *diags)
{
	struct buf out;

	hold(diags->count > 0, "a fault is told");
	hold(diags->count <= DIAG_MAX, "no more than there is room for");
	for (size_t i = 0; i < diags->count; i++) {
		hold(diags->diag[i].text.size > 0, "a fault has words");
		hold((diags->diag[i].line == 0) == (diags->diag[i].column == 0),
		     "a line has a column");
	}
	buf_init(&out, CEILING);
	diags_write(&out, diags);
	hold(buf_error(&out) == 0, "faults can be written");
	for (size_t i = 0; i < out.size; i++) {
		unsigned char c = (unsigned char)out.p[i];

		hold(c >= ' ' || c == '\t' || c == '\n', "plain words");
	}
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str none = { NULL, 0 };
	struct scenario *scenario = NULL;
	struct diags diags;
	int err;

	diags_init(&diags, STR("f"), (struct str){ (const char *)data, size });
	err = scenario_load(&scenario, none, false, &diags);
	hold(err == 0 || err == EBADMSG, "known result");
	hold((scenario != NULL) == (err == 0), "a scenario when it is fine");
	if (err == 0) {
		hold(diags.count == 0, "no faults when it is fine");
		hold_scenario(scenario);
	} else {
		hold_diags(&diags);
	}
	scenario_free(scenario);
	diags_release(&diags);
	return 0;
}
