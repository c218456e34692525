/* SPDX-License-Identifier: MIT */
#ifndef CAPTURE_CALL_H
#define CAPTURE_CALL_H

#include "capture/reader.h"

/** What a message is in a call. */
enum part { PART_ASKED, PART_ANSWERED, PART_FAR_ASKED };

/** A message of a call, each once: copies are left out. */
struct call_part {
	enum part part;
	const struct sighting *seen; /* the reader's */
	size_t asked; /* ANSWERED: place of the request in the call */
};

/**
 * What a caller and the far end said of one Call-ID, over one pair of addresses; it
 * begins with a request of the caller's that is outside of a dialog.
 */
struct captured_call {
	struct packet_way way; /* the caller's */
	struct str id;         /* Call-ID */
	struct call_part *part;
	size_t count;
	size_t room;
};

struct captured_calls {
	struct captured_call *call; /* in the order of their begin; owned */
	size_t count;
	size_t room;
};

/** The calls of all messages of a reader, which must outlive them. @return 0 or ENOMEM */
int captured_calls_find(struct captured_calls *calls,
			const struct reader *reader);
void captured_calls_release(struct captured_calls *calls);

#endif
