/* SPDX-License-Identifier: MIT */
#include "transaction/server_tx.h"

#include "check.h"
#include "text/buf.h"

/*
 * A row is a transaction with its events, "time:event ..." in ms, where an
 * event is "copy", "ack" or the code of a response. What comes out is written
 * as "time:effects ". The fake clock goes from one due time to the next, so
 * that nothing can come early or late unseen.
 */
struct row {
	const char *kind; /* I: INVITE, R: other; u: UDP, t: TCP */
	uint32_t t1_ms;
	unsigned broken;
	const char *events;
	const char *want;
};

enum { START_US = 7000000 };

/* The times of the copies that are sent when T1 is 500. */
#define COPIES                                                \
	"500:S 1500:S 3500:S 7500:S 11500:S 15500:S 19500:S " \
	"23500:S 27500:S 31500:S "

static void note_effects(struct buf *log, unsigned effects)
{
	static const char letter[] = "SANOT";

	for (unsigned i = 0; i < 5; i++) {
		if ((effects & 1U << i) != 0)
			buf_add_char(log, letter[i]);
	}
	CHECK_INT(effects, effects >> 5, 0);
}

static void note(struct buf *log, uint64_t now_us, unsigned effects)
{
	if (effects == 0)
		return;
	buf_addf(log, "%lld:", (long long)(now_us - START_US) / 1000);
	note_effects(log, effects);
	buf_add_char(log, ' ');
}

static void run_until(struct server_tx *tx, uint64_t until_us, struct buf *log)
{
	uint64_t due_us = server_tx_due(tx);

	while (due_us <= until_us && due_us != NEVER) {
		unsigned effects = 0;

		CHECK_INT(due_us, server_tx_timer(tx, due_us - 1), 0);
		effects = server_tx_timer(tx, due_us);
		if (!CHECK(due_us, effects != 0))
			return;
		note(log, due_us, effects);
		due_us = server_tx_due(tx);
	}
}

static unsigned apply(struct server_tx *tx, struct str event, uint64_t now_us)
{
	uint64_t code = 0;

	if (str_eq(event, STR("copy")))
		return server_tx_copy(tx, now_us);
	if (str_eq(event, STR("ack")))
		return server_tx_ack(tx, now_us);
	CHECK_INT(now_us, str_parse_uint(event, 699, &code), 0);
	return server_tx_respond(tx, (unsigned)code, now_us);
}

static void play(struct server_tx *tx, const struct timing *timing,
		 const struct row *row, struct buf *log)
{
	struct str rest = str_from(row->events);

	server_tx_init(tx, timing, row->kind[0] == 'I', row->kind[1] == 't',
		       START_US);
	tx->broken = (uint16_t)row->broken;
	while (rest.size != 0) {
		struct str event;
		struct str at;
		uint64_t ms = 0;

		(void)str_cut(rest, ' ', &event, &rest);
		(void)str_cut(event, ':', &at, &event);
		CHECK_INT(0, str_parse_uint(at, UINT32_MAX, &ms), 0);
		run_until(tx, START_US + ms * 1000, log);
		note(log, START_US + ms * 1000,
		     apply(tx, event, START_US + ms * 1000));
	}
}

static void check_rows(const struct row *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct timing timing = timing_of(row[i].t1_ms);
		struct server_tx tx;
		struct buf log;

		buf_init(&log, 1000);
		play(&tx, &timing, &row[i], &log);
		run_until(&tx, NEVER, &log);
		CHECK_STR(i, buf_str(&log), row[i].want);
		CHECK(i, server_tx_due(&tx) == NEVER);
		buf_release(&log);
	}
}

static void refused(void)
{
	static const struct row row[] = {
		{ "Iu", 500, 0, "0:486", "0:S " COPIES "32000:NO " },
		{ "It", 500, 0, "0:486", "0:S 32000:NO " },
		{ "Iu", 500, 0, "0:300", "0:S " COPIES "32000:NO " },
		{ "Iu", 500, 0, "0:699", "0:S " COPIES "32000:NO " },
		{ "Iu", 10, 0, "50:486",
		  "50:S 60:S 80:S 120:S 200:S 280:S 360:S 440:S 520:S 600:S "
		  "680:S 690:NO " },
		{ "Iu", 500, 0, "0:486 600:ack", "0:S 500:S 600:A 5600:O " },
		{ "Iu", 500, 0, "0:486 31999:ack",
		  "0:S " COPIES "31999:A 36999:O " },
		{ "It", 500, 0, "0:486 600:ack", "0:S 600:AO " },
		{ "Iu", 10, 0, "0:486 5:ack", "0:S 5:A 105:O " },
		{ "Iu", 500, 0, "0:486 100:copy 100:ack 200:copy 300:ack",
		  "0:S 100:S 100:A 5100:O " },
	};

	check_rows(row, ARRAY_SIZE(row));
}

