/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <string.h>

enum { ARGUMENT_MAX = 1 << 20 };

static const struct {
	struct str placeholder;
	struct str name;
} word[] = {
#define X(id, placeholder, name) { STR_INIT(placeholder), STR_INIT(name) },
	COMMAND_MAP(X)
#undef X
};

/** The word whose placeholder the text begins with, or COMMAND_WORDS. */
static size_t find_word(struct str text)
{
	size_t i = 0;

	while (i < COMMAND_WORDS && !str_starts(text, word[i].placeholder))
		i++;
	return i;
}

/** The quote that is open behind c, or 0. */
static char quote_after(char quote, char c)
{
	if (c != '\'' && c != '"')
		return quote;
	if (quote == 0)
		return c;
	return (char)(quote == c ? 0 : quote);
}

static void replace(struct buf *out, struct str text,
		    const struct command_words *words, bool is_shell)
{
	char quote = 0;

	for (size_t i = 0; i < text.size;) {
		size_t number = find_word(str_sub(text, i, text.size));

		if (number == COMMAND_WORDS) {
			quote = quote_after(quote, text.p[i]);
			buf_add_char(out, text.p[i++]);
			continue;
		}
		/* A URI may hold ; and [ but no quote, $ or backslash. */
		if (is_shell && quote == 0)
			buf_add_char(out, '\'');
		buf_add_str(out, words->value[number]);
		if (is_shell && quote == 0)
			buf_add_char(out, '\'');
		i += word[number].placeholder.size;
	}
}

/** A terminated copy, or NULL. */
static char *copy(struct arena *arena, struct str text)
{
	char *copied = arena_alloc(arena, text.size + 1);

	if (copied != NULL && text.size > 0)
		memcpy(copied, text.p, text.size);
	return copied;
}

static char *replaced(struct arena *arena, struct str text,
		      const struct command_words *words, bool is_shell)
{
	struct buf out;
	char *made = NULL;

	buf_init(&out, ARGUMENT_MAX);
	replace(&out, text, words, is_shell);
	if (buf_error(&out) == 0)
		made = copy(arena, buf_str(&out));
	buf_release(&out);
	return made;
}

char **command_arguments(struct arena *arena, char *const *argument,
			 size_t count, const struct command_words *words)
{
	char **made = arena_array(arena, count + 1, sizeof(*made));

	for (size_t i = 0; made != NULL && i < count; i++) {
		made[i] = replaced(arena, str_from(argument[i]), words, false);
		if (made[i] == NULL)
			return NULL;
	}
	return made;
}

char **command_shell(struct arena *arena, struct str line,
		     const struct command_words *words)
{
	char **made = arena_array(arena, 4, sizeof(*made));

	if (made == NULL)
		return NULL;
	made[0] = copy(arena, STR("/bin/sh"));
	made[1] = copy(arena, STR("-c"));
	made[2] = replaced(arena, line, words, true);
	return made[0] != NULL && made[1] != NULL && made[2] != NULL ? made
								     : NULL;
}

/** Whether "NAME=value" is one of the words. */
static bool is_word(struct str variable)
{
	struct str name;
	struct str value;

	(void)str_cut(variable, '=', &name, &value);
	for (size_t i = 0; i < COMMAND_WORDS; i++) {
		if (str_eq(name, word[i].name))
			return true;
	}
	return false;
}

static char *variable(struct arena *arena, size_t number, struct str value)
{
	struct buf text;
	char *made = NULL;

	buf_init(&text, ARGUMENT_MAX);
	buf_addf(&text, "%.*s=", STR_ARG(word[number].name));
	buf_add_str(&text, value);
	if (buf_error(&text) == 0)
		made = copy(arena, buf_str(&text));
	buf_release(&text);
	return made;
}

char **command_environment(struct arena *arena, char *const *environment,
			   const struct command_words *words)
{
	size_t count = 0;
	size_t used = 0;
	char **made;

	while (environment[count] != NULL)
		count++;
	made = arena_array(arena, count + COMMAND_WORDS + 1, sizeof(*made));
	if (made == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (!is_word(str_from(environment[i])))
			made[used++] = environment[i];
	}
	for (size_t i = 0; i < COMMAND_WORDS; i++) {
		made[used] = variable(arena, i, words->value[i]);
		if (made[used++] == NULL)
			return NULL;
	}
	return made;
}
