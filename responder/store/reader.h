/* SPDX-License-Identifier: MIT */
#ifndef STORE_READER_H
#define STORE_READER_H

#include "store/archive_own.h"
#include "store/tables.h"

/** A run or agent of the file, and which one of the archive it is. */
struct link {
	int64_t id;
	size_t index;
};

/** In the order of ids. */
struct links {
	struct link *link; /* owned */
	size_t count;
	size_t room;
};

/** A rule, with what was said by it last: mostly the same is said again. */
struct known_rule {
	int64_t id;
	struct result_finding finding;
};

/** One reading of a file. Its functions return 0, or an errno with a line in error. */
struct reader {
	struct source *source;
	struct archive *archive;
	enum archive_part part;
	struct buf *error;
	sqlite3_stmt *cases;
	sqlite3_stmt *findings;
	sqlite3_stmt *agents;
	sqlite3_stmt *runs;
	struct links agent;
	struct links run;
	struct known_rule *rule; /* in the order of ids; owned */
	size_t rule_count;
	size_t rule_room;
	struct result_finding *finding; /* those of one case; owned */
	size_t finding_room;
};

/** What SQLite says; 0 for SQLITE_OK, ROW and DONE. */
int reader_fail(struct reader *reader, int code);

/** A value that this format does not have. @return EBADMSG */
int reader_damaged(struct reader *reader, const char *what, struct str value);

/** SELECT all columns of a table, with what follows. */
int reader_prepare(struct reader *reader, enum table_id table, const char *rest,
		   sqlite3_stmt **statement);

/** An array that has room for one more. @return 0 or ENOMEM */
int reader_grow(void **array, size_t count, size_t *room, size_t size);

/** The agent and the run of a row, added to the archive when they are new to it. */
int reader_agent(struct reader *reader, int64_t id, size_t *index);
int reader_run(struct reader *reader, int64_t id, size_t *index);

/** Read all rules of the file, which findings name. */
int reader_rules(struct reader *reader);

/** Read the findings of a case. */
int reader_findings(struct reader *reader, int64_t id, struct result *result);

#endif