static void accepted(void)
{
	static const struct row row[] = {
		{ "Iu", 500, 0, "0:200", "0:S " COPIES "32000:NO " },
		{ "It", 500, 0, "0:200", "0:S " COPIES "32000:NO " },
		{ "It", 500, 0, "0:299", "0:S " COPIES "32000:NO " },
		{ "Iu", 500, 0, "0:200 700:ack 900:ack 950:copy",
		  "0:S 500:S 700:A 32000:O " },
		{ "It", 500, 0, "0:200 700:ack", "0:S 500:S 700:A 32000:O " },
		{ "It", 1, 0, "0:200 2:ack", "0:S 1:S 2:A 64:O " },
		/* a second 2xx has copies, an ACK and a time of its own */
		{ "Iu", 500, 0, "0:200 400:ack 1000:202 1600:ack",
		  "0:S 400:A 1000:S 1500:S 1600:A 33000:O " },
		{ "Iu", 10, 0, "0:200 5:200",
		  "0:S 5:S 15:S 35:S 75:S 155:S 235:S 315:S 395:S 475:S "
		  "555:S 635:S 645:NO " },
	};

	check_rows(row, ARRAY_SIZE(row));
}

static void trying(void)
{
	static const struct row row[] = {
		{ "Iu", 10, 0,
		  "200:copy 210:100 220:copy 300:180 310:486 311:ack",
		  "200:T 210:S 220:S 300:S 310:S 311:A 411:O " },
		{ "It", 1, 0, "", "200:T " },
		{ "Iu", 2000, 0, "", "200:T " },
		{ "Iu", 500, 0, "199:180", "199:S " },
		{ "It", 500, 0, "199:486 199:ack", "199:S 199:AO " },
		{ "Iu", 500, SERVER_TX_NO_TRYING, "", "" },
		{ "Ru", 500, 0, "", "" },
	};

	check_rows(row, ARRAY_SIZE(row));
}

static void non_invite(void)
{
	static const struct row row[] = {
		{ "Ru", 500, 0, "10:copy 20:200 500:copy 1500:copy",
		  "20:S 500:S 1500:S 32020:O " },
		{ "Ru", 500, 0, "0:100 500:copy 600:183 700:503 1500:copy",
		  "0:S 500:S 600:S 700:S 1500:S 32700:O " },
		{ "Ru", 10, 0, "0:404", "0:S 640:O " },
		{ "Rt", 500, 0, "0:404", "0:SO " },
		{ "Rt", 500, 0, "0:100 10:copy 20:200 30:copy",
		  "0:S 10:S 20:SO " },
		{ "Ru", 500, 0, "0:200 5:ack", "0:S 32000:O " },
	};

	check_rows(row, ARRAY_SIZE(row));
}

static void broken(void)
{
	static const struct row row[] = {
		{ "Iu", 500, SERVER_TX_NO_COPIES, "0:486 700:copy",
		  "0:S 700:S 32000:NO " },
		{ "It", 500, SERVER_TX_NO_COPIES, "0:200", "0:S 32000:NO " },
		{ "Iu", 500, SERVER_TX_NO_COPIES, "0:200 700:ack",
		  "0:S 700:A 32000:O " },
		{ "Iu", 500, SERVER_TX_DEAF_ACK, "0:486 10:ack",
		  "0:S " COPIES "32000:NO " },
		{ "It", 500, SERVER_TX_DEAF_ACK, "0:200 10:ack",
		  "0:S " COPIES "32000:NO " },
		{ "Iu", 1, SERVER_TX_DEAF_COPY,
		  "0:180 5:copy 9:486 9:copy 9:ack", "0:S 9:S 9:A 19:O " },
		{ "Ru", 10, SERVER_TX_DEAF_COPY, "0:200 5:copy", "0:S 640:O " },
		{ "Iu", 1, SERVER_TX_NO_TRYING, "300:copy 310:486 310:ack",
		  "310:S 310:A 320:O " },
	};

	check_rows(row, ARRAY_SIZE(row));
}

static void run_late(void)
{
	struct timing timing = timing_of(500);
	struct server_tx tx;

	server_tx_init(&tx, &timing, true, false, 0);
	CHECK_INT(0, server_tx_respond(&tx, 486, 0), SERVER_TX_SEND);
	CHECK_INT(1, server_tx_timer(&tx, 1600000), SERVER_TX_SEND);
	CHECK_INT(2, server_tx_timer(&tx, 1600000), SERVER_TX_SEND);
	CHECK_INT(3, server_tx_timer(&tx, 1600000), 0);
	CHECK_INT(4, server_tx_due(&tx), 3500000);
	CHECK_INT(5, server_tx_timer(&tx, 99000000),
		  SERVER_TX_NO_ACK | SERVER_TX_OVER);
	CHECK_INT(6, server_tx_timer(&tx, 99000000), 0);
}

