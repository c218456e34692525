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

#endif
