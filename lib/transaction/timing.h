/* SPDX-License-Identifier: MIT */
#ifndef TRANSACTION_TIMING_H
#define TRANSACTION_TIMING_H

#include <stdbool.h>
#include <stdint.h>

#define NEVER UINT64_MAX

/** The timers of RFC 3261, table 4, from which all others are derived. */
struct timing {
	uint32_t t1_ms; /* round-trip estimate, 500 */
	uint32_t t2_ms; /* longest retransmit interval, 4000 */
	uint32_t t4_ms; /* longest life of a message in the network, 5000 */
};

/** 500, 4000 and 5000 ms scaled so that T1 is t1_ms. */
struct timing timing_of(uint32_t t1_ms);

/** 64*T1 in µs: timers B, F, H, J, L, M. */
uint64_t timing_64t1_us(const struct timing *timing);

/**
 * A message that is sent again at growing intervals: T1, 2*T1, 4*T1 … up to
 * cap_ms (0: no cap), until it is stopped or until_us has come.
 */
struct resend {
	uint64_t due_us;   /* the next copy, or NEVER */
	uint64_t until_us; /* no copy at or after this */
	uint32_t interval_ms;
	uint32_t cap_ms;
};

/** First copy T1 after now, none at or after 64*T1. */
void resend_start(struct resend *resend, const struct timing *timing,
		  uint32_t cap_ms, uint64_t now_us);

void resend_stop(struct resend *resend);

/**
 * Whether a copy is due now; if so the next one is planned, counted from when
 * this one was due, not from now, so that lateness does not add up.
 */
bool resend_take(struct resend *resend, uint64_t now_us);

#endif
