/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_PEER_H
#define ENGINE_PEER_H

#include "engine/run.h"

/**
 * The addresses that runs came from, so that those runs know when one is gone. An
 * address that cannot be kept for want of memory is as one that is never gone.
 */

/** The run's calls come from run->path now. */
void peer_set(struct run *run);

/** The run is over, or comes from nowhere. */
void peer_unset(struct run *run);

/** The address refuses, or its stream closed: its runs that are open are told. */
void peer_gone(struct server *server, const struct path *path, uint64_t now_us);

#endif
