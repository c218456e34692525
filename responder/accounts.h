/* SPDX-License-Identifier: MIT */
#ifndef ACCOUNTS_H
#define ACCOUNTS_H

#include "option.h"
#include "sip/digest.h"

/** Whose credentials are right: of --user and --users, for any realm. */
struct accounts {
	struct arena arena; /* owns the names and passwords */
	struct account *account;
	size_t count;
	size_t room;
};

/**
 * Load them; alice:secret where none is given. A file has NAME:PASSWORD on each line,
 * blanks before the name do not count; empty lines and those that begin with # are
 * passed over. No message shows a password.
 *
 * @param[out] accounts  accounts_release() it in any case
 * @param      messages  what is wrong, for people
 * @return 0, EBADMSG: the file has faults, or an errno
 */
int accounts_load(struct accounts *accounts, const struct options *options,
		  struct buf *messages);

void accounts_release(struct accounts *accounts);

#endif
