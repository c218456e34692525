/* SPDX-License-Identifier: MIT */
#ifndef REPORT_PUT_H
#define REPORT_PUT_H

#include <stdio.h>

#include "text/buf.h"

/** The ceiling of what a writer holds before it puts it out. */
enum { REPORT_MAX = 64 << 20 };

/**
 * Write what the buffer holds to a file, and clear it.
 *
 * @return 0, the buffer's error, or what the file says
 */
int report_put(FILE *out, struct buf *text);

#endif
