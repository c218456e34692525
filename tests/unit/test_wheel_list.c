/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "text/map.h"
#include "transaction/wheel.h"

/*
 * The wheel against the same in plain, a list that is searched for the least,
 * on a sequence that looks random and is the same each time.
 */
enum { TIMERS = 48, STEPS = 6000, TICK = 1000 };

/* Which timers one run fired, in order. */
struct log {
	size_t number[TIMERS];
	size_t count;
};

struct probe {
	struct timer timer;
	size_t number;
	struct log *log;
};

static void fire(struct timer *timer, uint64_t now_us)
{
	struct probe *probe = CONTAINER_OF(timer, struct probe, timer);
	struct log *log = probe->log;

	CHECK(probe->number, now_us >= timer->due_us);
	if (CHECK(probe->number, log->count < TIMERS))
		log->number[log->count++] = probe->number;
}

struct plain {
	bool is_set;
	uint64_t tick;  /* when it is to fire */
	unsigned order; /* of setting */
};

struct match {
	struct wheel wheel;
	struct log log;
	struct probe probe[TIMERS];
	struct plain plain[TIMERS];
	unsigned order;
	uint64_t now_us;
	uint64_t seed;
};

static uint64_t roll(struct match *match)
{
	match->seed ^= match->seed << 13;
	match->seed ^= match->seed >> 7;
	match->seed ^= match->seed << 17;
	return match->seed;
}

/* Every size of time is as likely, up to about 2^bits µs. */
static uint64_t roll_span(struct match *match, unsigned bits)
{
	uint64_t mask = (UINT64_C(2) << roll(match) % bits) - 1;

	return roll(match) & mask;
}

static const struct plain *plain_first(const struct match *match)
{
	const struct plain *first = NULL;

	for (size_t i = 0; i < TIMERS; i++) {
		const struct plain *it = &match->plain[i];

		if (!it->is_set)
			continue;
		if (first == NULL || it->tick < first->tick ||
		    (it->tick == first->tick && it->order < first->order))
			first = it;
	}
	return first;
}

static void step_set(struct match *match, size_t i)
{
	uint64_t due_us = match->now_us + roll_span(match, 50);
	uint64_t tick;

	if (roll(match) % 8 == 0)
		due_us = match->now_us - roll_span(match, 30);
	tick = due_us / TICK + (due_us % TICK != 0);
	if (tick < match->now_us / TICK)
		tick = match->now_us / TICK;

	match->plain[i] = (struct plain){ true, tick, match->order++ };
	wheel_set(&match->wheel, &match->probe[i].timer, due_us, fire);
}

static void step_run(struct match *match, size_t row)
{
	uint64_t due_us = wheel_due(&match->wheel);
	size_t at = 0;
	const struct plain *first;

	match->now_us += roll_span(match, roll(match) % 4 != 0 ? 22 : 44);
	if (roll(match) % 4 == 0 && due_us != UINT64_MAX &&
	    due_us > match->now_us)
		match->now_us = due_us;
	match->log.count = 0;
	wheel_run(&match->wheel, match->now_us);

	while ((first = plain_first(match)) != NULL &&
	       first->tick <= match->now_us / TICK) {
		size_t i = (size_t)(first - match->plain);

		CHECK(row, at < match->log.count);
		CHECK_INT(row, match->log.number[at], i);
		match->plain[i].is_set = false;
		at++;
	}
	CHECK_INT(row, match->log.count, at);
}

static void check_due(const struct match *match, size_t row)
{
	const struct plain *first = plain_first(match);
	uint64_t due_us = wheel_due(&match->wheel);

	if (first == NULL) {
		CHECK(row, due_us == UINT64_MAX);
		return;
	}
	CHECK(row, due_us <= first->tick * TICK);
	CHECK(row,
	      due_us > match->now_us || first->tick == match->now_us / TICK);
}

static void like_a_list(void)
{
	struct match match = { .seed = 88172645463325252U };
	size_t fired = 0;

	match.now_us = 1000000007;
	wheel_init(&match.wheel, match.now_us);
	for (size_t i = 0; i < TIMERS; i++) {
		match.probe[i].number = i;
		match.probe[i].log = &match.log;
	}

	for (size_t row = 0; row < STEPS; row++) {
		size_t i = roll(&match) % TIMERS;

		switch (roll(&match) % 8) {
		case 0:
			wheel_stop(&match.wheel, &match.probe[i].timer);
			match.plain[i].is_set = false;
			break;
		case 1:
		case 2:
			step_run(&match, row);
			fired += match.log.count;
			break;
		default: step_set(&match, i); break;
		}
		CHECK_INT(row, timer_is_set(&match.probe[i].timer),
			  match.plain[i].is_set);
		check_due(&match, row);
	}
	CHECK(STEPS, fired > STEPS / 8);
}

CU_TestInfo test_wheel_list[] = {
	{ "the wheel does what a sorted list does", like_a_list },
	CU_TEST_INFO_NULL,
};
