/* SPDX-License-Identifier: MIT */
#include "results_file.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

enum { ERROR_MAX = 4096, DEPTH_MAX = 4 };

bool results_file_make(struct results_file *file)
{
	*file = (struct results_file){ .folder = "/tmp/gamut-store-XXXXXX" };
	buf_init(&file->error, ERROR_MAX);
	if (!CHECK(0, mkdtemp(file->folder) != NULL))
		return false;
	(void)snprintf(file->path, sizeof(file->path), "%s/results #1?.db",
		       file->folder);
	return true;
}

static int remove_entry(const char *path, const struct stat *info, int type,
			struct FTW *ftw)
{
	(void)info;
	(void)type;
	(void)ftw;
	return remove(path);
}

void results_file_remove(struct results_file *file)
{
	store_close(file->store);
	buf_release(&file->error);
	CHECK_INT(0,
		  nftw(file->folder, remove_entry, DEPTH_MAX,
		       FTW_DEPTH | FTW_PHYS),
		  0);
}

static void begin(struct results_file *file)
{
	static const struct result_run run = { .t1_ms = 500 };

	CHECK_INT(0, store_open(&file->store, file->path, &file->error), 0);
	CHECK_INT(0, store_begin(file->store, &run), 0);
}

void results_file_put(struct results_file *file, struct result *result,
		      struct str agent)
{
	static const struct result_message message = { .bytes = STR_INIT(
							       "a message") };
	struct result_messages messages;

	if (file->store == NULL)
		begin(file);
	result_messages_init(&messages);
	CHECK_INT(0, result_messages_add(&messages, &message), 0);
	CHECK_INT(0, store_put(file->store, result, agent, &messages), 0);
	CHECK_TEXT(0, store_error(file->store), "");
	result_messages_release(&messages);
}

struct archive *results_file_read(struct results_file *file,
				  enum archive_part part)
{
	struct archive *archive = NULL;
	char *path = file->path;

	store_close(file->store);
	file->store = NULL;
	CHECK_INT(0, archive_open(&archive, &path, 1, part, &file->error), 0);
	CHECK_INT(0, file->error.size, 0);
	if (archive == NULL)
		abort();
	return archive;
}

void results_file_count(struct archive *archive, const struct result *result,
			size_t count)
{
	struct result_messages messages;

	result_messages_init(&messages);
	CHECK_INT(0, archive_messages(archive, &messages, result), 0);
	CHECK_INT(0, messages.count, count);
	result_messages_release(&messages);
}

bool results_file_has(const struct results_file *file, const char *suffix)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s%s", file->path, suffix);
	return access(path, F_OK) == 0;
}
