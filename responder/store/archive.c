/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/archive_own.h"
#include "store/tables.h"

enum { SQL_MAX = 4096 };

static int open_all(struct archive *archive, char *const *path,
		    enum archive_part part, struct buf *error)
{
	struct arena *arena = &archive->results.arena;
	int err = 0;

	for (size_t i = 0; !err && i < archive->source_count; i++) {
		struct source *source = &archive->source[i];
		struct str copy = { path[i], strlen(path[i]) + 1 };

		source->path = arena_copy(arena, copy).p;
		if (source->path == NULL)
			return ENOMEM;
		err = source_open(source, error);
		if (!err)
			err = source_read(source, archive, part, error);
	}
	return err;
}

int archive_open(struct archive **archivep, char *const *path, size_t count,
		 enum archive_part part, struct buf *error)
{
	struct archive *archive = calloc(1, sizeof(*archive));
	int err = ENOMEM;

	if (archive == NULL)
		goto out;
	results_init(&archive->results);
	archive->source = calloc(count, sizeof(*archive->source));
	if (archive->source == NULL && count > 0)
		goto out;
	archive->source_count = count;
	err = open_all(archive, path, part, error);
	if (err)
		goto out;
	*archivep = archive;
	archive = NULL;
out:
	if (err == ENOMEM) {
		buf_clear(error);
		buf_add_text(error, strerror(err));
	}
	archive_close(archive);
	return err;
}

void archive_close(struct archive *archive)
{
	if (archive == NULL)
		return;
	for (size_t i = 0; i < archive->source_count; i++)
		source_close(&archive->source[i]);
	free(archive->source);
	free(archive->place);
	results_release(&archive->results);
	free(archive);
}

const struct results *archive_results(const struct archive *archive)
{
	return &archive->results;
}

static bool entry_find(enum entry_type *type, struct str name)
{
	static const struct str names[] = {
#define X(id, text) [ENTRY_##id] = STR_INIT(#id),
		ENTRY_MAP(X)
#undef X
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!str_eq(names[i], name))
			continue;
		*type = (enum entry_type)i;
		return true;
	}
	return false;
}

static void read_end(struct endpoint *end, sqlite3_stmt *row, int host,
		     int port)
{
	struct str text = sql_text(row, host);

	(void)snprintf(end->host, sizeof(end->host), "%.*s", STR_ARG(text));
	end->port = (uint16_t)sql_number(row, port);
}

/** @return 0, ENOMEM or EBADMSG */
static int add_message(struct result_messages *messages, sqlite3_stmt *row)
{
	struct result_message message = { .is_spoilt = false };

	if (!entry_find(&message.type, sql_text(row, MESSAGE_TYPE)) ||
	    !transport_find(&message.local.transport,
			    sql_text(row, MESSAGE_TRANSPORT)))
		return EBADMSG;
	message.remote.transport = message.local.transport;
	message.at_us = sql_number(row, MESSAGE_AT_US);
	read_end(&message.local, row, MESSAGE_LOCAL_HOST, MESSAGE_LOCAL_PORT);
	read_end(&message.remote, row, MESSAGE_REMOTE_HOST,
		 MESSAGE_REMOTE_PORT);
	message.is_spoilt = sql_number(row, MESSAGE_IS_SPOILT) != 0;
	message.bytes = sql_text(row, MESSAGE_BYTES);
	return result_messages_add(messages, &message);
}

static int prepare(struct source *source)
{
	struct buf text;
	int code;

	if (source->messages != NULL)
		return SQLITE_OK;
	buf_init(&text, SQL_MAX);
	table_write_select(&text, TABLE_MESSAGE);
	buf_add_text(&text, "WHERE case_result = ? ORDER BY number");
	code = sql_prepare(source->db, &text, &source->messages);
	buf_release(&text);
	return code;
}

int archive_messages(void *arg, struct result_messages *messages,
		     const struct result *result)
{
	const struct archive *archive = arg;
	const struct place *place;
	struct source *source;
	int code;
	int err = 0;

	assert(result->id > 0 && result->id <= archive->results.count);
	place = &archive->place[result->id - 1];
	source = place->source;
	code = prepare(source);
	if (code != SQLITE_OK)
		return sql_errno(source->db, code);
	sql_bind_number(source->messages, 0, (uint64_t)place->id);
	while (!err && (code = sqlite3_step(source->messages)) == SQLITE_ROW)
		err = add_message(messages, source->messages);
	(void)sqlite3_reset(source->messages);
	return err ? err : sql_errno(source->db, code);
}
