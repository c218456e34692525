/* SPDX-License-Identifier: MIT */
#ifndef CAPTURE_DISSECT_H
#define CAPTURE_DISSECT_H

#include "report/packet.h"

/** How a packet of a capture begins. */
enum link {
	LINK_ETHERNET, /* with VLAN tags, if there are any */
	LINK_SLL,      /* Linux "cooked", version 1 */
	LINK_SLL2,     /* and 2 */
	LINK_NULL,     /* loopback of BSD: a family in somebody's byte order */
	LINK_IP        /* IPv4 or IPv6 at once */
};

/** What a packet is: id, what is said of those that are of no use. */
#define PACKET_KIND_MAP(X)                  \
	X(DATAGRAM, "datagrams")            \
	X(SEGMENT, "segments")              \
	X(FRAGMENT, "fragments of packets") \
	X(CUT, "packets that were cut")     \
	X(OTHER, "packets of other protocols")

enum packet_kind {
#define X(id, text) PACKET_##id,
	PACKET_KIND_MAP(X)
#undef X
		PACKET_KINDS
};

/** A datagram of UDP or a segment of TCP. */
struct dissected {
	struct packet_way way;
	struct packet_tcp tcp; /* PACKET_SEGMENT */
	struct str payload;    /* borrowed from the packet */
};

/** Take a packet apart, whatever bytes it has. @param[out] out  DATAGRAM, SEGMENT */
enum packet_kind dissect(struct dissected *out, enum link link,
			 struct str packet);

#endif
