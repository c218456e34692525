/* SPDX-License-Identifier: MIT */
#include "store/store_own.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/identify.h"
#include "store/tables.h"

enum { ERROR_MAX = 4096, SQL_MAX = 65536 };

/*
 * NORMAL keeps every case over a kill -9, and asks the disk only when the WAL is folded
 * back into the file: every 16 MB.
 */
static const char settings[] = "PRAGMA synchronous = NORMAL;"
			       "PRAGMA wal_autocheckpoint = 4096;"
			       "PRAGMA journal_size_limit = 33554432;";

static int fail(struct buf *error, const struct store *store, int code)
{
	return sql_explain(error, store->path, store->db, code);
}

/** Run a statement after which the file is another one, or is as it was. */
static int create(struct store *store, struct buf *error)
{
	enum origin origin;
	struct buf text;
	int err = fail(error, store, sql_run(store->db, "BEGIN IMMEDIATE"));

	if (err)
		return err;
	/* Another program may have made it meanwhile. */
	err = identify(store->db, store->path, &origin, error);
	if (!err && origin == ORIGIN_NOBODY) {
		buf_init(&text, SQL_MAX);
		tables_write(&text);
		buf_add_text(&text, "INSERT INTO meta VALUES ('about', "
				    "'results of gamut, a SIP test server');");
		err = buf_error(&text);
		if (!err)
			err = fail(error, store, sql_run(store->db, text.p));
		buf_release(&text);
	}
	if (!err)
		err = fail(error, store, sql_run(store->db, "COMMIT"));
	if (err)
		(void)sql_run(store->db, "ROLLBACK");
	return err;
}

static void write_statement(struct buf *out, enum statement_id id)
{
	static const char *const text[] = {
#define X(id, text) [STATEMENT_##id] = (text),
		STATEMENT_MAP(X)
#undef X
	};
	static const enum table_id table[] = {
		[STATEMENT_ADD_RUN] = TABLE_RUN,
		[STATEMENT_ADD_AGENT] = TABLE_AGENT,
		[STATEMENT_ADD_CASE] = TABLE_CASE,
		[STATEMENT_ADD_MESSAGE] = TABLE_MESSAGE,
		[STATEMENT_ADD_RULE] = TABLE_RULE,
		[STATEMENT_ADD_FINDING] = TABLE_FINDING,
	};

	if (text[id] != NULL)
		buf_add_text(out, text[id]);
	else
		table_write_insert(out, table[id]);
}

static int prepare(struct store *store, struct buf *error)
{
	struct buf text;
	int err = 0;

	buf_init(&text, SQL_MAX);
	for (size_t i = 0; !err && i < STATEMENT_COUNT; i++) {
		buf_clear(&text);
		write_statement(&text, (enum statement_id)i);
		err = fail(error, store,
			   sql_prepare(store->db, &text, &store->statement[i]));
	}
	buf_release(&text);
	return err;
}

static int open_file(struct store *store, struct buf *error)
{
	enum origin origin;
	int code;
	int err = identify_path(store->path, true, error);

	if (err)
		return err;
	code = sql_open(&store->db, store->path, "mode=rwc");
	if (code != SQLITE_OK)
		return fail(error, store, code);
	err = identify(store->db, store->path, &origin, error);
	if (!err && origin == ORIGIN_NOBODY)
		err = create(store, error);
	if (err)
		return err;
	/* Where there is no WAL it is a journal: slower, and as safe. */
	(void)sql_run(store->db, "PRAGMA journal_mode = WAL");
	return fail(error, store, sql_run(store->db, settings));
}

int store_open(struct store **storep, const char *path, struct buf *error)
{
	struct store *store = calloc(1, sizeof(*store));
	int err = ENOMEM;

	if (store == NULL)
		goto out;
	buf_init(&store->error, ERROR_MAX);
	store->path = strdup(path);
	if (store->path == NULL)
		goto out;
	err = open_file(store, error);
	if (!err)
		err = prepare(store, error);
	if (err)
		goto out;
	*storep = store;
	store = NULL;
out:
	if (err == ENOMEM) {
		buf_clear(error);
		buf_addf(error, "%s: %s", path, strerror(err));
	}
	store_close(store);
	return err;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		(void)sqlite3_finalize(store->statement[i]);
	/* One file that can be read from anywhere; not while someone reads it. */
	if (store->db != NULL) {
		(void)sqlite3_busy_timeout(store->db, 0);
		(void)sql_run(store->db, "PRAGMA journal_mode = DELETE");
	}
	(void)sqlite3_close(store->db);
	rules_release(&store->rules);
	buf_release(&store->error);
	free(store->path);
	free(store);
}

int store_fail(struct store *store, int code)
{
	buf_clear(&store->error);
	return fail(&store->error, store, code);
}

const char *store_error(const struct store *store)
{
	return store->error.size > 0 ? store->error.p : "";
}

int store_begin(struct store *store, const struct result_run *run)
{
	sqlite3_stmt *statement = store->statement[STATEMENT_ADD_RUN];
	int code;

	sql_bind_number(statement, RUN_START_US, run->start_us);
	sql_bind_number(statement, RUN_END_US, run->end_us);
	sql_bind_text(statement, RUN_VERSION, run->version);
	sql_bind_text(statement, RUN_COMMAND, run->command);
	sql_bind_number(statement, RUN_T1_MS, run->t1_ms);
	sql_bind_number(statement, RUN_SELECTED, run->selected);
	sql_bind_text(statement, RUN_FAULT, run->fault);
	sql_bind_number(statement, RUN_SEED, run->seed);
	code = sql_do(statement);
	if (code == SQLITE_OK)
		store->run = sqlite3_last_insert_rowid(store->db);
	return store_fail(store, code);
}

int store_end(struct store *store, uint64_t end_us)
{
	sqlite3_stmt *statement = store->statement[STATEMENT_END_RUN];

	sql_bind_number(statement, 0, end_us);
	sql_bind_number(statement, 1, (uint64_t)store->run);
	return store_fail(store, sql_do(statement));
}
