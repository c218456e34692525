/* SPDX-License-Identifier: MIT */
#ifndef STORE_TABLES_H
#define STORE_TABLES_H

#include "text/buf.h"

/**
 * The tables of a results file, said once: what creates, fills and reads them is made
 * from these lists. A list has an X(id, name, type, text) for each column; the id is its
 * place in the table. A text is TEXT where it is text, and a BLOB where the network
 * brought what is not UTF-8 or has a NUL in it. NULL is an absent one.
 */
enum {
	TABLES_APPLICATION = 0x474d5554, /* "GMUT", application_id */
	TABLES_VERSION = 2               /* user_version */
};

#define META_COLUMNS(X)                                                   \
	X(META_NAME, "name", "TEXT PRIMARY KEY NOT NULL", "what is said") \
	X(META_VALUE, "value", "TEXT NOT NULL", "about this file")

#define RUN_COLUMNS(X)                                                     \
	X(RUN_ID, "id", "INTEGER PRIMARY KEY", "in order of their begin")  \
	X(RUN_START_US, "start_us", "INTEGER NOT NULL", "since the Epoch") \
	X(RUN_END_US, "end_us", "INTEGER NOT NULL", "0: it was cut off")   \
	X(RUN_VERSION, "version", "TEXT", "of gamut")                      \
	X(RUN_COMMAND, "command", "TEXT", "of the client")                 \
	X(RUN_T1_MS, "t1_ms", "INTEGER NOT NULL", "T1 of RFC 3261")        \
	X(RUN_SELECTED, "selected", "INTEGER NOT NULL",                    \
	  "cases that it was to run")                                      \
	X(RUN_FAULT, "fault", "TEXT", "of --fault; empty: none")           \
	X(RUN_SEED, "seed", "INTEGER NOT NULL", "that it drew from")

#define AGENT_COLUMNS(X)                                                \
	X(AGENT_ID, "id", "INTEGER PRIMARY KEY", "in order of arrival") \
	X(AGENT_NAME, "name", "TEXT NOT NULL UNIQUE",                   \
	  "as told, else its User-Agent, else its address")

#define CASE_COLUMNS(X)                                                     \
	X(CASE_ID, "id", "INTEGER PRIMARY KEY", "a newer one is greater")   \
	X(CASE_RUN, "run", "INTEGER NOT NULL REFERENCES run", "")           \
	X(CASE_AGENT, "agent", "INTEGER NOT NULL REFERENCES agent", "")     \
	X(CASE_SCENARIO, "scenario", "TEXT", "its id: final/486")           \
	X(CASE_TITLE, "title", "TEXT", "of the scenario")                   \
	X(CASE_RFC, "rfc", "TEXT", "of the scenario, comma-separated")      \
	X(CASE_TAGS, "tags", "TEXT", "of the scenario, comma-separated")    \
	X(CASE_CODE, "code", "INTEGER NOT NULL",                            \
	  "the response that it is about; 0: none")                         \
	X(CASE_VERDICT, "verdict", "TEXT NOT NULL",                         \
	  "pass warn inconclusive unsupported missed fail error")           \
	X(CASE_WHY, "why", "TEXT", "the verdict in a line")                 \
	X(CASE_EXPECTATION, "expectation", "TEXT NOT NULL",                 \
	  "none known unexpected-pass must-pass")                           \
	X(CASE_REASON, "reason", "TEXT", "of the expectation file")         \
	X(CASE_URI, "uri", "TEXT", "what was to be dialled")                \
	X(CASE_EVENTS, "events", "TEXT", "the call in a line")              \
	X(CASE_START_US, "start_us", "INTEGER NOT NULL", "since the Epoch") \
	X(CASE_DURATION_US, "duration_us", "INTEGER NOT NULL", "")          \
	X(CASE_IS_PREREQ_MISSING, "is_prereq_missing", "INTEGER NOT NULL",  \
	  "the request lacked what the code needs")                         \
	X(CASE_COMMAND_STATUS, "command_status", "INTEGER NOT NULL",        \
	  "of the client's command, as of wait(2); -1: none")               \
	X(CASE_OUTPUT, "output", "BLOB", "of that command, its last part")

