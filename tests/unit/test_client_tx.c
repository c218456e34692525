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
	static const char letter[] = "SFTO";

	if (effects == 0)
		return;
	buf_addf(log, "%lld:", (long long)(now_us - START_US) / 1000);
	for (unsigned i = 0; i < 4; i++) {
		if ((effects & 1U << i) != 0)
			buf_add_char(log, letter[i]);
	}
	CHECK_INT(effects, effects >> 4, 0);
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

static const struct {
	bool is_stream;
	uint32_t t1_ms;
	struct event event[4];
	const char *want;
} time_row[] = {
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

static void times(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(time_row); i++) {
		const struct event *event = time_row[i].event;
		struct timing timing = timing_of(time_row[i].t1_ms);
		struct client_tx tx;
		struct buf log;

		buf_init(&log, 1000);
		client_tx_init(&tx, &timing, time_row[i].is_stream, START_US);
		for (; event->code != 0; event++) {
			uint64_t now_us =
				START_US + (uint64_t)event->at_ms * 1000;

			run_until(&tx, now_us, &log);
			note(&log, now_us,
			     client_tx_response(&tx, event->code, now_us));
		}
		run_until(&tx, NEVER, &log);
		CHECK_STR(i, buf_str(&log), time_row[i].want);
		CHECK(i, client_tx_due(&tx) == NEVER);
		buf_release(&log);
	}
}

/* The codes before, the state they lead to, and what one more does there. */
static void each_state(void)
{
	static const struct {
		bool is_stream;
		unsigned before;
		enum client_tx_state state;
		unsigned code;
		unsigned effects;
		enum client_tx_state next;
		unsigned last;
	} row[] = {
		{ false, 0, CLIENT_TX_TRYING, 100, 0, CLIENT_TX_PROCEEDING,
		  100 },
		{ false, 0, CLIENT_TX_TRYING, 199, 0, CLIENT_TX_PROCEEDING,
		  199 },
		{ false, 0, CLIENT_TX_TRYING, 200, CLIENT_TX_FINAL,
		  CLIENT_TX_COMPLETED, 200 },
		{ true, 0, CLIENT_TX_TRYING, 200,
		  CLIENT_TX_FINAL | CLIENT_TX_OVER, CLIENT_TX_TERMINATED, 200 },
		{ false, 100, CLIENT_TX_PROCEEDING, 183, 0,
		  CLIENT_TX_PROCEEDING, 183 },
		{ false, 100, CLIENT_TX_PROCEEDING, 503, CLIENT_TX_FINAL,
		  CLIENT_TX_COMPLETED, 503 },
		{ true, 100, CLIENT_TX_PROCEEDING, 503,
		  CLIENT_TX_FINAL | CLIENT_TX_OVER, CLIENT_TX_TERMINATED, 503 },
		{ false, 404, CLIENT_TX_COMPLETED, 100, 0, CLIENT_TX_COMPLETED,
		  404 },
		{ false, 404, CLIENT_TX_COMPLETED, 200, 0, CLIENT_TX_COMPLETED,
		  404 },
		{ true, 404, CLIENT_TX_TERMINATED, 100, 0, CLIENT_TX_TERMINATED,
		  404 },
		{ true, 404, CLIENT_TX_TERMINATED, 200, 0, CLIENT_TX_TERMINATED,
		  404 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct timing timing = timing_of(500);
		struct client_tx tx;

		client_tx_init(&tx, &timing, row[i].is_stream, START_US);
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

	client_tx_init(&tx, &timing, false, 0);
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
	{ "each response in each state", each_state },
	{ "being late loses no copy before 64*T1, and all after", run_late },
	CU_TEST_INFO_NULL,
};
