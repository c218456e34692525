/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "peer.h"

/*
 * Times are counted from just before the INVITE was sent, so what is early is
 * early for sure; what is late may be late because the machine is busy.
 */
enum { LATE_MS = 40, COPIES_MAX = 16, WAIT_MS = 5000 };

static const char *const t1_100[] = { "--t1=100", NULL };
static const char *const t1_20[] = { "--t1=20", NULL };
static const char *const hold[] = { "--t1=50", "--hold=0.3", NULL };

static bool is_on_time(long row, uint64_t at_us, uint64_t start_us, unsigned ms)
{
	int64_t late_us = (int64_t)(at_us - start_us) - (int64_t)ms * 1000;

	return CHECK(row, late_us >= 0) &&
	       CHECK(row, late_us <= LATE_MS * 1000);
}

/** What a row of copies is about. */
struct copies {
	const char *t1;
	const char *user;
	enum place place;
	unsigned ms[COPIES_MAX]; /* when each copy is due */
	size_t count;
	int quiet_ms; /* after the ACK, or after the last copy without one */
	bool is_acked;
};

static void check_copies(long row, const struct copies *copies)
{
	const char *const options[] = { copies->t1, NULL };
	const struct request invite = { .user = copies->user };
	struct pair pair;
	char first[2048] = "";
	uint64_t start_us;

	if (!pair_open(&pair, options, copies->place))
		return;
	start_us = peer_send(&pair.peer, &invite);
	for (size_t i = 0; i < copies->count; i++) {
		if (!CHECK(row, peer_receive(&pair.peer, &pair.reply, WAIT_MS)))
			break;
		(void)is_on_time(row * 100 + (long)i, pair.reply.at_us,
				 start_us, copies->ms[i]);
		if (i == 0)
			(void)snprintf(first, sizeof(first), "%.*s",
				       STR_ARG(pair.reply.message->bytes));
		CHECK_STR(row, pair.reply.message->bytes, first);
	}
	if (copies->is_acked)
		peer_ack(&pair.peer, &invite, &pair.reply);
	CHECK(row, !peer_receive(&pair.peer, &pair.reply, copies->quiet_ms));
	pair_close(&pair);
}

