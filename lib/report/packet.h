/* SPDX-License-Identifier: MIT */
#ifndef REPORT_PACKET_H
#define REPORT_PACKET_H

#include "sip/endpoint.h"

/**
 * IP packets as a capture holds them, made from what was said over a flow: the
 * header of IPv4 or IPv6, that of UDP or TCP with right checksums, and the bytes.
 */

/** The addresses of a packet. */
struct packet_way {
	bool is_ip6;
	uint8_t from[16]; /* in network order; of IPv4 the first four */
	uint8_t to[16];
	uint16_t from_port;
	uint16_t to_port;
};

/** The flags of TCP's header (RFC 9293 §3.1). */
enum {
	PACKET_SYN = 0x02,
	PACKET_RST = 0x04,
	PACKET_PSH = 0x08,
	PACKET_ACK = 0x10,
};

struct packet_tcp {
	uint32_t seq;
	uint32_t ack;
	unsigned flags;
};

/**
 * @param[out] way  written only on success
 * @return whether both hosts are numeric and of one family
 */
bool packet_way_init(struct packet_way *way, const struct endpoint *from,
		     const struct endpoint *to);

/** The way back. */
struct packet_way packet_way_back(const struct packet_way *way);

bool packet_way_eq(const struct packet_way *a, const struct packet_way *b);

/** The most that a datagram or a segment carries, in bytes. */
size_t packet_udp_max(const struct packet_way *way);
size_t packet_tcp_max(const struct packet_way *way);

/** Add a datagram, or a segment. @param payload  at most as much as there fits */
void packet_add_udp(struct buf *out, const struct packet_way *way,
		    struct str payload);
void packet_add_tcp(struct buf *out, const struct packet_way *way,
		    const struct packet_tcp *tcp, struct str payload);

#endif
