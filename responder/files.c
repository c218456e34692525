/* SPDX-License-Identifier: MIT */
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_SIZE = 65536, ROOM_MIN = 16 };

/** A folder that was walked, told by its device and number. */
struct folder {
	struct folder *next;
	dev_t device;
	ino_t number;
};

/** Where a walk is. */
struct walk {
	struct files *files;
	struct buf path; /* as it is shown */
	struct buf full;
	size_t below;
};

void files_init(struct files *files)
{
	*files = (struct files){ 0 };
	buf_init(&files->failed, PATH_MAX);
}

void files_release(struct files *files)
{
	struct folder *next;

	for (size_t i = 0; i < files->count; i++) {
		free(files->file[i].path);
		free(files->file[i].full);
	}
	free(files->file);
	for (; files->folder != NULL; files->folder = next) {
		next = files->folder->next;
		free(files->folder);
	}
	buf_release(&files->failed);
	files_init(files);
}

static int grow(struct files *files)
{
	size_t room = files->room > 0 ? files->room * 2 : ROOM_MIN;
	struct file *file;

	if (files->count < files->room)
		return 0;
	file = reallocarray(files->file, room, sizeof(*file));
	if (file == NULL)
		return ENOMEM;
	files->file = file;
	files->room = room;
	return 0;
}

static int add_file(const struct walk *walk)
{
	struct files *files = walk->files;
	struct file file = { .below = walk->below };

	if (grow(files) != 0)
		return ENOMEM;
	file.path = strdup(walk->path.p);
	file.full = strdup(walk->full.p);
	if (file.path == NULL || file.full == NULL) {
		free(file.path);
		free(file.full);
		return ENOMEM;
	}
	files->file[files->count++] = file;
	return 0;
}

/** @return 0, EEXIST when it was walked before, or ENOMEM */
static int remember(struct files *files, const struct stat *status)
{
	struct folder *folder;

	for (folder = files->folder; folder != NULL; folder = folder->next) {
		if (folder->device == status->st_dev &&
		    folder->number == status->st_ino)
			return EEXIST;
	}
	folder = malloc(sizeof(*folder));
	if (folder == NULL)
		return ENOMEM;
	*folder = (struct folder){ .next = files->folder,
				   .device = status->st_dev,
				   .number = status->st_ino };
	files->folder = folder;
	return 0;
}

/* Not alphasort(): that one asks the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool is_scenario(const char *path)
{
	static const char suffix[] = ".yaml";
	size_t size = strlen(path);

	return size >= sizeof(suffix) &&
	       strcmp(path + size - (sizeof(suffix) - 1), suffix) == 0;
}

static int walk_folder(struct walk *walk);

/** One name of a folder: a folder, a scenario file, or nothing of ours. */
static int walk_entry(struct walk *walk)
{
	struct stat status;

	if (buf_error(&walk->path) != 0 || buf_error(&walk->full) != 0)
		return ENAMETOOLONG;
	if (stat(walk->path.p, &status) != 0) {
		/* A link to nowhere is a fault only where a scenario is named. */
		bool is_stray = (errno == ENOENT || errno == ELOOP) &&
				!is_scenario(walk->path.p);

		return is_stray ? 0 : errno;
	}
	if (S_ISDIR(status.st_mode)) {
		int err = remember(walk->files, &status);

		if (err)
			return err == EEXIST ? 0 : err;
		return walk_folder(walk);
	}
	if (!S_ISREG(status.st_mode) || !is_scenario(walk->path.p))
		return 0;
	return add_file(walk);
}

/** Go down to a name, and come back unless it failed there. */
static int walk_name(struct walk *walk, const char *name)
{
	size_t path_size = walk->path.size;
	size_t full_size = walk->full.size;
	int err;

	buf_addf(&walk->path, "%s%s",
		 walk->path.p[path_size - 1] == '/' ? "" : "/", name);
	buf_addf(&walk->full, "%s%s",
		 walk->full.p[full_size - 1] == '/' ? "" : "/", name);
	err = walk_entry(walk);
	if (err)
		return err;
	buf_truncate(&walk->path, path_size);
	buf_truncate(&walk->full, full_size);
	return 0;
}

static int walk_folder(struct walk *walk)
{
	struct dirent **entry;
	int count = scandir(buf_str(&walk->path).p, &entry, is_shown, by_name);
	int err = 0;

	if (count < 0)
		return errno;
	for (int i = 0; i < count; i++) {
		if (!err)
			err = walk_name(walk, entry[i]->d_name);
		free(entry[i]);
	}
	free(entry);
	return err;
}

/** Write the path from the root on; links of the folder itself are resolved. */
static int resolve(struct buf *full, const char *path, bool is_folder)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	char *real;
	int err;

	if (is_folder)
		folder = strdup(path);
	else if (slash != NULL)
		folder = strndup(path, (size_t)(slash - path) + 1);
	else
		folder = strdup(".");
	if (folder == NULL)
		return ENOMEM;
	real = realpath(folder, NULL);
	if (real == NULL) {
		err = errno;
		free(folder);
		return err;
	}
	buf_add_text(full, real);
	if (!is_folder)
		buf_addf(full, "%s%s", strcmp(real, "/") == 0 ? "" : "/",
			 slash != NULL ? slash + 1 : path);
	free(real);
	free(folder);
	return buf_error(full);
}

/** Where the part begins that tells the file from others of its folder. */
static size_t below(struct str full, bool is_folder)
{
	size_t at = full.size;

	if (is_folder)
		return at > 1 ? at + 1 : at;
	while (at > 0 && full.p[at - 1] != '/')
		at--;
	return at;
}

static int walk_start(struct walk *walk, const char *path)
{
	struct stat status;
	bool is_folder;
	int err;

	buf_add_text(&walk->path, path);
	if (buf_error(&walk->path) != 0)
		return ENAMETOOLONG;
	if (stat(path, &status) != 0)
		return errno;
	is_folder = S_ISDIR(status.st_mode);
	err = resolve(&walk->full, path, is_folder);
	if (err)
		return err;
	walk->below = below(buf_str(&walk->full), is_folder);
	if (!is_folder)
		return add_file(walk);
	err = remember(walk->files, &status);
	if (err)
		return err == EEXIST ? 0 : err;
	return walk_folder(walk);
}

int files_add(struct files *files, const char *path)
{
	struct walk walk = { .files = files };
	int err;

	buf_init(&walk.path, PATH_MAX);
	buf_init(&walk.full, PATH_MAX);
	err = walk_start(&walk, path);
	if (err) {
		buf_clear(&files->failed);
		buf_add_str(&files->failed, buf_str(&walk.path));
	}
	buf_release(&walk.path);
	buf_release(&walk.full);
	return err;
}

static int read_all(struct buf *text, int fd)
{
	char block[BLOCK_SIZE];

	for (;;) {
		ssize_t size = read(fd, block, sizeof(block));

		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return errno;
		if (size == 0)
			return 0;
		buf_add(text, block, (size_t)size);
		if (buf_error(text) != 0)
			return buf_error(text) == EMSGSIZE ? EFBIG : ENOMEM;
	}
}

int file_read(struct buf *text, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return errno;
	err = read_all(text, fd);
	(void)close(fd);
	return err;
}
