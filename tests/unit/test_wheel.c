/* SPDX-License-Identifier: MIT */
#include "transaction/wheel.h"

#include "check.h"
#include "text/map.h"

enum { LOG_MAX = 16 };

#define TICK   UINT64_C(1000)
#define SECOND UINT64_C(1000000)
#define HOUR   (3600 * SECOND)
#define YEAR   (HOUR * 24 * 365)

/* Which probes fired, in order. */
struct log {
	unsigned number[LOG_MAX];
	size_t count;
	uint64_t at_us;
};

/* A timer that writes itself into the log and may then do one more thing. */
struct probe {
	struct timer timer;
	unsigned number;
	struct log *log;
	struct wheel *wheel;
	struct timer *set; /* NULL: none */
	uint64_t set_us;
	struct timer *stop; /* NULL: none */
};

static void fire(struct timer *timer, uint64_t now_us)
{
	struct probe *probe = CONTAINER_OF(timer, struct probe, timer);
	struct log *log = probe->log;

	CHECK(probe->number, !timer_is_set(timer));
	CHECK(probe->number, now_us >= timer->due_us);
	if (CHECK(probe->number, log->count < LOG_MAX))
		log->number[log->count++] = probe->number;
	log->at_us = now_us;
	if (probe->stop != NULL)
		wheel_stop(probe->wheel, probe->stop);
	if (probe->set != NULL)
		wheel_set(probe->wheel, probe->set, probe->set_us, fire);
}

static bool is_clear(const struct wheel *wheel)
{
	uint64_t used = 0;

	for (size_t i = 0; i < WHEEL_LEVELS; i++)
		used |= wheel->used[i];
	return used == 0 && wheel_due(wheel) == UINT64_MAX;
}

/* Run at the time the wheel asks for until a timer has fired. */
static unsigned run_to_first(struct wheel *wheel, const struct log *log)
{
	unsigned runs = 0;

	while (log->count == 0 && runs < 1000) {
		wheel_run(wheel, wheel_due(wheel));
		runs++;
	}
	return runs;
}

static void in_time(void)
{
	static const uint64_t start[] = { 0,
					  1,
					  999,
					  1000,
					  63 * TICK,
					  4095 * TICK + 500,
					  123456789012345,
					  YEAR * 139,
					  YEAR * 140 };
	static const uint64_t wait[] = {
		0,           1,           999,         1000,
		1001,        62999,       63 * TICK,   63001,
		64 * TICK,   65 * TICK,   4095 * TICK, 4096 * TICK,
		4097 * TICK, 32 * SECOND, HOUR,        24 * HOUR + 1,
		YEAR,        138 * YEAR,  140 * YEAR,  1000 * YEAR + 7,
	};

	for (size_t i = 0; i < ARRAY_SIZE(start) * ARRAY_SIZE(wait); i++) {
		uint64_t from = start[i / ARRAY_SIZE(wait)];
		uint64_t due = from + wait[i % ARRAY_SIZE(wait)];
		struct log log = { .count = 0 };
		struct probe probe = { .log = &log };
		struct wheel wheel;

		wheel_init(&wheel, from);
		wheel_set(&wheel, &probe.timer, due, fire);
		CHECK(i, timer_is_set(&probe.timer));
		CHECK(i, run_to_first(&wheel, &log) <= 32);
		CHECK(i, log.count == 1);
		CHECK(i, log.at_us >= due || due == from);
		CHECK(i, log.at_us < due + TICK);
		CHECK(i, is_clear(&wheel));
	}
}

static void far_jump(void)
{
	struct log log = { .count = 0 };
	struct probe probe[5] = { { .number = 0 } };
	static const uint64_t due[] = { 5 * TICK, 100 * TICK, 2 * HOUR,
					400 * HOUR, 2 * YEAR };
	struct wheel wheel;

	wheel_init(&wheel, 0);
	for (unsigned i = 0; i < ARRAY_SIZE(due); i++) {
		unsigned k = (i * 3 + 2) % ARRAY_SIZE(due);

		probe[k].number = k;
		probe[k].log = &log;
		wheel_set(&wheel, &probe[k].timer, due[k], fire);
	}
	wheel_run(&wheel, YEAR);
	CHECK_INT(0, log.count, 4);
	for (unsigned i = 0; i < 4; i++)
		CHECK_INT(i, log.number[i], i);
	wheel_run(&wheel, 2 * YEAR - 1);
	CHECK_INT(1, log.count, 4);
	wheel_run(&wheel, 90 * YEAR);
	CHECK_INT(2, log.count, 5);
	CHECK(3, is_clear(&wheel));
}

