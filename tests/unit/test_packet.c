/* SPDX-License-Identifier: MIT */
#include "report/packet.h"

#include <stdio.h>

#include "check.h"

enum { PACKET_ROOM = 65535 + 40, IP4_SIZE = 20, IP6_SIZE = 40 };

static const struct endpoint client4 = { "192.0.2.9", 41234, TRANSPORT_UDP };
static const struct endpoint server4 = { "192.0.2.1", 5060, TRANSPORT_UDP };
static const struct endpoint client6 = { "2001:db8::9", 41234, TRANSPORT_UDP };
static const struct endpoint server6 = { "2001:db8::1", 5060, TRANSPORT_UDP };

#define IP6_BOTH                                                             \
	"20010db8000000000000000000000009" /* 2001:db8::9 → 2001:db8::1 */ \
	"20010db8000000000000000000000001"

static struct packet_way way_of(bool is_ip6)
{
	struct packet_way way = { .is_ip6 = false };

	CHECK(is_ip6, packet_way_init(&way, is_ip6 ? &client6 : &client4,
				      is_ip6 ? &server6 : &server4));
	return way;
}

static void check_hex(size_t row, const struct buf *out, const char *want)
{
	struct buf hex;

	buf_init(&hex, PACKET_ROOM);
	for (size_t i = 0; i < out->size; i++)
		buf_addf(&hex, "%02x", (unsigned char)out->p[i]);
	CHECK_STR(row, buf_str(&hex), want);
	buf_release(&hex);
}

/* Made from RFC 768, 791, 8200 and 1071 by another program. */
static void writes_datagrams(void)
{
	static const struct {
		bool is_ip6;
		struct str payload;
		const char *want;
	} row[] = {
		{ false, STR_INIT(""),
		  "4500001c000040004011b6c6c0000209c0000201"
		  "a11213c40008c6fc" },
		{ false, STR_INIT("hi!"), /* odd */
		  "4500001f000040004011b6c3c0000209c0000201"
		  "a11213c4000b3d8d686921" },
		{ false, STR_INIT("\xc6\xf8"), /* a checksum of zero */
		  "4500001e000040004011b6c4c0000209c0000201"
		  "a11213c4000affffc6f8" },
		{ true, STR_INIT("hi"),
		  "60000000000a1140" IP6_BOTH "a11213c4000a871e6869" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct packet_way way = way_of(row[i].is_ip6);
		struct buf out;

		buf_init(&out, PACKET_ROOM);
		packet_add_udp(&out, &way, row[i].payload);
		check_hex(i, &out, row[i].want);
		buf_release(&out);
	}
}

static void writes_segments(void)
{
	static const struct {
		bool is_ip6;
		struct packet_tcp tcp;
		struct str payload;
		const char *want;
	} row[] = {
		{ false,
		  { 1, 0, PACKET_SYN },
		  STR_INIT(""),
		  "45000028000040004006b6c5c0000209c0000201"
		  "a11213c400000001000000005002ffff77000000" },
		{ false,
		  { 0xfffffffe, 7, PACKET_PSH | PACKET_ACK },
		  STR_INIT("hi!"),
		  "4500002b000040004006b6c2c0000209c0000201"
		  "a11213c4fffffffe000000075018ffffed780000686921" },
		{ true,
		  { 1, 2, PACKET_RST | PACKET_ACK },
		  STR_INIT("hi"),
		  "6000000000160640" IP6_BOTH
		  "a11213c400000001000000025014ffff371000006869" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct packet_way way = way_of(row[i].is_ip6);
		struct buf out;

		buf_init(&out, PACKET_ROOM);
		packet_add_tcp(&out, &way, &row[i].tcp, row[i].payload);
		check_hex(i, &out, row[i].want);
		buf_release(&out);
	}
}

/** IPv4 counts all of a packet in 16 bits, IPv6 what follows its header. */
static void carries_as_much_as_ip_can(void)
{
	static char payload[PACKET_ROOM];
	static const struct packet_tcp tcp = { .flags = PACKET_ACK };

	for (size_t i = 0; i < 2; i++) {
		struct packet_way way = way_of(i == 1);
		size_t want = i == 1 ? 65535 + IP6_SIZE : 65535;
		struct buf out;

		CHECK_INT(i, packet_udp_max(&way),
			  want - 8 - (i == 1 ? IP6_SIZE : IP4_SIZE));
		buf_init(&out, PACKET_ROOM);
		packet_add_udp(&out, &way,
			       (struct str){ payload, packet_udp_max(&way) });
		CHECK_INT(i, out.size, want);
		buf_clear(&out);
		packet_add_tcp(&out, &way, &tcp,
			       (struct str){ payload, packet_tcp_max(&way) });
		CHECK_INT(i, out.size, want);
		CHECK_INT(i, buf_error(&out), 0);
		buf_release(&out);
	}
}

static void goes_between_addresses_of_one_family(void)
{
	static const struct {
		const char *from;
		const char *to;
		bool is_way;
	} row[] = {
		{ "192.0.2.1", "192.0.2.2", true },
		{ "2001:db8::1", "::1", true },
		{ "192.0.2.1", "::1", false },
		{ "::1", "192.0.2.1", false },
		{ "phone.example", "192.0.2.1", false },
		{ "192.0.2.1", "phone.example", false },
		{ "192.0.2.1", "", false },
		{ "fe80::1%eth0", "fe80::2", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct packet_way way;
		struct endpoint from = { .port = 1 };
		struct endpoint to = { .port = 2 };

		(void)snprintf(from.host, sizeof(from.host), "%s", row[i].from);
		(void)snprintf(to.host, sizeof(to.host), "%s", row[i].to);
		CHECK_INT(i, packet_way_init(&way, &from, &to), row[i].is_way);
	}
}

static void turns_around(void)
{
	struct packet_way way = way_of(true);
	struct packet_way back = packet_way_back(&way);
	struct packet_way again = packet_way_back(&back);
	struct packet_way other = way;

	CHECK(0, !packet_way_eq(&way, &back));
	CHECK(0, packet_way_eq(&way, &again));
	other.to_port++;
	CHECK(0, !packet_way_eq(&way, &other));
}

CU_TestInfo test_packet[] = {
	{ "writes datagrams", writes_datagrams },
	{ "writes segments", writes_segments },
	{ "carries as much as IP can", carries_as_much_as_ip_can },
	{ "goes between addresses of one family",
	  goes_between_addresses_of_one_family },
	{ "turns around", turns_around },
	CU_TEST_INFO_NULL,
};
