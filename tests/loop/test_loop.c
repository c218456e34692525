/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "check.h"
#include "engine/loop.h"

struct alarm {
	struct timer timer; /* first: a timer is its alarm */
	struct loop *loop;
	uint64_t due_us;
	bool is_last;
	unsigned fired;
};

static void ring(struct timer *timer, uint64_t now_us)
{
	struct alarm *alarm = (struct alarm *)timer;

	alarm->fired++;
	CHECK(alarm->due_us, now_us >= alarm->due_us);
	CHECK(alarm->due_us, loop_now_us(alarm->loop) >= alarm->due_us);
	if (alarm->is_last)
		loop_quit(alarm->loop);
}

static void set(struct loop *loop, struct alarm *alarm, uint64_t due_us)
{
	alarm->loop = loop;
	alarm->due_us = due_us;
	loop_set(loop, &alarm->timer, due_us, ring);
}

static void test_timers(void)
{
	static const uint64_t wait_us[] = { 20000, 7000, 6999, 1, 0 };
	struct alarm alarm[ARRAY_SIZE(wait_us)] = { 0 };
	struct loop *loop;
	uint64_t now_us;

	CHECK_INT(0, loop_new(&loop), 0);
	now_us = loop_now_us(loop);
	alarm[0].is_last = true;
	for (size_t i = 0; i < ARRAY_SIZE(wait_us); i++)
		set(loop, &alarm[i], now_us + wait_us[i]);
	loop_run(loop);
	for (size_t i = 0; i < ARRAY_SIZE(wait_us); i++)
		CHECK_INT(i, alarm[i].fired, 1);
	loop_free(loop);
}

/* The timerfd has to be moved forward for it. */
static void test_earlier(void)
{
	struct alarm later = { .is_last = true }, earlier = { .is_last = true };
	struct loop *loop;
	uint64_t now_us;

	CHECK_INT(0, loop_new(&loop), 0);
	now_us = loop_now_us(loop);
	set(loop, &later, now_us + 4000000);
	set(loop, &earlier, now_us + 1000);
	loop_run(loop);
	CHECK(0, loop_now_us(loop) < now_us + 1000000);
	CHECK_INT(0, earlier.fired, 1);
	CHECK_INT(0, later.fired, 0);
	loop_free(loop);
}

static void test_past(void)
{
	struct alarm alarm = { .is_last = true };
	struct loop *loop;

	CHECK_INT(0, loop_new(&loop), 0);
	set(loop, &alarm, 0);
	loop_run(loop);
	CHECK_INT(0, alarm.fired, 1);
	loop_free(loop);
}

static void test_stop(void)
{
	struct alarm stopped = { 0 }, moved = { 0 }, last = { 0 };
	struct loop *loop;
	uint64_t now_us;

	CHECK_INT(0, loop_new(&loop), 0);
	now_us = loop_now_us(loop);
	last.is_last = true;
	set(loop, &stopped, now_us + 2000);
	set(loop, &moved, now_us + 3000);
	set(loop, &last, now_us + 6000);
	set(loop, &moved, now_us + 60000000);
	loop_stop_timer(loop, &stopped.timer);
	loop_run(loop);
	CHECK_INT(0, stopped.fired, 0);
	CHECK_INT(0, moved.fired, 0);
	CHECK_INT(0, last.fired, 1);
	loop_free(loop);
}

struct bell {
	struct loop *loop;
	int fd;
	int watch;
	unsigned rung;
};

/* Writable three times, then only readable, which it is not. */
static void bell_ready(void *arg, int fd, int events)
{
	struct bell *bell = arg;

	CHECK_INT(0, fd, bell->fd);
	CHECK_INT(0, events, POLLOUT);
	if (++bell->rung == 3)
		CHECK_INT(0, loop_change(bell->loop, bell->watch, fd, POLLIN),
			  0);
}

/** Long before this the timer must have fired. */
enum { BUSY = 1000 };

static void always_ready(void *arg, int fd, int events)
{
	struct bell *bell = arg;

	(void)fd;
	(void)events;
	if (++bell->rung == BUSY)
		loop_quit(bell->loop);
}

