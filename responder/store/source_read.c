/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/reader.h"

enum { SQL_MAX = 8192, ROOM_MIN = 64 };

/* Which cases are read. */
#define LAST_RUN "WHERE run = (SELECT max(id) FROM run) ORDER BY id"

static const char *const chosen[] = {
	/* the index has them in this order */
	[ARCHIVE_NEWEST] = ("WHERE id IN (SELECT max(id) FROM case_result "
			    "GROUP BY agent, scenario) ORDER BY id"),
	[ARCHIVE_ALL] = "ORDER BY id",
	[ARCHIVE_LAST_RUN] = LAST_RUN,
	[ARCHIVE_LAST_VERDICTS] = LAST_RUN,
};

int reader_fail(struct reader *reader, int code)
{
	return sql_explain(reader->error, reader->source->path,
			   reader->source->db, code);
}

int reader_damaged(struct reader *reader, const char *what, struct str value)
{
	buf_addf(reader->error, "%s: this file is damaged: %s '%.*s'",
		 reader->source->path, what, STR_ARG(value));
	return EBADMSG;
}

int reader_prepare(struct reader *reader, enum table_id table, const char *rest,
		   sqlite3_stmt **statement)
{
	struct buf text;
	int code;

	buf_init(&text, SQL_MAX);
	table_write_select(&text, table);
	buf_add_text(&text, rest);
	code = sql_prepare(reader->source->db, &text, statement);
	buf_release(&text);
	return reader_fail(reader, code);
}

int reader_grow(void **array, size_t count, size_t *room, size_t size)
{
	size_t wider = *room > 0 ? *room * 2 : ROOM_MIN;
	void *grown;

	if (count < *room)
		return 0;
	grown = reallocarray(*array, wider, size);
	if (grown == NULL)
		return ENOMEM;
	*array = grown;
	*room = wider;
	return 0;
}

static bool expectation_find(enum expectation *expectation, struct str name)
{
	static const struct str names[] = {
#define X(id, name, text) [EXPECTATION_##id] = STR_INIT(name),
		EXPECTATION_MAP(X)
#undef X
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!str_eq(names[i], name))
			continue;
		*expectation = (enum expectation)i;
		return true;
	}
	return false;
}

/** What needs no other table. */
static int read_values(struct reader *reader, struct result *result)
{
	struct arena *arena = &reader->archive->results.arena;
	sqlite3_stmt *row = reader->cases;
	struct str verdict = sql_text(row, CASE_VERDICT);
	struct str expectation = sql_text(row, CASE_EXPECTATION);

	if (!verdict_find(&result->verdict, verdict))
		return reader_damaged(reader, "no verdict is", verdict);
	if (!expectation_find(&result->expectation, expectation))
		return reader_damaged(reader, "no expectation is", expectation);
	result->scenario = arena_copy(arena, sql_text(row, CASE_SCENARIO));
	result->title = arena_copy(arena, sql_text(row, CASE_TITLE));
	result->rfc = arena_copy(arena, sql_text(row, CASE_RFC));
	result->tags = arena_copy(arena, sql_text(row, CASE_TAGS));
	result->code = (uint16_t)sql_number(row, CASE_CODE);
	result->why = arena_copy(arena, sql_text(row, CASE_WHY));
	result->reason = arena_copy(arena, sql_text(row, CASE_REASON));
	result->uri = arena_copy(arena, sql_text(row, CASE_URI));
	result->events = arena_copy(arena, sql_text(row, CASE_EVENTS));
	result->start_us = sql_number(row, CASE_START_US);
	result->duration_us = sql_number(row, CASE_DURATION_US);
	result->is_prereq_missing =
		sql_number(row, CASE_IS_PREREQ_MISSING) != 0;
	result->command_status = (int)sql_number(row, CASE_COMMAND_STATUS);
	result->output = arena_copy(arena, sql_text(row, CASE_OUTPUT));
	return arena_error(arena);
}

/** The next result, and where its messages are found. */
static int add_result(struct reader *reader)
{
	struct archive *archive = reader->archive;
	int64_t id = sqlite3_column_int64(reader->cases, CASE_ID);
	struct result *result;
	void *place = archive->place;
	int err = reader_grow(&place, archive->results.count,
			      &archive->place_room, sizeof(*archive->place));

	archive->place = place;
	if (err)
		return err;
	result = results_add(&archive->results);
	if (result == NULL)
		return ENOMEM;
	result->id = archive->results.count;
	archive->place[result->id - 1] = (struct place){ reader->source, id };
	err = read_values(reader, result);
	if (!err)
		err = reader_agent(reader,
				   sqlite3_column_int64(reader->cases,
							CASE_AGENT),
				   &result->agent);
	if (!err)
		err = reader_run(reader,
				 sqlite3_column_int64(reader->cases, CASE_RUN),
				 &result->run);
	if (err || reader->part == ARCHIVE_LAST_VERDICTS)
		return err;
	return reader_findings(reader, id, result);
}

/** A run that was just begun, or of which nothing is left, is worth knowing of. */
static int read_last_run(struct reader *reader)
{
	int64_t id = 0;
	size_t index;
	int code = sql_ask(reader->source->db, "SELECT max(id) FROM run", &id);

	if (code != SQLITE_OK)
		return reader_fail(reader, code);
	return id != 0 ? reader_run(reader, id, &index) : 0;
}

static int read_all(struct reader *reader)
{
	int code;
	int err = reader_rules(reader);

	if (!err)
		err = reader_prepare(reader, TABLE_CASE, chosen[reader->part],
				     &reader->cases);
	if (!err)
		err = reader_prepare(reader, TABLE_FINDING,
				     "WHERE case_result = ? ORDER BY number",
				     &reader->findings);
	if (!err)
		err = reader_prepare(reader, TABLE_AGENT, "WHERE id = ?",
				     &reader->agents);
	if (!err)
		err = reader_prepare(reader, TABLE_RUN, "WHERE id = ?",
				     &reader->runs);
	while (!err) {
		code = sqlite3_step(reader->cases);
		err = reader_fail(reader, code);
		if (err || code == SQLITE_DONE)
			break;
		err = add_result(reader);
	}
	return err ? err : read_last_run(reader);
}

int source_read(struct source *source, struct archive *archive,
		enum archive_part part, struct buf *error)
{
	struct reader reader = { .source = source,
				 .archive = archive,
				 .part = part,
				 .error = error };
	int err = read_all(&reader);

	(void)sqlite3_finalize(reader.cases);
	(void)sqlite3_finalize(reader.findings);
	(void)sqlite3_finalize(reader.agents);
	(void)sqlite3_finalize(reader.runs);
	free(reader.agent.link);
	free(reader.run.link);
	free(reader.rule);
	free(reader.finding);
	return err;
}
