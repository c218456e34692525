/* SPDX-License-Identifier: MIT */
#include "judge/record.h"

#include <string.h>

#include "check.h"

#define OPTIONS "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n"

static struct entry entry_at(enum entry_type type, uint64_t at_us)
{
	static const struct endpoint local = { "192.0.2.10", 5060,
					       TRANSPORT_UDP };
	static const struct endpoint remote = { "192.0.2.7", 5070,
						TRANSPORT_UDP };

	return (struct entry){
		.type = type, .at_us = at_us, .local = &local, .remote = &remote
	};
}

static void keeps_what_is_added(void)
{
	static const struct {
		enum entry_type type;
		struct str bytes;
		bool has_message;
	} row[] = {
		{ ENTRY_IN, STR_INIT(OPTIONS), true },
		{ ENTRY_OUT, STR_INIT("SIP/2.0 200 OK\r\n\r\n"), true },
		{ ENTRY_IN, STR_INIT("no SIP"), false },
		{ ENTRY_IN, STR_INIT(""), false },
		{ ENTRY_OUT, STR_INIT("SIP/2.0 99 No\r\n\r\n"), false },
		{ ENTRY_OUT, STR_INIT("SIP/2.0 1000 No\r\n\r\n"), false },
		{ ENTRY_GONE, { NULL, 0 }, false },
		{ ENTRY_EXIT, { NULL, 0 }, false },
	};
	struct record record;

	record_init(&record, 1000);
	/* often enough to grow, twice at each time */
	for (size_t i = 0; i < 10 * ARRAY_SIZE(row); i++) {
		struct entry entry =
			entry_at(row[i % ARRAY_SIZE(row)].type, 1000 + i / 2);

		entry.is_spoilt = i % 3 == 0;
		CHECK_INT(i,
			  record_add(&record, &entry,
				     row[i % ARRAY_SIZE(row)].bytes),
			  0);
	}
	CHECK_INT(0, record.count, 10 * ARRAY_SIZE(row));
	CHECK_INT(0, record.dropped, 0);
	for (size_t i = 0; i < record.count; i++) {
		const struct entry *entry = &record.entry[i];
		size_t at = i % ARRAY_SIZE(row);

		CHECK_INT(i, entry->type, row[at].type);
		CHECK_INT(i, entry->at_us, 1000 + i / 2);
		CHECK_INT(i, entry->is_spoilt, i % 3 == 0);
		CHECK_INT(i, entry->remote->port, 5070);
		CHECK_INT(i, entry->message != NULL, row[at].has_message);
		if (entry->message != NULL)
			CHECK(i, str_eq(entry->message->bytes, row[at].bytes));
		else /* what is no SIP is kept all the same */
			CHECK(i, str_eq(entry->bytes, row[at].bytes));
	}
	record_release(&record);
	CHECK_INT(0, record.count, 0);
}

static void has_a_bound(void)
{
	struct record record;

	record_init(&record, 3);
	for (size_t i = 0; i < 5; i++) {
		struct entry entry = entry_at(ENTRY_IN, i);

		CHECK_INT(i, record_add(&record, &entry, STR(OPTIONS)), 0);
	}
	CHECK_INT(0, record.count, 3);
	CHECK_INT(0, record.dropped, 2);
	CHECK_INT(0, record.entry[2].at_us, 2);
	record_release(&record);
	CHECK_INT(1, record.dropped, 0);
	CHECK_INT(1, record.max, 3);
}

/** What is read late stands where it came; what is of the same time, behind. */
static void sorts_by_time(void)
{
	static const struct {
		uint64_t at_us;
		struct str bytes;
		bool has_message;
	} row[] = {
		{ 10, STR_INIT(OPTIONS), true },
		{ 30, STR_INIT("SIP/2.0 200 OK\r\n\r\n"), true },
		{ 40, STR_INIT("late 1"), false },
		{ 20, STR_INIT("late 2"), false },
		{ 20, STR_INIT("SIP/2.0 100 Trying\r\n\r\n"), true },
		{ 5, STR_INIT("first"), false },
		{ 40, STR_INIT("last"), false },
	};
	static const size_t order[] = { 5, 0, 3, 4, 1, 2, 6 };
	struct record record;

	record_init(&record, ARRAY_SIZE(row));
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct entry entry = entry_at(ENTRY_IN, row[i].at_us);

		CHECK_INT(i, record_add(&record, &entry, row[i].bytes), 0);
	}
	CHECK_INT(0, record.count, ARRAY_SIZE(row));
	for (size_t i = 0; i < record.count; i++) {
		const struct entry *entry = &record.entry[i];
		size_t at = order[i];

		CHECK_INT(i, entry->at_us, row[at].at_us);
		CHECK_INT(i, entry->message != NULL, row[at].has_message);
		CHECK(i, str_eq(entry->message != NULL ? entry->message->bytes
						       : entry->bytes,
				row[at].bytes));
	}
	record_release(&record);
}

static void takes_no_message_of_others(void)
{
	struct entry entry = entry_at(ENTRY_IN, 0);
	struct message *other = NULL;
	struct record record;

	CHECK_INT(0, message_load(&other, STR(OPTIONS)), 0);
	entry.message = other;
	record_init(&record, 3);
	CHECK_INT(0, record_add(&record, &entry, STR(OPTIONS)), 0);
	CHECK(0, record.entry[0].message != other);
	entry.type = ENTRY_GONE;
	CHECK_INT(1, record_add(&record, &entry, (struct str){ NULL, 0 }), 0);
	CHECK(1, record.entry[1].message == NULL);
	record_release(&record);
	message_free(other);
}

CU_TestInfo test_record[] = {
	{ "keeps bytes, time and addresses in order", keeps_what_is_added },
	{ "sorts what is read late by its time", sorts_by_time },
	{ "counts what is beyond its bound", has_a_bound },
	{ "owns copies only", takes_no_message_of_others },
	CU_TEST_INFO_NULL,
};
