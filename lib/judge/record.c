/* SPDX-License-Identifier: MIT */
#include "judge/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_MIN = 4 };

/** An address that entries point to. */
struct record_end {
	struct record_end *next;
	struct endpoint end;
};

bool entry_is_lost(enum entry_type type)
{
	return type == ENTRY_LOST_IN || type == ENTRY_LOST_OUT;
}

void record_init(struct record *record, size_t max)
{
	*record = (struct record){ .max = max };
}

void record_release(struct record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		message_free(record->entry[i].message);
		free((void *)(uintptr_t)record->entry[i].bytes.p);
	}
	free(record->entry);
	while (record->ends != NULL) {
		struct record_end *end = record->ends;

		record->ends = end->next;
		free(end);
	}
	record_init(record, record->max);
}

static int make_room(struct record *record)
{
	size_t room = record->room != 0 ? record->room * 2 : ROOM_MIN;
	struct entry *entry;

	if (record->count < record->room)
		return 0;
	if (room > SIZE_MAX / sizeof(*entry))
		return ENOMEM;
	entry = realloc(record->entry, room * sizeof(*entry));
	if (entry == NULL)
		return ENOMEM;
	record->entry = entry;
	record->room = room;
	return 0;
}

static bool is_same(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && a->transport == b->transport &&
	       strcmp(a->host, b->host) == 0;
}

/** The record's own copy of an address, or NULL when memory is short. */
static const struct endpoint *keep_end(struct record *record,
				       const struct endpoint *end)
{
	struct record_end *kept = record->ends;

	while (kept != NULL && !is_same(&kept->end, end))
		kept = kept->next;
	if (kept != NULL)
		return &kept->end;
	kept = malloc(sizeof(*kept));
	if (kept == NULL)
		return NULL;
	kept->end = *end;
	kept->next = record->ends;
	record->ends = kept;
	return &kept->end;
}

/** A place for an entry of this time; what is later moves up. */
static struct entry *open_place(struct record *record, uint64_t at_us)
{
	struct entry *place = record->entry + record->count;

	while (place > record->entry && place[-1].at_us > at_us) {
		place[0] = place[-1];
		place--;
	}
	record->count++;
	return place;
}

/** @param bytes  NULL, or of what is no SIP: the record's own on success */
static int add(struct record *record, const struct entry *entry,
	       struct message *message, struct str bytes)
{
	const struct endpoint *local;
	const struct endpoint *remote;
	struct entry *place;
	int err;

	if (record->count >= record->max) {
		record->dropped++;
		return 0;
	}

	err = make_room(record);
	if (err)
		return err;
	local = keep_end(record, entry->local);
	remote = keep_end(record, entry->remote);
	if (local == NULL || remote == NULL)
		return ENOMEM;
	place = open_place(record, entry->at_us);
	*place = *entry;
	place->local = local;
	place->remote = remote;
	place->message = message != NULL ? message_ref(message) : NULL;
	place->bytes = bytes;
	return 0;
}

int record_add_message(struct record *record, const struct entry *entry,
		       struct message *message)
{
	return add(record, entry, message, (struct str){ NULL, 0 });
}

/** A message, or a copy of what is none. */
static int load(struct message **messagep, char **copyp, struct str bytes)
{
	if (message_load(messagep, bytes) == 0)
		return 0;
	*copyp = malloc(bytes.size + 1);
	if (*copyp == NULL)
		return ENOMEM;
	memcpy(*copyp, bytes.p, bytes.size);
	return 0;
}

int record_add(struct record *record, const struct entry *entry,
	       struct str bytes)
{
	struct message *message = NULL;
	char *copy = NULL;
	int err = 0;

	if (record->count < record->max && bytes.p != NULL)
		err = load(&message, &copy, bytes);
	if (err)
		return err;
	err = add(record, entry, message,
		  (struct str){ copy, copy != NULL ? bytes.size : 0 });
	if (err)
		free(copy);
	message_free(message);
	return err;
}
