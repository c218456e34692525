/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_PARCEL_H
#define ENGINE_PARCEL_H

#include "engine/core.h"
#include "scenario/scenario.h"

struct call;

/**
 * Send bytes as the faults of their step say: dropped, later, several times.
 *
 * @param faults  NULL: none
 * @param sent    copies so far, dropped ones too; it is counted up
 */
void parcel_send(struct call *call, const struct path *path, struct str bytes,
		 const struct faults *faults, uint16_t *sent, uint64_t now_us);

/**
 * Send copies of bytes at a later time, whatever becomes of who sent them.
 *
 * @param call  in whose record they stand if it is still there; NULL: none
 */
void parcel_post(struct server *server, const struct call *call,
		 const struct path *path, struct str bytes, uint32_t copies,
		 uint64_t due_us);

/** Forget all that is still to be sent. */
void parcel_free_all(struct server *server);

#endif
