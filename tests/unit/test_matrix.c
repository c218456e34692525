/* SPDX-License-Identifier: MIT */
#include "report/matrix.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "report/diff.h"
#include "report/text_matrix.h"
#include "text/layout.h"

enum { MAX = 1 << 20, AGENTS = 40 };

/** A result in a few words. */
struct row {
	const char *agent;
	const char *scenario;
	enum verdict verdict;
	uint64_t start_us;
	const char *check; /* that fails; NULL: none */
};

static void fill(struct results *results, const struct row *row, size_t count)
{
	results_init(results);
	for (size_t i = 0; i < count; i++) {
		struct result *result = results_add(results);
		struct result_finding *finding =
			arena_array(&results->arena, 1, sizeof(*finding));

		if (result == NULL || finding == NULL ||
		    results_agent(results, str_from(row[i].agent),
				  &result->agent) != 0)
			return;
		result->scenario = str_from(row[i].scenario);
		result->verdict = row[i].verdict;
		result->start_us = row[i].start_us;
		result->finding = finding;
		finding->check = str_from(row[i].check);
		finding->outcome = OUTCOME_FAIL;
		result->finding_count = row[i].check != NULL;
	}
}

static const struct row sample[] = {
	{ "b", "final/486", VERDICT_FAIL, 5, NULL },
	{ "a", "final/486", VERDICT_PASS, 7, NULL },
	{ "b", "sanity/last", VERDICT_PASS, 1, NULL },
	{ "b", "auth/401", VERDICT_WARN, 1, NULL },
	{ "a", "final/48", VERDICT_MISSED, 1, NULL },
	/* older, the same age, newer */
	{ "b", "final/486", VERDICT_ERROR, 4, NULL },
	{ "a", "final/486", VERDICT_WARN, 7, NULL },
	{ "b", "auth/401", VERDICT_PASS, 2, NULL },
};

static void cells(void)
{
	static const struct {
		const char *scenario;
		int verdict[2]; /* of b and a, -1: none */
	} want[] = {
		{ "sanity/last", { VERDICT_PASS, -1 } },
		{ "auth/401", { VERDICT_PASS, -1 } },
		{ "final/48", { -1, VERDICT_MISSED } },
		{ "final/486", { VERDICT_FAIL, VERDICT_WARN } },
	};
	struct results results;
	struct matrix matrix;

	fill(&results, sample, ARRAY_SIZE(sample));
	CHECK_INT(0, matrix_make(&matrix, &results), 0);
	CHECK_INT(0, matrix.row_count, ARRAY_SIZE(want));
	CHECK_INT(0, matrix.count, 5);
	for (size_t i = 0; i < matrix.row_count; i++) {
		CHECK_STR(i, matrix.scenario[i], want[i].scenario);
		for (size_t agent = 0; agent < 2; agent++) {
			const struct result *cell =
				matrix_at(&matrix, i, agent);

			CHECK_INT(i, cell == NULL ? -1 : (int)cell->verdict,
				  want[i].verdict[agent]);
			CHECK(i,
			      matrix_find(&matrix, str_from(want[i].scenario),
					  agent) == cell);
		}
	}
	CHECK_INT(0, matrix.verdict[VERDICT_PASS], 2);
	CHECK_INT(0, matrix.agent[0][VERDICT_FAIL], 1);
	CHECK_INT(0, matrix.agent[1][VERDICT_WARN], 1);
	CHECK_INT(0, matrix.agent[1][VERDICT_PASS], 0);
	CHECK(0, matrix_find(&matrix, STR("final/4"), 0) == NULL);
	matrix_release(&matrix);
	results_release(&results);
}

static void nothing(void)
{
	struct results results;
	struct matrix matrix;
	struct diff diff;

	fill(&results, NULL, 0);
	CHECK_INT(0, matrix_make(&matrix, &results), 0);
	CHECK_INT(0, matrix.row_count, 0);
	CHECK(0, matrix_find(&matrix, STR("a"), 0) == NULL);
	CHECK_INT(0, diff_make(&diff, &results, &results), 0);
	CHECK_INT(0, diff.count, 0);
	diff_release(&diff);
	matrix_release(&matrix);
	results_release(&results);
}

/** The widest line, in bytes: what the tests write is ASCII. */
static size_t widest(struct str text)
{
	size_t most = 0;
	struct str line;

	while (str_next_line(&text, &line)) {
		if (line.size > most)
			most = line.size;
	}
	return most;
}

