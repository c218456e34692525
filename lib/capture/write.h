/* SPDX-License-Identifier: MIT */
#ifndef CAPTURE_WRITE_H
#define CAPTURE_WRITE_H

#include "capture/call.h"

/** How a call became a scenario, or why it did not. */
enum capture_outcome {
	CAPTURE_WRITTEN,
	CAPTURE_UNANSWERED, /* nothing of the far end was captured */
	CAPTURE_BINARY,     /* it has bytes that a scenario file cannot hold */
	CAPTURE_UNFIT       /* no scenario can say it */
};

/** The id of a call's scenario: "captured/0001-486". @param number  from 1 */
void capture_write_id(struct buf *out, const struct captured_call *call,
		      size_t number);

/**
 * Write the scenario that answers as the far end did: its responses with their delays,
 * what differs from call to call as templates, what is secret struck out. What it could
 * not take over stands in comments.
 *
 * @param is_broken  the file says that it may break rules
 */
enum capture_outcome capture_write(struct buf *out,
				   const struct captured_call *call,
				   size_t number, bool is_broken);

#endif
