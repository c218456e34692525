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

/** When and how bytes leave. */
struct parcel_terms {
	uint32_t copies;
	uint64_t due_us; /* where is_behind is set: not before the next ones */
	bool is_behind; /* behind the next bytes to the same host, or T2 later */
	bool is_spoilt;
	bool is_fated; /* --fault has had its way with them */
	struct manner manner;
};

/** Bytes, and how the faults of their step let them leave. @param faults  NULL: none */
struct leaving leaving_of(struct str bytes, const struct faults *faults);

/**
 * Send copies of bytes at a later time, whatever becomes of who sent them.
 *
 * @param run  in whose record they stand, it is held till then; NULL: none
 */
void parcel_post(struct server *server, struct run *run,
		 const struct path *path, struct str bytes,
		 const struct parcel_terms *terms);

/** Something has left this way: what waits for that follows it. */
void parcel_release(struct server *server, const struct path *path,
		    uint64_t now_us);

/** Forget all that is still to be sent. */
void parcel_free_all(struct server *server);

#endif
