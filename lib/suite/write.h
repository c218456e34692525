/* SPDX-License-Identifier: MIT */
#ifndef SUITE_WRITE_H
#define SUITE_WRITE_H

#include "suite/variant.h"

/** How much of the freedom that the RFCs leave is used. */
struct vary {
	bool is_on;
	uint64_t seed;
};

/** The id: "final/486+lost-ack", "options/486+ack", "final/486+ack@tcp". */
void suite_case_write_id(struct buf *out, const struct suite_case *one);

/**
 * What a telephone with digits alone dials, "486902"; nothing for what no call can
 * begin and for several variants in one. The keypad grammar knows no such number: 900
 * is no code.
 */
void suite_case_write_dial(struct buf *out, const struct suite_case *one);

/** What it is, in words: "Busy Here, and the first ACK is lost". */
void suite_case_write_title(struct buf *out, const struct suite_case *one);

/** The check that it is about, or NULL. */
const char *suite_case_key(const struct suite_case *one);

/** The text of its scenario file. The same case, seed and version give the same bytes. */
void suite_case_write(struct buf *out, const struct suite_case *one,
		      const struct vary *vary);

#endif
