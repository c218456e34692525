/* SPDX-License-Identifier: MIT */
#ifndef TEXT_JSON_H
#define TEXT_JSON_H

#include "text/buf.h"

/** How deep arrays and objects may stand in each other. */
enum { JSON_DEPTH = 32 };

/**
 * Writes JSON, each level two blanks deeper. The caller closes what it opened and
 * gives every value of an object its key first; else an assertion fails. The
 * buffer keeps the error.
 */
struct json {
	struct buf *out; /* borrowed */
	size_t depth;    /* how many are open */
	struct json_level {
		char end;        /* its closing bracket */
		bool is_line;    /* all of it on one line */
		bool has_value;  /* a comma is due before the next */
	} level[JSON_DEPTH + 1]; /* by depth; 0: nothing is open */
	bool has_key;            /* a key was written, its value is due */
};

void json_init(struct json *json, struct buf *out);

/** Open a '{' or '[' with one value a line, or (likewise below it) on one line. */
void json_open(struct json *json, char bracket);
void json_open_line(struct json *json, char bracket);

/** Close what was opened last. */
void json_close(struct json *json);

/**
 * @param name  in UTF-8, as all text here; a byte that is none becomes U+FFFD, and what
 *              a terminal or a reader's eye would obey is escaped
 */
void json_key(struct json *json, struct str name);

void json_str(struct json *json, struct str value);

/** A string in parts, whole characters each: open it, add them, close it. */
void json_open_str(struct json *json);
void json_add_part(struct json *json, struct str part);
void json_add_text(struct json *json, const char *part);
void json_close_str(struct json *json);

void json_uint(struct json *json, uint64_t value);
void json_bool(struct json *json, bool value);

/** A key with its value, or with a '{' or '[' that is to be closed. */
void json_pair(struct json *json, const char *name, const char *value);
void json_pair_uint(struct json *json, const char *name, uint64_t value);
void json_pair_open(struct json *json, const char *name, char bracket);

#endif
