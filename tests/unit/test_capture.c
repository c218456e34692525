/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "capture/write.h"
#include "check.h"
#include "scenario/load.h"

enum { PACKET_ROOM = 65535 + 80, TEXT_MAX = 1 << 20, T0_US = 1000000 };

static const struct endpoint caller = { "192.0.2.9", 41234, TRANSPORT_UDP };
static const struct endpoint far = { "192.0.2.1", 5060, TRANSPORT_UDP };
static const struct endpoint caller6 = { "2001:db8::9", 41234, TRANSPORT_UDP };
static const struct endpoint far6 = { "2001:db8::1", 5060, TRANSPORT_UDP };

#define COMMON(cseq)                                                  \
	"Via: SIP/2.0/UDP 192.0.2.9:41234;branch=z9hG4bK" cseq "\r\n" \
	"From: <sip:a@x>;tag=f\r\n"                                   \
	"Call-ID: one\r\n"                                            \
	"CSeq: " cseq "\r\n"
#define INVITE                                  \
	"INVITE sip:b@x SIP/2.0\r\n" COMMON(    \
		"1 INVITE") "To: <sip:b@x>\r\n" \
			    "Content-Length: 0\r\n\r\n"
#define BUSY                                                                \
	"SIP/2.0 486 Busy\r\n" COMMON("1 INVITE") "To: <sip:b@x>;tag=t\r\n" \
						  "Content-Length: 0\r\n\r\n"

static struct packet_way way_of(bool is_back, bool is_ip6)
{
	struct packet_way way = { .is_ip6 = false };

	CHECK(0, packet_way_init(&way, is_ip6 ? &caller6 : &caller,
				 is_ip6 ? &far6 : &far));
	return is_back ? packet_way_back(&way) : way;
}

static void add_udp(struct reader *reader, bool is_back, struct str text,
		    uint64_t at_us)
{
	struct packet_way way = way_of(is_back, false);
	struct buf packet;

	buf_init(&packet, PACKET_ROOM);
	packet_add_udp(&packet, &way, text);
	CHECK_INT(0, reader_add(reader, LINK_IP, buf_str(&packet), at_us), 0);
	buf_release(&packet);
}

