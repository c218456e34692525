/* SPDX-License-Identifier: MIT */
#ifndef TESTS_TRANSCRIPT_H
#define TESTS_TRANSCRIPT_H

#include "judge/judge.h"

/**
 * A run written down, as a record to judge and what the judge is to say of it. See
 * tests/data/transcripts/README.md for the language.
 */

enum {
	TRANSCRIPT_EXPECTS = 32,
	TRANSCRIPT_ACCOUNTS = 4,
	TRANSCRIPT_DEMANDS = 4
};

/** "expect CHECK OUTCOME"; no outcome: "none". */
struct expect {
	enum check_id check;
	bool is_none;
	enum outcome outcome;
};

struct transcript {
	struct record record;
	struct judge_config config;
	struct expect expect[TRANSCRIPT_EXPECTS];
	size_t expect_count;
	struct account account[TRANSCRIPT_ACCOUNTS];     /* of config */
	struct demands demands;                          /* of config */
	struct demand_level level[TRANSCRIPT_DEMANDS];   /* of demands */
	struct demand_header header[TRANSCRIPT_DEMANDS]; /* likewise */
	regex_t pattern[TRANSCRIPT_DEMANDS]; /* of header, where it has one */
	unsigned *call; /* of each entry of the record; owned */
};

/**
 * Read one.
 *
 * @param[out] error  what is wrong with it, as "line 3: …"
 * @return whether it is good; transcript_release() it in any case
 */
bool transcript_read(struct transcript *transcript, struct str text,
		     struct buf *error);

void transcript_release(struct transcript *transcript);

#endif
