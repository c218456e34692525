/* SPDX-License-Identifier: MIT */
#include "report/schema.h"

#include "judge/verdict.h"
#include "report/json_key.h"

/* As iso_time_write() has it. */
#define TIME_PATTERN                                 \
	"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]" \
	"{2}:[0-9]{2}\\.[0-9]{6}Z$"

static void add_ref(struct json *json, enum json_section section)
{
	json_key(json, STR("$ref"));
	json_open_str(json);
	json_add_text(json, "#/definitions/");
	json_add_text(json, json_section_name(section));
	json_close_str(json);
}

/** {"type": "array", "items": {...; close the items, then what is around them. */
static void open_items(struct json *json)
{
	json_pair(json, "type", "array");
	json_key(json, STR("items"));
	json_open_line(json, '{');
}

static void add_sections(struct json *json, enum json_section section)
{
	open_items(json);
	add_ref(json, section);
	json_close(json);
}

static void add_enum(struct json *json, enum json_type type)
{
	const char *name;

	json_key(json, STR("enum"));
	json_open_line(json, '[');
	for (size_t i = 0; (name = json_type_name(type, i)) != NULL; i++)
		json_str(json, str_from(name));
	json_close(json);
}

static void close_object(struct json *json)
{
	json_key(json, STR("additionalProperties"));
	json_bool(json, false);
}

/** A count for each verdict. */
static void add_counts(struct json *json)
{
	json_pair(json, "type", "object");
	json_pair_open(json, "properties", '{');
	for (unsigned i = 0; i < VERDICT_COUNT; i++) {
		json_key(json, str_from(verdict_name((enum verdict)i)));
		json_open_line(json, '{');
		json_pair(json, "type", "integer");
		json_pair_uint(json, "minimum", 0);
		json_close(json);
	}
	json_close(json);
	json_key(json, STR("required"));
	json_open_line(json, '[');
	for (unsigned i = 0; i < VERDICT_COUNT; i++)
		json_str(json, str_from(verdict_name((enum verdict)i)));
	json_close(json);
	close_object(json);
}

static void add_integer(struct json *json, uint64_t min)
{
	json_pair(json, "type", "integer");
	json_pair_uint(json, "minimum", min);
}

static void add_list(struct json *json, const char *type)
{
	open_items(json);
	json_pair(json, "type", type);
	json_close(json);
}

static void add_code(struct json *json)
{
	add_integer(json, JSON_CODE_MIN);
	json_pair_uint(json, "maximum", JSON_CODE_MAX);
}

static void add_time(struct json *json)
{
	json_pair(json, "type", "string");
	json_pair(json, "format", "date-time");
	json_pair(json, "pattern", TIME_PATTERN);
}

/** The members of the schema of a value. */
static void add_type(struct json *json, enum json_type type)
{
	switch (type) {
	case JSON_TYPE_FORMAT:
		json_pair_uint(json, "const", JSON_FORMAT);
		return;
	case JSON_TYPE_TEXT: json_pair(json, "type", "string"); return;
	case JSON_TYPE_TEXTS: add_list(json, "string"); return;
	case JSON_TYPE_COUNT: add_integer(json, 0); return;
	case JSON_TYPE_NUMBER: add_integer(json, 1); return;
	case JSON_TYPE_NUMBERS: add_list(json, "integer"); return;
	case JSON_TYPE_CODE: add_code(json); return;
	case JSON_TYPE_FLAG: json_pair(json, "type", "boolean"); return;
	case JSON_TYPE_TIME: add_time(json); return;
	case JSON_TYPE_COUNTS: add_counts(json); return;
	case JSON_TYPE_VERDICT:
	case JSON_TYPE_OUTCOME:
	case JSON_TYPE_LEVEL:
	case JSON_TYPE_EXPECTATION:
	case JSON_TYPE_ENTRY:
	case JSON_TYPE_TRANSPORT:
	case JSON_TYPE_ENCODING: add_enum(json, type); return;
	case JSON_TYPE_RUNS: add_sections(json, JSON_IN_RUN); return;
	case JSON_TYPE_AGENTS: add_sections(json, JSON_IN_AGENT); return;
	case JSON_TYPE_RESULTS: add_sections(json, JSON_IN_RESULT); return;
	case JSON_TYPE_FINDINGS: add_sections(json, JSON_IN_FINDING); return;
	case JSON_TYPE_MESSAGES: add_sections(json, JSON_IN_MESSAGE); return;
	case JSON_TYPE_COMMAND: break;
	}
	/* Nothing counts beside a $ref. */
	json_key(json, STR("allOf"));
	json_open_line(json, '[');
	json_open(json, '{');
	add_ref(json, JSON_IN_COMMAND);
	json_close(json);
	json_close(json);
}

/** The members of the schema of an object with keys. */
static void add_section(struct json *json, enum json_section section)
{
	json_pair(json, "type", "object");
	json_pair_open(json, "properties", '{');
	for (unsigned i = 0; i < JSON_KEY_COUNT; i++) {
		const struct json_row *row = json_row_at((enum json_id)i);

		if (row->section != section)
			continue;
		json_pair_open(json, row->name, '{');
		json_pair(json, "description", row->text);
		add_type(json, row->type);
		json_close(json);
	}
	json_close(json);
	json_key(json, STR("required"));
	json_open_line(json, '[');
	for (unsigned i = 0; i < JSON_KEY_COUNT; i++) {
		const struct json_row *row = json_row_at((enum json_id)i);

		if (row->section == section && row->is_required)
			json_str(json, str_from(row->name));
	}
	json_close(json);
	close_object(json);
}

void report_schema_write(struct buf *out)
{
	struct json json;

	json_init(&json, out);
	json_open(&json, '{');
	json_pair(&json, "$schema", "http://json-schema.org/draft-07/schema#");
	json_pair(&json, "title", "Gamut results");
	json_pair(
		&json, "description",
		"What gamut report --json writes: runs, clients, and the result of "
		"each case with its findings and messages.");
	add_section(&json, JSON_IN_REPORT);
	json_pair_open(&json, "definitions", '{');
	for (unsigned i = JSON_IN_REPORT + 1; i < JSON_SECTION_COUNT; i++) {
		enum json_section section = (enum json_section)i;

		json_pair_open(&json, json_section_name(section), '{');
		add_section(&json, section);
		json_close(&json);
	}
	json_close(&json);
	json_close(&json);
	buf_add_char(out, '\n');
}