static void columns(void)
{
	static const char names[AGENTS][4] = {
		"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9",
		"b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9",
		"c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9",
		"d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9",
	};
	static const struct {
		size_t agents;
		size_t width;
		const char *line; /* that must be there */
	} row[] = {
		{ 1, 80, "final/486      fail\n" },
		{ 2, 80, "               a0             a1\n" },
		{ 4, 80, "final/486      fail           fail" },
		{ 5, 80, "final/486      F   F   F   F   F\n" },
		{ 5, 120, "final/486      fail           fail" },
		{ 40, 80, "\n  40  d9\n" },
		{ 40, 20, "final/486      F\n" },
		{ 40, 1, "final/486      F\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct row cell[AGENTS];
		struct results results;
		struct matrix matrix;
		struct buf out;

		for (size_t j = 0; j < row[i].agents; j++)
			cell[j] = (struct row){ names[j], "final/486",
						VERDICT_FAIL, 1, NULL };
		fill(&results, cell, row[i].agents);
		buf_init(&out, MAX);
		CHECK_INT(i, matrix_make(&matrix, &results), 0);
		text_matrix_write(&out, &matrix, row[i].width, false);
		buf_add_char(&out, '\0');
		if (!CHECK(i, strstr(out.p, row[i].line) != NULL))
			(void)fprintf(stderr, "%s", out.p);
		if (row[i].width >= LAYOUT_WIDTH)
			CHECK(i, widest(buf_str(&out)) <= row[i].width);
		buf_release(&out);
		matrix_release(&matrix);
		results_release(&results);
	}
}

struct want {
	enum change_kind kind;
	const char *scenario;
	const char *agent;
};

static void check_diff(size_t nth, const struct diff *diff,
		       const struct want *want, size_t count, size_t same)
{
	CHECK_INT(nth, diff->count, count);
	CHECK_INT(nth, diff->same, same);
	for (size_t i = 0; i < diff->count && i < count; i++) {
		const struct change *change = &diff->change[i];

		CHECK_INT(i, change->kind, want[i].kind);
		CHECK_STR(i, change->scenario, want[i].scenario);
		CHECK_STR(i, change->agent, want[i].agent);
		CHECK(i, (change->old == NULL) ==
				 (change->kind == CHANGE_ONLY_NEW));
		CHECK(i, (change->current == NULL) ==
				 (change->kind == CHANGE_ONLY_OLD));
	}
}

static void versions(void)
{
	static const struct row old[] = {
		{ "v1", "a", VERDICT_PASS, 1, NULL },
		{ "v1", "b", VERDICT_FAIL, 1, "x" },
		{ "v1", "c", VERDICT_FAIL, 1, "x" },
		{ "v1", "d", VERDICT_FAIL, 1, "x" },
		{ "v1", "e", VERDICT_WARN, 1, NULL },
		{ "v1", "f", VERDICT_PASS, 1, NULL },
		{ "v1", "g", VERDICT_FAIL, 1, "x" },
		{ "v1", "h", VERDICT_PASS, 1, NULL },
	};
	static const struct row current[] = {
		{ "v2", "a", VERDICT_FAIL, 1, "x" },
		{ "v2", "b", VERDICT_PASS, 1, NULL },
		{ "v2", "c", VERDICT_FAIL, 1, "y" },
		{ "v2", "d", VERDICT_FAIL, 1, "x" },
		{ "v2", "e", VERDICT_PASS, 1, NULL },
		{ "v2", "g", VERDICT_MISSED, 1, NULL },
		{ "v2", "h", VERDICT_PASS, 1, NULL },
		{ "v2", "i", VERDICT_FAIL, 1, "x" },
	};
	static const struct want want[] = {
		{ CHANGE_NEW_FAILURE, "a", "v2" },
		{ CHANGE_MENDED, "b", "v2" },
		{ CHANGE_CHANGED, "c", "v2" },
		{ CHANGE_CHANGED, "e", "v2" },
		{ CHANGE_CHANGED, "g", "v2" },
		{ CHANGE_ONLY_OLD, "f", "v1" },
		{ CHANGE_ONLY_NEW, "i", "v2" },
	};
	struct results a, b;
	struct diff diff;

	fill(&a, old, ARRAY_SIZE(old));
	fill(&b, current, ARRAY_SIZE(current));
	CHECK_INT(0, diff_make(&diff, &a, &b), 0);
	check_diff(0, &diff, want, ARRAY_SIZE(want), 2);
	CHECK_INT(0, diff.kind[CHANGE_CHANGED], 3);
	diff_release(&diff);
	results_release(&a);
	results_release(&b);
}

static void names(void)
{
	static const struct row old[] = {
		{ "p", "a", VERDICT_PASS, 1, NULL },
		{ "q", "a", VERDICT_FAIL, 1, "x" },
	};
	static const struct row current[] = {
		{ "q", "a", VERDICT_PASS, 1, NULL },
		{ "r", "a", VERDICT_FAIL, 1, "x" },
	};
	static const struct want want[] = {
		{ CHANGE_MENDED, "a", "q" },
		{ CHANGE_ONLY_OLD, "a", "p" },
		{ CHANGE_ONLY_NEW, "a", "r" },
	};
	struct results a, b;
	struct diff diff;

	fill(&a, old, ARRAY_SIZE(old));
	fill(&b, current, ARRAY_SIZE(current));
	CHECK_INT(0, diff_make(&diff, &a, &b), 0);
	check_diff(0, &diff, want, ARRAY_SIZE(want), 0);
	diff_release(&diff);
	results_release(&a);
	results_release(&b);
}

CU_TestInfo test_matrix[] = {
	{ "the newest result of a case and agent is its cell", cells },
	{ "of nothing there is nothing to say", nothing },
	{ "columns are words, numbers or signs, as the width has it", columns },
	{ "two versions of one client are compared by case", versions },
	{ "several clients are compared by name", names },
	CU_TEST_INFO_NULL,
};
