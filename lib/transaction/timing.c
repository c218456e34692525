/* SPDX-License-Identifier: MIT */
#include "transaction/timing.h"

enum { T2_PER_T1 = 8, T4_PER_T1 = 10 };

static uint32_t saturated(uint64_t ms)
{
	return ms < UINT32_MAX ? (uint32_t)ms : UINT32_MAX;
}

struct timing timing_of(uint32_t t1_ms)
{
	struct timing timing = {
		.t1_ms = t1_ms,
		.t2_ms = saturated((uint64_t)t1_ms * T2_PER_T1),
		.t4_ms = saturated((uint64_t)t1_ms * T4_PER_T1),
	};

	return timing;
}

uint64_t timing_64t1_us(const struct timing *timing)
{
	return (uint64_t)timing->t1_ms * 64 * 1000;
}

/* The copy that would come too late is not planned at all. */
static void plan(struct resend *resend, uint64_t due_us)
{
	resend->due_us = due_us < resend->until_us ? due_us : NEVER;
}

void resend_start(struct resend *resend, const struct timing *timing,
		  uint32_t cap_ms, uint64_t now_us)
{
	resend->interval_ms = timing->t1_ms;
	resend->cap_ms = cap_ms;
	resend->until_us = now_us + timing_64t1_us(timing);
	plan(resend, now_us + (uint64_t)timing->t1_ms * 1000);
}

void resend_stop(struct resend *resend)
{
	resend->due_us = NEVER;
}

bool resend_take(struct resend *resend, uint64_t now_us)
{
	if (now_us < resend->due_us)
		return false;
	if (now_us >= resend->until_us) {
		resend_stop(resend);
		return false;
	}

	resend->interval_ms = saturated((uint64_t)resend->interval_ms * 2);
	if (resend->cap_ms != 0 && resend->interval_ms > resend->cap_ms)
		resend->interval_ms = resend->cap_ms;
	plan(resend, resend->due_us + (uint64_t)resend->interval_ms * 1000);
	return true;
}
