/* SPDX-License-Identifier: MIT */
#ifndef CATALOGUE_CAUSE_H
#define CATALOGUE_CAUSE_H

#include <stddef.h>
#include <stdint.h>

#include "text/buf.h"

/** A Q.850 cause and the response a gateway gives for it (RFC 3398 §7.2.4.1). */
struct cause {
	uint8_t number;
	uint16_t
		code; /* 0: none: 16 is a BYE or CANCEL, 44 is not translated */
	const char *text;
	const char *note; /* exceptions ("403; 603 from the user"), or NULL */
};

/** All causes in ascending order. */
const struct cause *cause_rows(size_t *count);

/** The cause of this number, or NULL. */
const struct cause *cause_find(unsigned number);

/**
 * The response for a cause, known or not.
 *
 * @return the code; 500 for a cause without a row; 0 for 16 and 44
 */
unsigned cause_code(unsigned number);

/** Write `Reason: Q.850;cause=17;text="User busy"` with CRLF (RFC 6432). */
void cause_write_reason(struct buf *out, unsigned number);

#endif
