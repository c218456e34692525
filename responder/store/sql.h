/* SPDX-License-Identifier: MIT */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include <sqlite3.h>

#include "text/buf.h"

/** What SQLite says, as an errno; text from and to its columns. */

/** @return 0 for SQLITE_OK, ROW and DONE; EBADMSG: this is no sound file */
int sql_errno(sqlite3 *db, int code);

/** The same, and for people a line "path: text" on any error. */
int sql_explain(struct buf *error, const char *path, sqlite3 *db, int code);

/**
 * Open a file as one that may be from anywhere: what its schema says is not obeyed.
 *
 * @param[out] db     to be closed whatever is returned; NULL when memory is short
 * @param      query  of SQLite's URI: "mode=ro"
 * @return SQLite's code
 */
int sql_open(sqlite3 **db, const char *path, const char *query);

/** Run statements that give nothing back. @return SQLite's code */
int sql_run(sqlite3 *db, const char *text);

/** A number that a statement gives, of its first row. @return SQLite's code */
int sql_ask(sqlite3 *db, const char *text, int64_t *number);

/** Prepare a statement that is kept; out of a buffer that is complete. */
int sql_prepare(sqlite3 *db, const struct buf *text, sqlite3_stmt **statement);

/**
 * Bind the parameter of a column (an enum of tables.h, from 0). Texts are borrowed until
 * the statement is done. It cannot fail: nothing is copied, and the limit is a GB.
 */
void sql_bind_text(sqlite3_stmt *statement, int column, struct str text);
void sql_bind_bytes(sqlite3_stmt *statement, int column, struct str bytes);
void sql_bind_number(sqlite3_stmt *statement, int column, uint64_t number);

/** Step a statement that gives nothing back, and make it ready again. */
int sql_do(sqlite3_stmt *statement);

/** What a column holds, borrowed until the next step; absent for NULL. */
struct str sql_text(sqlite3_stmt *statement, int column);
uint64_t sql_number(sqlite3_stmt *statement, int column);

#endif
