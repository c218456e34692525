/* SPDX-License-Identifier: MIT */
#ifndef FILES_H
#define FILES_H

#include "text/buf.h"

/** One scenario file. Both texts are owned by the list. */
struct file {
	char *path;   /* as it is shown, and opened */
	char *full;   /* from the root of the file system, links not followed
		     * below the folder that was asked for */
	size_t below; /* where, in full, the part below that folder begins */
};

/**
 * The scenario files of some folders, in the order in which they are taken: the
 * folders as they were given, in each the names in the order of their bytes.
 */
struct files {
	struct file *file;
	size_t count;
	size_t room;
	struct folder *folder; /* those that were walked; owned */
	struct buf failed;     /* the path that the last error is about */
};

void files_init(struct files *files);
void files_release(struct files *files);

/**
 * Add a file, or every *.yaml in a folder and in its folders. What is hidden
 * (its name begins with a dot) is skipped, unless it is named here. Links are
 * followed; no folder is walked twice, so links may go in circles.
 *
 * @return 0, or an errno of the file system or ENOMEM; then `failed` names the
 *         path, and what was found before it stays in the list
 */
int files_add(struct files *files, const char *path);

/**
 * Read a whole file.
 *
 * @param[in,out] text  the bytes are added to it; its ceiling is the limit
 * @return 0, EFBIG when the file is larger than the limit, or another errno
 */
int file_read(struct buf *text, const char *path);

#endif