/** Timers G and H, and RFC 3261 §13.3.1.4 for a 2xx on every transport. */
static void test_copies(void)
{
	static const struct copies row[] = {
		{ "--t1=100",
		  "486",
		  UDP4,
		  { 0, 100, 300, 700, 1500, 2300 },
		  6,
		  1000,
		  true },
		{ "--t1=50",
		  "486",
		  UDP4,
		  { 0, 50, 150, 350, 750, 1150 },
		  6,
		  500,
		  true },
		{ "--t1=50",
		  "200",
		  UDP4,
		  { 0, 50, 150, 350, 750, 1150 },
		  6,
		  500,
		  true },
		{ "--t1=50",
		  "200",
		  TCP4,
		  { 0, 50, 150, 350, 750, 1150 },
		  6,
		  500,
		  true },
		{ "--t1=50", "486", TCP4, { 0 }, 1, 500, false },
		{ "--t1=50", "302", TCP4, { 0 }, 1, 200, true },
		/* Timer H is at 64*T1 = 640 ms, and brings no BYE. */
		{ "--t1=10",
		  "486",
		  UDP4,
		  { 0, 10, 30, 70, 150, 230, 310, 390, 470, 550, 630 },
		  11,
		  300,
		  false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		check_copies((long)i, &row[i]);
}

/** What comes for an INVITE whose answer takes its time. */
static void test_progress(void)
{
	static const struct {
		const char *user;
		enum place place;
		struct {
			unsigned code;
			unsigned ms;
		} answer[3];
	} row[] = {
		/* RFC 3261 §17.2.1: a 100 within 200 ms */
		{ "1-486", UDP4, { { 100, 200 }, { 486, 1000 } } },
		{ "1-486", TCP4, { { 100, 200 }, { 486, 1000 } } },
		{ "180-1-486", UDP4, { { 180, 0 }, { 486, 1000 } } },
		{ "180", UDP4, { { 180, 0 }, { 200, 2000 } } },
		{ "199", UDP4, { { 183, 0 }, { 199, 0 }, { 200, 1000 } } },
		{ "180*1*183*0*200",
		  UDP4,
		  { { 180, 0 }, { 183, 1000 }, { 200, 1000 } } },
		{ "180486", UDP4, { { 180, 0 }, { 486, 0 } } },
		{ "486", UDP4, { { 486, 0 } } },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .user = row[i].user };
		uint64_t start_us;

		peer_close(&pair.peer);
		if (!peer_open(&pair.peer, &pair.gamut, row[i].place))
			break;
		start_us = peer_send(&pair.peer, &invite);
		for (size_t n = 0; n < 3 && row[i].answer[n].code != 0; n++) {
			CHECK_INT(i, peer_answer(&pair.peer, &pair.reply),
				  row[i].answer[n].code);
			(void)is_on_time((long)i, pair.reply.at_us, start_us,
					 row[i].answer[n].ms);
		}
		peer_ack(&pair.peer, &invite, &pair.reply);
		CHECK(i, peer_is_quiet(&pair.peer));
	}
	pair_close(&pair);
}

/** RFC 3261 §13.3.1.4: without an ACK the call is ended, after 64*T1. */
static void test_no_ack(void)
{
	const struct request invite = { .user = "200" };
	unsigned due_ms = 64 * 20;
	struct pair pair;
	uint64_t start_us;
	size_t copies = 0;

	if (!pair_open(&pair, t1_20, UDP4))
		return;
	start_us = peer_send(&pair.peer, &invite);
	while (peer_answer(&pair.peer, &pair.reply) == 200)
		copies++;
	/* at 0, 20, 60, 140, 300, 460 and so on to 1260 */
	CHECK_INT(0, copies, 11);
	if (CHECK(0, pair.reply.message != NULL)) {
		CHECK_STR(0, message_method(pair.reply.message), "BYE");
		(void)is_on_time(0, pair.reply.at_us, start_us, due_ms);
		peer_respond(&pair.peer, &pair.reply, "200 OK");
	}
	CHECK(0, !peer_receive(&pair.peer, &pair.reply, 200));
	pair_close(&pair);
}

/** Timer E: our BYE is repeated until it is answered. */
static void check_bye(struct pair *pair, uint64_t ack_us, struct str to)
{
	struct str from;

	for (long i = 0; i < 3; i++) {
		static const unsigned due_ms[] = { 300, 350, 450 };

		if (!CHECK(i, peer_receive(&pair->peer, &pair->reply, WAIT_MS)))
			return;
		(void)is_on_time(i, pair->reply.at_us, ack_us, due_ms[i]);
		CHECK(i, pair->reply.message->is_request);
	}
	from = reply_header(&pair->reply, "From");
	CHECK(0, str_eq(from, to));
	CHECK(0, has_part(reply_header(&pair->reply, "To"), ";tag=f"));
	CHECK(0, has_part(reply_header(&pair->reply, "CSeq"), "BYE"));
	CHECK(0, has_part(message_uri(pair->reply.message), "sip:loop@"));
	CHECK_STR(0, reply_value(&pair->reply, "Route", 0),
		  "<sip:192.0.2.1;lr>");
	CHECK_STR(0, reply_value(&pair->reply, "Route", 1),
		  "<sip:192.0.2.2;lr>");
	peer_respond(&pair->peer, &pair->reply, "200 OK");
	CHECK(0, !peer_receive(&pair->peer, &pair->reply, 300));
}

static void test_hold(void)
{
	const struct request invite = {
		.user = "200",
		.headers = "Record-Route: <sip:192.0.2.1;lr>\r\n"
			   "Record-Route: <sip:192.0.2.2;lr>\r\n"
	};
	struct request late = { .user = "200" };
	struct pair pair;
	char to[256];
	uint64_t start_us;

	if (!pair_open(&pair, hold, UDP4))
		return;
	CHECK_INT(0, peer_ask(&pair.peer, &invite, &pair.reply), 200);
	(void)snprintf(to, sizeof(to), "%.*s",
		       STR_ARG(reply_header(&pair.reply, "To")));
	start_us = now_us();
	peer_ack(&pair.peer, &invite, &pair.reply);
	check_bye(&pair, start_us, str_from(to));

	/* RFC 3261 §15: the callee must not say BYE before the ACK. */
	peer_new_call(&pair.peer);
	start_us = peer_send(&pair.peer, &late);
	while (now_us() < start_us + 700000)
		CHECK_INT(1, peer_answer(&pair.peer, &pair.reply), 200);
	start_us = now_us();
	peer_ack(&pair.peer, &late, &pair.reply);
	CHECK_INT(1, peer_answer(&pair.peer, &pair.reply), 1);
	(void)is_on_time(1, pair.reply.at_us, start_us, 300);
	pair_close(&pair);
}

/** Timer I: an ACK that comes again is absorbed, a copy of the INVITE too. */
static void test_absorbed(void)
{
	static const char *const user[] = { "486", "200" };
	struct pair pair;

	if (!pair_open(&pair, t1_100, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(user); i++) {
		const struct request invite = { .user = user[i] };

		(void)peer_dial(&pair.peer, &invite, &pair.reply);
		peer_ack(&pair.peer, &invite, &pair.reply);
		(void)peer_send(&pair.peer, &invite);
		CHECK(i, peer_is_quiet(&pair.peer));
		CHECK(i, !peer_receive(&pair.peer, &pair.reply, 200));
	}
	pair_close(&pair);
}

CU_TestInfo test_times[] = {
	{ "a final is repeated until the ACK", test_copies },
	{ "a slow answer is announced by a 100", test_progress },
	{ "a call that is not acknowledged is ended", test_no_ack },
	{ "a call ends after --hold, never before the ACK", test_hold },
	{ "copies after the ACK are absorbed", test_absorbed },
	CU_TEST_INFO_NULL
};
