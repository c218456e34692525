/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/Basic.h>

/*
 * Runs the suites named on the command line, or all. suites.def is made by
 * CMake from the names of the files test_<suite>.c: an X(<suite>) each.
 */
#define X(name) extern CU_TestInfo test_##name[];
#include "suites.def"
#undef X

static CU_SuiteInfo suites[] = {
#define X(name) { #name, NULL, NULL, NULL, NULL, test_##name },
#include "suites.def"
#undef X
	CU_SUITE_INFO_NULL,
};

static bool is_wanted(const char *name, int argc, char *argv[])
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], name) == 0)
			return true;
	}
	return argc == 1;
}

static int run(int argc, char *argv[])
{
	for (CU_SuiteInfo *suite = suites; suite->pName != NULL; suite++) {
		CU_SuiteInfo one[] = { *suite, CU_SUITE_INFO_NULL };

		if (is_wanted(suite->pName, argc, argv) &&
		    CU_register_suites(one) != CUE_SUCCESS)
			return EXIT_FAILURE;
	}
	if (CU_basic_run_tests() != CUE_SUCCESS ||
	    CU_get_number_of_tests_run() == 0)
		return EXIT_FAILURE;
	return CU_get_number_of_failures() == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char *argv[])
{
	int status;

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
	    CU_initialize_registry() != CUE_SUCCESS)
		return EXIT_FAILURE;
	CU_basic_set_mode(CU_BRM_VERBOSE);
	status = run(argc, argv);
	CU_cleanup_registry();
	return status;
}
