/* SPDX-License-Identifier: MIT */
#ifndef STORE_IDENTIFY_H
#define STORE_IDENTIFY_H

#include "store/sql.h"

/** Whose file it is. */
enum origin {
	ORIGIN_OURS,
	ORIGIN_NOBODY /* nothing was ever written into it */
};

/**
 * Whether SQLite would be right to open this path: a file of any content, or, when it
 * may be new, nothing.
 *
 * @return 0 or an errno, then with a line in error
 */
int identify_path(const char *path, bool may_be_new, struct buf *error);

/**
 * Read whose file it is.
 *
 * @return 0, or an errno with a line in error; EBADMSG: of another program, or of a
 *         newer version of this one
 */
int identify(sqlite3 *db, const char *path, enum origin *origin,
	     struct buf *error);

#endif
