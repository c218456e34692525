/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_STAMP_H
#define ENGINE_STAMP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>

/**
 * When a packet came, by the kernel (SO_TIMESTAMPNS), in the time of the loop. We
 * may be late to read it, and what a client did is judged by when it did it.
 */

/** What a socket's stamps are read by; one for each socket, all zero at first. */
struct stamps {
	int64_t offset_us;  /* monotonic minus wall, when it was looked at */
	uint64_t looked_us; /* when that was; 0: never */
	uint64_t floor_us;  /* what is read from now on did not come before */
	bool is_stepped; /* the wall clock was set: no stamp means anything */
};

/** Have the kernel stamp what comes; where that fails nothing has a stamp. */
void stamp_ask(int fd);

/**
 * Compare the clocks: after a read, before its stamps are used.
 *
 * @return the time now, monotonic
 */
uint64_t stamps_look(struct stamps *stamps);

/** Whether this is a stamp; *wall_us is set then: since the Epoch. */
bool stamp_read(int64_t *wall_us, const struct cmsghdr *control);

/**
 * The monotonic time of a stamp: not later than now_us, not before floor_us,
 * and now_us while the stamps mean nothing.
 */
uint64_t stamps_place(const struct stamps *stamps, int64_t wall_us,
		      uint64_t now_us);

/** What is read from now on did not come before this time. */
void stamps_pass(struct stamps *stamps, uint64_t at_us);

/** The socket was empty at this time: no packet is left from before. */
void stamps_empty(struct stamps *stamps, uint64_t at_us);

#endif
