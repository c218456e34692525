/* SPDX-License-Identifier: MIT */
#include "report/json_key.h"

#include <assert.h>

#include "judge/verdict.h"
#include "report/results.h"
#include "text/iso_time.h"

enum { TIME_SIZE = 64 };

const struct json_row *json_row_at(enum json_id id)
{
	static const struct json_row row[] = {
#define X(section, id, name, type, is_required, text)                    \
	[JSON_KEY_##id] = { JSON_IN_##section, (name), JSON_TYPE_##type, \
			    (is_required), (text) },
#include "report/json_key.def"
#undef X
	};

	return &row[id];
}

const char *json_section_name(enum json_section section)
{
	static const char *const name[] = {
#define X(id, name) [JSON_IN_##id] = (name),
		JSON_SECTION_MAP(X)
#undef X
	};

	return name[section];
}

/* The names of each table, in its order. */
static const char *const verdicts[] = {
#define X(id, name, text) [VERDICT_##id] = (name),
	VERDICT_MAP(X)
#undef X
};

static const char *const outcomes[] = {
#define X(id, name) [OUTCOME_##id] = (name),
	OUTCOME_MAP(X)
#undef X
};

static const char *const levels[] = {
#define X(id, name) [LEVEL_##id] = (name),
	LEVEL_MAP(X)
#undef X
};

static const char *const expectations[] = {
#define X(id, name, text) [EXPECTATION_##id] = (name),
	EXPECTATION_MAP(X)
#undef X
};

static const char *const transports[] = {
#define X(id, name, via, stream) [TRANSPORT_##id] = (name),
	TRANSPORT_MAP(X)
#undef X
};

static const char *const encodings[] = {
#define X(id, name) [ENCODING_##id] = (name),
	ENCODING_MAP(X)
#undef X
};

static const char *const entries[] = {
	[ENTRY_IN] = "in",           [ENTRY_OUT] = "out",
	[ENTRY_GONE] = "gone",       [ENTRY_EXIT] = "exit",
	[ENTRY_LOST_IN] = "lost-in", [ENTRY_LOST_OUT] = "lost-out",
};

const char *json_type_name(enum json_type type, size_t nth)
{
	static const struct {
		const char *const *name;
		size_t count;
	} table[] = {
#define NAMES(names) { (names), ARRAY_SIZE(names) }
		[JSON_TYPE_VERDICT] = NAMES(verdicts),
		[JSON_TYPE_OUTCOME] = NAMES(outcomes),
		[JSON_TYPE_LEVEL] = NAMES(levels),
		[JSON_TYPE_EXPECTATION] = NAMES(expectations),
		[JSON_TYPE_TRANSPORT] = NAMES(transports),
		[JSON_TYPE_ENCODING] = NAMES(encodings),
		[JSON_TYPE_ENTRY] = NAMES(entries),
#undef NAMES
	};

	if (type >= ARRAY_SIZE(table) || nth >= table[type].count)
		return NULL;
	return table[type].name[nth];
}

void json_add_key(struct json *json, enum json_id id)
{
	json_key(json, str_from(json_row_at(id)->name));
}

void json_add_value(struct json *json, enum json_id id, struct str text)
{
	json_add_key(json, id);
	json_str(json, text);
}

void json_add_some(struct json *json, enum json_id id, struct str text)
{
	if (text.size > 0)
		json_add_value(json, id, text);
}

void json_add_number(struct json *json, enum json_id id, uint64_t number)
{
	json_add_key(json, id);
	json_uint(json, number);
}

void json_add_flag(struct json *json, enum json_id id, bool is_so)
{
	json_add_key(json, id);
	json_bool(json, is_so);
}

void json_add_list(struct json *json, enum json_id id, struct str list)
{
	struct str item;

	json_add_key(json, id);
	json_open_line(json, '[');
	while (list.size > 0) {
		(void)str_cut(list, ',', &item, &list);
		item = str_trim(item);
		if (item.size > 0)
			json_str(json, item);
	}
	json_close(json);
}

void json_add_time(struct json *json, enum json_id id, enum json_id id_us,
		   uint64_t us)
{
	struct buf text;

	buf_init(&text, TIME_SIZE);
	iso_time_write(&text, us);
	json_add_value(json, id, buf_str(&text));
	json_add_number(json, id_us, us);
	buf_release(&text);
}

void json_add_name(struct json *json, enum json_id id, size_t nth)
{
	const char *name = json_type_name(json_row_at(id)->type, nth);

	assert(name != NULL);
	json_add_value(json, id, str_from(name));
}
