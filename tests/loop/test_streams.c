/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/socket.h>

#include "check.h"
#include "peer.h"

enum { CALLS = 8, PIECES = 10, TEXT_MAX = 65536 };

/** Write INVITEs of calls of their own, and what stands before each. */
static void write_invites(struct buf *out, struct peer *peer,
			  const char *const *user, size_t count,
			  const char *before)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; i < count; i++) {
		const struct request invite = { .user = user[i % 2],
						.body = offer };

		peer_new_call(peer);
		peer_write_request(&text, peer, &invite);
		buf_add_text(out, before);
		buf_add_str(out, buf_str(&text));
	}
	buf_release(&text);
}

/** Take the answers; each call has one, in the order of the calls. */
static void check_answers(long row, struct pair *pair, uint64_t first,
			  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct request invite = { .user = i % 2 == 0 ? "486" : "302" };

		CHECK_INT(row, peer_answer(&pair->peer, &pair->reply),
			  i % 2 == 0 ? 486 : 302);
		pair->peer.call = first + i;
		peer_ack(&pair->peer, &invite, &pair->reply);
	}
	CHECK(row, peer_is_quiet(&pair->peer));
}

/** Several in one segment, with whatever may stand between them. */
static void test_one_segment(void)
{
	static const char *const user[] = { "486", "302" };
	static const char *const before[] = { "", "\r\n", "\r\n\r\n",
					      "\r\n\r\n\r\n\r\n\r\n" };
	struct pair pair;

	if (!pair_open(&pair, patient, TCP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		uint64_t first = pair.peer.serial + 1;
		struct buf text;

		buf_init(&text, TEXT_MAX);
		write_invites(&text, &pair.peer, user, CALLS, before[i]);
		(void)peer_send_text(&pair.peer, buf_str(&text));
		check_answers((long)i, &pair, first, CALLS);
		buf_release(&text);
	}
	pair_close(&pair);
}

/**
 * Cut a text in pieces that are sent one by one. The answer to an OPTIONS on
 * another connection says that the program has had the time to read each.
 */
static void send_pieces(struct peer *peer, struct peer *other, struct str text,
			size_t count)
{
	size_t size = (text.size + count - 1) / count;

	for (size_t at = 0; at < text.size; at += size) {
		(void)peer_send_text(peer, str_sub(text, at, size));
		CHECK(0, peer_is_quiet(other));
	}
}

static void test_segments(void)
{
	static const char *const user[] = { "486", "302" };
	static const struct {
		size_t calls;
		size_t pieces;
	} row[] = { { 1, PIECES }, { 1, 2 },   { 2, PIECES },
		    { 3, 2 },      { 1, 700 }, { 2, 1400 } };
	struct peer other;
	struct pair pair;

	if (!pair_open(&pair, patient, TCP4))
		return;
	if (!peer_open(&other, &pair.gamut, TCP4))
		goto out;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		uint64_t first = pair.peer.serial + 1;
		struct buf text;

		buf_init(&text, TEXT_MAX);
		write_invites(&text, &pair.peer, user, row[i].calls, "");
		send_pieces(&pair.peer, &other, buf_str(&text), row[i].pieces);
		check_answers((long)i, &pair, first, row[i].calls);
		buf_release(&text);
	}
out:
	peer_close(&other);
	pair_close(&pair);
}

/** RFC 5626 §4.4, §3.5.1: nothing comes back, and the next call is served. */
static void test_keepalives(void)
{
	static const struct str row[] = {
		STR_INIT("\r\n\r\n"),
		STR_INIT("\r\n"),
		STR_INIT("\n"),
		STR_INIT(""),
		STR_INIT("\0"),
		STR_INIT("\0\1\0\0\x21\x12\xa4\x42"
			 "abcdefghijkl"),
		STR_INIT("\1\1\0\0\x21\x12\xa4\x42"
			 "abcdefghijkl"),
	};
	const struct request invite = { .user = "486" };
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		(void)peer_send_text(&pair.peer, row[i]);
		CHECK(i, peer_is_quiet(&pair.peer));
		CHECK_INT(i, peer_dial(&pair.peer, &invite, &pair.reply), 486);
	}
	pair_close(&pair);
}

/** Lone line ends on a stream, for as long as the phone is registered. */
static void test_stream_keepalives(void)
{
	const struct request invite = { .user = "486" };
	struct pair pair;

	if (!pair_open(&pair, patient, TCP4))
		return;
	for (long i = 0; i < 20; i++) {
		(void)peer_send_text(&pair.peer, STR("\r\n\r\n"));
		if (i % 5 == 0)
			CHECK_INT(i,
				  peer_dial(&pair.peer, &invite, &pair.reply),
				  486);
	}
	CHECK(0, peer_is_quiet(&pair.peer));
	pair_close(&pair);
}

/** RFC 3261 §18.3: bytes behind the body belong to nobody in a datagram. */
static void test_datagram_rest(void)
{
	const struct request invite = { .user = "486" };
	struct pair pair;
	struct buf text;

	if (!pair_open(&pair, patient, UDP4))
		return;
	buf_init(&text, TEXT_MAX);
	peer_write_request(&text, &pair.peer, &invite);
	buf_add_text(&text, "INVITE sip:302@127.0.0.1 SIP/2.0\r\n\r\n");
	(void)peer_send_text(&pair.peer, buf_str(&text));
	CHECK_INT(0, peer_answer(&pair.peer, &pair.reply), 486);
	peer_ack(&pair.peer, &invite, &pair.reply);
	CHECK(0, peer_is_quiet(&pair.peer));
	buf_release(&text);
	pair_close(&pair);
}

/** A stream whose length nobody knows is told so and closed. */
static void test_broken_stream(void)
{
	static const char *const row[] = {
		"Content-Length: x",
		"Content-Length: 0\r\nContent-Length: 5",
		"Content-Length: 99999999999",
	};
	const struct request invite = { .user = "486" };
	struct pair pair;
	char byte;

	if (!pair_open(&pair, patient, TCP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		peer_close(&pair.peer);
		if (!peer_open(&pair.peer, &pair.gamut, TCP4))
			break;
		(void)peer_send_changed(&pair.peer, &invite,
					"Content-Length: 0", row[i]);
		CHECK_INT(i, peer_answer(&pair.peer, &pair.reply), 400);
		CHECK(i, !peer_receive(&pair.peer, &pair.reply, 2000));
		CHECK_INT(i, recv(pair.peer.fd, &byte, 1, MSG_DONTWAIT), 0);
	}
	pair_close(&pair);
}

CU_TestInfo test_streams[] = {
	{ "several INVITEs in one segment are answered each",
	  test_one_segment },
	{ "an INVITE may come in any number of segments", test_segments },
	{ "keep-alives are ignored", test_keepalives },
	{ "keep-alives of a stream are ignored", test_stream_keepalives },
	{ "what is behind a datagram's body is ignored", test_datagram_rest },
	{ "a stream without an end of its message is refused",
	  test_broken_stream },
	CU_TEST_INFO_NULL
};
