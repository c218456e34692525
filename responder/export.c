/* SPDX-License-Identifier: MIT */
#include "export.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "output.h"

enum {
	/* A larger file is none of ours. */
	FILE_MAX = 16 << 20
};

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

/** Whether the manifest says that these bytes are what we wrote. */
static int find_own(const struct export *export, struct str name,
		    struct str bytes)
{
	char hex[SHA256_HEX_SIZE + 1];
	int err;

	if (export->own == NULL)
		return EEXIST;
	err = sha256_hex(hex, bytes);
	if (err)
		return err;
	return manifest_has(export->own, name, str_from(hex)) ? ENOENT : EEXIST;
}

/**
 * What is there: 0 for these bytes, ENOENT for nothing or for what may go, EEXIST for what
 * may not without force, ENOTSUP for no file.
 */
static int compare(const struct export *export, const char *path,
		   struct str name, struct str text)
{
	struct stat status;
	struct buf have;
	int err;

	if (lstat(path, &status) != 0)
		return errno;
	if (!S_ISREG(status.st_mode))
		return ENOTSUP;
	buf_init(&have, FILE_MAX);
	err = file_read(&have, path);
	if (err == EFBIG)
		err = EEXIST;
	else if (!err && !str_eq(buf_str(&have), text))
		err = find_own(export, name, buf_str(&have));
	buf_release(&have);
	return err;
}

static int make_executable(const char *path)
{
	struct stat status;
	mode_t mode;

	if (stat(path, &status) != 0)
		return errno;
	/* Whoever may read it may run it. */
	mode = status.st_mode & 07777;
	mode |= (mode & 0444) >> 2;
	return chmod(path, mode) == 0 ? 0 : errno;
}

static int write_out(struct export *export, const char *path, struct str text)
{
	int err = output_write(path, text);

	if (!err && str_starts(text, STR("#!")))
		err = make_executable(path);
	if (!err)
		export->written++;
	return err;
}

static int export_to(struct export *export, struct buf *path, struct str name,
		     struct str text)
{
	int err = make_folders(path);

	if (!err)
		err = compare(export, path->p, name, text);
	switch (err) {
	case 0: export->same++; return 0;
	case ENOENT: return write_out(export, path->p, text);
	case EEXIST:
		if (export->is_forced)
			return write_out(export, path->p, text);
		buf_addf(export->messages,
			 "gamut: %s differs and is left alone; --force "
			 "writes over it\n",
			 path->p);
		export->left++;
		return 0;
	case ENOTSUP:
		buf_addf(export->messages,
			 "gamut: %s is no plain file and is left alone\n",
			 path->p);
		export->left++;
		return 0;
	default: return err;
	}
}

static void join(struct buf *path, const struct export *export, struct str name)
{
	buf_init(path, PATH_MAX);
	buf_add_str(path, export->folder);
	buf_add_char(path, '/');
	buf_add_str(path, name);
}

static int fail(struct export *export, struct str name, int err)
{
	buf_addf(export->messages, "gamut: %.*s/%.*s: %s\n",
		 STR_ARG(export->folder), STR_ARG(name), strerror(err));
	return err;
}

int export_file(struct export *export, struct str name, struct str text)
{
	struct buf path;
	int err;

	join(&path, export, name);
	err = buf_error(&path) == EMSGSIZE ? ENAMETOOLONG : buf_error(&path);
	if (!err)
		err = export_to(export, &path, name, text);
	buf_release(&path);
	return err ? fail(export, name, err) : 0;
}

/**
 * Read the manifest of an earlier run.
 *
 * @return 0; EBADMSG: there is something else; ENOENT; or another errno
 */
static int read_own(struct manifest *own, struct export *export,
		    struct str name)
{
	struct buf path;
	struct buf text;
	int err;

	join(&path, export, name);
	buf_init(&text, FILE_MAX);
	err = buf_error(&path);
	if (!err)
		err = file_read(&text, path.p);
	if (!err)
		err = manifest_read(own, buf_str(&text));
	buf_release(&text);
	buf_release(&path);
	if (err == EFBIG)
		err = EBADMSG;
	if (err && err != EBADMSG && err != ENOENT)
		(void)fail(export, name, err);
	return err;
}

static int write_files(struct export *export, const struct suite_out *out)
{
	int err = 0;

	for (size_t i = 0; !err && i < out->count; i++)
		err = export_file(export, out->file[i].path,
				  out->file[i].bytes);
	return err;
}

static bool is_there(const struct export *export, struct str name)
{
	struct stat status;
	struct buf path;
	bool is;

	join(&path, export, name);
	is = buf_error(&path) == 0 && lstat(path.p, &status) == 0;
	buf_release(&path);
	return is;
}

/** Name what earlier runs wrote and this one did not; it stays in the manifest. */
static void keep_old(struct export *export, struct buf *manifest,
		     const struct suite_out *out)
{
	const struct manifest_line *line = export->own->first;

	for (; line != NULL; line = line->next) {
		if (suite_out_has(out, line->path) ||
		    !suite_is_path(line->path) || !is_there(export, line->path))
			continue;
		buf_addf(export->messages,
			 "gamut: %.*s/%.*s is left over from an earlier run\n",
			 STR_ARG(export->folder), STR_ARG(line->path));
		manifest_keep(manifest, line);
		export->old++;
	}
}

/** It goes last: a file that it does not know yet counts as somebody's own. */
static int write_manifest(struct export *export, struct str name,
			  const char *kind, const struct suite_out *out)
{
	struct buf text;
	int err;

	buf_init(&text, FILE_MAX);
	err = manifest_write(&text, kind, out);
	keep_old(export, &text, out);
	if (!err && buf_error(&text) != 0)
		err = ENOMEM;
	err = err ? fail(export, name, err)
		  : export_file(export, name, buf_str(&text));
	buf_release(&text);
	return err;
}

int export_generated(struct export *export, const char *kind,
		     const struct suite_out *out)
{
	bool is_forced = export->is_forced;
	struct manifest own;
	bool is_ours;
	struct buf name;
	int err;

	buf_init(&name, NAME_MAX);
	buf_addf(&name, "%s.sha256", kind);
	manifest_init(&own);
	err = read_own(&own, export, buf_str(&name));
	is_ours = err == 0;
	if (err && err != ENOENT && err != EBADMSG)
		goto out;
	export->own = &own;
	err = write_files(export, out);
	if (err)
		goto out;
	export->is_forced |= is_ours;
	err = write_manifest(export, buf_str(&name), kind, out);
out:
	export->own = NULL;
	export->is_forced = is_forced;
	manifest_release(&own);
	buf_release(&name);
	return err;
}
