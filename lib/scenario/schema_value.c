/* SPDX-License-Identifier: MIT */
#include "scenario/schema_value.h"

#include "scenario/schema_text.h"

/** Whether plain text of this type may be a number to YAML. */
static bool may_be_number(enum key_type type)
{
	static const bool can[] = {
		[KEY_TYPE_ID] = true,          [KEY_TYPE_LINE] = true,
		[KEY_TYPE_TEXT] = true,        [KEY_TYPE_TEMPLATE] = true,
		[KEY_TYPE_HEADER_NAME] = true, [KEY_TYPE_TAG] = true,
		[KEY_TYPE_DIAL] = true,        [KEY_TYPE_TOKEN] = true,
		[KEY_TYPE_CHECK] = true,       [KEY_TYPE_REALM] = true,
		[KEY_TYPE_REGEX] = true,       [KEY_TYPE_GLOB] = true,
	};

	return type < ARRAY_SIZE(can) && can[type];
}

/** A member whose value is an array on one line; close it. */
static void open_list(struct json *json, const char *name)
{
	json_key(json, str_from(name));
	json_open_line(json, '[');
}

static void add_pair(struct json *json, const char *name, const char *one,
		     const char *other)
{
	open_list(json, name);
	json_str(json, str_from(one));
	json_str(json, str_from(other));
	json_close(json);
}

/** {"allOf": [{"$ref": …}]}, since nothing counts beside a $ref. */
static void add_definition(struct json *json, const char *name)
{
	open_list(json, "allOf");
	json_open(json, '{');
	json_key(json, STR("$ref"));
	json_open_str(json);
	json_add_text(json, "#/definitions/");
	json_add_text(json, name);
	json_close_str(json);
	json_close(json);
	json_close(json);
}

static void add_enum(struct json *json, const struct key *key)
{
	struct str words = str_from(key->words);
	struct str word;

	open_list(json, "enum");
	while (key_next_word(&words, &word))
		json_str(json, word);
	json_close(json);
}

static void add_pattern(struct json *json, enum key_type type)
{
	if (key_type_pattern(type) != NULL)
		json_pair(json, "pattern", key_type_pattern(type));
}

static void add_scalar(struct json *json, const struct key *key)
{
	bool has_size = key->type != KEY_TYPE_DURATION;

	if (may_be_number(key->type))
		add_pair(json, "type", "string", "number");
	else
		json_pair(json, "type", "string");
	add_pattern(json, key->type);
	if (has_size && key->min > 0)
		json_pair_uint(json, "minLength", key->min);
	if (has_size && key->max > 0)
		json_pair_uint(json, "maxLength", key->max);
	if (!has_size)
		json_pair(json, "x-unit", "ms, s, m, h");
}

/** What one value may be. */
static void add_value(struct json *json, const struct key *key)
{
	if (key->type == KEY_TYPE_NUMBER) {
		add_pair(json, "type", "integer", "string");
		json_pair_uint(json, "minimum", key->min);
		json_pair_uint(json, "maximum", key->max);
		add_pattern(json, key->type);
	} else if (key->type == KEY_TYPE_BOOL) {
		add_pair(json, "type", "boolean", "string");
		add_pattern(json, key->type);
	} else if (key->type == KEY_TYPE_WORD) {
		json_pair(json, "type", "string");
		add_enum(json, key);
	} else if (key->type == KEY_TYPE_SECTION) {
		json_pair(json, "type", "object");
		add_definition(json, key_context_name(key->section));
	} else if (key->type == KEY_TYPE_STEPS) {
		json_pair(json, "type", "array");
		add_definition(json, "steps");
	} else {
		add_scalar(json, key);
	}
}

/** One value, or a word that may stand instead of it. */
static void add_one(struct json *json, const struct key *key)
{
	if (key->type == KEY_TYPE_WORD || key->words[0] == '\0') {
		add_value(json, key);
		return;
	}
	json_pair_open(json, "anyOf", '[');
	json_open(json, '{');
	add_enum(json, key);
	json_close(json);
	json_open(json, '{');
	add_value(json, key);
	json_close(json);
	json_close(json);
}

static void add_list(struct json *json, const struct key *key)
{
	json_pair(json, "type", "array");
	json_pair_open(json, "items", '{');
	add_one(json, key);
	json_close(json);
	if (key->shape != KEY_SHAPE_LIST)
		json_pair_uint(json, "minItems", 1);
	json_pair_uint(json, "maxItems",
		       key->type == KEY_TYPE_STEPS ? ATTEMPTS_MAX
						   : KEY_LIST_MAX);
}

static void add_map(struct json *json, const struct key *key,
		    enum key_type names)
{
	json_pair(json, "type", "object");
	json_pair_open(json, "propertyNames", '{');
	add_pattern(json, names);
	json_close(json);
	json_pair_open(json, "additionalProperties", '{');
	add_one(json, key);
	json_close(json);
}

static void add_many(struct json *json, const struct key *key)
{
	json_pair_open(json, "anyOf", '[');
	json_open(json, '{');
	add_one(json, key);
	json_close(json);
	json_open(json, '{');
	add_list(json, key);
	json_close(json);
	json_close(json);
}

/** As many values as the key takes. */
static void add_shape(struct json *json, const struct key *key)
{
	switch ((enum key_shape)key->shape) {
	case KEY_SHAPE_ONE: add_one(json, key); break;
	case KEY_SHAPE_LIST:
	case KEY_SHAPE_SOME: add_list(json, key); break;
	case KEY_SHAPE_MANY: add_many(json, key); break;
	case KEY_SHAPE_BY_METHOD: add_map(json, key, KEY_TYPE_METHOD); break;
	case KEY_SHAPE_BY_HEADER:
		add_map(json, key, KEY_TYPE_HEADER_NAME);
		break;
	case KEY_SHAPE_BY_CHECK: add_map(json, key, KEY_TYPE_CHECK); break;
	case KEY_SHAPE_BY_TAG: add_map(json, key, KEY_TYPE_TAG); break;
	}
}

void schema_value_write(struct json *json, const struct key *key)
{
	schema_text_write(json, key);
	add_shape(json, key);
}
