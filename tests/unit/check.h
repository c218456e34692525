/* SPDX-License-Identifier: MIT */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <CUnit/CUnit.h>

#include "text/str.h"

/**
 * CUnit assertions that say which row of a table failed and with which values.
 * They go on after a failure. Each returns whether it held.
 */
#define CHECK(row, condition) \
	check_true(__FILE__, __LINE__, (long)(row), #condition, (condition))

/** Two whole numbers. */
#define CHECK_INT(row, have, want)                                           \
	check_int(__FILE__, __LINE__, (long)(row), #have, (long long)(have), \
		  (long long)(want))

/** A struct str against a terminated text; want NULL: absent. */
#define CHECK_STR(row, have, want) \
	check_str(__FILE__, __LINE__, (long)(row), #have, (have), (want))

/** Two terminated texts. */
#define CHECK_TEXT(row, have, want)                                       \
	check_str(__FILE__, __LINE__, (long)(row), #have, str_from(have), \
		  (want))

bool check_true(const char *file, int line, long row, const char *what,
		bool held);
bool check_int(const char *file, int line, long row, const char *what,
	       long long have, long long want);
bool check_str(const char *file, int line, long row, const char *what,
	       struct str have, const char *want);

#endif
