/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "rig.h"

#define NEXT "OPTIONS sip:a SIP/2.0\r\nCSeq: 2 OPTIONS\r\n\r\n"

static void test_udp_addresses(void)
{
	static const struct {
		const char *listen;
		const char *call;
	} row[] = {
		{ "127.0.0.1", "127.0.0.1" },
		{ "0.0.0.0", "127.0.0.1" },
		{ "0.0.0.0", "127.0.0.2" },
		{ "::1", "::1" },
		{ "::", "::1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		union address called;
		struct rig rig;

		if (!rig_has(row[i].call))
			continue;
		rig_init(&rig);
		rig_listen(&rig, TRANSPORT_UDP, row[i].listen);
		/* It takes only what comes from the address it called. */
		rig_connect(&rig, 0, row[i].call);
		rig_send(&rig, 0, STR("ping\r\n"), SIZE_MAX);
		CHECK(i, rig_run(&rig, (struct until){ .bytes = 6 }));
		CHECK_STR(i, buf_str(&rig.client[0].in), "ping\r\n");
		CHECK_INT(i, rig.send_error, 0);
		CHECK_INT(i, address_parse(&called, str_from(row[i].call), 0),
			  0);
		CHECK(i, address_same_host(&rig.path.local, &called));
		CHECK_INT(i, address_port(&rig.path.local),
			  address_port(&rig.at));
		CHECK_INT(i, flow_transport(rig.path.flow), TRANSPORT_UDP);
		rig_release(&rig);
	}
}

static void test_udp_sizes(void)
{
	static const size_t row[] = { 0, 1, 1500, 9000, 65507 };
	char *bytes = calloc(1, 65507);

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct rig rig;

		rig_init(&rig);
		rig.answer = STR("x");
		rig_listen(&rig, TRANSPORT_UDP, "0.0.0.0");
		rig_connect(&rig, 0, "127.0.0.1");
		CHECK_INT(i, send(rig.client[0].fd, bytes, row[i], 0), row[i]);
		CHECK(i, rig_run(&rig, (struct until){ .bytes = 1 }));
		CHECK_INT(i, rig.messages, 1);
		CHECK_INT(i, rig.log.size, row[i] + 2);
		rig_release(&rig);
	}
	free(bytes);
}

static void test_udp_burst(void)
{
	enum { COUNT = 200 };
	struct net_counts counts;
	struct rig rig;
	char text[16], *want;
	size_t size = 0;

	want = calloc(COUNT, sizeof(text));
	rig_init(&rig);
	rig_listen(&rig, TRANSPORT_UDP, "127.0.0.1");
	rig_connect(&rig, 0, "127.0.0.1");
	for (int i = 0; i < COUNT; i++) {
		int n = snprintf(text, sizeof(text), "<%d>", i);

		memcpy(want + size, text, (size_t)n);
		size += (size_t)n;
		(void)send(rig.client[0].fd, text + 1, (size_t)n - 2, 0);
	}
	CHECK(0, rig_run(&rig, (struct until){ .messages = COUNT }));
	CHECK_STR(0, buf_str(&rig.log), want);
	net_counts(&counts, rig.net);
	CHECK_INT(0, counts.received, COUNT);
	CHECK_INT(0, counts.sent, COUNT);
	CHECK_INT(0, counts.send_errors, 0);
	rig_release(&rig);
	free(want);
}

