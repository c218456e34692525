/* SPDX-License-Identifier: MIT */
#ifndef TRANSACTION_WHEEL_H
#define TRANSACTION_WHEEL_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Every timer of the program in one hierarchical timing wheel (ticks of 1 ms,
 * 64 slots a level, 7 levels: 139 years). Setting, stopping and firing one
 * costs the same however many are set. No clock inside: time comes in as
 * an argument, in µs of a monotonic clock. A timer never fires early; it fires at
 * most one tick late.
 */
struct timer;
typedef void timer_f(struct timer *timer, uint64_t now_us);

/** Lives inside the caller's struct; zero-initialised means not set. */
struct timer {
	struct timer *next;
	struct timer **prevp; /* NULL while not set */
	uint64_t due_us;
	timer_f *fire;
};

enum { WHEEL_LEVELS = 7, WHEEL_SLOTS = 64 };

struct wheel {
	uint64_t tick;               /* the last tick that was run */
	uint64_t used[WHEEL_LEVELS]; /* a bit per slot that holds timers */
	struct timer *slot[WHEEL_LEVELS][WHEEL_SLOTS];
};

void wheel_init(struct wheel *wheel, uint64_t now_us);

/**
 * Set or move a timer. A due time in the past fires at the next run, if that is
 * in a later tick. Timers of one tick fire in the order in which they were set.
 */
void wheel_set(struct wheel *wheel, struct timer *timer, uint64_t due_us,
	       timer_f *fire);

/** Stop a timer; nothing happens when it is not set. */
void wheel_stop(struct wheel *wheel, struct timer *timer);

bool timer_is_set(const struct timer *timer);

/**
 * Fire all that is due, each at most once per call, in order of ticks. A
 * timer is not set any more when it fires, and may set itself or stop any other.
 */
void wheel_run(struct wheel *wheel, uint64_t now_us);

/**
 * When wheel_run() has something to do next; it may be earlier than the first
 * timer (a level has to be sorted into the one below), never later.
 *
 * @return µs, or UINT64_MAX when no timer is set
 */
uint64_t wheel_due(const struct wheel *wheel);

#endif
