/* SPDX-License-Identifier: MIT */
#ifndef REPORT_MATRIX_H
#define REPORT_MATRIX_H

#include "report/results.h"

/**
 * Cases × agents. The rows are cases, sanity cases first, then by id; the columns are
 * the agents of the results. A cell is the newest result of its agent and case; with
 * the others it stands in `sorted`.
 */
struct matrix {
	struct arena arena;
	const struct results *results; /* borrowed, and so are the cells */
	const struct result **sorted;  /* all: by row, agent and age */
	struct str *scenario;          /* of each row */
	size_t row_count;
	const struct result *
		*cell; /* by row, then agent; NULL: it was not run */
	size_t (*agent)[VERDICT_COUNT]; /* cells by agent and verdict */
	size_t verdict[VERDICT_COUNT];  /* cells by verdict */
	size_t count;                   /* cells that are there */
};

/** @return 0 or ENOMEM; release it even then */
int matrix_make(struct matrix *matrix, const struct results *results);
void matrix_release(struct matrix *matrix);

/** A cell, NULL when that agent was not asked that case. */
const struct result *matrix_at(const struct matrix *matrix, size_t row,
			       size_t agent);

/** A cell by the id of its case, NULL when it is not there. */
const struct result *matrix_find(const struct matrix *matrix,
				 struct str scenario, size_t agent);

#endif
