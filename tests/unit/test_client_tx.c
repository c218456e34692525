/* SPDX-License-Identifier: MIT */
#include "transaction/client_tx.h"

#include "check.h"
#include "text/buf.h"

/* A response of this code at this time; code 0 ends the row. */
struct event {
	uint32_t at_ms;
	unsigned code;
};

enum { START_US = 7000000 };

/* What comes out, as "time:effects " with the time in ms. */
static void note(struct buf *log, uint64_t now_us, unsigned effects)
{
	static const char letter[] = "SFTOA";

	if (effects == 0)
		return;
	buf_addf(log, "%lld:", (long long)(now_us - START_US) / 1000);
	for (unsigned i = 0; i < 5; i++) {
		if ((effects & 1U << i) != 0)
			buf_add_char(log, letter[i]);
	}
	CHECK_INT(effects, effects >> 5, 0);
	buf_add_char(log, ' ');
}

static void run_until(struct client_tx *tx, uint64_t until_us, struct buf *log)
{
	uint64_t due_us;

	while ((due_us = client_tx_due(tx)) <= until_us && due_us != NEVER) {
		unsigned effects = 0;

		CHECK_INT(due_us, client_tx_timer(tx, due_us - 1), 0);
		effects = client_tx_timer(tx, due_us);
		if (!CHECK(due_us, effects != 0))
			return;
		note(log, due_us, effects);
	}
}

struct time_row {
	bool is_stream;
	uint32_t t1_ms;
	struct event event[4];
	const char *want;
};

static const struct time_row other_row[] = {
	{ false,
	  500,
	  { { 0, 0 } },
	  "500:S 1500:S 3500:S 7500:S 11500:S 15500:S 19500:S "
	  "23500:S 27500:S 31500:S 32000:TO " },
	{ true, 500, { { 0, 0 } }, "32000:TO " },
	{ false,
	  10,
	  { { 0, 0 } },
	  "10:S 30:S 70:S 150:S 230:S 310:S 390:S 470:S 550:S 630:S "
	  "640:TO " },
	/* the copy that was planned stays, then every T2 */
	{ false,
	  500,
	  { { 600, 100 } },
	  "500:S 1500:S 5500:S 9500:S 13500:S 17500:S 21500:S "
	  "25500:S 29500:S 32000:TO " },
	{ true, 500, { { 600, 100 } }, "32000:TO " },
	{ false,
	  500,
	  { { 100, 180 }, { 600, 183 }, { 700, 200 } },
	  "500:S 700:F 5700:O " },
	{ false, 500, { { 700, 404 }, { 800, 404 } }, "500:S 700:F 5700:O " },
	{ false, 10, { { 5, 699 } }, "5:F 105:O " },
	{ true, 500, { { 700, 200 }, { 800, 200 } }, "700:FO " },
	{ false,
	  500,
	  { { 31999, 200 } },
	  "500:S 1500:S 3500:S 7500:S 11500:S 15500:S 19500:S "
	  "23500:S 27500:S 31500:S 31999:F 36999:O " },
	{ true, 500, { { 32000, 200 } }, "32000:TO " },
};

/* A ringing INVITE has three minutes, whatever T1 is. */
static const struct time_row invite_row[] = {
	/* A doubles without a cap, B ends it */
	{ false,
	  500,
	  { { 0, 0 } },
	  "500:S 1500:S 3500:S 7500:S 15500:S 31500:S 32000:TO " },
	{ true, 500, { { 0, 0 } }, "32000:TO " },
	{ false, 10, { { 0, 0 } }, "10:S 30:S 70:S 150:S 310:S 630:S 640:TO " },
	/* a provisional ends the copies and timer B */
	{ false, 500, { { 600, 100 } }, "500:S 180600:TO " },
	{ true, 500, { { 600, 180 } }, "180600:TO " },
	{ false, 500, { { 600, 180 }, { 100600, 183 } }, "500:S 280600:TO " },
	/* D is 64*T1 on UDP, none on a stream; every copy gets its ACK */
	{ false, 500, { { 700, 486 } }, "500:S 700:FA 32700:O " },
	{ false,
	  500,
	  { { 100, 180 }, { 700, 486 }, { 1200, 486 } },
	  "700:FA 1200:A 32700:O " },
	{ true, 500, { { 700, 486 }, { 800, 486 } }, "700:FOA " },
	/* a 2xx and its copies, on a stream too */
	{ false,
	  500,
	  { { 200, 200 }, { 700, 200 }, { 1700, 200 } },
	  "200:FA 700:A 1700:A 32200:O " },
	{ true, 500, { { 200, 200 }, { 700, 200 } }, "200:FA 700:A 32200:O " },
	/* a provisional that comes late is nothing */
	{ false, 500, { { 200, 200 }, { 300, 180 } }, "200:FA 32200:O " },
	{ false, 10, { { 5, 600 } }, "5:FA 645:O " },
	{ false,
	  500,
	  { { 32000, 200 } },
	  "500:S 1500:S 3500:S 7500:S 15500:S "
	  "31500:S 32000:TO " },
};

static void check_times(const struct time_row *row, size_t count,
			bool is_invite)
{
	for (size_t i = 0; i < count; i++) {
		const struct event *event = row[i].event;
		struct timing timing = timing_of(row[i].t1_ms);
		struct client_tx tx;
		struct buf log;

		buf_init(&log, 1000);
		client_tx_init(&tx, &timing, is_invite, row[i].is_stream,
			       START_US);
		for (size_t k = 0; k < 4 && event[k].code != 0; k++) {
			uint64_t now_us =
				START_US + (uint64_t)event[k].at_ms * 1000;

			run_until(&tx, now_us, &log);
			note(&log, now_us,
			     client_tx_response(&tx, event[k].code, now_us));
		}
		run_until(&tx, NEVER, &log);
		CHECK_STR(i, buf_str(&log), row[i].want);
		CHECK(i, client_tx_due(&tx) == NEVER);
		buf_release(&log);
	}
}

