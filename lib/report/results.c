/* SPDX-License-Identifier: MIT */
#include "report/results.h"

#include <errno.h>
#include <string.h>

enum { FIRST_ROOM = 16 };

void results_init(struct results *results)
{
	*results = (struct results){ .count = 0 };
	arena_init(&results->arena);
}

void results_release(struct results *results)
{
	arena_release(&results->arena);
	results_init(results);
}

/** An array with room for one more; the old one stays in the arena. */
static void *grow(struct arena *arena, void *array, size_t count, size_t size)
{
	bool is_full = count == 0 ||
		       (count >= FIRST_ROOM && (count & (count - 1)) == 0);
	void *wider;

	if (!is_full)
		return array;
	wider = arena_array(arena, count == 0 ? FIRST_ROOM : count * 2, size);
	if (wider != NULL && count > 0)
		memcpy(wider, array, count * size);
	return wider;
}

struct result *results_add(struct results *results)
{
	struct result *wider = grow(&results->arena, results->result,
				    results->count, sizeof(*wider));

	if (wider == NULL)
		return NULL;
	results->result = wider;
	return &wider[results->count++];
}

struct result_run *results_add_run(struct results *results)
{
	struct result_run *wider = grow(&results->arena, results->run,
					results->run_count, sizeof(*wider));

	if (wider == NULL)
		return NULL;
	results->run = wider;
	return &wider[results->run_count++];
}

int results_agent(struct results *results, struct str name, size_t *agent)
{
	struct result_agent *wider;

	for (size_t i = 0; i < results->agent_count; i++) {
		if (str_eq(results->agent[i].name, name)) {
			*agent = i;
			return 0;
		}
	}
	wider = grow(&results->arena, results->agent, results->agent_count,
		     sizeof(*wider));
	if (wider == NULL)
		return ENOMEM;
	results->agent = wider;
	*agent = results->agent_count++;
	wider[*agent].name = arena_copy(&results->arena, name);
	return arena_error(&results->arena);
}

void result_messages_init(struct result_messages *messages)
{
	*messages = (struct result_messages){ .count = 0 };
	arena_init(&messages->arena);
}

void result_messages_release(struct result_messages *messages)
{
	arena_release(&messages->arena);
	result_messages_init(messages);
}

int result_messages_add(struct result_messages *messages,
			const struct result_message *message)
{
	struct result_message *wider = grow(&messages->arena, messages->message,
					    messages->count, sizeof(*wider));

	if (wider == NULL)
		return ENOMEM;
	messages->message = wider;
	wider += messages->count++;
	*wider = *message;
	wider->bytes = arena_copy(&messages->arena, message->bytes);
	return arena_error(&messages->arena);
}

int result_messages_of(struct result_messages *messages,
		       const struct record *record, int64_t offset_us)
{
	for (size_t i = 0; i < record->count; i++) {
		const struct entry *entry = &record->entry[i];
		struct result_message message = {
			.type = entry->type,
			.at_us = entry->at_us + (uint64_t)offset_us,
			.local = *entry->local,
			.remote = *entry->remote,
			.is_spoilt = entry->is_spoilt,
		};
		int err;

		message.bytes = entry->message != NULL ? entry->message->bytes
						       : entry->bytes;
		err = result_messages_add(messages, &message);
		if (err)
			return err;
	}
	return 0;
}

static void finding_of(struct result_finding *to, struct arena *arena,
		       const struct finding *from)
{
	const struct check *check = check_at(from->check);

	*to = (struct result_finding){
		.check = str_from(check->name),
		.level = str_from(level_name(check->level)),
		.rfc = str_from(check->rfc),
		.rule = str_from(check->rule),
		.outcome = from->outcome,
		.expected = arena_copy(arena, from->expected),
		.actual = arena_copy(arena, from->actual),
		.proof_count = from->proof_count,
	};
	for (size_t i = 0; i < from->proof_count; i++)
		to->proof[i] = from->proof[i] + 1;
}

int result_findings_of(struct result *result, struct arena *arena,
		       const struct findings *findings)
{
	result->finding =
		arena_array(arena, findings->count, sizeof(*result->finding));
	result->finding_count = 0;
	if (result->finding == NULL && findings->count > 0)
		return ENOMEM;
	for (size_t i = 0; i < findings->count; i++)
		finding_of(&result->finding[i], arena, &findings->finding[i]);
	result->finding_count = findings->count;
	return arena_error(arena);
}

/** "retry-484: no other try after the 484" names retry-484. */
static bool is_named(struct str why, struct str check)
{
	return str_starts(why, check) && why.size > check.size &&
	       why.p[check.size] == ':';
}

static bool is_cause(const struct result *result,
		     const struct result_finding *finding)
{
	if (result->verdict == VERDICT_INCONCLUSIVE)
		return finding->outcome == OUTCOME_INCONCLUSIVE &&
		       is_named(result->why, finding->check);
	return finding->outcome == OUTCOME_FAIL ||
	       finding->outcome == OUTCOME_WARN;
}

const struct result_finding *result_cause(const struct result *result)
{
	const struct result_finding *cause = NULL;

	for (size_t i = 0; i < result->finding_count; i++) {
		const struct result_finding *finding = &result->finding[i];

		if (!is_cause(result, finding))
			continue;
		if (cause == NULL || finding->outcome > cause->outcome)
			cause = finding;
	}
	return cause;
}

static bool is_same(const struct result_finding *a,
		    const struct result_finding *b)
{
	return a->outcome == b->outcome && str_eq(a->check, b->check) &&
	       str_eq(a->expected, b->expected) && str_eq(a->actual, b->actual);
}

size_t result_times(const struct result *result, size_t at)
{
	const struct result_finding *finding = &result->finding[at];
	size_t before = at, times = 1;

	while (before > 0 && finding[-1].outcome == OUTCOME_PASS) {
		finding--;
		before--;
	}
	if (before > 0 && is_same(&finding[-1], &result->finding[at]))
		return 0;
	for (size_t i = at + 1; i < result->finding_count; i++) {
		if (result->finding[i].outcome == OUTCOME_PASS)
			continue;
		if (!is_same(&result->finding[i], &result->finding[at]))
			break;
		times++;
	}
	return times;
}

const char *expectation_name(enum expectation expectation)
{
	static const char *const name[] = {
#define X(id, name, text) [EXPECTATION_##id] = (name),
		EXPECTATION_MAP(X)
#undef X
	};

	return name[expectation];
}

/** What the verdict of a case asks for. */
static bool is_unexpected(const struct result *result, bool is_strict)
{
	switch (result->expectation) {
	case EXPECTATION_KNOWN: return false;
	case EXPECTATION_UNEXPECTED_PASS:
	case EXPECTATION_MUST_PASS: return true;
	case EXPECTATION_NONE: break;
	}
	return result->verdict == VERDICT_FAIL ||
	       (is_strict && result->verdict == VERDICT_WARN);
}

int results_status(const struct results *results, bool is_strict)
{
	bool has_unexpected = false;
	bool has_missed = results->count == 0;

	for (size_t i = 0; i < results->count; i++) {
		const struct result *result = &results->result[i];

		if (result->verdict == VERDICT_ERROR)
			return 3;
		has_unexpected |= is_unexpected(result, is_strict);
		has_missed |= result->verdict == VERDICT_MISSED &&
			      result->expectation == EXPECTATION_NONE;
	}
	if (has_unexpected)
		return 1;
	return has_missed ? 4 : 0;
}