#define MESSAGE_COLUMNS(X)                                               \
	X(MESSAGE_CASE, "case_result",                                   \
	  "INTEGER NOT NULL REFERENCES "                                 \
	  "case_result ON DELETE CASCADE",                               \
	  "")                                                            \
	X(MESSAGE_NUMBER, "number", "INTEGER NOT NULL",                  \
	  "from 1; a finding names it as its proof")                     \
	X(MESSAGE_TYPE, "type", "TEXT NOT NULL",                         \
	  "IN of the client, OUT of ours, GONE: it is not there any "    \
	  "more, EXIT: its command ended")                               \
	X(MESSAGE_AT_US, "at_us", "INTEGER NOT NULL", "since the Epoch") \
	X(MESSAGE_TRANSPORT, "transport", "TEXT NOT NULL", "udp tcp")    \
	X(MESSAGE_LOCAL_HOST, "local_host", "TEXT", "ours")              \
	X(MESSAGE_LOCAL_PORT, "local_port", "INTEGER NOT NULL", "")      \
	X(MESSAGE_REMOTE_HOST, "remote_host", "TEXT", "the client's")    \
	X(MESSAGE_REMOTE_PORT, "remote_port", "INTEGER NOT NULL", "")    \
	X(MESSAGE_IS_SPOILT, "is_spoilt", "INTEGER NOT NULL",            \
	  "a fault was put into it on purpose")                          \
	X(MESSAGE_BYTES, "bytes", "BLOB", "as on the wire")

#define RULE_COLUMNS(X)                                                \
	X(RULE_ID, "id", "INTEGER PRIMARY KEY", "")                    \
	X(RULE_CHECK, "name", "TEXT NOT NULL", "of the check")         \
	X(RULE_LEVEL, "level", "TEXT NOT NULL", "MUST SHOULD MAY")     \
	X(RULE_RFC, "rfc", "TEXT NOT NULL", "sections, 3261#17.1.1.2") \
	X(RULE_TEXT, "text", "TEXT NOT NULL", "the rule in a sentence")

#define FINDING_COLUMNS(X)                                                \
	X(FINDING_CASE, "case_result",                                    \
	  "INTEGER NOT NULL REFERENCES "                                  \
	  "case_result ON DELETE CASCADE",                                \
	  "")                                                             \
	X(FINDING_NUMBER, "number", "INTEGER NOT NULL", "from 1")         \
	X(FINDING_RULE, "rule", "INTEGER NOT NULL REFERENCES rule", "")   \
	X(FINDING_OUTCOME, "outcome", "TEXT NOT NULL",                    \
	  "pass info warn inconclusive fail")                             \
	X(FINDING_EXPECTED, "expected", "TEXT", "what the rule asks for") \
	X(FINDING_ACTUAL, "actual", "TEXT", "what was seen")              \
	X(FINDING_PROOF, "proof", "TEXT",                                 \
	  "the numbers of the messages that prove it: 1,4")

/**
 * The tables: id, name, columns (an array of tables.c), keys of several columns, what
 * stands behind the parenthesis, text. Messages have a rowid, for an index has little
 * room in a page, and most of a message would go to a page of its own.
 */
#define TABLE_MAP(X)                                                         \
	X(META, "meta", meta_columns, "", "", "about the file")              \
	X(RUN, "run", run_columns, "", "", "each gamut run")                 \
	X(AGENT, "agent", agent_columns, "", "", "the clients")              \
	X(CASE, "case_result", case_columns, "", "",                         \
	  "what came of a case; one that is done again is added again")      \
	X(MESSAGE, "message", message_columns,                               \
	  "PRIMARY KEY (case_result, number)", "",                           \
	  "what was sent and received for a case")                           \
	X(RULE, "rule", rule_columns, "UNIQUE (name, level, rfc, text)", "", \
	  "what findings are about")                                         \
	X(FINDING, "finding", finding_columns,                               \
	  "PRIMARY KEY (case_result, number)", " WITHOUT ROWID",             \
	  "what the judge says of a case")

/** More indices: name, table, columns. */
#define INDEX_MAP(X) X("newest", "case_result", "agent, scenario")

enum table_id {
#define X(id, name, columns, keys, rest, text) TABLE_##id,
	TABLE_MAP(X)
#undef X
		TABLE_COUNT
};

#define X(id, name, type, text) id,
enum meta_column { META_COLUMNS(X) };
enum run_column { RUN_COLUMNS(X) };
enum agent_column { AGENT_COLUMNS(X) };
enum case_column { CASE_COLUMNS(X) };
enum message_column { MESSAGE_COLUMNS(X) };
enum rule_column { RULE_COLUMNS(X) };
enum finding_column { FINDING_COLUMNS(X) };
#undef X

/** The statements that make a file, comments for people in them. */
void tables_write(struct buf *out);

/** "INSERT INTO ... VALUES (?, ...)": a parameter for each column, from 1. */
void table_write_insert(struct buf *out, enum table_id table);

/** "SELECT ... FROM table ": the columns in their order, from 0. */
void table_write_select(struct buf *out, enum table_id table);

#endif
