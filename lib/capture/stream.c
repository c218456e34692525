/* SPDX-License-Identifier: MIT */
#include "capture/stream.h"

#include <string.h>

enum { MESSAGE_MAX = 65535, IN_MAX = 1 << 20 };

void stream_init(struct stream *stream, const struct packet_way *way)
{
	memset(stream, 0, sizeof(*stream));
	stream->way = *way;
	buf_init(&stream->in, IN_MAX);
	frame_init(&stream->frame, MESSAGE_MAX);
}

static void drop_held(struct stream *stream, size_t at)
{
	buf_release(&stream->held[at].bytes);
	stream->held[at] = stream->held[--stream->held_count];
}

void stream_release(struct stream *stream)
{
	while (stream->held_count > 0)
		drop_held(stream, 0);
	buf_release(&stream->in);
}

/** A connection begins, or what there was of it is of no use. */
static void restart(struct stream *stream)
{
	stream->lost += stream->held_count;
	while (stream->held_count > 0)
		drop_held(stream, 0);
	buf_clear(&stream->in);
	stream->taken = 0;
	frame_init(&stream->frame, MESSAGE_MAX);
}

/** Take what is new of bytes that begin at or before what comes next. */
static void append(struct stream *stream, uint32_t seq, struct str bytes)
{
	uint32_t known = stream->next - seq;

	if (known >= bytes.size)
		return; /* a copy */
	bytes = str_sub(bytes, known, bytes.size);
	stream->next += (uint32_t)bytes.size;
	buf_add_str(&stream->in, bytes);
	if (buf_error(&stream->in) == 0)
		return;
	stream->lost++;
	restart(stream);
}

/** Whether bytes from there are still to come; the difference wraps. */
static bool is_ahead(const struct stream *stream, uint32_t seq)
{
	return seq != stream->next && seq - stream->next < 0x80000000U;
}

static void hold(struct stream *stream, const struct dissected *segment)
{
	struct held *held = &stream->held[stream->held_count];

	if (stream->held_count == STREAM_HELD_MAX) {
		/* What is missing was not captured: go on behind it. */
		restart(stream);
		stream->next = segment->tcp.seq;
		append(stream, segment->tcp.seq, segment->payload);
		return;
	}
	held->seq = segment->tcp.seq;
	buf_init(&held->bytes, MESSAGE_MAX);
	buf_add_str(&held->bytes, segment->payload);
	stream->held_count++;
}

/** A gap may have been filled. */
static void unhold(struct stream *stream)
{
	for (size_t i = 0; i < stream->held_count;) {
		if (is_ahead(stream, stream->held[i].seq)) {
			i++;
			continue;
		}
		append(stream, stream->held[i].seq,
		       buf_str(&stream->held[i].bytes));
		if (stream->held_count > 0)
			drop_held(stream, i);
		i = 0;
	}
}

void stream_add(struct stream *stream, const struct dissected *segment)
{
	uint32_t seq = segment->tcp.seq;

	if ((segment->tcp.flags & (PACKET_SYN | PACKET_RST)) != 0) {
		restart(stream);
		stream->next = seq + 1;
		stream->has_next = (segment->tcp.flags & PACKET_SYN) != 0;
		return;
	}
	if (segment->payload.size == 0)
		return;
	if (!stream->has_next) {
		stream->next = seq; /* its begin was not captured */
		stream->has_next = true;
	}
	if (is_ahead(stream, seq)) {
		hold(stream, segment);
		return;
	}
	append(stream, seq, segment->payload);
	unhold(stream);
}

/** Forget bytes at the front. */
static void forget(struct stream *stream, size_t size)
{
	struct buf *in = &stream->in;

	if (size == 0)
		return;
	memmove(in->p, in->p + size, in->size - size);
	buf_truncate(in, in->size - size);
}

bool stream_next(struct stream *stream, struct str *message)
{
	struct frame_found found;

	forget(stream, stream->taken);
	stream->taken = 0;
	found = frame_next(&stream->frame, buf_str(&stream->in));
	forget(stream, found.skip);

	switch (found.state) {
	case FRAME_MESSAGE:
		*message = str_sub(buf_str(&stream->in), 0, found.size);
		stream->taken = found.size;
		return true;
	case FRAME_BROKEN:
		stream->lost++;
		restart(stream);
		return false;
	case FRAME_MORE: break;
	}
	return false;
}
