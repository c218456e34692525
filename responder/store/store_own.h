/* SPDX-License-Identifier: MIT */
#ifndef STORE_STORE_OWN_H
#define STORE_STORE_OWN_H

#include "store/rules.h"
#include "store/sql.h"
#include "store/store.h"

/** What the files of the store share: its statements, prepared once. */

/* A case of this run, with all that belongs to it. */
#define OWN_CASE " = (SELECT id FROM case_result WHERE id = ? AND run = ?)"

/** The statements: id, text; NULL: a row of its table is added. */
#define STATEMENT_MAP(X)                                                   \
	X(BEGIN, "BEGIN IMMEDIATE")                                        \
	X(COMMIT, "COMMIT")                                                \
	X(ROLLBACK, "ROLLBACK")                                            \
	X(ADD_RUN, NULL)                                                   \
	X(END_RUN, "UPDATE run SET end_us = ? WHERE id = ?")               \
	X(FIND_AGENT, "SELECT id FROM agent WHERE name = ?")               \
	X(ADD_AGENT, NULL)                                                 \
	X(FIND_RULE, "SELECT id FROM rule WHERE name = ? AND level = ? "   \
		     "AND rfc = ? AND text = ?")                           \
	X(ADD_RULE, NULL)                                                  \
	X(DROP_FINDINGS, "DELETE FROM finding WHERE case_result" OWN_CASE) \
	X(DROP_MESSAGES, "DELETE FROM message WHERE case_result" OWN_CASE) \
	X(DROP_CASE, "DELETE FROM case_result WHERE id" OWN_CASE)          \
	X(ADD_CASE, NULL)                                                  \
	X(ADD_MESSAGE, NULL)                                               \
	X(ADD_FINDING, NULL)

enum statement_id {
#define X(id, text) STATEMENT_##id,
	STATEMENT_MAP(X)
#undef X
		STATEMENT_COUNT
};

struct store {
	sqlite3 *db;
	char *path;
	sqlite3_stmt *statement[STATEMENT_COUNT];
	int64_t run; /* 0: none was begun */
	struct rules rules;
	struct buf error; /* what the last error was */
};

/** Keep what went wrong, nothing for SQLITE_OK. @return an errno for SQLite's code */
int store_fail(struct store *store, int code);

#endif
