/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "folder.h"

/* How bytes leave: in pieces, together, last of all, from elsewhere. */

static const struct script script[] = {
	{ "split", "flow:\n  - respond: 486\n    fault: {split: 40}\n" },
	{ "bytes", "flow:\n  - respond: 486\n    fault: {split: 1}\n" },
	{ "wide", "flow:\n  - respond: 486\n    fault: {pad: 8000}\n" },
	{ "joined", "flow:\n  - respond: 180\n    fault: {join: true}\n"
		    "  - respond: 486\n" },
	{ "alone", "flow:\n  - respond: 180\n    fault: {join: true}\n"
		   "  - wait: 60s\n  - respond: 486\n" },
	{ "lines", "flow:\n  - raw: \"\\r\\n\\r\\n\"\n    fault: {join: true}\n"
		   "  - respond: 486\n" },
	{ "close", "flow:\n  - respond: 486\n    fault: {close: true}\n" },
	{ "elsewhere", "flow:\n  - respond: 180\n"
		       "    fault: {other-port: true}\n  - respond: 486\n" },
};

static bool open_stage(struct stage *stage, enum place place)
{
	*stage = (struct stage){ .is_loud = false };
	return stage_open(stage, script, ARRAY_SIZE(script), patient, place);
}

enum { PIECE_MAX = 2048, WAIT_MS = 10000 };

/** One read of what comes next; 0 at the end, -1 when nothing comes. */
static ssize_t read_once(const struct stage *stage, char bytes[PIECE_MAX])
{
	struct pollfd ready = { .fd = stage->pair.peer.fd, .events = POLLIN };

	if (poll(&ready, 1, WAIT_MS) != 1)
		return -1;
	return recv(ready.fd, bytes, PIECE_MAX, 0);
}

static void call(struct stage *stage, const char *user)
{
	struct request invite = { .user = user };

	peer_new_call(&stage->pair.peer);
	(void)peer_send(&stage->pair.peer, &invite);
}

static void test_split(void)
{
	char bytes[PIECE_MAX];
	struct stage stage;
	struct buf all;
	size_t reads = 0;
	ssize_t size;

	if (!open_stage(&stage, TCP4))
		return;
	buf_init(&all, PIECE_MAX);
	call(&stage, "split");
	do {
		size = read_once(&stage, bytes);
		CHECK(reads, size > 0);
		if (size > 0)
			buf_add_str(&all, (struct str){ bytes, (size_t)size });
		reads++;
	} while (size > 0 &&
		 !has_part(buf_str(&all), "Content-Length: 0\r\n\r\n"));
	CHECK(0, str_starts(buf_str(&all), STR("SIP/2.0 486 ")));
	/* a slow reader may find several at once */
	CHECK(0, reads > 3);
	CHECK(0, reads <= all.size / 40 + 1);
	buf_release(&all);
	stage_close(&stage);
}

/** What another call is sent on the stream does not leave in pieces too. */
static void test_split_alone(void)
{
	uint64_t start_us;
	char bytes[PIECE_MAX];
	struct stage stage;
	struct buf all;
	ssize_t size;

	if (!open_stage(&stage, TCP4))
		return;
	buf_init(&all, 4 * PIECE_MAX);
	start_us = now_us();
	call(&stage, "bytes");
	call(&stage, "wide");
	do {
		size = read_once(&stage, bytes);
		if (size > 0)
			buf_add_str(&all, (struct str){ bytes, (size_t)size });
	} while (size > 0 && count_parts(buf_str(&all), "\r\n\r\n") < 2);
	CHECK_INT(0, count_parts(buf_str(&all), "SIP/2.0 486 "), 2);
	/* a byte each 2 ms would take it more than 16 s */
	CHECK(0, now_us() - start_us < UINT64_C(8000000));
	buf_release(&all);
	stage_close(&stage);
}

static void test_joined(void)
{
	char bytes[PIECE_MAX];
	struct stage stage;
	ssize_t size;

	if (!open_stage(&stage, TCP4))
		return;
	call(&stage, "joined");
	size = read_once(&stage, bytes);
	if (CHECK(0, size > 0)) {
		struct str both = { bytes, (size_t)size };

		CHECK_INT(0, count_parts(both, "SIP/2.0 180 "), 1);
		CHECK_INT(0, count_parts(both, "SIP/2.0 486 "), 1);
	}
	call(&stage, "lines");
	size = read_once(&stage, bytes);
	CHECK(1, size > 0 && str_starts((struct str){ bytes, (size_t)size },
					STR("\r\n\r\nSIP/2.0 486 ")));
	/* nothing comes behind it: it leaves all the same */
	call(&stage, "alone");
	size = read_once(&stage, bytes);
	CHECK(2, size > 0 && str_starts((struct str){ bytes, (size_t)size },
					STR("SIP/2.0 180 ")));
	stage_close(&stage);
}

static void test_close(void)
{
	struct request invite = { .user = "close" };
	char bytes[PIECE_MAX];
	struct stage stage;
	struct pair *pair = &stage.pair;

	if (!open_stage(&stage, TCP4))
		return;
	CHECK_INT(0, peer_ask(&pair->peer, &invite, &pair->reply), 486);
	CHECK_INT(0, read_once(&stage, bytes), 0);
	/* the program goes on, on another connection */
	if (stage_move(&stage, TCP4)) {
		invite.user = "split";
		CHECK_INT(1, peer_dial(&pair->peer, &invite, &pair->reply),
			  486);
	}
	stage_close(&stage);
}

/** The next datagram: whether it begins so. @return the port that it came from */
static uint16_t next_from(int fd, const char *start)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	struct sockaddr_in from = { .sin_port = 0 };
	socklen_t size = sizeof(from);
	char bytes[PIECE_MAX];
	ssize_t got = -1;

	if (poll(&ready, 1, WAIT_MS) == 1)
		got = recvfrom(fd, bytes, sizeof(bytes), 0,
			       (struct sockaddr *)&from, &size);
	CHECK(0, got > 0 && str_starts((struct str){ bytes, (size_t)got },
				       str_from(start)));
	return ntohs(from.sin_port);
}

static void test_elsewhere(void)
{
	struct request invite = { .user = "elsewhere" };
	struct sockaddr_in server = { .sin_family = AF_INET };
	struct stage stage;
	struct buf text;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (!CHECK(0, fd >= 0))
		return;
	if (!open_stage(&stage, UDP4)) {
		(void)close(fd);
		return;
	}
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server.sin_port = htons(stage.pair.peer.server);
	buf_init(&text, PIECE_MAX);
	peer_write_request(&text, &stage.pair.peer, &invite);
	CHECK(0, sendto(fd, text.p, text.size, 0, (struct sockaddr *)&server,
			sizeof(server)) > 0);
	CHECK(0, next_from(fd, "SIP/2.0 180 ") != stage.pair.peer.server);
	CHECK_INT(0, next_from(fd, "SIP/2.0 486 "), stage.pair.peer.server);
	buf_release(&text);
	(void)close(fd);
	stage_close(&stage);
}

CU_TestInfo test_manner[] = {
	{ "a stream takes it in pieces", test_split },
	{ "what comes behind the pieces is whole again", test_split_alone },
	{ "a stream takes two in one", test_joined },
	{ "a stream is closed behind it", test_close },
	{ "a datagram comes from another port", test_elsewhere },
	CU_TEST_INFO_NULL,
};
