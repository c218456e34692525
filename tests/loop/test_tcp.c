/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "check.h"
#include "rig.h"

#define HEAD  "OPTIONS sip:a SIP/2.0\r\n"
#define FIRST HEAD "CSeq: 1 OPTIONS\r\nl: 5\r\n\r\nfirst"
#define NEXT  HEAD "CSeq: 2 OPTIONS\r\n\r\n"

static void test_tcp_pieces(void)
{
	static const struct {
		const char *listen;
		const char *call;
		size_t piece;
	} row[] = {
		{ "127.0.0.1", "127.0.0.1", SIZE_MAX },
		{ "127.0.0.1", "127.0.0.1", 12 },
		{ "0.0.0.0", "127.0.0.2", 1 },
		{ "::1", "::1", 1 },
		{ "::", "::1", 50 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		union address called;
		struct rig rig;

		if (!rig_has(row[i].call))
			continue;
		rig_init(&rig);
		rig_listen(&rig, TRANSPORT_TCP, row[i].listen);
		rig_connect(&rig, 0, row[i].call);
		rig_send(&rig, 0, STR("\r\n\r\n" FIRST "\r\n" NEXT "\r\n"),
			 row[i].piece);
		CHECK(i,
		      rig_run(&rig, (struct until){
					    .messages = 2,
					    .bytes = sizeof(FIRST NEXT) - 1 }));
		CHECK_STR(i, buf_str(&rig.log), "<" FIRST "><" NEXT ">");
		CHECK_STR(i, buf_str(&rig.client[0].in), FIRST NEXT);
		CHECK_INT(i, address_parse(&called, str_from(row[i].call), 0),
			  0);
		CHECK(i, address_same_host(&rig.path.local, &called));
		CHECK_INT(i, flow_transport(rig.path.flow), TRANSPORT_TCP);
		rig_release(&rig);
	}
}

static double cpu_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void test_tcp_pipeline(void)
{
	struct buf stream;
	double begin;
	struct rig rig;

	buf_init(&stream, 8 << 20);
	for (int i = 0; i < 5000; i++)
		buf_addf(&stream, HEAD "l: 350\r\nX: %d\r\n\r\n%350d", i, i);
	CHECK_INT(0, buf_error(&stream), 0);
	rig_init(&rig);
	rig_listen(&rig, TRANSPORT_TCP, "127.0.0.1");
	rig_connect(&rig, 0, "127.0.0.1");
	begin = cpu_seconds();
	rig_send(&rig, 0, buf_str(&stream), SIZE_MAX);
	CHECK(0, rig_run(&rig, (struct until){ .bytes = stream.size }));
	CHECK(0, cpu_seconds() - begin < 2);
	CHECK_INT(0, rig.messages, 5000);
	CHECK(0, str_eq(buf_str(&rig.client[0].in), buf_str(&stream)));
	rig_release(&rig);
	buf_release(&stream);
}

/* The answer to what is broken arrives, and then the end, not a reset. */
static void test_tcp_broken(void)
{
	static const struct {
		const char *stream;
		const char *log;
	} row[] = {
		{ HEAD "l: 1000\r\n\r\n",
		  "!the message is over the limit: 34" },
		{ HEAD "l: 1000\r\n\r\nabc",
		  "!the message is over the limit: 37" },
		{ HEAD "l: x\r\n\r\n", "!Content-Length is not a number: 31" },
		{ FIRST HEAD "l: -1\r\n\r\n",
		  "<" FIRST ">!Content-Length is not a number: 32" },
		{ NEXT HEAD "l: 9\r\n\r\n",
		  "<" NEXT ">!the stream stopped inside a message: 31" },
		{ "OPTIONS", "!the stream stopped inside a message: 7" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct rig rig;

		rig_init(&rig);
		rig.config.message_max = 100;
		rig.config.partial_ms = 20;
		rig.answer = STR("no");
		rig_listen(&rig, TRANSPORT_TCP, "127.0.0.1");
		rig_connect(&rig, 0, "127.0.0.1");
		rig_send(&rig, 0, str_from(row[i].stream), SIZE_MAX);
		CHECK(i, rig_run(&rig,
				 (struct until){ .broken = 1, .ended = true }));
		CHECK_STR(i, buf_str(&rig.log), row[i].log);
		CHECK_INT(i, rig.client[0].in.size, 2 * (rig.messages + 1));
		CHECK(i, rig.client[0].has_ended);
		rig_release(&rig);
	}
}

/* What the peer still sends to a stream that was given up is thrown away. */
static void test_tcp_broken_flood(void)
{
	enum { SIZE = 300000 };
	char *stream = calloc(1, SIZE);
	struct rig rig;

	rig_init(&rig);
	rig.answer = STR("no");
	rig_listen(&rig, TRANSPORT_TCP, "127.0.0.1");
	rig_connect(&rig, 0, "127.0.0.1");
	rig_send(&rig, 0, (struct str){ stream, SIZE }, SIZE_MAX);
	CHECK(0, rig_run(&rig, (struct until){ .broken = 1, .ended = true }));
	CHECK_STR(0, buf_str(&rig.client[0].in), "no");
	CHECK(0, rig.client[0].has_ended);
	CHECK_INT(0, rig.broken, 1);
	CHECK_INT(0, rig.messages, 0);
	rig_release(&rig);
	free(stream);
}

static void test_tcp_half_close(void)
{
	static const struct {
		const char *stream;
		size_t size;
		const char *log;
	} row[] = {
		{ NEXT, 10, "<" NEXT ">" },
		{ NEXT, 6000000, "<" NEXT ">" },
		{ "OPTIONS", 10, "!the stream ended inside a message: 7" },
		{ "OPTIONS", 6000000, "!the stream ended inside a message: 7" },
	};
	char *bytes = calloc(1, 6000000);

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct net_counts counts;
		struct rig rig;

		rig_init(&rig);
		rig.answer = (struct str){ bytes, row[i].size };
		rig_listen(&rig, TRANSPORT_TCP, "127.0.0.1");
		rig_connect(&rig, 0, "127.0.0.1");
		(void)send(rig.client[0].fd, row[i].stream,
			   strlen(row[i].stream), 0);
		CHECK_INT(i, shutdown(rig.client[0].fd, SHUT_WR), 0);
		CHECK(i, rig_run(&rig, (struct until){ .ended = true }));
		CHECK_STR(i, buf_str(&rig.log), row[i].log);
		CHECK_INT(i, rig.client[0].in.size, row[i].size);
		CHECK(i, rig.client[0].has_ended);
		net_counts(&counts, rig.net);
		CHECK_INT(i, counts.connections, 0);
		rig_release(&rig);
	}
	free(bytes);
}

static void test_tcp_connection_limit(void)
{
	struct net_counts counts;
	struct rig rig;

	rig_init(&rig);
	rig.config.connection_max = 2;
	rig_listen(&rig, TRANSPORT_TCP, "127.0.0.1");
	rig_connect(&rig, 1, "127.0.0.1");
	rig_connect(&rig, 2, "127.0.0.1");
	rig_connect(&rig, 0, "127.0.0.1");
	CHECK(0, rig_run(&rig, (struct until){ .refused = 1, .ended = true }));
	rig_send(&rig, 1, STR(NEXT), SIZE_MAX);
	rig_send(&rig, 2, STR(NEXT), SIZE_MAX);
	CHECK(0, rig_run(&rig, (struct until){ .messages = 2 }));
	net_counts(&counts, rig.net);
	CHECK_INT(0, counts.connections, 2);
	CHECK_INT(0, counts.refused, 1);
	rig_release(&rig);
}

static void test_tcp_idle(void)
{
	static const struct {
		const char *stream;
		uint64_t messages;
	} row[] = { { "", 0 }, { "\r\n\r\n", 0 }, { NEXT, 1 } };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct net_counts counts;
		uint64_t begin_us;
		struct rig rig;

		rig_init(&rig);
		rig.config.idle_ms = 20;
		rig_listen(&rig, TRANSPORT_TCP, "127.0.0.1");
		rig_connect(&rig, 0, "127.0.0.1");
		(void)send(rig.client[0].fd, row[i].stream,
			   strlen(row[i].stream), 0);
		begin_us = loop_now_us(rig.loop);
		CHECK(i, rig_run(&rig, (struct until){ .ended = true }));
		CHECK(i, loop_now_us(rig.loop) >= begin_us + 20000);
		CHECK_INT(i, rig.messages, row[i].messages);
		CHECK_INT(i, rig.broken, 0);
		net_counts(&counts, rig.net);
		CHECK_INT(i, counts.connections, 0);
		rig_release(&rig);
	}
}

