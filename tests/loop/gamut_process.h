/* SPDX-License-Identifier: MIT */
#ifndef TESTS_GAMUT_PROCESS_H
#define TESTS_GAMUT_PROCESS_H

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "text/buf.h"

/** Where the program listens, all on ports of the kernel's choice. */
enum place { UDP4, TCP4, UDP6, TCP6, PLACE_COUNT };

/** The real program, `gamut serve`, as a child of the test. */
struct gamut {
	pid_t pid;
	int out;     /* what it prints */
	FILE *error; /* what it says on stderr */
	struct buf line;
	uint16_t port[PLACE_COUNT]; /* 0: this machine has no IPv6 */
};

/**
 * Start it; the environment's GAMUT is its path. It gets --listen for each
 * place, and --quiet unless it is loud: what a loud one prints must be read, or
 * it stops at a full pipe.
 *
 * @param options  more options, ends with NULL
 * @return whether it listens; else it is gone, and a check has failed
 */
bool gamut_start(struct gamut *gamut, const char *const *options);
bool gamut_start_loud(struct gamut *gamut, const char *const *options);

/**
 * The next line that it prints, without its end.
 *
 * @return false when none came in time
 */
bool gamut_line(struct gamut *gamut, struct str *line);

/** Whether a line with this part comes, after any others; it is in gamut->line. */
bool gamut_tells(struct gamut *gamut, const char *part);

/**
 * Whether it says this on stderr, now or within two seconds; what it has said
 * by then is forgotten.
 */
bool gamut_says(struct gamut *gamut, const char *part);

/**
 * SIGTERM; checks that it ends with status 0 within a second and that its
 * stderr is empty, which is where a sanitizer would report.
 */
void gamut_stop(struct gamut *gamut);

/** Microseconds of a monotonic clock. */
uint64_t now_us(void);

#endif
