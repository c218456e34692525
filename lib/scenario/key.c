/* SPDX-License-Identifier: MIT */
#include "scenario/key.h"

static const struct key keys[] = {
#define ROW(where, key, label, form, kind, low, high, choice, must, inner, \
	    preset, meaning)                                               \
	{                                                                  \
		.id = KEY_##where##_##key,                                 \
		.context = KEY_IN_##where,                                 \
		.shape = KEY_SHAPE_##form,                                 \
		.type = KEY_TYPE_##kind,                                   \
		.need = KEY_NEED_##must,                                   \
		.section = KEY_IN_##inner,                                 \
		.name = STR_INIT(label),                                   \
		.min = (low),                                              \
		.max = (high),                                             \
		.words = (choice),                                         \
		.initial = (preset),                                       \
		.text = (meaning),                                         \
	},
	KEY_MAP(ROW)
#define FAULT_ROW(key, label, kind, low, high, preset, meaning) \
	{                                                       \
		.id = KEY_FAULT_##key,                          \
		.context = KEY_IN_FAULT,                        \
		.shape = KEY_SHAPE_ONE,                         \
		.type = KEY_TYPE_##kind,                        \
		.need = KEY_NEED_OPTIONAL,                      \
		.section = KEY_IN_NONE,                         \
		.name = STR_INIT(label),                        \
		.min = (low),                                   \
		.max = (high),                                  \
		.words = "",                                    \
		.initial = (preset),                            \
		.text = (meaning),                              \
	},
#define FAULT_ROW_OF(key, label, columns, meaning) \
	FAULT_ROW(key, label, columns, meaning)
#define X(id, name, kind, text) FAULT_ROW_OF(id, name, KEY_OF_##kind, text)
		FAULT_MAP(X)
#undef X
#undef FAULT_ROW_OF
#undef FAULT_ROW
			KEY_EXPECTATION_MAP(ROW)
#undef ROW
};

_Static_assert(ARRAY_SIZE(keys) == KEY_COUNT, "a row for each key");

static const struct {
	const char *name;
	const char *where;
	uint8_t first; /* enum key_id */
	uint8_t root;  /* enum key_context */
} contexts[] = { [KEY_IN_NONE] = { "", "", KEY_COUNT, KEY_IN_FILE },
#define X(id, top, key, label, place) \
	[KEY_IN_##id] = { label, place, KEY_##id##_##key, KEY_IN_##top },
		 KEY_CONTEXT_MAP(X)
#undef X
};

static const struct {
	const char *name;
	const char *form;
	const char *pattern;
} types[] = {
#define X(id, label, words, regex) { label, words, regex },
	KEY_TYPE_MAP(X)
#undef X
};

const struct key *key_rows(enum key_context context, size_t *count)
{
	size_t first = contexts[context].first;
	size_t end = first;

	while (end < KEY_COUNT && keys[end].context == context)
		end++;
	*count = end - first;
	return first < KEY_COUNT ? &keys[first] : NULL;
}

const struct key *key_at(enum key_id id)
{
	return &keys[id];
}

const struct key *key_find(enum key_context context, struct str name)
{
	for (size_t i = contexts[context].first;
	     i < KEY_COUNT && keys[i].context == context; i++) {
		if (str_eq(keys[i].name, name))
			return &keys[i];
	}
	return NULL;
}

bool key_is_version(const struct key *key)
{
	return contexts[key->context].root == key->context &&
	       contexts[key->context].first == key->id;
}

enum key_context key_context_root(enum key_context context)
{
	return (enum key_context)contexts[context].root;
}

const char *key_context_name(enum key_context context)
{
	return contexts[context].name;
}

const char *key_context_where(enum key_context context)
{
	return contexts[context].where;
}

const char *key_type_name(enum key_type type)
{
	return types[type].name;
}

const char *key_type_form(enum key_type type)
{
	return types[type].form;
}

const char *key_type_pattern(enum key_type type)
{
	return types[type].pattern;
}

const char *key_shape_text(enum key_shape shape)
{
	static const char *const text[] = {
#define X(id, words) words,
		KEY_SHAPE_MAP(X)
#undef X
	};

	return text[shape];
}

const char *key_need_text(enum key_need need)
{
	static const char *const text[] = {
#define X(id, words) words,
		KEY_NEED_MAP(X)
#undef X
	};

	return text[need];
}

bool key_next_word(struct str *words, struct str *word)
{
	return words->size > 0 && str_cut(*words, ' ', word, words);
}

bool key_has_word(const struct key *key, struct str word)
{
	struct str words = str_from(key->words), one;

	while (key_next_word(&words, &one)) {
		if (str_eq(one, word))
			return true;
	}
	return false;
}
