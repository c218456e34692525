/* SPDX-License-Identifier: MIT */
#include "text/json.h"

#include <assert.h>
#include <inttypes.h>

#include "text/plain.h"
#include "text/utf8.h"

/* Above this a code point is written as two; what is no UTF-8 is replaced. */
enum { SURROGATES = 0x10000, REPLACEMENT = 0xfffd };

void json_init(struct json *json, struct buf *out)
{
	*json = (struct json){ .out = out };
}

static void break_line(struct json *json)
{
	buf_add_char(json->out, '\n');
	for (size_t i = 0; i < json->depth; i++)
		buf_add_text(json->out, "  ");
}

/** What stands before a value, or before the key of one. */
static void begin(struct json *json)
{
	struct json_level *level = &json->level[json->depth];

	if (json->has_key) {
		json->has_key = false;
		return;
	}
	if (level->has_value)
		buf_add_char(json->out, ',');
	if (json->depth > 0 && !level->is_line)
		break_line(json);
	else if (level->has_value)
		buf_add_char(json->out, ' ');
	level->has_value = true;
}

static void begin_value(struct json *json)
{
	assert(json->has_key || json->level[json->depth].end != '}');
	begin(json);
}

static void open_level(struct json *json, char bracket, bool is_line)
{
	assert(json->depth < JSON_DEPTH);
	begin_value(json);
	buf_add_char(json->out, bracket);
	json->level[++json->depth] = (struct json_level){
		.end = bracket == '{' ? '}' : ']',
		.is_line = is_line,
	};
}

void json_open(struct json *json, char bracket)
{
	open_level(json, bracket, json->level[json->depth].is_line);
}

void json_open_line(struct json *json, char bracket)
{
	open_level(json, bracket, true);
}

void json_close(struct json *json)
{
	struct json_level level = json->level[json->depth];

	assert(json->depth > 0 && !json->has_key);
	json->depth--;
	if (level.has_value && !level.is_line)
		break_line(json);
	buf_add_char(json->out, level.end);
}

static void add_code(struct buf *out, uint32_t code)
{
	switch (code) {
	case '"':
	case '\\': buf_addf(out, "\\%c", (char)code); return;
	case '\n': buf_add_text(out, "\\n"); return;
	case '\r': buf_add_text(out, "\\r"); return;
	case '\t': buf_add_text(out, "\\t"); return;
	default: break;
	}
	if (code < SURROGATES) {
		buf_addf(out, "\\u%04x", code);
		return;
	}
	code -= SURROGATES;
	buf_addf(out, "\\u%04x\\u%04x", 0xd800u | code >> 10,
		 0xdc00u | (code & 0x3ff));
}

/** The first character. @return its bytes */
static size_t add_escaped(struct buf *out, struct str text)
{
	uint32_t code = REPLACEMENT;
	bool is_plain;
	size_t size = plain_next(text, &is_plain);

	(void)utf8_next(text, &code);
	if (is_plain && code != '"' && code != '\\')
		buf_add(out, text.p, size);
	else
		add_code(out, code);
	return size;
}

void json_add_part(struct json *json, struct str part)
{
	while (part.size > 0)
		part = str_sub(part, add_escaped(json->out, part), part.size);
}

void json_add_text(struct json *json, const char *part)
{
	json_add_part(json, str_from(part));
}

void json_key(struct json *json, struct str name)
{
	assert(json->level[json->depth].end == '}' && !json->has_key);
	begin(json);
	buf_add_char(json->out, '"');
	json_add_part(json, name);
	buf_add_text(json->out, "\": ");
	json->has_key = true;
}

void json_open_str(struct json *json)
{
	begin_value(json);
	buf_add_char(json->out, '"');
}

void json_close_str(struct json *json)
{
	buf_add_char(json->out, '"');
}

void json_str(struct json *json, struct str value)
{
	json_open_str(json);
	json_add_part(json, value);
	json_close_str(json);
}

void json_uint(struct json *json, uint64_t value)
{
	begin_value(json);
	buf_addf(json->out, "%" PRIu64, value);
}

void json_bool(struct json *json, bool value)
{
	begin_value(json);
	buf_add_text(json->out, value ? "true" : "false");
}

void json_pair(struct json *json, const char *name, const char *value)
{
	json_key(json, str_from(name));
	json_str(json, str_from(value));
}

void json_pair_uint(struct json *json, const char *name, uint64_t value)
{
	json_key(json, str_from(name));
	json_uint(json, value);
}

void json_pair_open(struct json *json, const char *name, char bracket)
{
	json_key(json, str_from(name));
	json_open(json, bracket);
}
