/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_KEY_H
#define SCENARIO_KEY_H

#include "scenario/key.def"
#include "scenario/scenario.h"

/** The keys of the files that people write. See key.def for what the columns mean. */

enum key_context {
	KEY_IN_NONE,
#define X(id, root, first, name, where) KEY_IN_##id,
	KEY_CONTEXT_MAP(X)
#undef X
		KEY_CONTEXT_COUNT
};

enum key_type {
#define X(id, name, form, pattern) KEY_TYPE_##id,
	KEY_TYPE_MAP(X)
#undef X
};

enum key_shape {
#define X(id, text) KEY_SHAPE_##id,
	KEY_SHAPE_MAP(X)
#undef X
};

enum key_need {
#define X(id, text) KEY_NEED_##id,
	KEY_NEED_MAP(X)
#undef X
};

/** KEY_FILE_ID, KEY_RESPOND_HEADERS, …, KEY_FAULT_DROP, …; a context's stand together. */
enum key_id {
#define X(context, id, name, shape, type, min, max, words, need, section, \
	  initial, text)                                                  \
	KEY_##context##_##id,
	KEY_MAP(X)
#undef X
#define X(id, name, kind, text) KEY_FAULT_##id,
		FAULT_MAP(X)
#undef X
#define X(context, id, name, shape, type, min, max, words, need, section, \
	  initial, text)                                                  \
	KEY_##context##_##id,
			KEY_EXPECTATION_MAP(X)
#undef X
				KEY_COUNT
};

struct key {
	uint8_t id;      /* enum key_id */
	uint8_t context; /* enum key_context */
	uint8_t shape;   /* enum key_shape */
	uint8_t type;    /* enum key_type */
	uint8_t need;    /* enum key_need */
	uint8_t section; /* enum key_context: KEY_IN_NONE when it has none */
	struct str name;
	uint32_t min;
	uint32_t max;
	const char *words;   /* each with a blank behind it; "" none */
	const char *initial; /* the default as text; NULL: none */
	const char *text;    /* the meaning: a sentence, of a fault a clause */
};

/** The keys of a context in the order of the manual. */
const struct key *key_rows(enum key_context context, size_t *count);

const struct key *key_at(enum key_id id);

/** The key of this name in this context, or NULL. */
const struct key *key_find(enum key_context context, struct str name);

/** Whether it says the version of its file's format; the first of its file does. */
bool key_is_version(const struct key *key);

/** The context at the top of the file that this one is in; of NONE it is FILE. */
enum key_context key_context_root(enum key_context context);

const char *key_context_name(enum key_context context);  /* "respond" */
const char *key_context_where(enum key_context context); /* "with 'respond'" */
const char *key_type_name(enum key_type type);           /* "duration" */
const char *key_type_form(enum key_type type);    /* what to write, in words */
const char *key_type_pattern(enum key_type type); /* or NULL, see key.def */
const char *key_shape_text(enum key_shape shape);
const char *key_need_text(enum key_need need);

/**
 * The next of a key's words.
 *
 * @param[in,out] words  what is left of key->words
 * @param[out]    word   written only on success
 * @return false when there are no more
 */
bool key_next_word(struct str *words, struct str *word);

bool key_has_word(const struct key *key, struct str word);

#endif
