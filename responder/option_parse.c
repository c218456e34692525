/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "option_value.h"

enum { VALUE_MAX_SIZE = 256 };

/** The state of one options_parse(). */
struct parse {
	struct options *options;
	const char *command;
	struct buf *error;
	bool has_environment; /* it is asked too */
	bool is_given[OPTION_COUNT];
};

static void write_expected(struct buf *out, const struct option_row *row)
{
	buf_add_text(out, row->expect);
	if (row->max != 0)
		buf_addf(out, " from %llu to %llu",
			 (unsigned long long)row->min,
			 (unsigned long long)row->max);
}

/** Read a value; a bad one is refused by the name it was given under. */
static int set_value(struct parse *parse, const struct option_row *row,
		     const char *origin, const char *value)
{
	int err = row->set(parse->options, row, value);

	if (err == 0)
		return 0;
	if (origin == row->name)
		buf_add_text(parse->error, "option --");
	if (row->set == set_fault) {
		buf_addf(parse->error, "%s: ", origin);
		explain_fault(parse->error, value);
		return EINVAL;
	}
	/* It may be a password that was meant. */
	if (row->set == set_user)
		buf_addf(parse->error, "%s: a value is ", origin);
	else
		buf_addf(parse->error, "%s: '%s' is ", origin, value);
	if (err == ENOSPC)
		buf_add_text(parse->error, "one too many");
	else {
		buf_add_text(parse->error, "not ");
		write_expected(parse->error, row);
	}
	return EINVAL;
}

/** Set each of the values that stand between blanks or commas. */
static int set_list(struct parse *parse, const struct option_row *row,
		    const char *origin, const char *text)
{
	static const char separator[] = " ,\t\n";
	char value[VALUE_MAX_SIZE];
	int err = 0;

	for (;;) {
		size_t size;

		text += strspn(text, separator);
		size = strcspn(text, separator);
		if (err || size == 0)
			return err;
		if (size >= sizeof(value))
			size = sizeof(value) - 1;
		memcpy(value, text, size);
		value[size] = '\0';
		err = set_value(parse, row, origin, value);
		text += size;
	}
}

static void write_commands(struct buf *out, const struct option_row *row)
{
	struct str rest = str_from(row->commands);
	struct str name;

	buf_add_text(out, "; it belongs to:");
	while (rest.size > 0) {
		(void)str_cut(rest, ' ', &name, &rest);
		if (!str_eq(name, STR(OPTION_LIBRARY)))
			buf_addf(out, " %.*s", STR_ARG(name));
	}
}

static int refuse_name(const struct parse *parse, const char *argument,
		       struct str name)
{
	const struct option_row *other = option_find(name);
	const struct option_row *near = option_nearest(parse->command, name);

	if (parse->has_environment)
		buf_addf(parse->error, "'gamut %s' has no option ",
			 parse->command);
	else
		buf_addf(parse->error, "%s has no option ", parse->command);
	if (name.size == 0) {
		buf_addf(parse->error, "'%s'", argument);
		return EINVAL;
	}
	buf_addf(parse->error, "--%.*s", STR_ARG(name));
	if (other != NULL)
		write_commands(parse->error, other);
	else if (near != NULL)
		buf_addf(parse->error, ", did you mean --%s?", near->name);
	return EINVAL;
}

/**
 * Read the option at argv[*at] (and its value behind it).
 *
 * @param[in,out] at  moved to the last argument that was used
 */
static int read_option(struct parse *parse, int argc, char *argv[], int *at)
{
	const char *argument = argv[*at];
	struct str name = STR("");
	struct str inline_value = STR("");
	const struct option_row *row = NULL;
	const char *value = "yes";

	if (argument[1] == '-')
		(void)str_cut(str_from(argument + 2), '=', &name,
			      &inline_value);
	row = option_find(name);
	if (row == NULL || !option_is_of(row, parse->command))
		return refuse_name(parse, argument, name);

	if (argument[2 + name.size] == '=')
		value = inline_value.p;
	else if (row->arg != NULL) {
		/* A value that begins like an option was more likely forgotten
		 * than meant; --name=VALUE takes any. */
		if (*at + 1 == argc || strncmp(argv[*at + 1], "--", 2) == 0) {
			buf_addf(parse->error,
				 "option --%s needs %s: ", row->name, row->arg);
			write_expected(parse->error, row);
			return EINVAL;
		}
		value = argv[++*at];
	}

	parse->is_given[row - option_at(0)] = true;
	return set_value(parse, row, row->name, value);
}

/** Read argv; what is no option is moved to its front. */
static int read_arguments(struct parse *parse, int *argc, char *argv[])
{
	bool is_over = false;
	int kept = 0;

	for (int i = 0; i < *argc; i++) {
		const char *argument = argv[i];
		int err;

		if (is_over || argument[0] != '-' || argument[1] == '\0') {
			argv[kept++] = argv[i];
			continue;
		}
		is_over = strcmp(argument, "--") == 0;
		if (is_over) {
			parse->options->command_at = kept;
			continue;
		}
		parse->options->help = strcmp(argument, "--help") == 0 ||
				       strcmp(argument, "-h") == 0;
		if (parse->options->help)
			return 0;
		err = read_option(parse, *argc, argv, &i);
		if (err)
			return err;
	}
	*argc = kept;
	return 0;
}

/** What was not given comes from the environment, else it is the default. */
static int read_rest(struct parse *parse)
{
	int err = 0;

	for (size_t i = 0; !err && i < OPTION_COUNT; i++) {
		const struct option_row *row = option_at(i);
		char name[OPTION_NAME_SIZE];
		const char *value = NULL;

		if (parse->is_given[i])
			continue;
		option_environment(name, row);
		if (parse->has_environment && option_is_of(row, parse->command))
			value = getenv(name);
		if (value == NULL || value[0] == '\0')
			value = row->preset;
		if (value[0] == '\0')
			continue;
		err = row->is_many ? set_list(parse, row, name, value)
				   : set_value(parse, row, name, value);
	}
	return err;
}

static int parse_all(struct parse *parse, int *argc, char *argv[])
{
	int err;

	*parse->options = (struct options){ .command_at = -1 };
	err = read_arguments(parse, argc, argv);
	if (err || parse->options->help)
		return err;
	return read_rest(parse);
}

int options_parse(struct options *options, const char *command, int *argc,
		  char *argv[], struct buf *error)
{
	struct parse parse = {
		.options = options,
		.command = command,
		.error = error,
		.has_environment = true,
	};

	return parse_all(&parse, argc, argv);
}

int options_parse_library(struct options *options, int *argc, char *argv[],
			  struct buf *error)
{
	struct parse parse = {
		.options = options,
		.command = OPTION_LIBRARY,
		.error = error,
	};

	return parse_all(&parse, argc, argv);
}

void options_listen(struct options *options, const char *places)
{
	struct str rest = str_from(places);
	struct str place;

	if (options->listen_count > 0)
		return;
	while (rest.size > 0) {
		char value[VALUE_MAX_SIZE] = "";

		(void)str_cut(rest, ' ', &place, &rest);
		memcpy(value, place.p, place.size);
		(void)set_listen(options, NULL, value);
	}
}

bool texts_next(const struct texts *texts, size_t *at, struct str *text)
{
	if (*at >= texts->size)
		return false;
	*text = str_from(texts->pool + *at);
	*at += text->size + 1;
	return true;
}
