/* SPDX-License-Identifier: MIT */
#include "store/sql.h"

#include <errno.h>
#include <string.h>

#include "text/utf8.h"

enum { BUSY_MS = 10000, URI_MAX = 65536 };

int sql_errno(sqlite3 *db, int code)
{
	int err = 0;

	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE: return 0;
	case SQLITE_NOMEM: return ENOMEM;
	case SQLITE_FULL: return ENOSPC;
	case SQLITE_READONLY: return EROFS;
	case SQLITE_PERM: return EACCES;
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return EBUSY;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
	case SQLITE_CONSTRAINT:
	case SQLITE_TOOBIG:
	case SQLITE_ERROR:
		return EBADMSG; /* a table is not there, or is other */
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR: err = sqlite3_system_errno(db); break;
	default: break;
	}
	return err != 0 ? err : EIO;
}

int sql_explain(struct buf *error, const char *path, sqlite3 *db, int code)
{
	int err = sql_errno(db, code);

	switch (err) {
	case 0: return 0;
	case EBADMSG:
		if ((code & 0xff) == SQLITE_NOTADB)
			buf_addf(error, "%s: this is no results file", path);
		else
			buf_addf(error, "%s: this file is damaged: %s", path,
				 sqlite3_errmsg(db));
		break;
	case EBUSY:
		buf_addf(error, "%s: another program keeps it locked", path);
		break;
	default: buf_addf(error, "%s: %s", path, strerror(err));
	}
	return err;
}

static void harden(sqlite3 *db)
{
	(void)sqlite3_extended_result_codes(db, 1);
	(void)sqlite3_busy_timeout(db, BUSY_MS);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	/* Two look-ups for every row; our references are ids just given. */
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
	(void)sql_run(db, "PRAGMA cell_size_check = ON");
}

/** A URI, in which a path stands for itself whatever is in it. */
static void write_uri(struct buf *out, const char *path, const char *query)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/._-";

	buf_addf(out, "file:%s", path[0] == '/' ? "" : "./");
	for (; *path != '\0'; path++) {
		if (strchr(plain, *path) != NULL)
			buf_add_char(out, *path);
		else
			buf_addf(out, "%%%02x", (unsigned char)*path);
	}
	buf_addf(out, "?%s", query);
}

int sql_open(sqlite3 **db, const char *path, const char *query)
{
	struct buf uri;
	int code = SQLITE_NOMEM;

	*db = NULL;
	buf_init(&uri, URI_MAX);
	write_uri(&uri, path, query);
	if (buf_error(&uri) == 0)
		code = sqlite3_open_v2(uri.p, db,
				       SQLITE_OPEN_READWRITE |
					       SQLITE_OPEN_CREATE |
					       SQLITE_OPEN_URI |
					       SQLITE_OPEN_NOMUTEX,
				       NULL);
	buf_release(&uri);
	if (*db != NULL)
		harden(*db);
	return code;
}

int sql_run(sqlite3 *db, const char *text)
{
	return sqlite3_exec(db, text, NULL, NULL, NULL);
}

int sql_ask(sqlite3 *db, const char *text, int64_t *number)
{
	sqlite3_stmt *statement;
	int code = sqlite3_prepare_v2(db, text, -1, &statement, NULL);

	if (code != SQLITE_OK)
		return code;
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		*number = sqlite3_column_int64(statement, 0);
		code = SQLITE_OK;
	}
	(void)sqlite3_finalize(statement);
	return code;
}

int sql_prepare(sqlite3 *db, const struct buf *text, sqlite3_stmt **statement)
{
	if (buf_error(text) != 0)
		return SQLITE_NOMEM;
	return sqlite3_prepare_v3(db, text->p, (int)text->size,
				  SQLITE_PREPARE_PERSISTENT, statement, NULL);
}

/** Whether SQLite's text functions would take all of it: UTF-8 without a NUL. */
static bool is_text(struct str text)
{
	size_t at = 0;

	while (at < text.size) {
		size_t size = 1;

		if (text.p[at] <= 0)
			size = utf8_next(str_sub(text, at, text.size), NULL);
		if (size == 0 || text.p[at] == '\0')
			return false;
		at += size;
	}
	return true;
}

void sql_bind_text(sqlite3_stmt *statement, int column, struct str text)
{
	if (text.p == NULL)
		(void)sqlite3_bind_null(statement, column + 1);
	else if (is_text(text))
		(void)sqlite3_bind_text64(statement, column + 1, text.p,
					  text.size, SQLITE_STATIC,
					  SQLITE_UTF8);
	else
		(void)sqlite3_bind_blob64(statement, column + 1, text.p,
					  text.size, SQLITE_STATIC);
}

void sql_bind_bytes(sqlite3_stmt *statement, int column, struct str bytes)
{
	if (bytes.p == NULL)
		(void)sqlite3_bind_null(statement, column + 1);
	else
		(void)sqlite3_bind_blob64(statement, column + 1, bytes.p,
					  bytes.size, SQLITE_STATIC);
}

void sql_bind_number(sqlite3_stmt *statement, int column, uint64_t number)
{
	(void)sqlite3_bind_int64(statement, column + 1, (int64_t)number);
}

int sql_do(sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);
	int reset = sqlite3_reset(statement);

	return code == SQLITE_DONE || code == SQLITE_ROW ? reset : code;
}

struct str sql_text(sqlite3_stmt *statement, int column)
{
	bool is_absent = sqlite3_column_type(statement, column) == SQLITE_NULL;
	/* A number that someone put there is turned into text by this. */
	const void *bytes = sqlite3_column_blob(statement, column);
	int size = sqlite3_column_bytes(statement, column);

	if (is_absent)
		return (struct str){ .size = 0 };
	if (bytes == NULL || size <= 0)
		return STR("");
	return (struct str){ bytes, (size_t)size };
}

uint64_t sql_number(sqlite3_stmt *statement, int column)
{
	return (uint64_t)sqlite3_column_int64(statement, column);
}
