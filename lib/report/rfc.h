/* SPDX-License-Identifier: MIT */
#ifndef REPORT_RFC_H
#define REPORT_RFC_H

#include "text/buf.h"

/** References to RFCs, "3261#17.1.1.3": how scenarios and checks name them. */

/** Take the next one off a list with commas. @return false when it is used up */
bool rfc_next(struct str *refs, struct str *ref);

/**
 * Write one reference behind others: "RFC 3261 §17.1.1.3", then ", §8.1.1.7" while
 * the RFC stays the same.
 *
 * @param[in,out] number  the RFC of the one before, absent for the first
 */
void rfc_write(struct buf *out, struct str ref, struct str *number);

/** Write all of a list: "RFC 3261 §17.1.1.3, §8.1.1.7, RFC 6026 §8.4". */
void rfc_write_list(struct buf *out, struct str refs);

/**
 * Write where one can be read:
 * "https://www.rfc-editor.org/rfc/rfc3261#section-17.1.1.3".
 *
 * @return false, and nothing is written, when it is no reference
 */
bool rfc_write_url(struct buf *out, struct str ref);

#endif
