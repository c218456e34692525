/* SPDX-License-Identifier: MIT */
#include "scenario/schema.h"

#include "scenario/schema_value.h"

enum { NAME_MAX_SIZE = 256 };

/** {"$ref": "#/definitions/step<dash><verb><more><name>"} */
static void add_ref(struct json *json, const char *dash, struct str verb,
		    const char *more, struct str name)
{
	json_open_line(json, '{');
	json_key(json, STR("$ref"));
	json_open_str(json);
	json_add_text(json, "#/definitions/step");
	json_add_text(json, dash);
	json_add_part(json, verb);
	json_add_text(json, more);
	json_add_part(json, name);
	json_close_str(json);
	json_close(json);
}

static void add_property(struct json *json, const struct key *key)
{
	json_key(json, key->name);
	json_open(json, '{');
	schema_value_write(json, key);
	json_close(json);
}

static size_t count_of(enum key_context context, enum key_need need)
{
	size_t count;
	size_t found = 0;
	const struct key *key = key_rows(context, &count);

	for (size_t i = 0; i < count; i++)
		found += key[i].need == need;
	return found;
}

/** The keys of this need: all of them must be there. */
static void add_all(struct json *json, enum key_context context,
		    enum key_need need)
{
	size_t count;
	const struct key *key = key_rows(context, &count);

	if (count_of(context, need) == 0)
		return;
	json_key(json, STR("required"));
	json_open_line(json, '[');
	for (size_t i = 0; i < count; i++) {
		if (key[i].need == need)
			json_str(json, key[i].name);
	}
	json_close(json);
}

static void add_required(struct json *json, struct str name)
{
	json_key(json, STR("required"));
	json_open_line(json, '[');
	json_str(json, name);
	json_close(json);
}

/** The keys one of which must be there. */
static void add_one_of(struct json *json, enum key_context context)
{
	size_t count;
	const struct key *key = key_rows(context, &count);

	if (count_of(context, KEY_NEED_ONE_OF) == 0)
		return;
	json_pair_open(json, "oneOf", '[');
	for (size_t i = 0; i < count; i++) {
		if (key[i].need != KEY_NEED_ONE_OF)
			continue;
		json_open_line(json, '{');
		add_required(json, key[i].name);
		json_close(json);
	}
	json_close(json);
}

static void open_properties(struct json *json)
{
	json_pair(json, "type", "object");
	json_pair_open(json, "properties", '{');
}

static void close_properties(struct json *json)
{
	json_close(json);
	json_key(json, STR("additionalProperties"));
	json_bool(json, false);
}

/** The members of the schema of a map of keys. */
static void add_map(struct json *json, enum key_context context)
{
	size_t count;
	const struct key *key = key_rows(context, &count);

	open_properties(json);
	for (size_t i = 0; i < count; i++)
		add_property(json, &key[i]);
	close_properties(json);
	add_all(json, context, KEY_NEED_REQUIRED);
	add_one_of(json, context);
}

/** Whether the verb has a long form, `respond: {status: 486}`. */
static bool has_long_form(const struct key *verb)
{
	return verb->type != KEY_TYPE_SECTION &&
	       count_of(verb->section, KEY_NEED_LONG) > 0;
}

/** A step with this verb and what may stand beside it. */
static void add_step(struct json *json, const struct key *verb)
{
	size_t count = 0;
	const struct key *key = NULL;

	if (verb->type != KEY_TYPE_SECTION)
		key = key_rows(verb->section, &count);
	open_properties(json);
	add_property(json, verb);
	for (size_t i = 0; i < count; i++) {
		if (key[i].need != KEY_NEED_LONG)
			add_property(json, &key[i]);
	}
	close_properties(json);
	add_required(json, verb->name);
}

/** All in the map behind the verb; what is shared is said in the short form. */
static void add_long_form(struct json *json, const struct key *verb)
{
	size_t count;
	const struct key *key = key_rows(verb->section, &count);

	json_pair(json, "description", verb->text);
	open_properties(json);
	for (size_t i = 0; i < count; i++) {
		if (key[i].need == KEY_NEED_LONG) {
			add_property(json, &key[i]);
			continue;
		}
		json_key(json, key[i].name);
		add_ref(json, "-", verb->name, "/properties/", key[i].name);
	}
	close_properties(json);
	add_all(json, verb->section, KEY_NEED_LONG);
}

