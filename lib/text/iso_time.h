/* SPDX-License-Identifier: MIT */
#ifndef TEXT_ISO_TIME_H
#define TEXT_ISO_TIME_H

#include "text/buf.h"

/**
 * Add a time in UTC as ISO 8601 has it, to the microsecond or to the second:
 * "2026-03-01T12:00:00.012000Z", "2026-03-01T12:00:00Z".
 *
 * @param us  since the Epoch; what no calendar has any more is written as its last
 */
void iso_time_write(struct buf *out, uint64_t us);
void iso_time_write_seconds(struct buf *out, uint64_t us);

#endif
