/* SPDX-License-Identifier: MIT */
#ifndef TESTS_DATA_H
#define TESTS_DATA_H

#include "text/buf.h"

enum { DATA_PATH_MAX = 1024, DATA_FILE_MAX = 2000000 };

/**
 * Read a file; buf_release() the text in any case.
 *
 * @return false when there is no such file
 */
bool data_read(struct buf *text, const char *path);

/** The file `part` of the folder `name` in `folder`. */
bool data_read_part(struct buf *text, const char *folder, const char *name,
		    const char *part);

/**
 * Call back for each entry of a folder that is not hidden, in the order of names.
 *
 * @return how many
 */
size_t data_each(const char *folder,
		 void (*entry)(size_t row, const char *name, void *arg),
		 void *arg);

#endif