static void past(void)
{
	struct log log = { .count = 0 };
	struct probe probe = { .log = &log };
	struct wheel wheel;

	wheel_init(&wheel, 77 * SECOND + 300);
	wheel_set(&wheel, &probe.timer, 3, fire);
	CHECK(0, wheel_due(&wheel) <= 77 * SECOND + 300);
	wheel_run(&wheel, 77 * SECOND + 300);
	CHECK_INT(1, log.count, 1);
	wheel_run(&wheel, 77 * SECOND + 300);
	CHECK_INT(2, log.count, 1);
	CHECK(2, is_clear(&wheel));

	/* a clock that goes back fires nothing and loses nothing */
	wheel_set(&wheel, &probe.timer, 77 * SECOND + 40 * TICK, fire);
	wheel_run(&wheel, 0);
	CHECK_INT(3, log.count, 1);
	CHECK(3, wheel_due(&wheel) > 77 * SECOND);
	wheel_run(&wheel, 78 * SECOND);
	CHECK_INT(4, log.count, 2);
}

static void end_of_time(void)
{
	struct log log = { .count = 0 };
	struct probe probe = { .log = &log };
	struct wheel wheel;

	wheel_init(&wheel, UINT64_MAX - SECOND);
	CHECK(0, wheel_due(&wheel) == UINT64_MAX);
	wheel_set(&wheel, &probe.timer, UINT64_MAX, fire);
	CHECK(1, wheel_due(&wheel) < UINT64_MAX);
	wheel_run(&wheel, UINT64_MAX - 1);
	CHECK_INT(1, log.count, 0);
	CHECK(1, wheel_due(&wheel) > UINT64_MAX - SECOND);
	CHECK(1, wheel_due(&wheel) < UINT64_MAX);
	wheel_stop(&wheel, &probe.timer);
	CHECK(2, is_clear(&wheel));
}

static void stop(void)
{
	struct log log = { .count = 0 };
	struct probe probe[3] = { { .number = 0 } };
	struct wheel wheel;

	wheel_init(&wheel, 0);
	wheel_stop(&wheel, &probe[0].timer);
	for (unsigned i = 0; i < 3; i++) {
		probe[i].log = &log;
		probe[i].number = i;
		wheel_set(&wheel, &probe[i].timer, HOUR, fire);
	}
	wheel_stop(&wheel, &probe[1].timer);
	CHECK(0, !timer_is_set(&probe[1].timer));
	CHECK(0, timer_is_set(&probe[0].timer));
	wheel_stop(&wheel, &probe[1].timer);
	wheel_stop(&wheel, &probe[2].timer);
	CHECK(1, !is_clear(&wheel));
	wheel_set(&wheel, &probe[0].timer, SECOND, fire); /* moves */
	wheel_run(&wheel, SECOND);
	CHECK_INT(2, log.count, 1);
	CHECK_INT(2, log.number[0], 0);
	CHECK(3, is_clear(&wheel));
	wheel_run(&wheel, 2 * HOUR);
	CHECK_INT(4, log.count, 1);
}

/* What probe 1 of three, all due in one run, does to probe `other`. */
static void from_a_timer(void)
{
	static const struct {
		unsigned other;
		bool is_stop;
		uint64_t set_us; /* 0: none */
		size_t first;    /* fired by the first run */
		size_t second;   /* by the next, at the same time */
	} row[] = {
		{ 1, false, 1, 3, 1 },           /* itself, past */
		{ 1, false, 10 * SECOND, 3, 1 }, /* itself, now */
		{ 1, false, 11 * SECOND, 3, 0 }, /* itself, later */
		{ 2, false, 1, 2, 1 },           /* moved to the next run */
		{ 2, false, HOUR, 2, 0 },
		{ 2, true, 0, 2, 0 }, /* stopped in time */
		{ 0, true, 0, 3, 0 }, /* stopped too late */
		{ 1, true, 0, 3, 0 },
		{ 0, false, 1, 3, 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct log log = { .count = 0 };
		struct probe probe[3] = { { .number = 0 } };
		struct timer *other = &probe[row[i].other].timer;
		struct wheel wheel;

		wheel_init(&wheel, 0);
		for (unsigned k = 0; k < 3; k++) {
			probe[k].log = &log;
			probe[k].wheel = &wheel;
			wheel_set(&wheel, &probe[k].timer, (k + 1) * SECOND,
				  fire);
		}
		probe[1].set = row[i].set_us != 0 ? other : NULL;
		probe[1].set_us = row[i].set_us;
		probe[1].stop = row[i].is_stop ? other : NULL;

		wheel_run(&wheel, 10 * SECOND);
		CHECK_INT(i, log.count, row[i].first);
		probe[1].set = NULL;
		wheel_run(&wheel, 10 * SECOND);
		CHECK_INT(i, log.count, row[i].first + row[i].second);
		CHECK(i, is_clear(&wheel) || row[i].set_us > 10 * SECOND);
		wheel_stop(&wheel, other);
		CHECK(i, is_clear(&wheel));
	}
}

CU_TestInfo test_wheel[] = {
	{ "a timer fires within a tick of its time, never early", in_time },
	{ "a jump of a year fires all that was due, in order", far_jump },
	{ "a time in the past fires at the next run, once", past },
	{ "the end of time is never reached and nothing wraps", end_of_time },
	{ "a stopped timer is gone, a moved one fires once", stop },
	{ "a timer that fires may set and stop any", from_a_timer },
	CU_TEST_INFO_NULL,
};
