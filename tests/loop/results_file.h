/* SPDX-License-Identifier: MIT */
#ifndef TESTS_RESULTS_FILE_H
#define TESTS_RESULTS_FILE_H

#include "store/store.h"

/** A results file in a folder of its own. */
struct results_file {
	char folder[32];
	char path[64];
	struct store *store; /* NULL: it is not open to add to it */
	struct buf error;
};

/** @return whether there is a folder for it; else a check has failed */
bool results_file_make(struct results_file *file);

/** Remove all that is in the folder. */
void results_file_remove(struct results_file *file);

/** Add a case, in a run that is begun with the first, with one message. */
void results_file_put(struct results_file *file, struct result *result,
		      struct str agent);

/** Read it, done with adding; a check fails when that fails, and the test ends. */
struct archive *results_file_read(struct results_file *file,
				  enum archive_part part);

/** Check how many messages a result has. */
void results_file_count(struct archive *archive, const struct result *result,
			size_t count);

/** Whether there is another file beside it: "-wal". */
bool results_file_has(const struct results_file *file, const char *suffix);

#endif