static void times(void)
{
	check_times(other_row, ARRAY_SIZE(other_row), false);
}

static void invite_times(void)
{
	check_times(invite_row, ARRAY_SIZE(invite_row), true);
}

/* The codes before, the state they lead to, and what one more does there. */
static void each_state(void)
{
	static const struct {
		bool is_invite;
		bool is_stream;
		unsigned before;
		enum client_tx_state state;
		unsigned code;
		unsigned effects;
		enum client_tx_state next;
		unsigned last;
	} row[] = {
		{ false, false, 0, CLIENT_TX_TRYING, 100, 0,
		  CLIENT_TX_PROCEEDING, 100 },
		{ false, false, 0, CLIENT_TX_TRYING, 199, 0,
		  CLIENT_TX_PROCEEDING, 199 },
		{ false, false, 0, CLIENT_TX_TRYING, 200, CLIENT_TX_FINAL,
		  CLIENT_TX_COMPLETED, 200 },
		{ false, true, 0, CLIENT_TX_TRYING, 200,
		  CLIENT_TX_FINAL | CLIENT_TX_OVER, CLIENT_TX_TERMINATED, 200 },
		{ false, false, 100, CLIENT_TX_PROCEEDING, 183, 0,
		  CLIENT_TX_PROCEEDING, 183 },
		{ false, false, 100, CLIENT_TX_PROCEEDING, 503, CLIENT_TX_FINAL,
		  CLIENT_TX_COMPLETED, 503 },
		{ false, true, 100, CLIENT_TX_PROCEEDING, 503,
		  CLIENT_TX_FINAL | CLIENT_TX_OVER, CLIENT_TX_TERMINATED, 503 },
		{ false, false, 404, CLIENT_TX_COMPLETED, 100, 0,
		  CLIENT_TX_COMPLETED, 404 },
		{ false, false, 404, CLIENT_TX_COMPLETED, 200, 0,
		  CLIENT_TX_COMPLETED, 404 },
		{ false, true, 404, CLIENT_TX_TERMINATED, 100, 0,
		  CLIENT_TX_TERMINATED, 404 },
		{ false, true, 404, CLIENT_TX_TERMINATED, 200, 0,
		  CLIENT_TX_TERMINATED, 404 },
		{ true, false, 0, CLIENT_TX_TRYING, 180, 0,
		  CLIENT_TX_PROCEEDING, 180 },
		{ true, false, 180, CLIENT_TX_PROCEEDING, 200,
		  CLIENT_TX_FINAL | CLIENT_TX_ACK, CLIENT_TX_COMPLETED, 200 },
		{ true, false, 486, CLIENT_TX_COMPLETED, 486, CLIENT_TX_ACK,
		  CLIENT_TX_COMPLETED, 486 },
		{ true, false, 486, CLIENT_TX_COMPLETED, 180, 0,
		  CLIENT_TX_COMPLETED, 486 },
		{ true, true, 0, CLIENT_TX_TRYING, 486,
		  CLIENT_TX_FINAL | CLIENT_TX_ACK | CLIENT_TX_OVER,
		  CLIENT_TX_TERMINATED, 486 },
		{ true, true, 486, CLIENT_TX_TERMINATED, 486, 0,
		  CLIENT_TX_TERMINATED, 486 },
		{ true, true, 200, CLIENT_TX_COMPLETED, 200, CLIENT_TX_ACK,
		  CLIENT_TX_COMPLETED, 200 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct timing timing = timing_of(500);
		struct client_tx tx;

		client_tx_init(&tx, &timing, row[i].is_invite, row[i].is_stream,
			       START_US);
		if (row[i].before != 0)
			(void)client_tx_response(&tx, row[i].before, START_US);
		CHECK_INT(i, tx.state, row[i].state);
		CHECK_INT(i, client_tx_response(&tx, row[i].code, START_US + 1),
			  row[i].effects);
		CHECK_INT(i, tx.state, row[i].next);
		CHECK_INT(i, tx.code, row[i].last);
	}
}

static void run_late(void)
{
	struct timing timing = timing_of(500);
	struct client_tx tx;

	client_tx_init(&tx, &timing, false, false, 0);
	CHECK_INT(0, client_tx_timer(&tx, 1600000), CLIENT_TX_SEND);
	CHECK_INT(1, client_tx_timer(&tx, 1600000), CLIENT_TX_SEND);
	CHECK_INT(2, client_tx_timer(&tx, 1600000), 0);
	CHECK_INT(3, client_tx_due(&tx), 3500000);
	CHECK_INT(4, client_tx_timer(&tx, 99000000),
		  CLIENT_TX_TIMEOUT | CLIENT_TX_OVER);
	CHECK_INT(5, client_tx_timer(&tx, 99000000), 0);
	CHECK_INT(6, tx.state, CLIENT_TX_TERMINATED);
	CHECK_INT(7, client_tx_response(&tx, 200, 99000000), 0);
	CHECK_INT(7, tx.code, 0);
}

CU_TestInfo test_client_tx[] = {
	{ "timers E, F and K run at their times", times },
	{ "an INVITE's timers A, B and D, and its ACKs", invite_times },
	{ "each response in each state", each_state },
	{ "being late loses no copy before 64*T1, and all after", run_late },
	CU_TEST_INFO_NULL,
};
