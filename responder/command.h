/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_H
#define COMMAND_H

#include "text/arena.h"
#include "text/buf.h"

/** What a command is told of its case: id, placeholder, environment name. */
#define COMMAND_MAP(X)                                 \
	X(URI, "{uri}", "GAMUT_URI")                   \
	X(CASE, "{case}", "GAMUT_CASE")                \
	X(TIMEOUT, "{timeout}", "GAMUT_TIMEOUT")       \
	X(HOST, "{host}", "GAMUT_HOST")                \
	X(PORT, "{port}", "GAMUT_PORT")                \
	X(TRANSPORT, "{transport}", "GAMUT_TRANSPORT") \
	X(RUN, "{run}", "GAMUT_RUN")

enum command_word {
#define X(id, placeholder, name) COMMAND_##id,
	COMMAND_MAP(X)
#undef X
		COMMAND_WORDS
};

struct command_words {
	struct str value[COMMAND_WORDS];
};

/**
 * The arguments with the placeholders in them replaced, ending with NULL.
 *
 * @return NULL when memory is short
 */
char **command_arguments(struct arena *arena, char *const *argument,
			 size_t count, const struct command_words *words);

/**
 * The arguments that have /bin/sh run a line. A placeholder is put in as one word,
 * whether it stands in quotes or not.
 */
char **command_shell(struct arena *arena, struct str line,
		     const struct command_words *words);

/** An environment with the words, and all of this one but them. */
char **command_environment(struct arena *arena, char *const *environment,
			   const struct command_words *words);

#endif