static void add_long_step(struct json *json, const struct key *verb)
{
	open_properties(json);
	json_key(json, verb->name);
	json_open(json, '{');
	add_long_form(json, verb);
	json_close(json);
	close_properties(json);
	add_required(json, verb->name);
}

/** {"title": "<name><more>", … */
static void add_title(struct json *json, struct str name, const char *more)
{
	json_key(json, STR("title"));
	json_open_str(json);
	json_add_part(json, name);
	json_add_text(json, more);
	json_close_str(json);
}

static void open_definition(struct json *json, const char *before,
			    struct str name, const char *after)
{
	struct buf full;

	buf_init(&full, NAME_MAX_SIZE);
	buf_addf(&full, "%s%.*s%s", before, STR_ARG(name), after);
	json_key(json, buf_str(&full));
	json_open(json, '{');
	if (json->out->error == 0)
		json->out->error = buf_error(&full);
	buf_release(&full);
}

/** Each step by its verb, then "step" (any of them) and "steps". */
static void add_steps(struct json *json)
{
	size_t count;
	const struct key *verb = key_rows(KEY_IN_STEP, &count);

	for (size_t i = 0; i < count; i++) {
		open_definition(json, "step-", verb[i].name, "");
		add_title(json, verb[i].name, "");
		add_step(json, &verb[i]);
		json_close(json);
		if (!has_long_form(&verb[i]))
			continue;
		open_definition(json, "step-", verb[i].name, "-long");
		add_title(json, verb[i].name, " (long form)");
		add_long_step(json, &verb[i]);
		json_close(json);
	}
	json_pair_open(json, "step", '{');
	json_pair_open(json, "oneOf", '[');
	for (size_t i = 0; i < count; i++) {
		add_ref(json, "-", verb[i].name, "", STR(""));
		if (has_long_form(&verb[i]))
			add_ref(json, "-", verb[i].name, "-long", STR(""));
	}
	json_close(json);
	json_close(json);

	json_pair_open(json, "steps", '{');
	json_pair(json, "type", "array");
	json_key(json, STR("items"));
	add_ref(json, "", STR(""), "", STR(""));
	json_key(json, STR("minItems"));
	json_uint(json, 1);
	json_close(json);
}

/** Whether some key holds a map of this context's keys. */
static bool is_section(enum key_context context)
{
	for (unsigned id = 0; id < KEY_COUNT; id++) {
		const struct key *key = key_at((enum key_id)id);

		if (key->type == KEY_TYPE_SECTION && key->section == context)
			return true;
	}
	return false;
}

static void add_definitions(struct json *json, enum key_context root)
{
	json_pair_open(json, "definitions", '{');
	for (unsigned i = KEY_IN_NONE + 1; i < KEY_CONTEXT_COUNT; i++) {
		enum key_context context = (enum key_context)i;

		if (key_context_root(context) != root || !is_section(context))
			continue;
		json_pair_open(json, key_context_name(context), '{');
		add_map(json, context);
		json_close(json);
	}
	if (root == KEY_IN_FILE)
		add_steps(json);
	json_close(json);
}

static void write_file(struct buf *out, enum key_context root,
		       const char *title, const char *description)
{
	struct json json;

	json_init(&json, out);
	json_open(&json, '{');
	json_pair(&json, "$schema", "http://json-schema.org/draft-07/schema#");
	json_pair(&json, "title", title);
	json_pair(&json, "description", description);
	add_map(&json, root);
	add_definitions(&json, root);
	json_close(&json);
	buf_add_char(out, '\n');
}

void schema_write_scenario(struct buf *out)
{
	write_file(out, KEY_IN_FILE, "Gamut scenario",
		   "What to do with a call, step by step: gamut-scenario(5).");
}

void schema_write_expect(struct buf *out)
{
	write_file(out, KEY_IN_EXPECTATION, "Gamut expectation file",
		   "What a client is known to fail and must pass: "
		   "gamut-expect(5).");
}
