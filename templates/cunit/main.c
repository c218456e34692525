/*
 * A test for each case of Gamut, by the client of place_call.c.
 *
 *	gamut_suite [-c PATTERN ...] [OPTION ...] [FOLDER ...]
 *
 * -c runs only the cases that fit one of the patterns, like 'final/4*'. Options and
 * folders with scenarios are those of libgamut(3).
 */
#include <CUnit/Basic.h>
#include <errno.h>
#include <fnmatch.h>
#include <gamut.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "place_call.h"

/* Long enough for the longest window, which is 64 T1. */
enum { WAIT_MS = 60000, CLOSE_MS = 10000 };

/* A suite: its title. A case: its id, and how often the client is to call. */
#define SUITE(title)    { title, 0 },
#define CASE(id, calls) { id, calls },
static const struct row {
	const char *name;
	int calls; /* 0: it is a suite, its cases follow */
} rows[] = {
#include "cases.def"
};
#undef SUITE
#undef CASE

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static struct gamut *gamut;

static const struct row *find_row(const char *id)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].calls > 0 && strcmp(rows[i].name, id) == 0)
			return &rows[i];
	}
	return NULL;
}

/** A failed assertion of CUnit that says a text. */
static void fail(const char *text)
{
	(void)CU_assertImplementation(CU_FALSE, __LINE__, text, __FILE__,
				      __func__, CU_FALSE);
}

/** Everything that the client broke is an assertion that failed. */
static void say_failed(const struct gamut_result *result)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		if (result->finding[i]->outcome == GAMUT_OUTCOME_FAIL)
			fail(result->finding[i]->text);
	}
	printf("\n%s", result->text);
}

static void say(const struct gamut_result *result)
{
	switch (result->verdict) {
	case GAMUT_PASS: CU_PASS("pass"); break;
	case GAMUT_WARN:
	case GAMUT_INCONCLUSIVE:
		printf("%s, %s ... ", gamut_verdict_name(result->verdict),
		       result->why);
		CU_PASS("no MUST was broken");
		break;
	case GAMUT_FAIL: say_failed(result); break;
	case GAMUT_MISSED:
	case GAMUT_ERROR: fail(result->why); break;
	}
}

/** Make the calls of a case. @return how the last one went */
static enum placed place_calls(const char *uri, int calls)
{
	enum placed placed = PLACED_ENDED;

	for (int i = 0; i < calls; i++)
		placed = place_call(uri);
	return placed;
}

static void judge(struct gamut_call *call, enum placed placed)
{
	const struct gamut_result *result;
	int err;

	if (placed == PLACED_UNSUPPORTED) {
		printf("unsupported ... ");
		CU_PASS("unsupported");
		return;
	}
	if (placed == PLACED_ENDED)
		gamut_call_ended(call);
	err = gamut_call_wait(call, WAIT_MS, &result);
	if (err == ETIMEDOUT) {
		gamut_call_close(call);
		err = gamut_call_wait(call, CLOSE_MS, &result);
	}
	if (err)
		fail(strerror(err));
	else
		say(result);
}

/** The test of every case: CUnit knows which one it runs. */
static void run_case(void)
{
	const char *id = CU_get_current_test()->pName;
	struct gamut_call *call;
	int err = gamut_call_new(&call, gamut, id);

	if (err) {
		fail(err == ENOENT ? "this libgamut has no such case"
				   : strerror(err));
		return;
	}
	judge(call, place_calls(gamut_call_uri(call), find_row(id)->calls));
	gamut_call_free(call);
}

static int is_wanted(const char *id, char *const pattern[], int count)
{
	for (int i = 0; i < count; i++) {
		if (fnmatch(pattern[i], id, 0) == 0)
			return 1;
	}
	return count == 0;
}

/** Register what is wanted; a suite comes with its first case. */
static int add_tests(char *const pattern[], int count)
{
	const char *title = NULL;
	CU_pSuite suite = NULL;

	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].calls == 0) {
			title = rows[i].name;
			suite = NULL;
		} else if (is_wanted(rows[i].name, pattern, count)) {
			if (suite == NULL)
				suite = CU_add_suite(title, NULL, NULL);
			if (suite == NULL ||
			    CU_add_test(suite, rows[i].name, run_case) == NULL)
				return CU_get_error();
		}
	}
	return 0;
}

static int run_tests(const char *const options[])
{
	struct gamut_error error;

	if (gamut_start(&gamut, options, &error) != 0) {
		fprintf(stderr, "%s\n", error.text);
		return 2;
	}
	CU_basic_set_mode(CU_BRM_VERBOSE);
	(void)CU_basic_run_tests();
	gamut_stop(gamut);
	if (CU_get_number_of_tests_run() == 0) {
		fprintf(stderr, "no case was run\n");
		return 2;
	}
	return CU_get_number_of_tests_failed() == 0 ? 0 : 1;
}

static int say_usage(void)
{
	printf("usage: gamut_suite [-c PATTERN ...] [OPTION ...] [FOLDER ...]\n\n"
	       "  -c PATTERN  only the cases that fit it, like 'final/4*'; one\n"
	       "              that fits any of several is run\n\n"
	       "Options and folders with scenarios are those of libgamut(3).\n"
	       "Status 0: no case failed, 1: one did, 2: none was run.\n");
	return 0;
}

int main(int argc, char *argv[])
{
	const char **options;
	char **pattern;
	int patterns = 0;
	int status = 2;
	size_t used = 0;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return say_usage();
	options = calloc((size_t)argc + 1, sizeof(*options));
	pattern = calloc((size_t)argc + 1, sizeof(*pattern));
	for (int i = 1; options != NULL && pattern != NULL && i < argc; i++) {
		if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
			pattern[patterns++] = argv[++i];
		else
			options[used++] = argv[i];
	}
	if (options != NULL && pattern != NULL &&
	    CU_initialize_registry() == CUE_SUCCESS &&
	    add_tests(pattern, patterns) == 0)
		status = run_tests(options);
	CU_cleanup_registry();
	free(options);
	free(pattern);
	return status;
}
