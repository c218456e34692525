/* SPDX-License-Identifier: MIT */
#include "engine/stamp.h"

#include <string.h>

#include "engine/net.h"

enum {
	TRIES = 3,     /* to read both clocks without being interrupted */
	CLOSE_US = 50, /* that both were read within, then */
	STEP_US = 10000,
	SLEW_PART = 1000 /* adjtime(3) is at most half as fast: 500 ppm */
};

void stamp_ask(int fd)
{
	(void)socket_set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
}

static int64_t clock_us(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/*
 * The wall is read before the monotonic clock: an interruption between them lets
 * packets seem later, never earlier than what of ours they answer.
 */
uint64_t stamps_look(struct stamps *stamps)
{
	int64_t before_us, wall_us, now_us, most_us, change_us;
	int tries = 0;

	do {
		before_us = clock_us(CLOCK_MONOTONIC);
		wall_us = clock_us(CLOCK_REALTIME);
		now_us = clock_us(CLOCK_MONOTONIC);
	} while (now_us - before_us > CLOSE_US && ++tries < TRIES);

	most_us = STEP_US + (now_us - (int64_t)stamps->looked_us) / SLEW_PART;
	change_us = now_us - wall_us - stamps->offset_us;
	if (stamps->looked_us != 0 &&
	    (change_us > most_us || change_us < -most_us))
		stamps->is_stepped = true;
	stamps->offset_us = now_us - wall_us;
	stamps->looked_us = (uint64_t)now_us;
	return (uint64_t)now_us;
}

bool stamp_read(int64_t *wall_us, const struct cmsghdr *control)
{
	struct timespec at;

	if (control->cmsg_level != SOL_SOCKET ||
	    control->cmsg_type != SCM_TIMESTAMPNS)
		return false;
	memcpy(&at, CMSG_DATA(control), sizeof(at));
	*wall_us = (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
	return true;
}

uint64_t stamps_place(const struct stamps *stamps, int64_t wall_us,
		      uint64_t now_us)
{
	int64_t at_us = wall_us + stamps->offset_us;

	if (stamps->is_stepped || at_us > (int64_t)now_us)
		return now_us;
	if (at_us < (int64_t)stamps->floor_us)
		return stamps->floor_us < now_us ? stamps->floor_us : now_us;
	return (uint64_t)at_us;
}

void stamps_pass(struct stamps *stamps, uint64_t at_us)
{
	if (at_us > stamps->floor_us)
		stamps->floor_us = at_us;
}

void stamps_empty(struct stamps *stamps, uint64_t at_us)
{
	stamps_pass(stamps, at_us);
	stamps->is_stepped = false;
}
