/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "store/archive_own.h"
#include "store/identify.h"

/*
 * How a file can be opened, the first that works. A WAL needs an index in shared memory,
 * a file beside it; where that cannot be made, nobody else can be writing, and a
 * connection that takes no locks keeps the index to itself. Where there is no WAL nothing
 * is needed but that nobody writes.
 */
static const struct way {
	bool for_wal;
	bool for_none;
	const char *query;
	const char *setting;
} ways[] = {
	{ true, true, "mode=ro", "" },
	{ true, false, "mode=ro&vfs=unix-none",
	  "PRAGMA locking_mode = EXCLUSIVE" },
	{ false, true, "mode=ro&immutable=1", "" },
};

/** Whether there is more beside the file than in it. */
static bool has_wal(const char *path)
{
	char wal[PATH_MAX];
	struct stat status;
	int size = snprintf(wal, sizeof(wal), "%s-wal", path);

	return size > 0 && (size_t)size < sizeof(wal) &&
	       stat(wal, &status) == 0 && status.st_size > 0;
}

/** Whether another way may do. */
static bool is_refused(int code)
{
	switch (code & 0xff) {
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_IOERR: return true;
	default: return false;
	}
}

/** Open it and begin to read, which is when it is known whether that works. */
static int try_way(struct source *source, const struct way *way)
{
	int64_t tables;
	int code;

	(void)sqlite3_close(source->db);
	code = sql_open(&source->db, source->path, way->query);
	if (code == SQLITE_OK)
		code = sql_run(source->db, way->setting);
	if (code == SQLITE_OK)
		code = sql_run(source->db, "BEGIN");
	if (code == SQLITE_OK)
		code = sql_ask(source->db, "SELECT count(*) FROM sqlite_schema",
			       &tables);
	return code;
}

int source_open(struct source *source, struct buf *error)
{
	enum origin origin = ORIGIN_NOBODY;
	int code = SQLITE_CANTOPEN;
	int err = identify_path(source->path, false, error);
	bool is_wal;

	if (err)
		return err;
	is_wal = has_wal(source->path);
	for (size_t i = 0; i < ARRAY_SIZE(ways) && is_refused(code); i++) {
		if (is_wal ? ways[i].for_wal : ways[i].for_none)
			code = try_way(source, &ways[i]);
	}
	if (code != SQLITE_OK)
		return sql_explain(error, source->path, source->db, code);
	err = identify(source->db, source->path, &origin, error);
	if (!err && origin != ORIGIN_OURS) {
		buf_addf(error, "%s: this is no results file: it is empty",
			 source->path);
		err = EBADMSG;
	}
	return err;
}

void source_close(struct source *source)
{
	(void)sqlite3_finalize(source->messages);
	(void)sqlite3_close(source->db);
	*source = (struct source){ .db = NULL };
}
