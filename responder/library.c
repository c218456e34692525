/* SPDX-License-Identifier: MIT */
#include "library.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "embedded.h"
#include "scenario/load.h"
#include "suite_file.h"

enum { ORIGIN_BUILTIN, ORIGIN_FIRST };

/** A shipped file; a fault in one is a fault of the program's. */
static int load_embedded(struct suite *suite, const struct embedded *file,
			 struct buf *messages)
{
	const struct str any_path = { NULL, 0 };
	const struct scenario *other;
	struct scenario *scenario;
	struct diags diags;
	struct str dial;
	int err;

	diags_init(&diags, str_from(file->id), file->text);
	err = scenario_load(&scenario, any_path, false, &diags);
	if (err)
		diags_write(messages, &diags);
	diags_release(&diags);
	if (err)
		return err;
	return suite_add(suite, scenario, ORIGIN_BUILTIN, &other, &dial);
}

static int load_builtin(struct suite *suite, struct buf *messages)
{
	size_t count;
	const struct embedded *file = embedded_files(&count);
	int err = 0;

	for (size_t i = 0; !err && i < count; i++)
		err = load_embedded(suite, &file[i], messages);
	return err;
}

static void say(struct buf *messages, struct str what, const char *why)
{
	buf_addf(messages, "gamut: %.*s: %s\n", STR_ARG(what), why);
}

/** All faulty files are told; @return the first error, a grave one at once */
static int load_files(struct suite *suite, const struct files *files,
		      unsigned origin, struct buf *messages)
{
	const struct scenario *replaced;
	int first = 0;

	for (size_t i = 0; i < files->count; i++) {
		const struct file *file = &files->file[i];
		int err = suite_file_load(suite, file, origin, messages,
					  &replaced);

		if (err && err != EBADMSG) {
			say(messages, str_from(file->path), strerror(err));
			return err;
		}
		if (!err && replaced != NULL)
			buf_addf(messages, "gamut: %s overrides %.*s\n",
				 file->path, STR_ARG(replaced->id));
		if (first == 0)
			first = err;
	}
	return first;
}

static int load_folder(struct suite *suite, const char *path, unsigned origin,
		       struct buf *messages)
{
	struct files files;
	int err;

	files_init(&files);
	err = files_add(&files, path);
	if (err) {
		say(messages, buf_str(&files.failed), strerror(err));
	} else if (files.count == 0) {
		say(messages, str_from(path), "there is no *.yaml in it");
		err = ENOENT;
	} else {
		err = load_files(suite, &files, origin, messages);
	}
	files_release(&files);
	return err;
}

int library_load(struct suite **suitep, const struct library *library,
		 struct buf *messages)
{
	struct suite *suite = NULL;
	uint64_t key[2];
	int first = 0;
	int err;

	if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
		return EIO;
	err = suite_new(&suite, key);
	if (!err && library->has_builtin)
		err = load_builtin(suite, messages);
	if (err)
		goto out;
	for (size_t i = 0; i < library->dir_count; i++) {
		err = load_folder(suite, library->dir[i],
				  (unsigned)(ORIGIN_FIRST + i), messages);
		if (first == 0)
			first = err;
	}
	err = first;
	if (!err)
		err = suite_finish(suite);
	if (err)
		goto out;

	*suitep = suite;
	suite = NULL; /* the caller owns it now */
out:
	suite_unref(suite);
	return err;
}
