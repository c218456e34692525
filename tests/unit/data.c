/* SPDX-License-Identifier: MIT */
#include "data.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"

bool data_read(struct buf *text, const char *path)
{
	FILE *file = fopen(path, "rb");
	char piece[4096];
	size_t size;

	buf_init(text, DATA_FILE_MAX);
	if (file == NULL)
		return false;
	while ((size = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(text, piece, size);
	CHECK_INT(0, fclose(file), 0);
	CHECK_INT(0, buf_error(text), 0);
	return true;
}

bool data_read_part(struct buf *text, const char *folder, const char *name,
		    const char *part)
{
	char path[DATA_PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/%s/%s", folder, name, part);
	return data_read(text, path);
}

size_t data_each(const char *folder,
		 void (*entry)(size_t row, const char *name, void *arg),
		 void *arg)
{
	struct dirent **found = NULL;
	int count = scandir(folder, &found, NULL, alphasort);
	size_t row = 0;

	for (int i = 0; i < count; i++) {
		if (found[i]->d_name[0] != '.')
			entry(row++, found[i]->d_name, arg);
		free(found[i]);
	}
	free(found);
	return row;
}
