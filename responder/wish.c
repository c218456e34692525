/* SPDX-License-Identifier: MIT */
#include "wish.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "files.h"
#include "store/store.h"

enum { PATTERNS_MAX = 16384, LIST_SIZE_MAX = 1 << 20, ERROR_MAX = 4096 };

/** Patterns in the making. */
struct patterns {
	const struct suite *suite;
	struct arena arena;
	struct str *pattern; /* of the arena */
	size_t count;
};

static int add(struct patterns *patterns, struct str pattern)
{
	if (patterns->count == PATTERNS_MAX) {
		(void)fprintf(stderr, "gamut: run: more than %d patterns\n",
			      PATTERNS_MAX);
		return EINVAL;
	}
	patterns->pattern[patterns->count++] =
		arena_copy(&patterns->arena, pattern);
	return arena_error(&patterns->arena);
}

/** A file that was named cannot be read: who named it is at fault. */
static int fault(int err)
{
	return err == 0 || err == ENOMEM ? err : EINVAL;
}

/** The patterns of a file, one a line. */
static int add_list(struct patterns *patterns, const char *path)
{
	struct str pattern;
	struct str rest;
	struct buf text;
	int err;

	buf_init(&text, LIST_SIZE_MAX);
	err = file_read(&text, path);
	if (err)
		(void)fprintf(stderr, "gamut: %s: %s\n", path, strerror(err));
	rest = buf_str(&text);
	while (!err && pattern_next(&rest, &pattern))
		err = add(patterns, pattern);
	buf_release(&text);
	return fault(err);
}

/** Whether it is to be run again. */
static bool has_failed(const struct result *result)
{
	if (result->expectation == EXPECTATION_KNOWN)
		return false;
	return result->expectation != EXPECTATION_NONE ||
	       (result->verdict != VERDICT_PASS &&
		result->verdict != VERDICT_WARN);
}

/** Those that did not pass in the newest run and are still there; none is fine. */
static int add_results(struct patterns *patterns, const struct results *results)
{
	int err = 0;

	for (size_t i = 0; !err && i < results->count; i++) {
		const struct result *result = &results->result[i];

		if (has_failed(result))
			err = add(patterns, result->scenario);
	}
	return err;
}

static int add_failed(struct patterns *patterns, const char *path)
{
	char name[TEXTS_SIZE];
	char *list[] = { name };
	struct archive *archive = NULL;
	struct buf error;
	int err;

	(void)snprintf(name, sizeof(name), "%s", path);
	buf_init(&error, ERROR_MAX);
	err = archive_open(&archive, list, 1, ARCHIVE_LAST_VERDICTS, &error);
	if (err)
		(void)fprintf(stderr, "gamut: %.*s\n",
			      STR_ARG(buf_str(&error)));
	else
		err = add_results(patterns, archive_results(archive));
	archive_close(archive);
	buf_release(&error);
	return fault(err);
}

/** A pattern as it was given. */
static int add_given(struct patterns *patterns, struct str given,
		     const char *results)
{
	if (given.p[0] != '@')
		return add(patterns, given);
	if (str_starts(given, STR("@failed:")))
		return add_failed(patterns, given.p + sizeof("@failed:") - 1);
	if (!str_eq(given, STR("@failed")))
		return add_list(patterns, given.p + 1);
	if (results != NULL)
		return add_failed(patterns, results);
	(void)fprintf(stderr, "gamut: run: @failed is about --results FILE, or "
			      "write @failed:FILE\n");
	return EINVAL;
}

static int add_all(struct patterns *patterns, const struct texts *given,
		   const char *results)
{
	struct str text;
	size_t at = 0;
	int err = 0;

	arena_init(&patterns->arena);
	patterns->pattern = arena_array(&patterns->arena, PATTERNS_MAX,
					sizeof(*patterns->pattern));
	patterns->count = 0;
	if (patterns->pattern == NULL)
		return ENOMEM;
	while (!err && texts_next(given, &at, &text))
		err = add_given(patterns, text, results);
	return err;
}

/** Whether cases are asked for, and none came of it: an empty list is not all. */
static bool is_nothing(const struct options *options,
		       const struct patterns *only)
{
	return options->only.size > 0 && only->count == 0;
}

/** Whether the cases that are always there are what was asked for. */
static bool is_sanity(const struct selection *selection,
		      const struct wish *wish)
{
	size_t count = selection->sanity_first + selection->sanity_last;

	for (size_t i = 0; i < count * wish->only_count; i++) {
		if (case_fits(wish->only[i / count],
			      selection->scenario[i % count]))
			return true;
	}
	return false;
}

/** Whether none of the patterns that were asked for fits any case. */
static bool fits_nothing(const struct suite *suite, const struct wish *wish)
{
	struct selection selection;
	struct str stale;

	for (size_t i = 0; i < wish->only_count; i++) {
		const struct wish one = { .only = &wish->only[i],
					  .only_count = 1 };

		if (selection_make(&selection, suite, &one, &stale) == ENOENT)
			continue;
		selection_release(&selection);
		return false;
	}
	return wish->only_count > 0;
}

static int make(struct selection *selection, const struct suite *suite,
		const struct wish *wish)
{
	struct str stale;
	int err = selection_make(selection, suite, wish, &stale);

	if (err == ENOENT) {
		(void)fprintf(stderr, "gamut: run: no case fits '%.*s'\n",
			      STR_ARG(stale));
		return fits_nothing(suite, wish) ? ENOENT : EINVAL;
	}
	if (!err && selection->count == 0 && !is_sanity(selection, wish))
		return ENOENT;
	return err;
}

int wish_select(struct selection *selection, const struct suite *suite,
		const struct options *options)
{
	struct patterns only = { .suite = suite };
	struct patterns skip = { .suite = suite };
	struct patterns tags = { .suite = suite };
	int err = add_all(&only, &options->only, options->results);

	*selection = (struct selection){ .count = 0 };
	if (!err)
		err = add_all(&skip, &options->skip, options->results);
	if (!err)
		err = add_all(&tags, &options->tag, NULL);
	if (!err && is_nothing(options, &only))
		err = ENOENT;
	if (!err) {
		const struct wish wish = {
			.only = only.pattern,
			.only_count = only.count,
			.skip = skip.pattern,
			.skip_count = skip.count,
			.tag = tags.pattern,
			.tag_count = tags.count,
		};

		err = make(selection, suite, &wish);
	}
	if (err == ENOENT)
		(void)fprintf(stderr, "gamut: run: no case is left to run\n");
	arena_release(&only.arena);
	arena_release(&skip.arena);
	arena_release(&tags.arena);
	return err;
}
