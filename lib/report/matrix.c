/* SPDX-License-Identifier: MIT */
#include "report/matrix.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compare_ids(struct str a, struct str b)
{
	bool is_sanity = str_starts(a, STR("sanity/"));
	size_t size = a.size < b.size ? a.size : b.size;
	int order;

	if (is_sanity != str_starts(b, STR("sanity/")))
		return is_sanity ? -1 : 1;
	order = size > 0 ? memcmp(a.p, b.p, size) : 0;
	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/** By case, agent and age; what stands later in the results is newer. */
static int compare(const void *left, const void *right)
{
	const struct result *a = *(const struct result *const *)left;
	const struct result *b = *(const struct result *const *)right;
	int order = compare_ids(a->scenario, b->scenario);

	if (order != 0)
		return order;
	if (a->agent != b->agent)
		return a->agent < b->agent ? -1 : 1;
	if (a->start_us != b->start_us)
		return a->start_us < b->start_us ? -1 : 1;
	return (a > b) - (a < b);
}

static void count_cells(struct matrix *matrix)
{
	size_t agents = matrix->results->agent_count;

	for (size_t i = 0; i < matrix->row_count * agents; i++) {
		const struct result *cell = matrix->cell[i];

		if (cell == NULL)
			continue;
		matrix->agent[i % agents][cell->verdict]++;
		matrix->verdict[cell->verdict]++;
		matrix->count++;
	}
}

/** A row for each case of the sorted results; the newest stand last and win. */
static void fill(struct matrix *matrix)
{
	const struct result **sorted = matrix->sorted;
	size_t agents = matrix->results->agent_count;

	for (size_t i = 0; i < matrix->results->count; i++) {
		const struct result *result = sorted[i];

		if (i == 0 ||
		    !str_eq(result->scenario, sorted[i - 1]->scenario))
			matrix->scenario[matrix->row_count++] =
				result->scenario;
		matrix->cell[(matrix->row_count - 1) * agents + result->agent] =
			result;
	}
	count_cells(matrix);
}

int matrix_make(struct matrix *matrix, const struct results *results)
{
	size_t count = results->count;
	size_t agents = results->agent_count;

	*matrix = (struct matrix){ .results = results };
	arena_init(&matrix->arena);
	if (count == 0 || agents == 0)
		return 0;
	if (count > SIZE_MAX / agents)
		return ENOMEM;
	matrix->sorted = arena_array(&matrix->arena, count,
				     sizeof(const struct result *));
	matrix->scenario =
		arena_array(&matrix->arena, count, sizeof(*matrix->scenario));
	matrix->cell = arena_array(&matrix->arena, count * agents,
				   sizeof(const struct result *));
	matrix->agent =
		arena_array(&matrix->arena, agents, sizeof(*matrix->agent));
	if (matrix->sorted == NULL || matrix->agent == NULL ||
	    matrix->cell == NULL || matrix->scenario == NULL)
		return ENOMEM;
	for (size_t i = 0; i < count; i++)
		matrix->sorted[i] = &results->result[i];
	qsort(matrix->sorted, count, sizeof(const struct result *), compare);
	fill(matrix);
	return 0;
}

void matrix_release(struct matrix *matrix)
{
	arena_release(&matrix->arena);
	*matrix = (struct matrix){ .count = 0 };
}

const struct result *matrix_at(const struct matrix *matrix, size_t row,
			       size_t agent)
{
	return matrix->cell[row * matrix->results->agent_count + agent];
}

static int compare_row(const void *key, const void *row)
{
	return compare_ids(*(const struct str *)key, *(const struct str *)row);
}

const struct result *matrix_find(const struct matrix *matrix,
				 struct str scenario, size_t agent)
{
	const struct str *row = NULL;

	if (matrix->row_count > 0)
		row = bsearch(&scenario, matrix->scenario, matrix->row_count,
			      sizeof(*row), compare_row);
	if (row == NULL)
		return NULL;
	return matrix_at(matrix, (size_t)(row - matrix->scenario), agent);
}
