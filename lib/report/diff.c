/* SPDX-License-Identifier: MIT */
#include "report/diff.h"

#include <errno.h>

enum { NO_AGENT = -1 };

const char *change_name(enum change_kind kind)
{
	static const char *const name[] = {
#define X(id, name, text) [CHANGE_##id] = (name),
		CHANGE_MAP(X)
#undef X
	};

	return name[kind];
}

/** The same client among the agents of other results, or NO_AGENT. */
static long twin_of(const struct results *mine, size_t agent,
		    const struct results *others)
{
	if (mine->agent_count == 1 && others->agent_count == 1)
		return 0;
	for (size_t i = 0; i < others->agent_count; i++) {
		if (str_eq(mine->agent[agent].name, others->agent[i].name))
			return (long)i;
	}
	return NO_AGENT;
}

static bool is_same(const struct result *old, const struct result *current)
{
	const struct result_finding *was = result_cause(old);
	const struct result_finding *is = result_cause(current);

	if (old->verdict != current->verdict)
		return false;
	return was == NULL || is == NULL ? was == is
					 : str_eq(was->check, is->check);
}

static enum change_kind kind_of(const struct result *old,
				const struct result *current)
{
	if (old == NULL)
		return CHANGE_ONLY_NEW;
	if (current == NULL)
		return CHANGE_ONLY_OLD;
	if (current->verdict == VERDICT_FAIL && old->verdict != VERDICT_FAIL)
		return CHANGE_NEW_FAILURE;
	if (old->verdict == VERDICT_FAIL && current->verdict <= VERDICT_WARN)
		return CHANGE_MENDED;
	return CHANGE_CHANGED;
}

/** Add what became of a case, unless it is as it was. */
static void add(struct diff *diff, const struct result *old,
		const struct result *current)
{
	const struct result *newest = current != NULL ? current : old;
	const struct results *results =
		current != NULL ? diff->current.results : diff->old.results;

	if (old != NULL && current != NULL && is_same(old, current)) {
		diff->same++;
		return;
	}
	diff->change[diff->count++] = (struct change){
		.kind = kind_of(old, current),
		.scenario = newest->scenario,
		.agent = results->agent[newest->agent].name,
		.old = old,
		.current = current,
	};
}

/** All that is in the new results. */
static void add_current(struct diff *diff)
{
	const struct results *current = diff->current.results;

	for (size_t row = 0; row < diff->current.row_count; row++) {
		for (size_t i = 0; i < current->agent_count; i++) {
			const struct result *cell =
				matrix_at(&diff->current, row, i);
			const struct result *old = NULL;
			long twin = twin_of(current, i, diff->old.results);

			if (cell == NULL)
				continue;
			if (twin != NO_AGENT)
				old = matrix_find(&diff->old, cell->scenario,
						  (size_t)twin);
			add(diff, old, cell);
		}
	}
}

/** What is in the old results only. */
static void add_old(struct diff *diff)
{
	const struct results *old = diff->old.results;

	for (size_t row = 0; row < diff->old.row_count; row++) {
		for (size_t i = 0; i < old->agent_count; i++) {
			const struct result *cell =
				matrix_at(&diff->old, row, i);
			long twin = twin_of(old, i, diff->current.results);

			if (cell == NULL ||
			    (twin != NO_AGENT &&
			     matrix_find(&diff->current, cell->scenario,
					 (size_t)twin) != NULL))
				continue;
			add(diff, cell, NULL);
		}
	}
}

/** In order of their kinds, else as they were found. @return 0 or ENOMEM */
static int sort(struct diff *diff)
{
	struct change *sorted =
		arena_array(&diff->arena, diff->count, sizeof(*sorted));
	size_t count = 0;

	if (sorted == NULL)
		return diff->count > 0 ? ENOMEM : 0;
	for (unsigned kind = 0; kind < CHANGE_COUNT; kind++) {
		size_t start = count;

		for (size_t i = 0; i < diff->count; i++) {
			if (diff->change[i].kind == (enum change_kind)kind)
				sorted[count++] = diff->change[i];
		}
		diff->kind[kind] = count - start;
	}
	diff->change = sorted;
	return 0;
}

int diff_make(struct diff *diff, const struct results *old,
	      const struct results *current)
{
	int err_old, err_current;

	*diff = (struct diff){ .count = 0 };
	arena_init(&diff->arena);
	err_old = matrix_make(&diff->old, old);
	err_current = matrix_make(&diff->current, current);
	if (err_old || err_current)
		return ENOMEM;
	diff->change =
		arena_array(&diff->arena, diff->old.count + diff->current.count,
			    sizeof(*diff->change));
	if (diff->change == NULL)
		return diff->old.count + diff->current.count > 0 ? ENOMEM : 0;
	add_current(diff);
	add_old(diff);
	return sort(diff);
}

/** How bad a verdict is where it is not about details. */
static unsigned badness(enum verdict verdict, bool is_strict)
{
	switch (verdict) {
	case VERDICT_PASS:
	case VERDICT_INCONCLUSIVE:
	case VERDICT_UNSUPPORTED: return 0;
	case VERDICT_WARN: return is_strict;
	case VERDICT_MISSED: return 2;
	case VERDICT_FAIL: return 3;
	case VERDICT_ERROR: return 4;
	case VERDICT_COUNT: break;
	}
	return 0;
}

bool diff_is_worse(const struct diff *diff, bool is_strict)
{
	for (size_t i = 0; i < diff->count; i++) {
		const struct change *change = &diff->change[i];

		if (change->kind == CHANGE_NEW_FAILURE)
			return true;
		if (change->kind == CHANGE_CHANGED &&
		    badness(change->current->verdict, is_strict) >
			    badness(change->old->verdict, is_strict))
			return true;
	}
	return false;
}

void diff_release(struct diff *diff)
{
	matrix_release(&diff->old);
	matrix_release(&diff->current);
	arena_release(&diff->arena);
	*diff = (struct diff){ .count = 0 };
}
