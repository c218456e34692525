/* SPDX-License-Identifier: MIT */
#ifndef REPORT_JSON_KEY_H
#define REPORT_JSON_KEY_H

#include "text/json.h"

/** The keys of a report in JSON; json_key.def has them. */

/** Objects with keys: id, what one is; REPORT is the whole. */
#define JSON_SECTION_MAP(X)   \
	X(REPORT, "report")   \
	X(RUN, "run")         \
	X(AGENT, "agent")     \
	X(RESULT, "result")   \
	X(COMMAND, "command") \
	X(FINDING, "finding") \
	X(MESSAGE, "message")

enum json_section {
#define X(id, name) JSON_IN_##id,
	JSON_SECTION_MAP(X)
#undef X
		JSON_SECTION_COUNT
};

enum json_type {
	JSON_TYPE_FORMAT, /* the version of the format */
	JSON_TYPE_TEXT,
	JSON_TYPE_TEXTS,  /* a list of them */
	JSON_TYPE_COUNT,  /* from 0 */
	JSON_TYPE_NUMBER, /* from 1 */
	JSON_TYPE_NUMBERS,
	JSON_TYPE_CODE, /* of a response */
	JSON_TYPE_FLAG,
	JSON_TYPE_TIME,    /* ISO 8601, in UTC */
	JSON_TYPE_COUNTS,  /* by verdict */
	JSON_TYPE_VERDICT, /* names of tables */
	JSON_TYPE_OUTCOME,
	JSON_TYPE_LEVEL,
	JSON_TYPE_EXPECTATION,
	JSON_TYPE_ENTRY,
	JSON_TYPE_TRANSPORT,
	JSON_TYPE_ENCODING,
	JSON_TYPE_RUNS, /* lists of objects with keys */
	JSON_TYPE_AGENTS,
	JSON_TYPE_RESULTS,
	JSON_TYPE_FINDINGS,
	JSON_TYPE_MESSAGES,
	JSON_TYPE_COMMAND /* such an object */
};

enum { JSON_FORMAT = 1, JSON_CODE_MIN = 100, JSON_CODE_MAX = 699 };

/** How the bytes of a message are written: id, name. */
#define ENCODING_MAP(X)   \
	X(UTF_8, "utf-8") \
	X(BASE64, "base64")

enum encoding {
#define X(id, name) ENCODING_##id,
	ENCODING_MAP(X)
#undef X
};

enum json_id {
#define X(section, id, name, type, is_required, text) JSON_KEY_##id,
#include "report/json_key.def"
#undef X
	JSON_KEY_COUNT
};

struct json_row {
	enum json_section section;
	const char *name;
	enum json_type type;
	bool is_required;
	const char *text; /* what it means */
};

const struct json_row *json_row_at(enum json_id id);
const char *json_section_name(enum json_section section);

/**
 * The nth name of a type that has names only, NULL behind the last and for the other
 * types.
 */
const char *json_type_name(enum json_type type, size_t nth);

/** Write keys with their values; texts may hold any byte. */
void json_add_key(struct json *json, enum json_id id);
void json_add_value(struct json *json, enum json_id id, struct str text);
void json_add_number(struct json *json, enum json_id id, uint64_t number);
void json_add_flag(struct json *json, enum json_id id, bool is_so);

/** Nothing when there is no text. */
void json_add_some(struct json *json, enum json_id id, struct str text);

/** A list of what stands between commas. */
void json_add_list(struct json *json, enum json_id id, struct str list);

/** Both forms of a time. */
void json_add_time(struct json *json, enum json_id id, enum json_id id_us,
		   uint64_t us);

/** One of the names of its type. */
void json_add_name(struct json *json, enum json_id id, size_t nth);

#endif
