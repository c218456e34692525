/* SPDX-License-Identifier: MIT */
#ifndef EXPORT_H
#define EXPORT_H

#include "text/buf.h"

/** What came of the files of an export. */
struct export_count {
	size_t written;
	size_t same; /* they were there with the same bytes */
	size_t left; /* they were there and differ */
};

/**
 * Write a file below a folder; folders are made as they are needed.
 *
 * @param         is_forced  write over a file that differs
 * @param[in,out] count      of the three it adds to one, on success
 * @param[in,out] message    a line for people is added when the file is left alone
 *                           or cannot be written
 * @return 0 or an errno
 */
int export_file(struct str folder, struct str name, struct str text,
		bool is_forced, struct export_count *count,
		struct buf *message);

#endif
