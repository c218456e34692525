/* SPDX-License-Identifier: MIT */
#include "expect_change.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cmd.h"
#include "expectation.h"
#include "page.h"
#include "store/store.h"

enum { DATE_SIZE = 16 };

/** What an update is made from. */
struct sources {
	struct suite *suite;
	struct archive *archive;
	struct buf text; /* the file as it is; empty when there is none */
};

/** Say what is wrong, and end with it. */
static int refuse(int err, const struct buf *messages)
{
	if (err == ENOMEM)
		return cmd_fail(&cmd_expect, err);
	(void)fwrite(messages->p, 1, messages->size, stderr);
	return err == EBADMSG ? STATUS_USAGE : STATUS_RUNTIME;
}

/** Whether an argument has scenarios: a folder, or *.yaml. */
static bool is_scenarios(const char *path)
{
	const char *dot = strrchr(path, '.');
	struct stat status;

	return (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) ||
	       (dot != NULL &&
		(strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0));
}

/** Put results first, each in the order in which they were. @return how many */
static size_t sort_arguments(int argc, char *argv[], char **sorted)
{
	size_t count = 0, results;

	for (int i = 0; i < argc; i++) {
		if (!is_scenarios(argv[i]))
			sorted[count++] = argv[i];
	}
	results = count;
	for (int i = 0; i < argc; i++) {
		if (is_scenarios(argv[i]))
			sorted[count++] = argv[i];
	}
	return results;
}

static int open_results(struct sources *sources, char *const *path,
			size_t count)
{
	struct buf error, line;
	int err;
	int status = STATUS_OK;

	buf_init(&error, PAGE_MAX);
	buf_init(&line, PAGE_MAX);
	err = archive_open(&sources->archive, path, count, ARCHIVE_NEWEST,
			   &error);
	if (err) {
		buf_addf(&line, "gamut: %.*s\n", STR_ARG(buf_str(&error)));
		status = refuse(err, &line);
	}
	buf_release(&line);
	buf_release(&error);
	return status;
}

static int read_file(struct sources *sources, const char *path)
{
	int err = expectation_read(&sources->text, path);

	if (err && err != ENOENT) {
		(void)fprintf(stderr, "gamut: %s: %s\n", path, strerror(err));
		return STATUS_RUNTIME;
	}
	return STATUS_OK;
}

/** What changes, or how much of it did. */
static int tell(const struct options *options,
		const struct expect_update *update)
{
	struct buf page;

	buf_init(&page, PAGE_MAX);
	if (options->dry_run)
		page_add_plain(&page, buf_str(&update->changes));
	else if (update->changes.size == 0)
		buf_addf(&page, "%s: nothing changes\n", options->expect);
	else
		buf_addf(&page,
			 "%s: %zu known failure%s taken out, %zu added\n",
			 options->expect, update->passed,
			 update->passed == 1 ? "" : "s", update->added);
	return page_print(&page);
}

static int write_file(const struct options *options,
		      const struct expect_update *update)
{
	int err;

	if (options->dry_run || update->changes.size == 0)
		return STATUS_OK;
	err = expectation_write(options->expect, buf_str(&update->text));
	if (err) {
		(void)fprintf(stderr, "gamut: %s: %s\n", options->expect,
			      strerror(err));
		return STATUS_RUNTIME;
	}
	return STATUS_OK;
}

/** Today, as people write it here. */
static struct str today(char date[DATE_SIZE])
{
	time_t now = time(NULL);
	struct tm tm;

	if (localtime_r(&now, &tm) == NULL)
		return STR("");
	return (struct str){ date, strftime(date, DATE_SIZE, "%Y-%m-%d", &tm) };
}

static int make(struct expect_update *update, const struct options *options,
		const struct sources *sources)
{
	char date[DATE_SIZE];
	struct buf messages;
	struct diags diags;
	int status = STATUS_OK;
	int err;

	buf_init(&messages, PAGE_MAX);
	diags_init(&diags, str_from(options->expect), buf_str(&sources->text));
	err = expect_file_update(update, buf_str(&sources->text),
				 archive_results(sources->archive),
				 sources->suite, today(date), &diags);
	if (err == EMSGSIZE)
		buf_addf(&messages,
			 "gamut: %s: it would be larger than a file may be\n",
			 options->expect);
	diags_write(&messages, &diags);
	if (err)
		status = refuse(err, &messages);
	diags_release(&diags);
	buf_release(&messages);
	return status;
}

static int change(const struct options *options, const struct sources *sources)
{
	struct expect_update update;
	int status;

	expect_update_init(&update);
	status = make(&update, options, sources);
	if (status == STATUS_OK)
		status = write_file(options, &update);
	if (status == STATUS_OK)
		status = tell(options, &update);
	expect_update_release(&update);
	return status;
}

/** @param count  of path: how many are results; scenarios follow */
static int change_by(const struct options *options, char **path, size_t all,
		     size_t count)
{
	struct library library = {
		.has_builtin = !options->no_builtin,
		.dir = path + count,
		.dir_count = all - count,
	};
	struct sources sources = { .suite = NULL };
	int status;

	buf_init(&sources.text, 0);
	status = cmd_load(&cmd_expect, &sources.suite, &library);
	if (status == STATUS_OK)
		status = open_results(&sources, path, count);
	if (status == STATUS_OK)
		status = read_file(&sources, options->expect);
	if (status == STATUS_OK)
		status = change(options, &sources);
	buf_release(&sources.text);
	archive_close(sources.archive);
	suite_unref(sources.suite);
	return status;
}

int expect_change(const struct options *options, int argc, char *argv[])
{
	char **sorted = calloc((size_t)argc + 1, sizeof(*sorted));
	size_t count;
	int status;

	if (sorted == NULL)
		return cmd_fail(&cmd_expect, ENOMEM);
	count = sort_arguments(argc, argv, sorted);
	if (count == 0)
		status = cmd_usage(&cmd_expect,
				   "expect update: by which results?");
	else
		status = change_by(options, sorted, (size_t)argc, count);
	free(sorted);
	return status;
}
