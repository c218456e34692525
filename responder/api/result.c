/* SPDX-License-Identifier: MIT */
#include "own.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "report/rfc.h"
#include "text/plain.h"

enum { TEXT_MAX = 65536 };

/* The numbers of gamut.h stay the same, whatever the engine adds to its own. */
static const enum gamut_verdict verdicts[] = {
	[VERDICT_PASS] = GAMUT_PASS,
	[VERDICT_WARN] = GAMUT_WARN,
	[VERDICT_INCONCLUSIVE] = GAMUT_INCONCLUSIVE,
	[VERDICT_UNSUPPORTED] = GAMUT_ERROR, /* only a campaign says it */
	[VERDICT_MISSED] = GAMUT_MISSED,
	[VERDICT_FAIL] = GAMUT_FAIL,
	[VERDICT_ERROR] = GAMUT_ERROR,
};

static const enum gamut_outcome outcomes[] = {
	[OUTCOME_PASS] = GAMUT_OUTCOME_PASS,
	[OUTCOME_INFO] = GAMUT_OUTCOME_INFO,
	[OUTCOME_WARN] = GAMUT_OUTCOME_WARN,
	[OUTCOME_INCONCLUSIVE] = GAMUT_OUTCOME_INCONCLUSIVE,
	[OUTCOME_FAIL] = GAMUT_OUTCOME_FAIL,
};

const char *gamut_verdict_name(enum gamut_verdict verdict)
{
	for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++) {
		if (verdicts[i] == verdict && i != VERDICT_UNSUPPORTED)
			return verdict_name((enum verdict)i);
	}
	return "unknown";
}

const char *gamut_outcome_name(enum gamut_outcome outcome)
{
	for (size_t i = 0; i < ARRAY_SIZE(outcomes); i++) {
		if (outcomes[i] == outcome)
			return outcome_name((enum outcome)i);
	}
	return "unknown";
}

/** A terminated copy of what was written, which is released. */
static const char *kept(struct arena *arena, struct buf *text)
{
	char *copy = arena_alloc(arena, text->size + 1);

	if (buf_error(text) != 0)
		arena->error = ENOMEM;
	else if (copy != NULL && text->size > 0)
		memcpy(copy, text->p, text->size);
	buf_release(text);
	return copy;
}

/** A copy on one line, harmless. */
static const char *plain(struct arena *arena, struct str text)
{
	struct buf line;

	buf_init(&line, TEXT_MAX);
	plain_add(&line, text);
	return kept(arena, &line);
}

static const char *references(struct arena *arena, struct str rfc)
{
	struct buf line;

	buf_init(&line, TEXT_MAX);
	rfc_write_list(&line, rfc);
	return kept(arena, &line);
}

static const char *sentence(struct arena *arena,
			    const struct gamut_finding *finding)
{
	struct buf line;

	buf_init(&line, TEXT_MAX);
	buf_addf(&line, "%s: %s (%s, %s): %s",
		 gamut_outcome_name(finding->outcome), finding->check,
		 finding->level, finding->rfc, finding->rule);
	if (finding->expected[0] != '\0')
		buf_addf(&line, "; expected: %s", finding->expected);
	if (finding->actual[0] != '\0')
		buf_addf(&line, "; actual: %s", finding->actual);
	return kept(arena, &line);
}

static int add_finding(struct gamut_finding *to, struct arena *arena,
		       const struct result_finding *from)
{
	*to = (struct gamut_finding){
		.outcome = outcomes[from->outcome],
		.check = plain(arena, from->check),
		.level = plain(arena, from->level),
		.rfc = references(arena, from->rfc),
		.rule = plain(arena, from->rule),
		.expected = plain(arena, from->expected),
		.actual = plain(arena, from->actual),
	};
	if (arena_error(arena) == 0)
		to->text = sentence(arena, to);
	return arena_error(arena);
}

static int add_findings(struct gamut_call *call)
{
	const struct result *from = &call->trial.result;
	struct gamut_result *to = &call->result;
	const struct gamut_finding **list =
		arena_array(&call->arena, from->finding_count + 1,
			    sizeof(*list));
	struct gamut_finding *finding =
		arena_array(&call->arena, from->finding_count + 1,
			    sizeof(*finding));
	int err = arena_error(&call->arena);

	for (size_t i = 0; !err && i < from->finding_count; i++) {
		err = add_finding(&finding[i], &call->arena, &from->finding[i]);
		list[i] = &finding[i];
	}
	to->finding = list;
	to->finding_count = from->finding_count;
	return err;
}

/** The report takes the messages over, for it is the last to see them. */
static int take_messages(void *arg, struct result_messages *messages,
			 const struct result *result)
{
	struct gamut_call *call = arg;

	(void)result;
	*messages = call->trial.messages;
	result_messages_init(&call->trial.messages);
	return 0;
}

static int fill(struct results *results, struct gamut_call *call,
		struct str agent)
{
	struct result *result = &call->trial.result;
	struct result_run *run = results_add_run(results);
	struct result *only;
	int err = results_agent(results, agent, &result->agent);

	if (run == NULL || err)
		return ENOMEM;
	run->start_us = result->start_us;
	run->end_us = result->start_us + result->duration_us;
	run->version = STR(GAMUT_VERSION);
	run->t1_ms = call->gamut->options.t1_ms;
	run->selected = 1;
	only = results_add(results);
	if (only == NULL)
		return ENOMEM;
	*only = *result;
	return 0;
}

static int put_text(FILE *out, struct gamut_call *call, struct str agent)
{
	struct results results;
	const struct report report = {
		.results = &results,
		.messages = take_messages,
		.arg = call,
		.is_redacted = call->trial.is_redacted,
	};
	int err;

	results_init(&results);
	err = fill(&results, call, agent);
	if (!err)
		err = report_case(out, &report, &results.result[0]);
	results_release(&results);
	return err;
}

/** The report for people. */
static int write_text(struct gamut_call *call, struct str agent)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	char *copy;
	int err;

	if (out == NULL)
		return ENOMEM;
	err = put_text(out, call, agent);
	if (fclose(out) != 0 && !err)
		err = ENOMEM;
	copy = arena_alloc(&call->arena, size + 1);
	if (copy != NULL && size > 0)
		memcpy(copy, text, size);
	call->result.text = copy;
	free(text);
	return err ? err : arena_error(&call->arena);
}

int api_result(struct gamut_call *call)
{
	const struct trial *trial = &call->trial;
	const struct result *from = &trial->result;
	struct arena *arena = &call->arena;
	struct str agent =
		trial->agent.size > 0 ? trial->agent : STR("unknown");

	call->result = (struct gamut_result){
		.verdict = verdicts[from->verdict],
		.scenario = plain(arena, from->scenario),
		.title = plain(arena, from->title),
		.uri = call->uri,
		.agent = plain(arena, agent),
		.events = plain(arena, from->events),
		.why = plain(arena, from->why),
		.duration_us = from->duration_us,
	};
	if (add_findings(call) != 0)
		return ENOMEM;
	return write_text(call, agent);
}
