/* SPDX-License-Identifier: MIT */
#include "report/packet.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

enum {
	IP4_HEADER = 20,
	IP6_HEADER = 40,
	UDP_HEADER = 8,
	TCP_HEADER = 20,
	IP4_ADDRESS = 4,
	IP6_ADDRESS = 16,
	LENGTH_MAX = 65535, /* IPv4 counts its own header, IPv6 does not */
	HOPS = 64,
	WINDOW = 65535, /* without scaling, so the most there is */
};

bool packet_way_init(struct packet_way *way, const struct endpoint *from,
		     const struct endpoint *to)
{
	bool is_ip6 = endpoint_is_ip6(from);
	int family = is_ip6 ? AF_INET6 : AF_INET;
	struct packet_way made = { .is_ip6 = is_ip6,
				   .from_port = from->port,
				   .to_port = to->port };

	if (inet_pton(family, from->host, made.from) != 1 ||
	    inet_pton(family, to->host, made.to) != 1)
		return false;
	*way = made;
	return true;
}

struct packet_way packet_way_back(const struct packet_way *way)
{
	struct packet_way back = { .is_ip6 = way->is_ip6,
				   .from_port = way->to_port,
				   .to_port = way->from_port };

	memcpy(back.from, way->to, sizeof(back.from));
	memcpy(back.to, way->from, sizeof(back.to));
	return back;
}

bool packet_way_eq(const struct packet_way *a, const struct packet_way *b)
{
	return a->is_ip6 == b->is_ip6 && a->from_port == b->from_port &&
	       a->to_port == b->to_port &&
	       memcmp(a->from, b->from, sizeof(a->from)) == 0 &&
	       memcmp(a->to, b->to, sizeof(a->to)) == 0;
}

/** What IP carries at most: the header above it and the payload. */
static size_t room(const struct packet_way *way)
{
	return LENGTH_MAX - (way->is_ip6 ? 0 : IP4_HEADER);
}

size_t packet_udp_max(const struct packet_way *way)
{
	return room(way) - UDP_HEADER;
}

size_t packet_tcp_max(const struct packet_way *way)
{
	return room(way) - TCP_HEADER;
}

static void put16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

/** The sum of 16-bit words (RFC 1071); an odd byte at the end is a high one. */
static uint64_t sum(const void *bytes, size_t size)
{
	const uint8_t *p = bytes;
	uint64_t total = 0;

	for (size_t i = 0; i < size; i++)
		total += i % 2 == 0 ? (uint64_t)p[i] << 8 : p[i];
	return total;
}

static uint16_t checksum(uint64_t total)
{
	while (total > 0xffff)
		total = (total >> 16) + (total & 0xffff);
	return (uint16_t)~total;
}

/**
 * Of a datagram or segment with the pseudo-header (RFC 768, RFC 9293 §3.1,
 * RFC 8200 §8.1); its own field is still zero.
 */
static uint16_t checksum_inside(const struct packet_way *way, int protocol,
				struct str header, struct str payload)
{
	size_t size = way->is_ip6 ? IP6_ADDRESS : IP4_ADDRESS;

	return checksum(sum(way->from, size) + sum(way->to, size) +
			(uint64_t)protocol + header.size + payload.size +
			sum(header.p, header.size) +
			sum(payload.p, payload.size));
}

/** @param size  of what IP carries */
static void add_ip4(struct buf *out, const struct packet_way *way, int protocol,
		    size_t size)
{
	uint8_t header[IP4_HEADER] = { 0x45 };

	put16(header + 2, IP4_HEADER + size);
	header[6] =
		0x40; /* do not fragment, so it needs no identity: RFC 6864 */
	header[8] = HOPS;
	header[9] = (uint8_t)protocol;
	memcpy(header + 12, way->from, IP4_ADDRESS);
	memcpy(header + 16, way->to, IP4_ADDRESS);
	put16(header + 10, checksum(sum(header, sizeof(header))));
	buf_add(out, header, sizeof(header));
}

static void add_ip6(struct buf *out, const struct packet_way *way, int protocol,
		    size_t size)
{
	uint8_t header[IP6_HEADER] = { 0x60 };

	put16(header + 4, size);
	header[6] = (uint8_t)protocol;
	header[7] = HOPS;
	memcpy(header + 8, way->from, IP6_ADDRESS);
	memcpy(header + 24, way->to, IP6_ADDRESS);
	buf_add(out, header, sizeof(header));
}

static void add_packet(struct buf *out, const struct packet_way *way,
		       int protocol, struct str header, struct str payload)
{
	size_t size = header.size + payload.size;

	assert(size <= room(way));
	if (way->is_ip6)
		add_ip6(out, way, protocol, size);
	else
		add_ip4(out, way, protocol, size);
	buf_add_str(out, header);
	buf_add_str(out, payload);
}

static struct str bytes_of(const uint8_t *header, size_t size)
{
	return (struct str){ (const char *)header, size };
}

void packet_add_udp(struct buf *out, const struct packet_way *way,
		    struct str payload)
{
	uint8_t header[UDP_HEADER] = { 0 };
	struct str view = bytes_of(header, sizeof(header));
	uint16_t check;

	put16(header, way->from_port);
	put16(header + 2, way->to_port);
	put16(header + 4, UDP_HEADER + payload.size);
	check = checksum_inside(way, IPPROTO_UDP, view, payload);
	/* RFC 768: zero stands for none, so a sum of zero is sent as ones. */
	put16(header + 6, check == 0 ? 0xffff : check);
	add_packet(out, way, IPPROTO_UDP, view, payload);
}

void packet_add_tcp(struct buf *out, const struct packet_way *way,
		    const struct packet_tcp *tcp, struct str payload)
{
	uint8_t header[TCP_HEADER] = { 0 };
	struct str view = bytes_of(header, sizeof(header));

	put16(header, way->from_port);
	put16(header + 2, way->to_port);
	put32(header + 4, tcp->seq);
	put32(header + 8, tcp->ack);
	header[12] = TCP_HEADER / 4 << 4;
	header[13] = (uint8_t)tcp->flags;
	put16(header + 14, WINDOW);
	put16(header + 16, checksum_inside(way, IPPROTO_TCP, view, payload));
	add_packet(out, way, IPPROTO_TCP, view, payload);
}
