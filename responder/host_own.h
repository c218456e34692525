/* SPDX-License-Identifier: MIT */
#ifndef HOST_OWN_H
#define HOST_OWN_H

#include "host.h"

/** What the files of the host share; nobody else includes this. */

enum { MESSAGES_MAX = 1 << 20 }; /* bytes that are said at once */

/** Say something, in whole lines. */
__attribute__((format(printf, 2, 3))) void host_say(const struct host *host,
						    const char *format, ...);

/** Listen at all places. @return 0 or an errno, which is told */
int host_listen(struct host *host);

#endif
