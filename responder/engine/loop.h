/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_LOOP_H
#define ENGINE_LOOP_H

#include <stdint.h>

#include "transaction/wheel.h"

/**
 * The event loop: sofia's su_root, with one monotonic timerfd that drives one
 * wheel of timers. One loop belongs to one thread.
 */
struct loop;

/** A file descriptor is ready; events as of poll(2). */
typedef void ready_f(void *arg, int fd, int events);

/** @return 0, ENOMEM or what timerfd_create(2) says */
int loop_new(struct loop **loopp);

/** Everything that was watched must have been let go before. NULL is fine. */
void loop_free(struct loop *loop);

/** Monotonic time in µs as of now; the same base as all due times. */
uint64_t loop_now_us(const struct loop *loop);

/**
 * Watch a descriptor.
 *
 * @param      events  POLLIN, POLLOUT
 * @param[out] watchp  a handle for loop_change() and loop_unwatch()
 * @return 0 or a positive errno
 */
int loop_watch(struct loop *loop, int fd, int events, ready_f *ready, void *arg,
	       int *watchp);
int loop_change(struct loop *loop, int watch, int fd, int events);
void loop_unwatch(struct loop *loop, int watch);

/**
 * Set or move a timer of the wheel, NEVER stops it; the timerfd follows. What is ready
 * to be read when it is due is read first, within reason.
 */
void loop_set(struct loop *loop, struct timer *timer, uint64_t due_us,
	      timer_f *fire);
void loop_stop_timer(struct loop *loop, struct timer *timer);

/** Run until loop_quit(). */
void loop_run(struct loop *loop);
void loop_quit(struct loop *loop);

#endif
