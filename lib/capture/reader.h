/* SPDX-License-Identifier: MIT */
#ifndef CAPTURE_READER_H
#define CAPTURE_READER_H

#include "capture/dissect.h"
#include "sip/message.h"

/** A SIP message of a capture. */
struct sighting {
	uint64_t at_us; /* since the Epoch */
	enum transport transport;
	struct packet_way way;
	struct message *message; /* owned */
};

struct stream;

/** Packets in, SIP messages out, in the order in which they were whole. */
struct reader {
	struct sighting *sighting; /* owned */
	size_t count;
	size_t room;
	struct stream **stream; /* owned */
	size_t stream_count;
	size_t kind[PACKET_KINDS]; /* packets */
};

void reader_init(struct reader *reader);
void reader_release(struct reader *reader);

/**
 * Take a packet. What is no SIP is only counted.
 *
 * @return 0, ENOMEM, or E2BIG: the capture has too many connections or messages
 */
int reader_add(struct reader *reader, enum link link, struct str packet,
	       uint64_t at_us);

/** Segments of TCP that were of no use for want of others. */
size_t reader_lost(const struct reader *reader);

#endif
