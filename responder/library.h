/* SPDX-License-Identifier: MIT */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stdbool.h>

#include "scenario/suite.h"

/** Where scenarios come from. What stands later overrides what stands before. */
struct library {
	bool has_builtin; /* the shipped suite */
	char *const *dir; /* folders or files */
	size_t dir_count;
};

/**
 * Load all of it.
 *
 * @param[out]    suitep    a finished suite, written only on success
 * @param[in,out] messages  lines for people are added in any case: what is wrong, and
 *                          what overrides what
 * @return 0; EBADMSG: a file is faulty; ENOENT: a folder has no scenario; ENOMEM; or
 *         what the file system says
 */
int library_load(struct suite **suitep, const struct library *library,
		 struct buf *messages);

#endif
