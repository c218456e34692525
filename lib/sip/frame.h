/* SPDX-License-Identifier: MIT */
#ifndef SIP_FRAME_H
#define SIP_FRAME_H

#include "text/str.h"

/**
 * Where one message ends on a stream (RFC 3261 §18.3): it skips the line ends
 * before the start line (§7.5), looks for the blank line and adds what
 * Content-Length says. A stream MUST carry Content-Length; without one the
 * message ends at its blank line. Lines may end in a bare LF, so that a sender
 * who does so can still be told. Pure; it remembers how far it has looked, so
 * the cost is linear in the bytes however small the pieces are.
 */
struct frame {
	size_t max;      /* bytes one message may have */
	size_t scanned;  /* no line end hides before here */
	size_t line;     /* where the line being read starts */
	size_t field;    /* where the header field before it starts, 0: none */
	size_t head;     /* bytes with the blank line, 0: not seen yet */
	uint64_t length; /* of the body */
	bool has_length;
	const char *why; /* what is wrong with the head, NULL: nothing */
};

enum frame_state { FRAME_MORE, FRAME_MESSAGE, FRAME_BROKEN };

struct frame_found {
	enum frame_state state;
	size_t skip;     /* bytes before the message, to be thrown away */
	size_t size;     /* FRAME_MESSAGE: bytes of the message behind them */
	const char *why; /* FRAME_BROKEN: a constant text; else NULL */
};

void frame_init(struct frame *frame, size_t max);

/**
 * Look at all bytes of the stream that were not taken yet. The caller takes
 * skip bytes each time, and size bytes more when there is a message; the next
 * call is given what is left with anything that came behind it. A frame is
 * ready for the next message after FRAME_MESSAGE, and is of no more use
 * after FRAME_BROKEN.
 */
struct frame_found frame_next(struct frame *frame, struct str bytes);

/**
 * Whether whoever reads these bytes on a stream knows behind them where the next message
 * begins: whole messages with Content-Length and CRLF, or line ends alone.
 */
bool frame_is_whole(struct str bytes);

#endif