/* It lets itself go while it is called. */
static void once_ready(void *arg, int fd, int events)
{
	struct bell *bell = arg;

	(void)events;
	bell->rung++;
	loop_unwatch(bell->loop, bell->watch);
	(void)close(fd);
}

static void watch_for(struct loop *loop, struct bell *bell, ready_f *ready,
		      int events)
{
	bell->loop = loop;
	bell->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	CHECK_INT(0,
		  loop_watch(loop, bell->fd, events, ready, bell, &bell->watch),
		  0);
}

static void watch(struct loop *loop, struct bell *bell, ready_f *ready)
{
	watch_for(loop, bell, ready, POLLOUT);
}

static void test_watch(void)
{
	struct alarm last = { .is_last = true };
	struct bell bell = { 0 }, once = { 0 };
	struct loop *loop;

	CHECK_INT(0, loop_new(&loop), 0);
	watch(loop, &once, once_ready);
	watch(loop, &bell, bell_ready);
	set(loop, &last, loop_now_us(loop) + 5000);
	loop_run(loop);
	CHECK_INT(0, bell.rung, 3);
	CHECK_INT(0, once.rung, 1);
	loop_unwatch(loop, bell.watch);
	(void)close(bell.fd);
	loop_free(loop);
	loop_free(NULL);
}

/** More than one epoll_wait(2) of sofia reports. */
enum { CROWD = 20 };

struct late {
	struct timer timer;
	struct loop *loop;
	unsigned read; /* descriptors, when the timer fired */
	struct bell bell[CROWD];
};

static void crowd_ready(void *arg, int fd, int events)
{
	struct bell *bell = arg;
	uint64_t count;

	(void)events;
	CHECK_INT(0, read(fd, &count, sizeof(count)), sizeof(count));
	bell->rung++;
}

static void late_fire(struct timer *timer, uint64_t now_us)
{
	struct late *late = (struct late *)(void *)timer;

	(void)now_us;
	for (size_t i = 0; i < CROWD; i++)
		late->read += late->bell[i].rung;
	loop_quit(late->loop);
}

/** We were busy: the timer was due before the descriptors were ready. */
static void test_reads_first(void)
{
	static struct late late;
	const uint64_t one = 1;

	CHECK_INT(0, loop_new(&late.loop), 0);
	for (size_t i = 0; i < CROWD; i++)
		watch_for(late.loop, &late.bell[i], crowd_ready, POLLIN);
	loop_set(late.loop, &late.timer, 0, late_fire);
	(void)usleep(2000);
	for (size_t i = 0; i < CROWD; i++)
		CHECK_INT(i, write(late.bell[i].fd, &one, sizeof(one)),
			  sizeof(one));
	loop_run(late.loop);
	CHECK_INT(0, late.read, CROWD);
	for (size_t i = 0; i < CROWD; i++) {
		loop_unwatch(late.loop, late.bell[i].watch);
		(void)close(late.bell[i].fd);
	}
	loop_free(late.loop);
}

/** Descriptors that are ready all the time do not hold a timer up. */
static void test_fires_at_last(void)
{
	struct alarm alarm = { .is_last = true };
	struct bell bell = { 0 };
	struct loop *loop;

	CHECK_INT(0, loop_new(&loop), 0);
	watch(loop, &bell, always_ready);
	set(loop, &alarm, 0);
	loop_run(loop);
	CHECK_INT(0, alarm.fired, 1);
	CHECK(0, bell.rung > 0 && bell.rung < BUSY);
	loop_unwatch(loop, bell.watch);
	(void)close(bell.fd);
	loop_free(loop);
}

CU_TestInfo test_loop[] = {
	{ "every timer fires once and none early", test_timers },
	{ "a timer does not wait for a later one", test_earlier },
	{ "a timer that is long due fires at once", test_past },
	{ "a timer that is stopped or moved does not fire", test_stop },
	{ "a watch can be changed and let go while it is called", test_watch },
	{ "a timer that is due late lets what came be read", test_reads_first },
	{ "a busy descriptor does not hold a timer up", test_fires_at_last },
	CU_TEST_INFO_NULL
};
