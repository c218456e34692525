/* SPDX-License-Identifier: MIT */
#ifndef TESTS_STORE_FILL_H
#define TESTS_STORE_FILL_H

#include "report/results.h"

/**
 * Add the runs of a sample to a results file, with the messages of the sample.
 *
 * @param[out] error  a line for people on any error
 * @return 0 or an errno
 */
int store_fill(const char *path, const struct results *results,
	       struct buf *error);

#endif
