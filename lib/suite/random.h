/* SPDX-License-Identifier: MIT */
#ifndef SUITE_RANDOM_H
#define SUITE_RANDOM_H

#include "suite/variant.h"

/**
 * Numbers that a seed and a case determine: what one case gets does not depend on
 * which others are made.
 */
struct random {
	uint64_t state;
};

void random_init(struct random *random, uint64_t seed,
		 const struct suite_case *one);

/** A number from 0 to below - 1. */
unsigned random_below(struct random *random, unsigned below);

/** Lines of headers that nobody knows, in any order; each begins with indent. */
void random_write_headers(struct random *random, struct buf *out,
			  const char *indent);

/**
 * A `raw:` step of a response that needs no header beyond those of every
 * response: in any order, with long or short names in any case (RFC 3261 §7.3.1,
 * §7.3.3), blanks around the colon, unknown headers, and a long tag.
 */
void random_write_response(struct random *random, struct buf *out,
			   unsigned code, struct str phrase);

#endif
