/* SPDX-License-Identifier: MIT */
#include "capture/dissect.h"

#include <string.h>

enum {
	TYPE_IP4 = 0x0800,
	TYPE_IP6 = 0x86dd,
	TYPE_VLAN = 0x8100,
	TYPE_QINQ = 0x88a8,
	PROTO_HOP = 0,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_ROUTING = 43,
	PROTO_FRAGMENT = 44,
	PROTO_OPTIONS = 60,
	EXTENSIONS_MAX = 8,
	UDP_SIZE = 8,
	TCP_SIZE = 20,
	MORE_FRAGMENTS = 0x2000,
	FRAGMENT_OFFSET = 0x1fff
};

static unsigned byte_at(struct str bytes, size_t at)
{
	return (unsigned char)bytes.p[at];
}

static unsigned u16_at(struct str bytes, size_t at)
{
	return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1);
}

static uint32_t u32_at(struct str bytes, size_t at)
{
	return (uint32_t)u16_at(bytes, at) << 16 | u16_at(bytes, at + 2);
}

static struct str from(struct str bytes, size_t at)
{
	return str_sub(bytes, at, bytes.size);
}

static enum packet_kind read_udp(struct dissected *out, struct str bytes)
{
	size_t size;

	if (bytes.size < UDP_SIZE)
		return PACKET_CUT;
	size = u16_at(bytes, 4);
	if (size < UDP_SIZE || size > bytes.size)
		return PACKET_CUT;
	out->way.from_port = (uint16_t)u16_at(bytes, 0);
	out->way.to_port = (uint16_t)u16_at(bytes, 2);
	out->payload = str_sub(bytes, UDP_SIZE, size - UDP_SIZE);
	return PACKET_DATAGRAM;
}

static enum packet_kind read_tcp(struct dissected *out, struct str bytes)
{
	size_t size;

	if (bytes.size < TCP_SIZE)
		return PACKET_CUT;
	size = (size_t)(byte_at(bytes, 12) >> 4) * 4;
	if (size < TCP_SIZE || size > bytes.size)
		return PACKET_CUT;
	out->way.from_port = (uint16_t)u16_at(bytes, 0);
	out->way.to_port = (uint16_t)u16_at(bytes, 2);
	out->tcp.seq = u32_at(bytes, 4);
	out->tcp.ack = u32_at(bytes, 8);
	out->tcp.flags = byte_at(bytes, 13);
	out->payload = from(bytes, size);
	return PACKET_SEGMENT;
}

static enum packet_kind read_payload(struct dissected *out, unsigned proto,
				     struct str bytes)
{
	if (proto == PROTO_UDP)
		return read_udp(out, bytes);
	if (proto == PROTO_TCP)
		return read_tcp(out, bytes);
	return PACKET_OTHER;
}

static enum packet_kind read_ip4(struct dissected *out, struct str bytes)
{
	size_t size;
	size_t total;

	if (bytes.size < 20)
		return PACKET_CUT;
	size = (size_t)(byte_at(bytes, 0) & 15) * 4;
	total = u16_at(bytes, 2);
	if (total == 0) /* the network card was to fill it in */
		total = bytes.size;
	if (size < 20 || total < size || total > bytes.size)
		return PACKET_CUT;
	if ((u16_at(bytes, 6) & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0)
		return PACKET_FRAGMENT;
	memcpy(out->way.from, bytes.p + 12, 4);
	memcpy(out->way.to, bytes.p + 16, 4);
	return read_payload(out, byte_at(bytes, 9),
			    str_sub(bytes, size, total - size));
}

static bool is_extension(unsigned proto)
{
	return proto == PROTO_HOP || proto == PROTO_ROUTING ||
	       proto == PROTO_OPTIONS;
}

static enum packet_kind read_ip6(struct dissected *out, struct str bytes)
{
	unsigned proto;

	if (bytes.size < 40)
		return PACKET_CUT;
	proto = byte_at(bytes, 6);
	out->way.is_ip6 = true;
	memcpy(out->way.from, bytes.p + 8, 16);
	memcpy(out->way.to, bytes.p + 24, 16);
	if (u16_at(bytes, 4) > bytes.size - 40)
		return PACKET_CUT;
	bytes = u16_at(bytes, 4) == 0 ? from(bytes, 40)
				      : str_sub(bytes, 40, u16_at(bytes, 4));
	for (int i = 0; i < EXTENSIONS_MAX && is_extension(proto); i++) {
		size_t size;

		if (bytes.size < 8)
			return PACKET_CUT;
		size = (byte_at(bytes, 1) + 1U) * 8;
		if (size > bytes.size)
			return PACKET_CUT;
		proto = byte_at(bytes, 0);
		bytes = from(bytes, size);
	}
	if (proto == PROTO_FRAGMENT)
		return PACKET_FRAGMENT;
	return read_payload(out, proto, bytes);
}

static enum packet_kind read_ip(struct dissected *out, struct str bytes)
{
	if (bytes.size == 0)
		return PACKET_CUT;
	switch (byte_at(bytes, 0) >> 4) {
	case 4: return read_ip4(out, bytes);
	case 6: return read_ip6(out, bytes);
	default: return PACKET_OTHER;
	}
}

/** Behind the header of a link, by the number of its protocol. */
static enum packet_kind read_type(struct dissected *out, unsigned type,
				  struct str bytes)
{
	while (type == TYPE_VLAN || type == TYPE_QINQ) {
		if (bytes.size < 4)
			return PACKET_CUT;
		type = u16_at(bytes, 2);
		bytes = from(bytes, 4);
	}
	return type == TYPE_IP4 || type == TYPE_IP6 ? read_ip(out, bytes)
						    : PACKET_OTHER;
}

enum packet_kind dissect(struct dissected *out, enum link link,
			 struct str packet)
{
	/* Bytes of the header, and where the protocol stands in it. */
	static const struct {
		size_t size;
		size_t type;
	} head[] = {
		[LINK_ETHERNET] = { 14, 12 }, [LINK_SLL] = { 16, 14 },
		[LINK_SLL2] = { 20, 0 },      [LINK_NULL] = { 4, 0 },
		[LINK_IP] = { 0, 0 },
	};

	memset(out, 0, sizeof(*out));
	if (packet.size < head[link].size)
		return PACKET_CUT;
	if (link == LINK_NULL || link == LINK_IP)
		return read_ip(out, from(packet, head[link].size));
	return read_type(out, u16_at(packet, head[link].type),
			 from(packet, head[link].size));
}
