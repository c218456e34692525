/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_BINDING_H
#define ENGINE_BINDING_H

#include "sip/message.h"
#include "text/buf.h"

/** One contact of an address of record. One block of memory. */
struct binding {
	struct binding *next;
	uint64_t expires_us;
	uint32_t cseq;
	struct str uri;    /* as it was written */
	struct str params; /* header parameters but expires, each with its ; */
	struct str call_id;
	char text[];
};

enum {
	EXPIRES_DEFAULT_S = 3600,
	EXPIRES_MAX_S = 7200 /* a longer wish is shortened */
};

/** Seconds that a Contact asks for: its own parameter, the header, or ours. */
uint32_t binding_expires_s(const struct message *request, struct str contact);

/**
 * The binding that a Contact of a REGISTER asks for; free() it.
 *
 * @return 0, ENOMEM, or EMSGSIZE when its parameters are too long
 */
int binding_new(struct binding **bindingp, struct message *request,
		struct str contact, uint64_t now_us);

/** Whether a request came later than a newer one (RFC 3261 §10.3 step 7). */
bool binding_is_late(const struct binding *binding, struct message *request);

/** Write its Contact line, with the seconds that are left of it. */
void binding_write(struct buf *out, const struct binding *binding,
		   uint64_t now_us);

#endif
