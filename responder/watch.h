/* SPDX-License-Identifier: MIT */
#ifndef WATCH_H
#define WATCH_H

#include <stddef.h>

#include "engine/loop.h"

/**
 * Tells when something changes in folders, theirs included. A burst of changes,
 * as an editor makes them, is told once, a moment after its last one.
 */
struct watch_dirs;

typedef void changed_f(void *arg);

/**
 * @param dir  folders or files; borrowed until it is closed
 * @return 0, ENOMEM or what inotify says
 */
int watch_open(struct watch_dirs **watchp, struct loop *loop, char *const *dir,
	       size_t dir_count, changed_f *changed, void *arg);

void watch_close(struct watch_dirs *watch); /* NULL is fine */

#endif
