/* SPDX-License-Identifier: MIT */
#ifndef TESTS_RESULTS_SAME_H
#define TESTS_RESULTS_SAME_H

#include "store/store.h"

/** Checks that what is read is what was put. */

/** The same bytes, or as absent. */
void results_same_str(size_t row, struct str have, struct str want);

/** A run, as it is read from this file. */
void results_same_run(size_t row, const struct result_run *have,
		      const struct result_run *want, const char *path);

/** What an archive has from its result `from` on is a sample's, messages too. */
void results_same(struct archive *archive, size_t from,
		  const struct results *want);

#endif
