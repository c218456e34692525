/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "store/reader.h"

/** Where an id stands, or would. */
static size_t position(const struct links *links, int64_t id)
{
	size_t low = 0;
	size_t high = links->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (links->link[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool link_find(const struct links *links, int64_t id, size_t *index)
{
	size_t at = position(links, id);

	if (at == links->count || links->link[at].id != id)
		return false;
	*index = links->link[at].index;
	return true;
}

static int link_add(struct links *links, int64_t id, size_t index)
{
	size_t at = position(links, id);
	void *link = links->link;
	int err = reader_grow(&link, links->count, &links->room,
			      sizeof(*links->link));

	links->link = link;
	if (err)
		return err;
	memmove(&links->link[at + 1], &links->link[at],
		(links->count - at) * sizeof(*links->link));
	links->link[at] = (struct link){ id, index };
	links->count++;
	return 0;
}

/** Step to the row with an id. @return 0, or EBADMSG when there is none */
static int step_to(struct reader *reader, sqlite3_stmt *statement, int64_t id)
{
	int code;

	sql_bind_number(statement, 0, (uint64_t)id);
	code = sqlite3_step(statement);
	if (code == SQLITE_DONE)
		return reader_damaged(reader, "a result is without its",
				      statement == reader->runs ? STR("run")
								: STR("agent"));
	return reader_fail(reader, code);
}

static int add_agent(struct reader *reader, size_t *index)
{
	struct str name = sql_text(reader->agents, AGENT_NAME);

	return results_agent(&reader->archive->results, name, index);
}

int reader_agent(struct reader *reader, int64_t id, size_t *index)
{
	int err;

	if (link_find(&reader->agent, id, index))
		return 0;
	err = step_to(reader, reader->agents, id);
	if (!err)
		err = add_agent(reader, index);
	(void)sqlite3_reset(reader->agents);
	return err ? err : link_add(&reader->agent, id, *index);
}

static int add_run(struct reader *reader, size_t *index)
{
	struct results *results = &reader->archive->results;
	struct result_run *run = results_add_run(results);
	sqlite3_stmt *row = reader->runs;

	if (run == NULL)
		return ENOMEM;
	*index = results->run_count - 1;
	run->file = str_from(reader->source->path);
	run->start_us = sql_number(row, RUN_START_US);
	run->end_us = sql_number(row, RUN_END_US);
	run->version = arena_copy(&results->arena, sql_text(row, RUN_VERSION));
	run->command = arena_copy(&results->arena, sql_text(row, RUN_COMMAND));
	run->t1_ms = (uint32_t)sql_number(row, RUN_T1_MS);
	run->selected = sql_number(row, RUN_SELECTED);
	run->fault = arena_copy(&results->arena, sql_text(row, RUN_FAULT));
	run->seed = sql_number(row, RUN_SEED);
	return arena_error(&results->arena);
}

int reader_run(struct reader *reader, int64_t id, size_t *index)
{
	int err;

	if (link_find(&reader->run, id, index))
		return 0;
	err = step_to(reader, reader->runs, id);
	if (!err)
		err = add_run(reader, index);
	(void)sqlite3_reset(reader->runs);
	return err ? err : link_add(&reader->run, id, *index);
}
