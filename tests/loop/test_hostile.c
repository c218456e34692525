/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "check.h"
#include "peer.h"

enum { MUTANTS = 2000, EDITS = 8, BARRIER = 16, TEXT_MAX = 65535 };

/** A sequence that is the same on every machine (xorshift64*). */
struct dice {
	uint64_t state;
};

static size_t roll(struct dice *dice, size_t sides)
{
	dice->state ^= dice->state >> 12;
	dice->state ^= dice->state << 25;
	dice->state ^= dice->state >> 27;
	return (size_t)((dice->state * UINT64_C(2685821657736338717)) >> 33) %
	       sides;
}

static void write_good(struct buf *out, struct peer *peer, struct dice *dice)
{
	static const char *const method[] = { "INVITE",   "INVITE",   "ACK",
					      "CANCEL",   "BYE",      "OPTIONS",
					      "REGISTER", "INFO",     "UPDATE",
					      "MESSAGE",  "SUBSCRIBE" };
	static const char *const user[] = { "200", "486",       "302",
					    "401", "180",       "580",
					    "q17", "final.415", "180*1*486" };
	static const char *const headers[] = {
		"",
		"Record-Route: <sip:a;lr>, <sip:b;lr>\r\nRequire: x, y\r\n",
		"Route: <sip:192.0.2.1;lr>\r\nProxy-Require: z\r\n",
		"Authorization: Digest nonce=\"0123\", realm=\"x\"\r\n",
		"Contact: \"A, B\" <sip:a@b>;expires=60;q=0.5\r\nExpires: 7\r\n",
		"Session-Expires: 90;refresher=uac\r\nTimestamp: 1.2 3\r\n",
		"Content-Encoding: gzip\r\nAccept: text/*;q=0.1\r\nEvent: a\r\n"
	};
	struct request request = {
		.method = method[roll(dice, ARRAY_SIZE(method))],
		.user = user[roll(dice, ARRAY_SIZE(user))],
		.cseq = (unsigned)roll(dice, 3) + 1,
		.headers = headers[roll(dice, ARRAY_SIZE(headers))],
		.body = roll(dice, 2) == 0 ? offer : NULL,
	};

	if (roll(dice, 3) == 0)
		peer_new_call(peer);
	peer_write_request(out, peer, &request);
}

/** Bytes that have a meaning somewhere in a message. */
static void add_odd(struct buf *out, struct dice *dice)
{
	static const char *const text[] = { "\r\n",
					    "\r",
					    "\n",
					    "\r\n\r\n",
					    "\r\n ",
					    ":",
					    ";",
					    ",",
					    "=",
					    "\"",
					    "<",
					    ">",
					    "[",
					    "]",
					    "*",
					    "%00",
					    "%",
					    "\\",
					    "\t",
					    "-1",
					    "4294967296",
					    "99999999999999999999",
					    ";tag=",
					    ";lr",
					    ";maddr=127.0.0.2",
					    ";rport",
					    "sip:",
					    "SIP/2.0",
					    "\xff\xfe",
					    "\x80",
					    "z9hG4bK",
					    "m=image 4 udptl \xff\r\n",
					    "v=0\r\n" };

	if (roll(dice, 8) == 0)
		buf_add_char(out, '\0');
	else
		buf_add_text(out, text[roll(dice, ARRAY_SIZE(text))]);
}

/** Copy a text with one edit: bytes left out, doubled, moved or made odd. */
static void edit(struct buf *out, struct str text, struct dice *dice)
{
	size_t at = roll(dice, text.size + 1);
	size_t size = roll(dice, roll(dice, 4) == 0 ? 200 : 8);
	struct str part = str_sub(text, at, size);
	char byte = (char)roll(dice, 256);

	buf_clear(out);
	buf_add_str(out, str_sub(text, 0, at));
	switch (roll(dice, 5)) {
	case 0: break;
	case 1:
		buf_add_str(out, part);
		buf_add_str(out, part);
		break;
	case 2: buf_add_char(out, byte); break;
	case 3: add_odd(out, dice); break;
	default:
		add_odd(out, dice);
		buf_add_str(out, part);
		break;
	}
	buf_add_str(out, str_sub(text, at + part.size, text.size));
}

