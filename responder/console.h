/* SPDX-License-Identifier: MIT */
#ifndef CONSOLE_H
#define CONSOLE_H

#include "clock.h"
#include "engine/server.h"

/** What `gamut serve` prints: where to dial, then a line per call. */
struct console {
	const struct wall *wall;
	bool is_quiet;
	bool is_terminal;
};

/**
 * Print where we listen, one line each ("listening on udp 0.0.0.0:5060"), and
 * what to dial, with the addresses that a phone on the network can reach.
 */
void console_greet(const struct console *console,
		   const struct endpoint *listener, size_t count,
		   const struct endpoint *advertise);

/** Say that the scenarios were loaded anew, and how many there are. */
void console_reloaded(const struct console *console, size_t count);

/** Functions for a struct observer; arg is the console. */
void console_call(void *arg, const struct call_report *report);
void console_binding(void *arg, const struct path *path, struct str aor,
		     size_t contacts, uint64_t now_us);

#endif
