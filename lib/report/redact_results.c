/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "report/redact.h"

enum { TEXT_MAX = 64 << 20 };

/** A copy in the arena; it keeps its error. */
static void strike(struct arena *arena, struct str *text)
{
	struct buf out;

	if (text->size == 0)
		return;
	buf_init(&out, TEXT_MAX);
	redact_add(&out, *text);
	if (buf_error(&out) != 0)
		arena->error = ENOMEM;
	*text = arena_copy(arena, buf_str(&out));
	buf_release(&out);
}

/** An array as it is, its texts still those of the other. */
static void *copy(struct arena *arena, const void *array, size_t count,
		  size_t size)
{
	void *own = arena_array(arena, count, size);

	if (own != NULL && count > 0)
		memcpy(own, array, count * size);
	return own;
}

static void strike_result(struct arena *arena, struct result *result)
{
	struct result_finding *finding =
		copy(arena, result->finding, result->finding_count,
		     sizeof(*finding));

	strike(arena, &result->why);
	strike(arena, &result->uri);
	strike(arena, &result->events);
	strike(arena, &result->output);
	for (size_t i = 0; finding != NULL && i < result->finding_count; i++) {
		strike(arena, &finding[i].expected);
		strike(arena, &finding[i].actual);
	}
	result->finding = finding;
}

int redact_results(struct results *to, const struct results *from)
{
	struct arena *arena = &to->arena;

	results_init(to);
	to->run = copy(arena, from->run, from->run_count, sizeof(*to->run));
	to->agent =
		copy(arena, from->agent, from->agent_count, sizeof(*to->agent));
	to->result =
		copy(arena, from->result, from->count, sizeof(*to->result));
	if (arena_error(arena) != 0)
		return ENOMEM;
	to->run_count = from->run_count;
	to->agent_count = from->agent_count;
	to->count = from->count;
	for (size_t i = 0; i < to->run_count; i++)
		strike(arena, &to->run[i].command);
	for (size_t i = 0; i < to->count; i++)
		strike_result(arena, &to->result[i]);
	return arena_error(arena);
}
