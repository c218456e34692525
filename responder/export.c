/* SPDX-License-Identifier: MIT */
#include "export.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "output.h"

/** Make every folder of a path but its last part, which is the file. */
static int make_folders(struct buf *path)
{
	for (size_t i = 1; i < path->size; i++) {
		int err = 0;

		if (path->p[i] != '/')
			continue;
		path->p[i] = '\0';
		if (mkdir(path->p, 0777) != 0 && errno != EEXIST)
			err = errno;
		path->p[i] = '/';
		if (err)
			return err;
	}
	return 0;
}

/** What is there: ENOENT for nothing, 0 for these bytes, EEXIST for others. */
static int compare(const char *path, struct str text)
{
	struct buf have;
	int err;

	buf_init(&have, text.size);
	err = file_read(&have, path);
	if (err == EFBIG || (!err && !str_eq(buf_str(&have), text)))
		err = EEXIST;
	buf_release(&have);
	return err;
}

static int export_to(struct buf *path, struct str text, bool is_forced,
		     struct export_count *count)
{
	int err = make_folders(path);

	if (!err)
		err = compare(path->p, text);
	if (err == 0) {
		count->same++;
		return 0;
	}
	if (err != ENOENT && (err != EEXIST || !is_forced))
		return err;
	err = output_write(path->p, text);
	if (!err)
		count->written++;
	return err;
}

int export_file(struct str folder, struct str name, struct str text,
		bool is_forced, struct export_count *count, struct buf *message)
{
	struct buf path;
	int err;

	buf_init(&path, PATH_MAX);
	buf_add_str(&path, folder);
	buf_add_char(&path, '/');
	buf_add_str(&path, name);
	err = buf_error(&path) == EMSGSIZE ? ENAMETOOLONG : buf_error(&path);
	if (!err)
		err = export_to(&path, text, is_forced, count);
	if (err == EEXIST) {
		buf_addf(message,
			 "gamut: %s differs and is left alone; --force "
			 "writes over it\n",
			 path.p);
		count->left++;
		err = 0;
	} else if (err) {
		buf_addf(message, "gamut: %.*s/%.*s: %s\n", STR_ARG(folder),
			 STR_ARG(name), strerror(err));
	}
	buf_release(&path);
	return err;
}
