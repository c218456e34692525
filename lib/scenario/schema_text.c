/* SPDX-License-Identifier: MIT */
#include "scenario/schema_text.h"

/** What an editor may offer as a value of this type. */
static const char *example(enum key_type type)
{
	static const char *const text[] = {
		[KEY_TYPE_DURATION] = "500ms",
		[KEY_TYPE_ID] = "final/486",
		[KEY_TYPE_HEADER_NAME] = "Allow",
		[KEY_TYPE_METHOD] = "INVITE",
		[KEY_TYPE_RFC] = "3261#21.4.24",
		[KEY_TYPE_TAG] = "4xx",
		[KEY_TYPE_DIAL] = "486",
		[KEY_TYPE_MEDIA_TYPE] = "text/plain",
		[KEY_TYPE_CIDR] = "192.0.2.0/24",
		[KEY_TYPE_GLOB] = "final/4*",
	};

	return type < ARRAY_SIZE(text) ? text[type] : NULL;
}

/** Whether a default cannot be written but only said. */
static bool is_in_words(struct str initial)
{
	return str_starts(initial, STR("("));
}

/** "duration", "list of tag", "by method: steps" */
static void add_title(struct json *json, const struct key *key)
{
	static const char *const before[] = {
		[KEY_SHAPE_ONE] = "",
		[KEY_SHAPE_LIST] = "list of ",
		[KEY_SHAPE_SOME] = "list of ",
		[KEY_SHAPE_MANY] = "one or a list of ",
		[KEY_SHAPE_BY_METHOD] = "by method: ",
		[KEY_SHAPE_BY_HEADER] = "by header: ",
		[KEY_SHAPE_BY_CHECK] = "by check: ",
		[KEY_SHAPE_BY_TAG] = "by tag: ",
	};

	json_key(json, STR("title"));
	json_open_str(json);
	json_add_text(json, before[key->shape]);
	json_add_text(json, key_type_name(key->type));
	json_close_str(json);
}

/** Begin a sentence with a capital, whatever the table has. */
static void add_capital(struct json *json, const char *text)
{
	char first = text[0];

	if (first >= 'a' && first <= 'z')
		first = (char)(first - 'a' + 'A');
	json_add_part(json, (struct str){ &first, first != '\0' });
	json_add_text(json, text + (first != '\0'));
}

/** "a, b or c" */
static void add_choice(struct json *json, const char *from)
{
	struct str words = str_from(from);
	struct str word;
	bool has_word = false;

	while (key_next_word(&words, &word)) {
		if (has_word)
			json_add_text(json, words.size > 0 ? ", " : " or ");
		json_add_part(json, word);
		has_word = true;
	}
}

/** What to write, in words. */
static void add_form(struct json *json, const struct key *key)
{
	bool is_one = key->shape == KEY_SHAPE_ONE;
	bool is_word = key->type == KEY_TYPE_WORD;
	const char *form = is_word ? "one of " : key_type_form(key->type);

	if (is_one) {
		add_capital(json, form);
	} else {
		add_capital(json, key_shape_text(key->shape));
		json_add_text(json, ": ");
		json_add_text(json, form);
	}
	if (key->type == KEY_TYPE_NUMBER && key->min < key->max)
		buf_addf(json->out, " from %u to %u", (unsigned)key->min,
			 (unsigned)key->max);
	if (!is_word && key->words[0] != '\0')
		json_add_text(json, ", or ");
	add_choice(json, key->words);
	json_add_text(json, ".");
}

/** Its meaning; then, as a paragraph, what to write and what it is otherwise. */
static void add_description(struct json *json, const struct key *key)
{
	struct str text = str_from(key->text);
	struct str initial = str_from(key->initial);

	json_key(json, STR("description"));
	json_open_str(json);
	add_capital(json, key->text);
	json_add_text(json, text.p[text.size - 1] == '.' ? "\n\n" : ".\n\n");
	add_form(json, key);
	if (initial.p != NULL) {
		if (is_in_words(initial))
			initial = str_sub(initial, 1, initial.size - 2);
		json_add_text(json, " Default: ");
		json_add_part(json, initial);
		json_add_text(json, ".");
	}
	json_close_str(json);
}

static void add_default_list(struct json *json, struct str initial)
{
	struct str rest = str_sub(initial, 1, initial.size - 2);
	struct str item;

	json_key(json, STR("default"));
	json_open_line(json, '[');
	while (rest.size > 0) {
		(void)str_cut(rest, ',', &item, &rest);
		json_str(json, str_trim(item));
	}
	json_close(json);
}

/** What stands for a key that is left out, when that can be written. */
static void add_default(struct json *json, const struct key *key)
{
	struct str initial = str_from(key->initial);
	uint64_t number;

	if (initial.p == NULL || is_in_words(initial))
		return;
	if (key->shape != KEY_SHAPE_ONE) {
		add_default_list(json, initial);
		return;
	}
	json_key(json, STR("default"));
	if (key->type == KEY_TYPE_BOOL)
		json_bool(json, str_eq(initial, STR("true")));
	else if (key->type == KEY_TYPE_NUMBER &&
		 str_parse_uint(initial, UINT32_MAX, &number) == 0)
		json_uint(json, number);
	else
		json_str(json, initial);
}

static void add_examples(struct json *json, const struct key *key)
{
	const char *text = example(key->type);
	bool is_list =
		key->shape == KEY_SHAPE_LIST || key->shape == KEY_SHAPE_SOME;

	if (text == NULL || key->shape >= KEY_SHAPE_BY_METHOD)
		return;
	json_key(json, STR("examples"));
	json_open_line(json, '[');
	if (is_list)
		json_open(json, '[');
	json_str(json, str_from(text));
	if (is_list)
		json_close(json);
	json_close(json);
}

void schema_text_write(struct json *json, const struct key *key)
{
	add_title(json, key);
	add_description(json, key);
	add_default(json, key);
	add_examples(json, key);
}
