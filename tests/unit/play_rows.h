/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PLAY_ROWS_H
#define TESTS_PLAY_ROWS_H

#include "play/play.h"

enum { MS = 1000, HOLD_MS = 30000, EVENTS = 8 };

enum event {
	TIME,
	ACK,
	CREDENTIALS,
	CHILD,
	PLAIN,
	INFO,
	STOP,
	ANSWERED,
	PROVED,
	COPIED,
	REACT_CANCEL,
	REACT_BYE
};

/** What happens at a time, what the flow does then, and when it is due next. */
struct moment {
	uint32_t at_ms;
	enum event event;
	const char *does; /* NULL: no more */
	int64_t due_ms;   /* -1: never */
};

/** Run the first flow of a scenario; does == NULL ends the moments. */
void play_check(size_t row, const struct scenario *scenario,
		const struct moment *at);

#endif
