/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_RECORD_H
#define JUDGE_RECORD_H

#include "sip/endpoint.h"
#include "sip/message.h"

/** What happened: id, meaning. */
#define ENTRY_MAP(X)                                                          \
	X(IN, "a message of the client")                                      \
	X(OUT, "a message of ours")                                           \
	X(GONE,                                                               \
	  "the client's address refuses (ICMP, RST) or its stream closed")    \
	X(EXIT, "the client's command ended")                                 \
	X(LOST_IN, "a message of the client that was thrown away on purpose") \
	X(LOST_OUT, "a message of ours that never left, on purpose")

enum entry_type {
#define X(id, text) ENTRY_##id,
	ENTRY_MAP(X)
#undef X
};

/** Whether it is a message that was lost on purpose: for the judge it never was. */
bool entry_is_lost(enum entry_type type);

/** One thing that happened in a run, with its time. */
struct entry {
	enum entry_type type;
	uint64_t at_us;               /* monotonic */
	const struct endpoint *local; /* ours; its transport is the message's */
	const struct endpoint *remote;
	struct message
		*message; /* owned; NULL for GONE, EXIT and what is no SIP */
	struct str bytes; /* of what is no SIP; owned */
	bool is_spoilt;   /* OUT: a fault was put into it on purpose */
};

/**
 * All messages of a run in order of time, both directions, copies included:
 * what the judge works on. It owns its messages.
 */
struct record {
	struct entry *entry;
	size_t count;
	size_t room;
	struct record_end *ends; /* the addresses, each once; owned */
	size_t max;     /* entries kept; what comes after is only counted */
	size_t dropped; /* entries beyond max */
};

void record_init(struct record *record, size_t max);
void record_release(struct record *record);

/**
 * Add an entry where its time places it: behind all that is not later. What is read
 * late came before what was sent meanwhile.
 *
 * @param entry    copied, its addresses too; its message is ignored
 * @param bytes    of the message, copied; absent for GONE and EXIT
 * @return 0 or ENOMEM
 */
int record_add(struct record *record, const struct entry *entry,
	       struct str bytes);

/** The same with a message that is there already: the record holds it too. */
int record_add_message(struct record *record, const struct entry *entry,
		       struct message *message);

#endif
