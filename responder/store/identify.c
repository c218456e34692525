/* SPDX-License-Identifier: MIT */
#include "store/identify.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/tables.h"

/** @return 0 or an errno */
static int look_at(const char *path, int access_mode, bool *is_file)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return errno;
	*is_file = S_ISREG(status.st_mode);
	if (S_ISDIR(status.st_mode))
		return EISDIR;
	return access(path, access_mode) != 0 ? errno : 0;
}

int identify_path(const char *path, bool may_be_new, struct buf *error)
{
	bool is_file = true;
	int err = look_at(path, may_be_new ? R_OK | W_OK : R_OK, &is_file);

	if (err == ENOENT && may_be_new && path[0] != '\0')
		return 0;
	if (err) {
		buf_addf(error, "%s: %s", path, strerror(err));
	} else if (!is_file) {
		buf_addf(error, "%s: this is no results file", path);
		err = EBADMSG;
	}
	return err;
}

/** The numbers by which it is told. @return SQLite's code */
static int read_marks(sqlite3 *db, int64_t *application, int64_t *version,
		      int64_t *tables)
{
	int code = sql_ask(db, "PRAGMA application_id", application);

	if (code == SQLITE_OK)
		code = sql_ask(db, "PRAGMA user_version", version);
	if (code == SQLITE_OK)
		code = sql_ask(db, "SELECT count(*) FROM sqlite_schema",
			       tables);
	return code;
}

int identify(sqlite3 *db, const char *path, enum origin *origin,
	     struct buf *error)
{
	int64_t application = 0;
	int64_t version = 0;
	int64_t tables = 0;
	int code = read_marks(db, &application, &version, &tables);

	if (code != SQLITE_OK)
		return sql_explain(error, path, db, code);
	*origin = ORIGIN_OURS;
	if (application == 0 && version == 0 && tables == 0) {
		*origin = ORIGIN_NOBODY;
		return 0;
	}
	if (application != TABLES_APPLICATION || version < 1) {
		buf_addf(error, "%s: this is no results file", path);
		return EBADMSG;
	}
	if (version != TABLES_VERSION) {
		buf_addf(error,
			 "%s: %s gamut made this file: its format is %lld,"
			 " and this one knows %d",
			 path,
			 version > TABLES_VERSION ? "a newer" : "an older",
			 (long long)version, TABLES_VERSION);
		return EBADMSG;
	}
	return 0;
}
