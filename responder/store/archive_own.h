/* SPDX-License-Identifier: MIT */
#ifndef STORE_ARCHIVE_OWN_H
#define STORE_ARCHIVE_OWN_H

#include "store/sql.h"
#include "store/store.h"

/** What the files of the archive share. */

/** One results file; what is read of it is as it was when it was opened. */
struct source {
	sqlite3 *db;
	const char *path; /* as it was given; owned by the archive's arena */
	sqlite3_stmt *messages;
};

/** Where a result stands. */
struct place {
	struct source *source;
	int64_t id; /* of its case_result */
};

struct archive {
	struct results results;
	struct source *source;
	size_t source_count;
	struct place *place; /* of the result with the id i + 1; owned */
	size_t place_room;
};

/**
 * Open a file to read it, without a trace wherever that can be.
 *
 * @return 0, or an errno with a line in error
 */
int source_open(struct source *source, struct buf *error);
void source_close(struct source *source);

/**
 * Read all but the messages into the archive.
 *
 * @return 0, or an errno with a line in error
 */
int source_read(struct source *source, struct archive *archive,
		enum archive_part part, struct buf *error);

#endif
