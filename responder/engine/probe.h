/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_PROBE_H
#define ENGINE_PROBE_H

#include "engine/run.h"

/**
 * Send the client an OPTIONS outside of every dialog, if that is wanted of this run: to
 * the Contact of its INVITE, the way that came. run_probed() follows.
 *
 * @return whether it was sent
 */
bool probe_send(struct run *run, uint64_t now_us);

#endif
