/* SPDX-License-Identifier: MIT */
#include "campaign/outcome.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compare_ids(struct str a, struct str b)
{
	size_t size = a.size < b.size ? a.size : b.size;
	int order = size > 0 ? memcmp(a.p, b.p, size) : 0;

	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/** By case, by agent, the newest last; at one time as they were read. */
static int compare(const void *a, const void *b)
{
	const struct result *x = *(const struct result *const *)a;
	const struct result *y = *(const struct result *const *)b;
	int order = compare_ids(x->scenario, y->scenario);

	if (order != 0)
		return order;
	if (x->agent != y->agent)
		return x->agent < y->agent ? -1 : 1;
	if (x->start_us != y->start_us)
		return x->start_us < y->start_us ? -1 : 1;
	return (x > y) - (x < y);
}

static bool is_of(const struct results *results, const struct result *result,
		  struct str agent)
{
	return agent.p == NULL ||
	       str_istarts(results->agent[result->agent].name, agent);
}

/** Whether the next one is of the same case and agent, and newer. */
static bool is_old(const struct result *result, const struct result *next)
{
	return result->agent == next->agent &&
	       str_eq(result->scenario, next->scenario);
}

int outcomes_make(struct outcomes *outcomes, struct arena *arena,
		  const struct results *results, struct str agent)
{
	const struct result **all =
		arena_array(arena, results->count + 1, sizeof(*all));
	size_t count = 0;

	if (all == NULL)
		return ENOMEM;
	for (size_t i = 0; i < results->count; i++) {
		if (is_of(results, &results->result[i], agent))
			all[count++] = &results->result[i];
	}
	qsort(all, count, sizeof(all[0]), compare);
	*outcomes = (struct outcomes){ .result = all };
	for (size_t i = 0; i < count; i++) {
		if (i + 1 == count || !is_old(all[i], all[i + 1]))
			all[outcomes->count++] = all[i];
	}
	return 0;
}

bool outcomes_passed(const struct outcomes *outcomes, struct str id)
{
	size_t low = 0, high = outcomes->count, first;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_ids(outcomes->result[middle]->scenario, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	first = low;
	for (; low < outcomes->count &&
	       str_eq(outcomes->result[low]->scenario, id);
	     low++) {
		if (outcomes->result[low]->verdict != VERDICT_PASS)
			return false;
	}
	return low > first;
}
