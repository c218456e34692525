/* SPDX-License-Identifier: MIT */
#include "engine/run.h"

/*
 * What memory is too short for is missing in the record: the judge sees less,
 * and so says less.
 */

/** The ends of a path as text. */
struct ends {
	struct endpoint local;
	struct endpoint remote;
};

static bool is_kept(const struct run *run)
{
	return run->record.max > 0 && !run->is_done;
}

static struct entry entry_of(struct ends *ends, enum entry_type type,
			     const struct path *path, uint64_t at_us)
{
	address_endpoint(&ends->local, &path->local,
			 flow_transport(path->flow));
	address_endpoint(&ends->remote, &path->remote,
			 flow_transport(path->flow));
	return (struct entry){ .type = type,
			       .at_us = at_us,
			       .local = &ends->local,
			       .remote = &ends->remote };
}

void run_record_in(struct run *run, const struct path *path,
		   struct message *message, uint64_t now_us)
{
	struct entry entry;
	struct ends ends;

	if (!is_kept(run))
		return;
	entry = entry_of(&ends, ENTRY_IN, path, path->came_us);
	(void)record_add_message(&run->record, &entry, message);
	run_touch(run, now_us);
}

/** The last message of ours, if these are its bytes: a copy needs no memory. */
static struct message *find_same(const struct record *record, struct str bytes)
{
	for (size_t i = record->count; i > 0; i--) {
		const struct entry *entry = &record->entry[i - 1];

		if (entry->type != ENTRY_OUT || entry->message == NULL)
			continue;
		return str_eq(entry->message->bytes, bytes) ? entry->message
							    : NULL;
	}
	return NULL;
}

void run_record_out(struct run *run, const struct path *path, struct str bytes,
		    bool is_spoilt, uint64_t now_us)
{
	struct message *same;
	struct entry entry;
	struct ends ends;

	if (!is_kept(run))
		return;
	entry = entry_of(&ends, ENTRY_OUT, path, now_us);
	entry.is_spoilt = is_spoilt;
	same = find_same(&run->record, bytes);
	if (same != NULL)
		(void)record_add_message(&run->record, &entry, same);
	else
		(void)record_add(&run->record, &entry, bytes);
}

void run_record_lost(struct run *run, const struct path *path, struct str bytes,
		     uint64_t now_us)
{
	struct entry entry;
	struct ends ends;

	if (!is_kept(run))
		return;
	entry = entry_of(&ends, ENTRY_LOST_OUT, path, now_us);
	(void)record_add(&run->record, &entry, bytes);
}

void run_record_lost_in(struct run *run, const struct path *path,
			struct message *message)
{
	struct entry entry;
	struct ends ends;

	if (!is_kept(run))
		return;
	entry = entry_of(&ends, ENTRY_LOST_IN, path, path->came_us);
	(void)record_add_message(&run->record, &entry, message);
}

void run_record_event(struct run *run, enum entry_type type, uint64_t now_us)
{
	struct entry entry;
	struct ends ends;

	if (!is_kept(run) || run->path.flow == NULL)
		return;
	entry = entry_of(&ends, type, &run->path, now_us);
	(void)record_add_message(&run->record, &entry, NULL);
	/* An answer to an OPTIONS is waited for no more. */
	if (run->busy == 0)
		run->probe = NULL;
	run_touch(run, now_us);
}