static void test_tcp_pending_limit(void)
{
	static const char text[1 << 20] = "";
	struct net_counts counts;
	struct rig rig;

	rig_init(&rig);
	rig.config.pending_max = sizeof(text) / 2;
	rig.answer = (struct str){ text, sizeof(text) };
	rig_listen(&rig, TRANSPORT_TCP, "127.0.0.1");
	rig_connect(&rig, 1, "127.0.0.1");
	CHECK_INT(0,
		  loop_change(rig.loop, rig.client[1].watch, rig.client[1].fd,
			      0),
		  0);
	for (int i = 0; i < 20; i++)
		(void)send(rig.client[1].fd, NEXT, sizeof(NEXT) - 1, 0);
	CHECK(0, rig_run(&rig, (struct until){ .failed = true }));
	CHECK_INT(0, rig.send_error, ENOBUFS);
	net_counts(&counts, rig.net);
	CHECK_INT(0, counts.connections, 0);
	CHECK_INT(0, counts.send_errors, 1);
	CHECK(0, rig.messages < 20);
	rig_release(&rig);
}

static void test_descriptors(void)
{
	struct rlimit old, none;
	struct rig rig;
	double begin;

	rig_init(&rig);
	rig_listen(&rig, TRANSPORT_TCP, "127.0.0.1");
	rig_connect(&rig, 0, "127.0.0.1");
	rig_send(&rig, 0, STR(NEXT), SIZE_MAX);
	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &old), 0);
	none = (struct rlimit){ .rlim_cur = 0, .rlim_max = old.rlim_max };
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &none), 0);
	begin = cpu_seconds();
	/* Nobody has a descriptor for it: nothing happens, at no cost. */
	rig.deadline_ms = 250;
	CHECK(0, !rig_run(&rig, (struct until){ .messages = 1 }));
	CHECK(0, cpu_seconds() - begin < 0.1);
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &old), 0);
	rig.deadline_ms = RIG_DEADLINE_MS;
	CHECK(0, rig_run(&rig, (struct until){ .messages = 1 }));
	rig_release(&rig);
}

CU_TestInfo test_tcp[] = {
	{ "a message on TCP may come in any pieces", test_tcp_pieces },
	{ "5000 messages in a row cost linear time", test_tcp_pipeline },
	{ "a broken message is answered, then the end", test_tcp_broken },
	{ "bytes after a broken message are drained", test_tcp_broken_flood },
	{ "a half-closed peer gets all its answers", test_tcp_half_close },
	{ "a connection over the limit is closed", test_tcp_connection_limit },
	{ "an idle connection is closed", test_tcp_idle },
	{ "a peer that does not read is closed", test_tcp_pending_limit },
	{ "no descriptors: it waits for some", test_descriptors },
	CU_TEST_INFO_NULL
};