static void write_mutant(struct buf *out, struct peer *peer, struct dice *dice)
{
	struct buf before;
	size_t edits = roll(dice, EDITS) + 1;

	buf_init(&before, TEXT_MAX);
	write_good(out, peer, dice);
	for (size_t i = 0; i < edits; i++) {
		buf_clear(&before);
		buf_add_str(&before, buf_str(out));
		edit(out, buf_str(&before), dice);
	}
	buf_release(&before);
}

/** Read what is there, so that no one waits for us. */
static void drain(struct peer *peer)
{
	static const size_t room = TEXT_MAX;
	char *bytes = malloc(room);

	while (bytes != NULL && recv(peer->fd, bytes, room, MSG_DONTWAIT) > 0)
		;
	free(bytes);
}

/** A stream may be in the middle of a message: begin another. */
static bool renew(struct peer *peer, const struct gamut *gamut)
{
	enum place place = peer->place;
	struct peer next;

	if (!peer_is_stream(peer))
		return true;
	if (!peer_open(&next, gamut, place))
		return false;
	next.serial = peer->serial;
	next.call = peer->call;
	peer_close(peer);
	*peer = next;
	return true;
}

static void check_alive(struct pair *pair)
{
	static const enum place place[] = { UDP4, TCP4 };
	const struct request invite = { .user = "486" };

	for (size_t i = 0; i < ARRAY_SIZE(place); i++) {
		peer_close(&pair->peer);
		if (!peer_open(&pair->peer, &pair->gamut, place[i]))
			return;
		CHECK(i, peer_is_quiet(&pair->peer));
		CHECK_INT(i, peer_dial(&pair->peer, &invite, &pair->reply),
			  486);
	}
}

static void send_mutants(enum place place, uint64_t seed)
{
	struct dice dice = { seed };
	struct peer other;
	struct pair pair;
	struct buf text;

	(void)printf("seed %" PRIu64 " ...", seed);
	if (!pair_open(&pair, patient, place))
		return;
	/* The same messages each time: the calls are part of them. */
	pair.peer.serial = 1000;
	buf_init(&text, TEXT_MAX);
	if (peer_open(&other, &pair.gamut, place)) {
		for (long i = 0; i < MUTANTS; i++) {
			write_mutant(&text, &pair.peer, &dice);
			(void)peer_send_text(&pair.peer, buf_str(&text));
			drain(&pair.peer);
			if (i % BARRIER == 0 &&
			    !CHECK(i, peer_is_quiet(&other)))
				break;
			if (!renew(&pair.peer, &pair.gamut))
				break;
		}
		check_alive(&pair);
	}
	peer_close(&other);
	buf_release(&text);
	pair_close(&pair);
}

static void test_datagrams(void)
{
	send_mutants(UDP4, 20261122);
}

static void test_segments(void)
{
	send_mutants(TCP4, 20261123);
}

/** One datagram that is full of one thing must not cost a second. */
static void test_many(void)
{
	static const char *const line[] = {
		"X: y\r\n",
		"Via: SIP/2.0/UDP a\r\n",
		"Contact: <sip:a@b>\r\n",
		"Require: a\r\n",
		"Record-Route: <sip:a;lr>\r\n",
		"k: a,a,a,a,a,a,a,a,a,a,a,a\r\n",
		" \r\n",
		"a:\r\n",
		"Proxy-Authorization: Digest a=b, c=d\r\n"
	};
	const size_t filled = 50000;
	struct pair pair;
	struct buf text;

	if (!pair_open(&pair, patient, UDP4))
		return;
	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; i < ARRAY_SIZE(line); i++) {
		struct request invite = { .user = "200" };
		uint64_t start_us;

		buf_clear(&text);
		while (text.size < filled)
			buf_add_text(&text, line[i]);
		invite.headers = text.p;
		peer_new_call(&pair.peer);
		start_us = peer_send(&pair.peer, &invite);
		CHECK(i, peer_answer(&pair.peer, &pair.reply) >= 200);
		CHECK(i, now_us() < start_us + 500000);
	}
	buf_release(&text);
	check_alive(&pair);
	pair_close(&pair);
}

CU_TestInfo test_hostile[] = {
	{ "mutated datagrams do no harm", test_datagrams },
	{ "mutated streams do no harm", test_segments },
	{ "a datagram that is full of one header is cheap", test_many },
	CU_TEST_INFO_NULL
};
