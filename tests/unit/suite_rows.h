/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SUITE_ROWS_H
#define TESTS_SUITE_ROWS_H

#include "scenario/suite.h"

/** A scenario that answers with this code. */
struct add_row {
	const char *id;
	unsigned code;
	const char *dial; /* its dial strings, between blanks */
	unsigned origin;
};

struct scenario *suite_rows_make(const char *id, unsigned code,
				 const char *dial);

/**
 * Add one that must fit.
 *
 * @return the id that it replaced, "" for none; static
 */
const char *suite_rows_add(struct suite *suite, const struct add_row *row);

#endif