enum { MOVES = 5 };

static const char *const move[MOVES] = { "copy", "ack", "199", "202", "300" };

/*
 * What each move does in the state that the events lead to: "effects>state".
 * States are Trying, Proceeding, Completed, conFirmed, Accepted and X, over.
 */
static const struct {
	const char *kind;
	const char *events;
	const char *want[MOVES];
} state_row[] = {
	{ "Ru", "", { ">T", ">T", "S>P", "S>C", "S>C" } },
	{ "Rt", "", { ">T", ">T", "S>P", "SO>X", "SO>X" } },
	{ "Ru", "0:100", { "S>P", ">P", "S>P", "S>C", "S>C" } },
	{ "Rt", "0:100", { "S>P", ">P", "S>P", "SO>X", "SO>X" } },
	{ "Ru", "0:404", { "S>C", ">C", ">C", ">C", ">C" } },
	{ "Rt", "0:404", { ">X", ">X", ">X", ">X", ">X" } },
	{ "Iu", "", { ">P", ">P", "S>P", "S>A", "S>C" } },
	{ "It", "", { ">P", ">P", "S>P", "S>A", "S>C" } },
	{ "Iu", "0:180", { "S>P", ">P", "S>P", "S>A", "S>C" } },
	{ "It", "0:180", { "S>P", ">P", "S>P", "S>A", "S>C" } },
	{ "Iu", "0:486", { "S>C", "A>F", ">C", ">C", ">C" } },
	{ "It", "0:486", { "S>C", "AO>X", ">C", ">C", ">C" } },
	{ "Iu", "0:486 0:ack", { ">F", ">F", ">F", ">F", ">F" } },
	{ "It", "0:486 0:ack", { ">X", ">X", ">X", ">X", ">X" } },
	{ "Iu", "0:200", { ">A", "A>A", ">A", "S>A", ">A" } },
	{ "It", "0:200", { ">A", "A>A", ">A", "S>A", ">A" } },
	{ "Iu", "0:200 0:ack", { ">A", ">A", ">A", "S>A", ">A" } },
};

static void check_move(size_t i, size_t k)
{
	struct timing timing = timing_of(500);
	struct row way = { state_row[i].kind, 500, 0, state_row[i].events, "" };
	uint64_t code = 0;
	unsigned effects;
	struct server_tx tx;
	struct buf log;

	buf_init(&log, 100);
	play(&tx, &timing, &way, &log);
	buf_clear(&log);
	(void)str_parse_uint(str_from(move[k]), 699, &code);
	if (code == 0 || state_row[i].want[k][0] != 'S')
		code = tx.code;

	effects = apply(&tx, str_from(move[k]), START_US);
	note_effects(&log, effects);
	buf_addf(&log, ">%c", "TPCFAX"[tx.state]);
	CHECK_STR(i * 10 + k, buf_str(&log), state_row[i].want[k]);
	CHECK_INT(i * 10 + k, tx.code, code);
	buf_release(&log);
}

static void each_state(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(state_row); i++) {
		for (size_t k = 0; k < MOVES; k++)
			check_move(i, k);
	}
}

static void counts(void)
{
	static const struct {
		const char *events;
		unsigned broken;
		uint32_t copies;
		uint32_t acks;
		bool is_acked;
	} row[] = {
		{ "0:copy 0:486 1:copy 2:ack 3:ack 4:copy", 0, 3, 2, true },
		{ "0:200 1:copy 2:ack 3:ack 4:ack", 0, 1, 3, true },
		{ "0:ack 1:200", 0, 0, 1, false },
		{ "0:copy 0:200 1:copy 2:ack 3:ack",
		  SERVER_TX_DEAF_ACK | SERVER_TX_DEAF_COPY, 2, 2, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct row way = { "Iu", 500, row[i].broken, row[i].events,
				   "" };
		struct timing timing = timing_of(500);
		struct server_tx tx;
		struct buf log;

		buf_init(&log, 100);
		play(&tx, &timing, &way, &log);
		CHECK_INT(i, tx.copies, row[i].copies);
		CHECK_INT(i, tx.acks, row[i].acks);
		CHECK_INT(i, tx.is_acked, row[i].is_acked);
		buf_release(&log);
	}
}

CU_TestInfo test_server_tx[] = {
	{ "300-699 is sent again on UDP until the ACK or 64*T1", refused },
	{ "2xx is sent again on every transport until the ACK", accepted },
	{ "a 100 is due once, after 200 ms of silence", trying },
	{ "a non-INVITE answers copies until timer J", non_invite },
	{ "a rule to break is broken, the others hold", broken },
	{ "being late loses no copy before 64*T1, and all after", run_late },
	{ "each event in each state does what the RFCs say", each_state },
	{ "copies and ACKs are counted, heeded or not", counts },
	CU_TEST_INFO_NULL,
};
