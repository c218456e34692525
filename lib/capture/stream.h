/* SPDX-License-Identifier: MIT */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include "capture/dissect.h"
#include "sip/frame.h"

enum { STREAM_HELD_MAX = 64 };

/** One direction of a TCP connection: segments in, bytes in their order out. */
struct stream {
	struct packet_way way;
	bool has_next;
	uint32_t next; /* sequence number */
	struct buf in; /* what is no whole message yet */
	size_t taken;  /* bytes at its front that were handed out */
	struct frame frame;
	struct held {
		uint32_t seq;
		struct buf bytes;
	} held[STREAM_HELD_MAX]; /* behind a gap */
	size_t held_count;
	size_t lost; /* segments that no gap was filled for, or broken ones */
};

void stream_init(struct stream *stream, const struct packet_way *way);
void stream_release(struct stream *stream);

/** Take a segment, whatever it says. */
void stream_add(struct stream *stream, const struct dissected *segment);

/**
 * Take the next whole message off; borrowed until the next call.
 *
 * @return whether there was one
 */
bool stream_next(struct stream *stream, struct str *message);

#endif
