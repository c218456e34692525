/* SPDX-License-Identifier: MIT */
#ifndef EXPECTATION_H
#define EXPECTATION_H

#include "campaign/expect.h"

/**
 * Load an expectation file and hold it to a suite.
 *
 * @param[out]    filep     written only on success; expect_file_free() it
 * @param[in,out] messages  lines for people are added on any error but ENOMEM
 * @return 0; EBADMSG: the file is faulty; ENOMEM; or what the file system says
 */
int expectation_load(struct expect_file **filep, const char *path,
		     const struct suite *suite, struct buf *messages);

/**
 * Put a text in the place of a file, or make it: whoever reads the file sees the old
 * one or the new one, also after a crash. A link is followed; the mode stays.
 *
 * @return 0 or an errno
 */
int expectation_write(const char *path, struct str text);

/** Read the text of one. @return 0, EFBIG or another errno */
int expectation_read(struct buf *text, const char *path);

#endif
