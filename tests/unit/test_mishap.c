/* SPDX-License-Identifier: MIT */
#include "play/mishap.h"

#include "check.h"

enum { DRAWS = 20000, SIZE = 400 };

/** Parse it, which leaves the seed alone. @return whether it could be */
static bool parses(size_t row, struct mishaps *mishaps, const char *text,
		   struct buf *error)
{
	bool is_good;

	*mishaps = (struct mishaps){ .seed = 7 };
	buf_init(error, 256);
	is_good = mishaps_parse(mishaps, str_from(text), error) == 0;
	CHECK_INT(row, mishaps->seed, 7);
	CHECK_INT(row, mishaps_any(mishaps), is_good);
	return is_good;
}

static void reads_what_is_wished(void)
{
	static const struct {
		const char *text;
		struct mishaps want;
	} row[] = {
		{ "loss=0.1",
		  { .chance = { [MISHAP_LOSS_IN] = 100000,
				[MISHAP_LOSS_OUT] = 100000 } } },
		{ "loss-in=1", { .chance = { [MISHAP_LOSS_IN] = 1000000 } } },
		{ "loss-out=0.000001,loss-in=0",
		  { .chance = { [MISHAP_LOSS_OUT] = 1 } } },
		{ "duplicate=0.05,delay=0.5:1.5s,reorder=1.0,truncate=0.01",
		  { .chance = { [MISHAP_DUPLICATE] = 50000,
				[MISHAP_DELAY] = 500000,
				[MISHAP_REORDER] = 1000000,
				[MISHAP_TRUNCATE] = 10000 },
		    .delay_ms = 1500 } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct mishaps mishaps;
		struct buf error;

		CHECK(i, parses(i, &mishaps, row[i].text, &error));
		for (size_t n = 0; n < MISHAP_COUNT; n++)
			CHECK_INT(i, mishaps.chance[n], row[i].want.chance[n]);
		CHECK_INT(i, mishaps.delay_ms, row[i].want.delay_ms);
		buf_release(&error);
	}
}

static void says_what_is_wrong(void)
{
	static const struct {
		const char *text;
		const char *error;
	} row[] = {
		{ "", "column 1: not NAME=CHANCE, as in loss=0.1" },
		{ "loss=0.1,", "column 10: not NAME=CHANCE, as in loss=0.1" },
		{ "lost=0.1",
		  "column 1: 'lost' is none of: loss, loss-in, loss-out, "
		  "duplicate, delay, reorder, truncate" },
		{ "loss=", "column 6: '' is no chance from 0 to 1, like 0.1" },
		{ "loss=10%",
		  "column 6: '10%' is no chance from 0 to 1, like 0.1" },
		{ "loss=1.1",
		  "column 6: '1.1' is no chance from 0 to 1, like 0.1" },
		{ "loss=-0.1",
		  "column 6: '-0.1' is no chance from 0 to 1, like 0.1" },
		{ "loss=0.0000001",
		  "column 6: '0.0000001' is no chance from 0 to 1, like 0.1" },
		{ "reorder=0.1,reorder=0.1",
		  "column 13: 'reorder' is given twice" },
		{ "loss-out=0.1,loss=0.1", "column 14: 'loss' is given twice" },
		{ "delay=0.1", "column 7: a time is missing, as in "
			       "delay=0.1:200ms" },
		{ "delay=0.1:0ms",
		  "column 11: '0ms' is no time up to 60s, like 200ms" },
		{ "delay=0.1:61s",
		  "column 11: '61s' is no time up to 60s, like 200ms" },
		{ "loss=0.1:3s", "column 10: no time belongs to 'loss'" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct mishaps mishaps;
		struct buf error;

		CHECK(i, !parses(i, &mishaps, row[i].text, &error));
		CHECK_STR(i, buf_str(&error), row[i].error);
		buf_release(&error);
	}
}

/** How often each thing happens to datagrams of one line. */
struct tally {
	uint32_t in;
	uint32_t lost;
	uint32_t twice;
	uint32_t behind;
	uint32_t late;
	uint32_t cut;
};

static struct tally tally_of(const struct mishaps *mishaps, uint64_t line)
{
	struct tally tally = { 0 };

	for (uint32_t i = 0; i < DRAWS; i++) {
		struct fate fate = mishaps_out(mishaps, line, i, SIZE);

		tally.in += mishaps_in(mishaps, line, i);
		tally.lost += fate.is_lost;
		tally.twice += fate.is_twice;
		tally.behind += fate.is_behind;
		tally.late += fate.delay_ms == mishaps->delay_ms;
		tally.cut += fate.size < SIZE;
	}
	return tally;
}

/** A tenth of all, give or take five standard deviations. */
static bool is_tenth(uint32_t count)
{
	return count > DRAWS / 10 - 220 && count < DRAWS / 10 + 220;
}

static void happens_as_often_as_wished(void)
{
	struct mishaps mishaps = { .delay_ms = 9 };
	struct tally none = tally_of(&(struct mishaps){ .delay_ms = 9 }, 1);

	CHECK_INT(0, none.in + none.lost + none.twice + none.behind, 0);
	CHECK_INT(0, none.late + none.cut, 0);
	for (size_t i = 0; i < MISHAP_COUNT; i++)
		mishaps.chance[i] = CHANCE_ONE / 10;
	for (uint64_t line = 0; line < 20; line++) {
		struct tally tally = tally_of(&mishaps, line);

		CHECK(line, is_tenth(tally.in));
		CHECK(line, is_tenth(tally.lost));
		CHECK(line, is_tenth(tally.twice));
		CHECK(line, is_tenth(tally.behind));
		CHECK(line, is_tenth(tally.late));
		CHECK(line, is_tenth(tally.cut));
	}
}

/** What is lost of the first 64 datagrams, a bit each. */
static uint64_t lost_bits(uint64_t seed, uint64_t line)
{
	struct mishaps mishaps = {
		.chance = { [MISHAP_LOSS_OUT] = CHANCE_ONE / 2 }, .seed = seed
	};
	uint64_t bits = 0;

	for (uint32_t i = 0; i < 64; i++)
		bits |= (uint64_t)mishaps_out(&mishaps, line, i, 1).is_lost
			<< i;
	return bits;
}

/** By the same numbers on every machine, by other ones for another seed or line. */
static void depends_on_seed_line_and_number(void)
{
	CHECK(0, lost_bits(7, 3) == 0x80f562104f1359aeU);
	CHECK(1, lost_bits(7, 3) != lost_bits(8, 3));
	CHECK(2, lost_bits(7, 3) != lost_bits(7, 4));
	CHECK(3, mishap_hash(STR("486")) != mishap_hash(STR("487")));
	CHECK(4, mishap_hash(STR("486")) == mishap_hash(STR("486")));
}

static void writes_what_it_reads(void)
{
	static const struct {
		const char *text;
		const char *want; /* NULL: the same */
	} row[] = {
		{ "loss-in=0.1,loss-out=0.000001", NULL },
		{ "loss=0.25", "loss-in=0.25,loss-out=0.25" },
		{ "duplicate=0.05,delay=0.5:1500ms,reorder=1,truncate=0.01",
		  NULL },
		{ "delay=0.1:2s", "delay=0.1:2000ms" },
		{ "truncate=0.50,reorder=0", "truncate=0.5" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const char *want = row[i].want;
		struct mishaps mishaps;
		struct buf out;

		CHECK(i, parses(i, &mishaps, row[i].text, &out));
		mishaps_write(&out, &mishaps);
		CHECK_STR(i, buf_str(&out), want != NULL ? want : row[i].text);
		buf_release(&out);
	}
}

CU_TestInfo test_mishap[] = {
	{ "writes what it reads", writes_what_it_reads },
	{ "reads what is wished", reads_what_is_wished },
	{ "says what is wrong", says_what_is_wrong },
	{ "happens as often as wished", happens_as_often_as_wished },
	{ "depends on seed, line and number", depends_on_seed_line_and_number },
	CU_TEST_INFO_NULL
};
