/* SPDX-License-Identifier: MIT */
#include "engine/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define SU_ROOT_MAGIC_T struct loop
#include <sofia-sip/su_wait.h>

#include "transaction/timing.h"

/* How often timers that are due let others go first. */
enum { ROUNDS_MAX = 4 };

/* su_root carries one argument per descriptor. */
struct watch {
	ready_f *ready;
	void *arg;
};

struct loop {
	su_root_t *root;
	struct watch **watch; /* by the index that su_root gave */
	size_t count;
	int fd; /* of the timer */
	int timer_watch;
	uint64_t armed_us; /* when the timerfd fires; UINT64_MAX: never */
	bool is_firing;
	unsigned rounds; /* that the timers which are due have waited */
	bool was_woken;  /* by a descriptor, in this round */
	struct wheel wheel;
};

uint64_t loop_now_us(const struct loop *loop)
{
	struct timespec now;

	(void)loop;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void arm(struct loop *loop)
{
	uint64_t due_us = wheel_due(&loop->wheel);
	struct itimerspec when = { .it_interval = { 0, 0 } };

	if (due_us == loop->armed_us || due_us == UINT64_MAX)
		return;
	loop->armed_us = due_us;
	loop->rounds = 0;
	if (due_us == 0)
		due_us = 1; /* zero would disarm it */
	when.it_value.tv_sec = (time_t)(due_us / 1000000);
	when.it_value.tv_nsec = (long)(due_us % 1000000) * 1000;
	(void)timerfd_settime(loop->fd, TFD_TIMER_ABSTIME, &when, NULL);
}

/*
 * After we were late, what would stop a timer (an ACK) may have come in time and
 * still be unread. The timerfd is left ready, and epoll_wait(2) goes round: all that
 * was ready with it is reported before it is again.
 */
static bool lets_others_go_first(struct loop *loop)
{
	bool is_waiting = loop->rounds == 0 ||
			  (loop->was_woken && loop->rounds < ROUNDS_MAX);

	loop->rounds = is_waiting ? loop->rounds + 1 : 0;
	loop->was_woken = false;
	return is_waiting;
}

static void fire(void *arg, int fd, int events)
{
	struct loop *loop = arg;
	uint64_t times;

	(void)events;
	if (lets_others_go_first(loop))
		return;
	if (read(fd, &times, sizeof(times)) < 0)
		return; /* it was moved since it became ready */

	loop->armed_us = UINT64_MAX;
	loop->is_firing = true;
	wheel_run(&loop->wheel, loop_now_us(loop));
	loop->is_firing = false;
	arm(loop);
}

void loop_set(struct loop *loop, struct timer *timer, uint64_t due_us,
	      timer_f *fire_timer)
{
	if (due_us == NEVER) {
		wheel_stop(&loop->wheel, timer);
		return;
	}
	wheel_set(&loop->wheel, timer, due_us, fire_timer);
	if (!loop->is_firing && due_us < loop->armed_us)
		arm(loop);
}

/* The timerfd is left alone: a wake-up for nothing costs less. */
void loop_stop_timer(struct loop *loop, struct timer *timer)
{
	wheel_stop(&loop->wheel, timer);
}

/* The watch may be let go, and freed, by what it calls. */
static int wake(struct loop *loop, su_wait_t *wait, su_wakeup_arg_t *arg)
{
	const struct watch *watch = arg;

	if (watch->ready != fire)
		loop->was_woken = true;
	watch->ready(watch->arg, wait->fd, wait->revents);
	return 0;
}

static int keep(struct loop *loop, int index, struct watch *watch)
{
	size_t count = (size_t)index + 1;
	struct watch **table;

	if (count > loop->count) {
		count += count / 2;
		table = realloc(loop->watch, count * sizeof(struct watch *));
		if (table == NULL)
			return ENOMEM;
		loop->watch = table;
		loop->count = count;
	}
	loop->watch[index] = watch;
	return 0;
}

int loop_watch(struct loop *loop, int fd, int events, ready_f *ready, void *arg,
	       int *watchp)
{
	struct watch *watch = malloc(sizeof(*watch));
	su_wait_t wait = SU_WAIT_INIT;
	int index, err;

	if (watch == NULL)
		return ENOMEM;
	*watch = (struct watch){ ready, arg };

	(void)su_wait_create(&wait, fd, events);
	index = su_root_register(loop->root, &wait, wake, watch, su_pri_normal);
	if (index < 0) {
		err = errno;
		goto out;
	}
	err = keep(loop, index, watch);
	if (err) {
		(void)su_root_deregister(loop->root, index);
		goto out;
	}
	*watchp = index;
	watch = NULL;
out:
	free(watch);
	return err;
}

int loop_change(struct loop *loop, int watch, int fd, int events)
{
	if (su_root_eventmask(loop->root, watch, fd, events) < 0)
		return errno;
	return 0;
}

void loop_unwatch(struct loop *loop, int watch)
{
	(void)su_root_deregister(loop->root, watch);
	free(loop->watch[watch]);
	loop->watch[watch] = NULL;
}

int loop_new(struct loop **loopp)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	int err = ENOMEM;

	if (loop == NULL)
		return ENOMEM;
	loop->fd = -1;
	loop->armed_us = UINT64_MAX;
	wheel_init(&loop->wheel, loop_now_us(loop));

	/* No su_init(): all that it does is to have the process ignore SIGPIPE. */
	loop->root = su_root_create(loop);
	if (loop->root == NULL)
		goto out;
	loop->fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (loop->fd < 0) {
		err = errno;
		goto out;
	}
	err = loop_watch(loop, loop->fd, SU_WAIT_IN, fire, loop,
			 &loop->timer_watch);
	if (err)
		goto out;

	*loopp = loop;
	loop = NULL;
out:
	loop_free(loop);
	return err;
}

void loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	if (loop->timer_watch > 0)
		loop_unwatch(loop, loop->timer_watch);
	if (loop->fd >= 0)
		(void)close(loop->fd);
	if (loop->root != NULL)
		su_root_destroy(loop->root);
	free(loop->watch);
	free(loop);
}

void loop_run(struct loop *loop)
{
	su_root_run(loop->root);
}

void loop_quit(struct loop *loop)
{
	su_root_break(loop->root);
}
