/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODE = 0666 };

/** What a link points to is replaced, not the link. @return 0 or an errno */
static int resolve(char **target, const char *path)
{
	*target = realpath(path, NULL);
	if (*target == NULL && errno == ENOENT)
		*target = strdup(path);
	return *target == NULL ? errno : 0;
}

/** The mode of the file that is replaced, else that of any new file. */
static mode_t mode_of(const char *path)
{
	struct stat status;
	mode_t mask;

	if (stat(path, &status) == 0)
		return status.st_mode & 07777;
	mask = umask(0);
	(void)umask(mask);
	return MODE & ~mask;
}

/** A new file beside the one that it becomes. */
static int open_temp(struct output *output)
{
	static const char suffix[] = ".XXXXXX";
	size_t size = strlen(output->path) + sizeof(suffix);
	int fd;
	int err;

	output->temp = malloc(size);
	if (output->temp == NULL)
		return ENOMEM;
	(void)snprintf(output->temp, size, "%s%s", output->path, suffix);
	fd = mkstemp(output->temp);
	if (fd < 0)
		return errno;
	if (fchmod(fd, mode_of(output->path)) == 0)
		output->file = fdopen(fd, "w");
	if (output->file != NULL)
		return 0;
	err = errno;
	(void)close(fd);
	(void)unlink(output->temp);
	return err;
}

static void forget(struct output *output)
{
	free(output->path);
	free(output->temp);
	*output = (struct output){ .file = NULL };
}

int output_open(struct output *output, const char *path)
{
	struct stat status;
	int err;

	*output = (struct output){ .file = NULL };
	if (strcmp(path, "-") == 0) {
		output->file = stdout;
		return 0;
	}
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		output->file = fopen(path, "we");
		return output->file == NULL ? errno : 0;
	}
	err = resolve(&output->path, path);
	if (!err)
		err = open_temp(output);
	if (err)
		forget(output);
	return err;
}

static int end(FILE *file)
{
	int err = 0;

	errno = 0;
	if (fflush(file) != 0 || ferror(file) != 0)
		err = errno != 0 ? errno : EIO;
	if (file != stdout && fclose(file) != 0 && !err)
		err = errno;
	return err;
}

int output_close(struct output *output, int err)
{
	int failed = end(output->file);

	if (!err)
		err = failed;
	if (output->path != NULL) {
		if (!err && rename(output->temp, output->path) != 0)
			err = errno;
		if (err)
			(void)unlink(output->temp);
	}
	forget(output);
	return err;
}

int output_write(const char *path, struct str text)
{
	struct output output;
	int err = output_open(&output, path);

	if (err)
		return err;
	if (fwrite(text.p, 1, text.size, output.file) != text.size)
		err = errno != 0 ? errno : EIO;
	return output_close(&output, err);
}
