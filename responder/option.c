/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "option_value.h"

static const struct option_row table[] = {
#define X(NAME, ARG, MANY, KIND, MEMBER, EXPECT, MIN, MAX, PRESET, COMMANDS, \
	  TEXT)                                                              \
	{ .name = (NAME),                                                    \
	  .arg = (ARG),                                                      \
	  .is_many = (MANY),                                                 \
	  .set = set_##KIND,                                                 \
	  .offset = offsetof(struct options, MEMBER),                        \
	  .expect = (EXPECT),                                                \
	  .min = (MIN),                                                      \
	  .max = (MAX),                                                      \
	  .preset = (PRESET),                                                \
	  .commands = (COMMANDS),                                            \
	  .text = (TEXT) },
	OPTION_MAP(X)
#undef X
};

const struct option_row *option_at(size_t n)
{
	return n < ARRAY_SIZE(table) ? &table[n] : NULL;
}

bool option_is_of(const struct option_row *row, const char *command)
{
	struct str rest = str_from(row->commands);
	struct str name;

	while (rest.size > 0) {
		(void)str_cut(rest, ' ', &name, &rest);
		if (str_eq(name, str_from(command)))
			return true;
	}
	return false;
}

void option_environment(char name[OPTION_NAME_SIZE],
			const struct option_row *row)
{
	static const char prefix[] = "GAMUT_";
	size_t at = sizeof(prefix) - 1;

	memcpy(name, prefix, at);
	for (const char *p = row->name; *p != '\0' && at + 1 < OPTION_NAME_SIZE;
	     p++) {
		char c = *p;

		if (c == '-')
			c = '_';
		else if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		name[at++] = c;
	}
	name[at] = '\0';
}

const struct option_row *option_nearest(const char *command, struct str name)
{
	const struct option_row *best = NULL;
	unsigned limit = 3;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct str candidate = str_from(table[i].name);
		unsigned distance = str_distance(candidate, name);

		if (option_is_of(&table[i], command) && distance < limit &&
		    distance < candidate.size) {
			limit = distance;
			best = &table[i];
		}
	}
	return best;
}

const struct option_row *option_find(struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (str_eq(str_from(table[i].name), name))
			return &table[i];
	}
	return NULL;
}
