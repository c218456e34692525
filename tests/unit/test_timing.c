/* SPDX-License-Identifier: MIT */
#include "transaction/timing.h"

#include "check.h"

static void scaled(void)
{
	static const struct {
		uint32_t t1_ms;
		struct timing want;
		uint64_t end_us;
	} row[] = {
		{ 500, { 500, 4000, 5000 }, 32000000 },
		{ 1, { 1, 8, 10 }, 64000 },
		{ 50, { 50, 400, 500 }, 3200000 },
		{ 2000, { 2000, 16000, 20000 }, 128000000 },
		{ 500000000,
		  { 500000000, 4000000000, UINT32_MAX },
		  32000000000000 },
		{ UINT32_MAX,
		  { UINT32_MAX, UINT32_MAX, UINT32_MAX },
		  UINT64_C(64000) * UINT32_MAX },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct timing timing = timing_of(row[i].t1_ms);

		CHECK_INT(i, timing.t1_ms, row[i].want.t1_ms);
		CHECK_INT(i, timing.t2_ms, row[i].want.t2_ms);
		CHECK_INT(i, timing.t4_ms, row[i].want.t4_ms);
		CHECK_INT(i, timing_64t1_us(&timing), row[i].end_us);
	}
}

/* When copies are due, in ms, taken at the moment; 0 ends a row. */
static void copies(void)
{
	static const struct {
		uint32_t t1_ms;
		uint32_t cap_ms;
		uint64_t at_ms[12];
	} row[] = {
		{ 500,
		  4000,
		  { 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500,
		    31500 } },
		{ 500, 0, { 500, 1500, 3500, 7500, 15500, 31500 } },
		{ 10, 80, { 10, 30, 70, 150, 230, 310, 390, 470, 550, 630 } },
		{ 10, 300, { 10, 30, 70, 150, 310, 610 } },
		{ 0, 0, { 0 } },
	};
	const uint64_t start = 1000000007;

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct timing timing = timing_of(row[i].t1_ms);
		struct resend resend;

		resend_start(&resend, &timing, row[i].cap_ms, start);
		for (size_t k = 0; k < 11 && row[i].at_ms[k] != 0; k++) {
			uint64_t at = start + row[i].at_ms[k] * 1000;

			CHECK_INT(i, resend.due_us, at);
			CHECK(i, !resend_take(&resend, at - 1));
			CHECK(i, resend_take(&resend, at));
			CHECK(i, !resend_take(&resend, at));
		}
		CHECK(i, resend.due_us == NEVER);
	}
}

static void late(void)
{
	struct timing timing = timing_of(500);
	struct resend resend;

	resend_start(&resend, &timing, 4000, 0);
	CHECK(0, resend_take(&resend, 900000));
	CHECK_INT(0, resend.due_us, 1500000);
	CHECK(1, resend_take(&resend, 3499999));
	CHECK_INT(1, resend.due_us, 3500000);
}

static void ends(void)
{
	struct timing timing = timing_of(500);
	struct resend resend;

	resend_start(&resend, &timing, 4000, 0);
	CHECK(0, !resend_take(&resend, 32000000));
	CHECK(0, resend.due_us == NEVER);

	resend_start(&resend, &timing, 4000, 0);
	CHECK(1, resend_take(&resend, 31999999));

	resend_stop(&resend);
	CHECK(2, resend.due_us == NEVER);
	CHECK(2, !resend_take(&resend, NEVER - 1));
}

static void huge_interval(void)
{
	struct timing timing = timing_of(3000000000);
	struct resend resend;

	resend_start(&resend, &timing, 0, 0);
	CHECK(0, resend_take(&resend, resend.due_us));
	CHECK_INT(0, resend.interval_ms, UINT32_MAX);
	CHECK_INT(0, resend.due_us,
		  UINT64_C(3000000000000) + UINT64_C(1000) * UINT32_MAX);
}

CU_TestInfo test_timing[] = {
	{ "all timers scale with T1", scaled },
	{ "copies come at T1, 3*T1, 7*T1 and then at the cap", copies },
	{ "being late does not move the next copy", late },
	{ "no copy at or after 64*T1", ends },
	{ "an interval never wraps", huge_interval },
	CU_TEST_INFO_NULL,
};
