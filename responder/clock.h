/* SPDX-License-Identifier: MIT */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

#include "text/buf.h"

/** Turns the monotonic time of the loop into the time on the wall. */
struct wall {
	int64_t offset_us; /* wall minus monotonic, at the start */
};

void wall_init(struct wall *wall, uint64_t now_us);

/** "2026-11-22 08:31:02.123456", local time. */
void wall_write(struct buf *out, const struct wall *wall, uint64_t at_us);

#endif