/** What stands before the packet on each link. */
static void links_are_taken_off(void)
{
	static const struct {
		enum link link;
		struct str head;
		bool is_ip6;
	} row[] = {
		{ LINK_IP, STR_INIT(""), false },
		{ LINK_IP, STR_INIT(""), true },
		{ LINK_ETHERNET, STR_INIT("aaaaaabbbbbb\x08\x00"), false },
		{ LINK_ETHERNET, STR_INIT("aaaaaabbbbbb\x86\xdd"), true },
		{ LINK_ETHERNET,
		  STR_INIT(
			  "aaaaaabbbbbb\x88\xa8\x00\x01\x81\x00\x00\x02\x08\x00"),
		  false },
		{ LINK_SLL, STR_INIT("\0\0\3\4\0\6aaaaaa\0\0\x08\x00"), false },
		{ LINK_SLL2, STR_INIT("\x86\xdd\0\0\0\0\0\1\0\1\0\6aaaaaaaa"),
		  true },
		{ LINK_NULL, STR_INIT("\2\0\0\0"), false },
		{ LINK_NULL, STR_INIT("\0\0\0\x1e"), true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct packet_way way = way_of(false, row[i].is_ip6);
		struct dissected found;
		struct buf packet;

		buf_init(&packet, PACKET_ROOM);
		buf_add_str(&packet, row[i].head);
		packet_add_udp(&packet, &way, STR(INVITE));
		buf_add_text(&packet, "trailer of the link");
		CHECK_INT(i, dissect(&found, row[i].link, buf_str(&packet)),
			  PACKET_DATAGRAM);
		CHECK_STR(i, found.payload, INVITE);
		CHECK(i, packet_way_eq(&found.way, &way));
		buf_release(&packet);
	}
}

/** No prefix of a packet is more than what it is: cut. */
static void packets_may_be_cut_anywhere(void)
{
	static const struct packet_tcp tcp = { .seq = 1, .flags = PACKET_ACK };

	for (int form = 0; form < 4; form++) {
		struct packet_way way = way_of(false, form % 2 == 1);
		struct dissected found;
		struct buf packet;

		buf_init(&packet, PACKET_ROOM);
		if (form < 2)
			packet_add_udp(&packet, &way, STR("x"));
		else
			packet_add_tcp(&packet, &way, &tcp, STR("x"));
		for (size_t size = 0; size < packet.size; size++) {
			/* Of its own size, so that a sanitizer sees its end. */
			char *copy = malloc(size + 1);
			struct str part = { copy, size };

			memcpy(copy, packet.p, size);
			CHECK_INT(size, dissect(&found, LINK_IP, part),
				  PACKET_CUT);
			free(copy);
		}
		buf_release(&packet);
	}
}

static void fragments_are_told(void)
{
	static const struct {
		size_t at;
		char byte;
		enum packet_kind kind;
	} row[] = {
		{ 6, 0x20, PACKET_FRAGMENT }, /* more of them */
		{ 7, 0x01, PACKET_FRAGMENT }, /* a later one */
		{ 9, 1, PACKET_OTHER },       /* ICMP */
		{ 0, 0x44, PACKET_CUT },      /* a header of 16 bytes */
		{ 0, 0x55, PACKET_OTHER },    { 2, 0x7f, PACKET_CUT },
		{ 24, 0x7f, PACKET_CUT }, /* the size of UDP */
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct packet_way way = way_of(false, false);
		struct dissected found;
		struct buf packet;

		buf_init(&packet, PACKET_ROOM);
		packet_add_udp(&packet, &way, STR(INVITE));
		packet.p[row[i].at] = row[i].byte;
		CHECK_INT(i, dissect(&found, LINK_IP, buf_str(&packet)),
			  row[i].kind);
		buf_release(&packet);
	}
}

/** A stream in pieces: "from-to" of INVITE BUSY INVITE, S: a SYN, with their order. */
static void streams_are_put_together(void)
{
	static const char all[] = INVITE BUSY INVITE;
	static const struct {
		const char *name;
		struct piece {
			unsigned from;
			unsigned size; /* 0: a SYN */
		} piece[8];
		size_t messages;
		size_t lost;
	} row[] = {
		{ "at once", { { 0, 0 }, { 0, 9999 } }, 3, 0 },
		{ "without its begin", { { 0, 9999 } }, 3, 0 },
		{ "in pieces",
		  { { 0, 0 }, { 0, 3 }, { 3, 200 }, { 203, 999 } },
		  3,
		  0 },
		{ "a copy",
		  { { 0, 0 }, { 0, 200 }, { 0, 200 }, { 200, 999 } },
		  3,
		  0 },
		{ "a longer copy",
		  { { 0, 0 }, { 0, 200 }, { 100, 999 } },
		  3,
		  0 },
		{ "in another order",
		  { { 0, 0 },
		    { 0, 10 },
		    { 200, 999 },
		    { 50, 150 },
		    { 10, 40 } },
		  3,
		  0 },
		{ "with a gap", { { 0, 0 }, { 0, 10 }, { 20, 999 } }, 0, 1 },
		{ "begun anew",
		  { { 0, 0 }, { 0, 10 }, { 0, 0 }, { 0, 9999 } },
		  3,
		  0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct packet_way way = way_of(false, false);
		struct reader reader;

		reader_init(&reader);
		for (size_t k = 0; k < ARRAY_SIZE(row[i].piece); k++) {
			const struct piece *piece = &row[i].piece[k];
			bool is_syn = piece->size == 0;
			/* Their numbers wrap on the way. */
			struct packet_tcp tcp = {
				.seq = 0xffffff80U + piece->from +
				       (is_syn ? 0U : 1U),
				.flags = is_syn ? PACKET_SYN : PACKET_ACK,
			};
			struct buf packet;

			if (k > 0 && is_syn && piece[-1].size != 10)
				break;
			buf_init(&packet, PACKET_ROOM);
			packet_add_tcp(&packet, &way, &tcp,
				       str_sub(STR(all), piece->from,
					       piece->size));
			CHECK_INT(i,
				  reader_add(&reader, LINK_IP, buf_str(&packet),
					     0),
				  0);
			buf_release(&packet);
		}
		if (!CHECK_INT(i, reader.count, row[i].messages))
			CHECK_TEXT(i, row[i].name, "");
		CHECK_INT(i, reader_lost(&reader), row[i].lost);
		reader_release(&reader);
	}
}

/** Whether a scenario can be loaded as it is written. */
static bool is_good(struct str text)
{
	const struct str any_path = { NULL, 0 };
	struct scenario *scenario = NULL;
	struct diags diags;
	struct buf told;
	int err;

	diags_init(&diags, STR("captured"), text);
	err = scenario_load(&scenario, any_path, false, &diags);
	buf_init(&told, TEXT_MAX);
	diags_write(&told, &diags);
	CHECK_STR(0, buf_str(&told), "");
	buf_release(&told);
	diags_release(&diags);
	scenario_free(scenario);
	return err == 0;
}

static bool has_part(struct str text, const char *part)
{
	for (size_t i = 0; i < text.size; i++) {
		if (str_starts(str_sub(text, i, text.size), str_from(part)))
			return true;
	}
	return false;
}

/** A message of a call: who sent it, when, its text. */
struct said {
	bool is_back;
	unsigned at_ms;
	const char *text;
};

#define RINGING                           \
	"SIP/2.0 180 Ringing\r\n" COMMON( \
		"1 INVITE") "To: <sip:b@x>;tag=t\r\nContent-Length: 0\r\n\r\n"
#define ANSWER                                                                      \
	"SIP/2.0 200 OK\r\n" COMMON(                                                \
		"1 INVITE") "To: <sip:b@x>;tag=t\r\nContact: <sip:b@192.0.2.1>\r\n" \
			    "Content-Length: 0\r\n\r\n"
#define CANCEL                               \
	"CANCEL sip:b@x SIP/2.0\r\n" COMMON( \
		"1 CANCEL") "To: <sip:b@x>\r\nContent-Length: 0\r\n\r\n"
#define GONE                           \
	"SIP/2.0 487 Gone\r\n" COMMON( \
		"1 INVITE") "To: <sip:b@x>;tag=t\r\nX-Mine: yes\r\nContent-Length: 0\r\n\r\n"
#define FAR_BYE                                            \
	"BYE sip:a@x SIP/2.0\r\n"                          \
	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKbye\r\n" \
	"From: <sip:b@x>;tag=t\r\nTo: <sip:a@x>;tag=f\r\n" \
	"Call-ID: one\r\nCSeq: 7 BYE\r\nContent-Length: 0\r\n\r\n"
#define MOVED                                                                            \
	"SIP/2.0 302 Moved\r\n" COMMON(                                                  \
		"1 INVITE") "To: <sip:b@x>;tag=t\r\nm: <sip:c@y>;q=1, sip:d@z;q=0.5\r\n" \
			    "Content-Length: 0\r\n\r\n"
#define AGAIN                                \
	"INVITE sip:c@y SIP/2.0\r\n" COMMON( \
		"2 INVITE") "To: <sip:b@x>\r\nContent-Length: 0\r\n\r\n"
#define REFUSED                      \
	"SIP/2.0 603 No\r\n" COMMON( \
		"2 INVITE") "To: <sip:b@x>;tag=u\r\nX: $5 ${x}\r\nContent-Length: 0\r\n\r\n"
#define BINARY                         \
	"SIP/2.0 486 \xff\r\n" COMMON( \
		"1 INVITE") "To: <sip:b@x>;tag=t\r\nContent-Length: 0\r\n\r\n"

static void calls_become_scenarios(void)
{
	static const struct {
		struct said said[8];
		enum capture_outcome outcome;
		const char *has[4];
		const char *lacks;
	} row[] = {
		{ { { false, 0, INVITE },
		    { true, 3, BUSY },
		    { true, 500, BUSY } },
		  CAPTURE_WRITTEN,
		  { "flow:\n  - raw: |+\n      SIP/2.0 486 Busy\n      ${via}\n"
		    "      From: ${from}\n      Call-ID: ${call-id}\n"
		    "      CSeq: ${cseq}\n      To: ${to};tag=${to.tag}\n"
		    "      Content-Length: 0\n\n",
		    "id: captured/0001-486\n" },
		  "wait" },
		{ { { false, 0, INVITE },
		    { false, 400, INVITE },
		    { true, 1234, RINGING },
		    { true, 13333, ANSWER } },
		  CAPTURE_WRITTEN,
		  { "  - wait: 1200ms\n  - raw: |+\n      SIP/2.0 180",
		    "  - wait: 12100ms\n  - raw: |+\n      SIP/2.0 200",
		    "Contact: <sip:${token}@${local}>\n" },
		  "receive" },
		{ { { false, 0, INVITE },
		    { true, 10, ANSWER },
		    { true, 2010, FAR_BYE } },
		  CAPTURE_WRITTEN,
		  { "  - raw: |+\n      SIP/2.0 200 OK\n",
		    "  - send: BYE\n    after: 2s\n" },
		  "respond" },
		{ { { false, 0, INVITE },
		    { true, 10, RINGING },
		    { false, 900, CANCEL },
		    { true, 910, GONE } },
		  CAPTURE_WRITTEN,
		  { "  - wait: 60s\n  - respond: 480\non:\n  CANCEL:\n"
		    "  - respond: 200\n  - raw: |+\n      SIP/2.0 487 Gone\n",
		    "X-Mine: yes" },
		  "receive" },
		{ { { false, 0, INVITE },
		    { true, 10, MOVED },
		    { false, 110, AGAIN },
		    { true, 120, REFUSED } },
		  CAPTURE_WRITTEN,
		  { "m: <sip:${child}@${local}>;q=1, "
		    "<sip:${child.2}@${local}>;q=0.5\n",
		    "  - receive: INVITE\n    within: 10100ms\n"
		    "    optional: true\n",
		    "X: $$5 $${x}\n" },
		  "sip:c@y" },
		{ { { false, 0, INVITE } },
		  CAPTURE_UNANSWERED,
		  { NULL },
		  NULL },
		{ { { false, 0, INVITE }, { true, 10, BINARY } },
		  CAPTURE_BINARY,
		  { NULL },
		  NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct captured_calls calls;
		struct reader reader;
		struct buf text;

		reader_init(&reader);
		for (size_t k = 0; row[i].said[k].text != NULL; k++)
			add_udp(&reader, row[i].said[k].is_back,
				str_from(row[i].said[k].text),
				T0_US + row[i].said[k].at_ms * 1000ULL);
		CHECK_INT(i, captured_calls_find(&calls, &reader), 0);
		CHECK_INT(i, calls.count, 1);
		buf_init(&text, TEXT_MAX);
		CHECK_INT(i, capture_write(&text, &calls.call[0], 1, false),
			  row[i].outcome);
		for (size_t k = 0; k < 4 && row[i].has[k] != NULL; k++) {
			if (!CHECK(i, has_part(buf_str(&text), row[i].has[k])))
				CHECK_STR(i, buf_str(&text), row[i].has[k]);
		}
		CHECK(i, row[i].lacks == NULL ||
				 !has_part(buf_str(&text), row[i].lacks));
		CHECK(i, row[i].outcome != CAPTURE_WRITTEN ||
				 is_good(buf_str(&text)));
		buf_release(&text);
		captured_calls_release(&calls);
		reader_release(&reader);
	}
}

static void what_is_secret_is_struck_out(void)
{
	static const char challenge[] = "SIP/2.0 401 No\r\n" COMMON(
		"1 INVITE") "To: <sip:b:secret@x>;tag=t\r\n"
			    "WWW-Authenticate: Digest realm=\"r\", nonce=\"cafe\", "
			    "opaque=\"o\"\r\n"
			    "Authentication-Info: nextnonce=\"beef\"\r\n"
			    "Content-Type: application/sdp\r\n"
			    "Content-Length: 38\r\n\r\n"
			    "v=0\r\nk=clear:hush\r\na=key-mgmt:x\r\ns=-\r\n";
	struct captured_calls calls;
	struct reader reader;
	struct buf text;

	reader_init(&reader);
	add_udp(&reader, false, STR(INVITE), T0_US);
	add_udp(&reader, true, STR(challenge), T0_US);
	CHECK_INT(0, captured_calls_find(&calls, &reader), 0);
	buf_init(&text, TEXT_MAX);
	CHECK_INT(0, capture_write(&text, &calls.call[0], 1, false),
		  CAPTURE_WRITTEN);
	CHECK(0, has_part(buf_str(&text), "realm=\"r\", nonce=\"${nonce}\", "
					  "opaque=\"o\"\n"));
	CHECK(1, !has_part(buf_str(&text), "cafe"));
	CHECK(2, !has_part(buf_str(&text), "beef"));
	CHECK(3, !has_part(buf_str(&text), "hush"));
	CHECK(4, !has_part(buf_str(&text), "b:secret"));
	CHECK(5, is_good(buf_str(&text)));
	buf_release(&text);
	captured_calls_release(&calls);
	reader_release(&reader);
}

CU_TestInfo test_capture[] = {
	{ "links are taken off", links_are_taken_off },
	{ "packets may be cut anywhere", packets_may_be_cut_anywhere },
	{ "fragments are told", fragments_are_told },
	{ "streams are put together", streams_are_put_together },
	{ "calls become scenarios", calls_become_scenarios },
	{ "what is secret is struck out", what_is_secret_is_struck_out },
	CU_TEST_INFO_NULL,
};