/** We were busy: what is read at once came one after the other. */
static void test_udp_late(void)
{
	enum { WAIT_US = 150000, BLUR_US = 20000 };
	uint64_t before_us[RIG_CAME], after_us[RIG_CAME];
	struct rig rig;

	rig_init(&rig);
	rig_listen(&rig, TRANSPORT_UDP, "0.0.0.0");
	rig_connect(&rig, 0, "127.0.0.1");
	/* The kernel starts to stamp packets a moment after it is asked. */
	(void)usleep(WAIT_US);
	for (size_t i = 0; i < RIG_CAME; i++) {
		before_us[i] = loop_now_us(rig.loop);
		CHECK_INT(i, send(rig.client[0].fd, "ping", 4, 0), 4);
		after_us[i] = loop_now_us(rig.loop);
		(void)usleep(WAIT_US);
	}
	CHECK(0, rig_run(&rig, (struct until){ .messages = RIG_CAME }));
	for (size_t i = 0; i < RIG_CAME; i++) {
		CHECK(i, rig.came_us[i] + BLUR_US >= before_us[i]);
		CHECK(i, rig.came_us[i] <= after_us[i] + BLUR_US);
	}
	rig_release(&rig);
}

static void test_ports(void)
{
	static const struct {
		const char *first;
		const char *second;
		int err;
	} row[] = {
		{ "127.0.0.1", "127.0.0.1", EADDRINUSE },
		{ "0.0.0.0", "127.0.0.1", EADDRINUSE },
		{ "0.0.0.0", "0.0.0.0", EADDRINUSE },
		{ "::", "::", EADDRINUSE },
		{ "0.0.0.0", "::", 0 },
	};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(row); i++) {
		enum transport transport =
			i % 2 ? TRANSPORT_TCP : TRANSPORT_UDP;
		union address second;
		struct rig rig;

		if (!rig_has(row[i / 2].first) || !rig_has(row[i / 2].second))
			continue;
		rig_init(&rig);
		rig_listen(&rig, transport, row[i / 2].first);
		CHECK_INT(i,
			  address_parse(&second, str_from(row[i / 2].second),
					address_port(&rig.at)),
			  0);
		CHECK_INT(i, net_listen(rig.net, transport, &second),
			  row[i / 2].err);
		rig_release(&rig);
	}
}

/* Whoever holds a flow may still ask it, whatever became of its net. */
static void test_held(void)
{
	for (size_t i = 0; i < TRANSPORT_COUNT; i++) {
		struct path path;
		struct rig rig;

		rig_init(&rig);
		rig_listen(&rig, (enum transport)i, "127.0.0.1");
		rig_connect(&rig, 0, "127.0.0.1");
		rig_send(&rig, 0, STR(NEXT), SIZE_MAX);
		CHECK(i, rig_run(&rig, (struct until){ .messages = 1 }));
		path = rig.path;
		CHECK(i, flow_ref(path.flow) == path.flow);
		rig_release(&rig);
		CHECK_INT(i, flow_send(&path, STR("late"), NULL), ENOTCONN);
		CHECK_INT(i, flow_transport(path.flow), i);
		flow_unref(path.flow);
	}
	flow_unref(NULL);
	net_free(NULL);
}

static void test_free_inside(void)
{
	for (size_t i = 0; i < TRANSPORT_COUNT; i++) {
		struct rig rig;

		rig_init(&rig);
		rig.frees_net = true;
		rig_listen(&rig, (enum transport)i, "127.0.0.1");
		rig_connect(&rig, 0, "127.0.0.1");
		(void)send(rig.client[0].fd, NEXT NEXT, 2 * (sizeof(NEXT) - 1),
			   0);
		(void)send(rig.client[0].fd, NEXT, sizeof(NEXT) - 1, 0);
		CHECK(i, rig_run(&rig, (struct until){ .messages = 1 }));
		CHECK_INT(i, rig.messages, 1);
		CHECK_INT(i, rig.send_error, ENOTCONN);
		rig_release(&rig);
	}
}

CU_TestInfo test_net[] = {
	{ "UDP answers from the address that was called", test_udp_addresses },
	{ "a datagram of any size is handed over", test_udp_sizes },
	{ "a burst of datagrams is read whole and in order", test_udp_burst },
	{ "a datagram read late has the time it came", test_udp_late },
	{ "a port that is taken is refused", test_ports },
	{ "a flow that is held outlives its net", test_held },
	{ "the net may be freed inside a message", test_free_inside },
	CU_TEST_INFO_NULL
};
