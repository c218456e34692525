/* SPDX-License-Identifier: MIT */
#ifndef TRACE_H
#define TRACE_H

#include "clock.h"
#include "engine/server.h"

/**
 * A file with every message as it was on the wire. Before each stands a line
 *
 *   ### 2026-11-22 08:31:02.123456 in udp 192.0.2.7:5060 192.0.2.1:5060 612
 *
 * with its time, direction, transport, remote and local address, and size in bytes; after
 * it an empty line. " lost" behind the size: --fault or a scenario had it lost. They
 * stand as they were read and sent; one that was read late has the time it came.
 */
struct trace;

/** @return 0 or a positive errno; the file is made anew */
int trace_open(struct trace **tracep, const char *path,
	       const struct wall *wall);

/** Write what is left and close; @return 0 or the first errno of a write */
int trace_close(struct trace *trace); /* NULL is fine */

void trace_write(struct trace *trace, enum sight sight, const struct path *path,
		 struct str bytes, uint64_t at_us);

#endif
