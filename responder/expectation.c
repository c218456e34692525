/* SPDX-License-Identifier: MIT */
#include "expectation.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "scenario/yaml.h"

int expectation_read(struct buf *text, const char *path)
{
	/* One byte more than a file may have, so that the loader tells. */
	buf_init(text, NODE_FILE_MAX + 1);
	return file_read(text, path);
}

static int load(struct expect_file **filep, struct str text,
		const struct suite *suite, struct diags *diags)
{
	struct expect_file *file = NULL;
	int err = expect_file_load(&file, text, diags);

	if (!err)
		err = expect_file_check(file, suite, diags);
	if (err) {
		expect_file_free(file);
		return err;
	}
	*filep = file;
	return 0;
}

int expectation_load(struct expect_file **filep, const char *path,
		     const struct suite *suite, struct buf *messages)
{
	struct diags diags;
	struct buf text;
	int err = expectation_read(&text, path);

	if (err) {
		buf_addf(messages, "gamut: %s: %s\n", path, strerror(err));
		buf_release(&text);
		return err;
	}
	diags_init(&diags, str_from(path), buf_str(&text));
	err = load(filep, buf_str(&text), suite, &diags);
	if (err == EBADMSG)
		diags_write(messages, &diags);
	diags_release(&diags);
	buf_release(&text);
	return err;
}

static int write_all(int fd, struct str text)
{
	while (text.size > 0) {
		ssize_t size = write(fd, text.p, text.size);

		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return errno;
		text = str_sub(text, (size_t)size, text.size);
	}
	return fsync(fd) != 0 ? errno : 0;
}

/** The mode of a file that is there, else that of a new one. */
static mode_t mode_of(const char *path)
{
	struct stat status;
	mode_t mask;

	if (stat(path, &status) == 0)
		return status.st_mode & 07777;
	mask = umask(0);
	(void)umask(mask);
	return 0666 & ~mask;
}

/** Write beside the file, then take its name. */
static int replace(const char *path, struct str text)
{
	char beside[PATH_MAX + 8];
	size_t size = strlen(path);
	int err, fd;

	if (size >= PATH_MAX)
		return ENAMETOOLONG;
	memcpy(beside, path, size);
	memcpy(beside + size, ".XXXXXX", sizeof(".XXXXXX"));
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		return errno;
	err = write_all(fd, text);
	if (!err && fchmod(fd, mode_of(path)) != 0)
		err = errno;
	if (close(fd) != 0 && !err)
		err = errno;
	if (!err && rename(beside, path) != 0)
		err = errno;
	if (err)
		(void)unlink(beside);
	return err;
}

int expectation_write(const char *path, struct str text)
{
	char *target = realpath(path, NULL);
	int err;

	if (target == NULL && errno != ENOENT)
		return errno;
	err = replace(target != NULL ? target : path, text);
	free(target);
	return err;
}
