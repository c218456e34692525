/* SPDX-License-Identifier: MIT */
#include "text/json.h"

#include <assert.h>
#include <inttypes.h>

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

static void add_escaped(struct buf *out, char c)
{
	switch (c) {
	case '"':
	case '\\': buf_addf(out, "\\%c", c); break;
	case '\n': buf_add_text(out, "\\n"); break;
	case '\r': buf_add_text(out, "\\r"); break;
	case '\t': buf_add_text(out, "\\t"); break;
	default:
		if ((unsigned char)c < ' ' || c == 0x7f)
			buf_addf(out, "\\u%04x", (unsigned)c);
		else
			buf_add_char(out, c);
	}
}

void json_add_part(struct json *json, struct str part)
{
	for (size_t i = 0; i < part.size; i++)
		add_escaped(json->out, part.p[i]);
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
