/* SPDX-License-Identifier: MIT */
#include "engine/stamp.h"

#include <string.h>

#include "check.h"

enum { NOW_US = 5000000 };

/* Seconds since the Epoch are more than 32 bits of µs. */
#define WALL_US 1795000000000000

static void places_a_stamp(void)
{
	static const struct {
		int64_t late_us; /* the stamp is as much before now */
		uint64_t floor_us;
		bool is_stepped;
		uint64_t at_us;
	} row[] = {
		{ 0, 0, false, NOW_US },
		{ 700000, 0, false, NOW_US - 700000 },
		{ 700000, NOW_US - 800000, false, NOW_US - 700000 },
		/* what was read before came before */
		{ 700000, NOW_US - 600000, false, NOW_US - 600000 },
		{ 2 * NOW_US, 0, false, 0 },
		{ WALL_US, 1, false, 1 },
		/* nothing comes from what is still to be */
		{ -1, 0, false, NOW_US },
		{ -WALL_US, 0, false, NOW_US },
		{ 700000, NOW_US + 1, false, NOW_US },
		{ 700000, 0, true, NOW_US },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct stamps stamps = {
			.offset_us = NOW_US - WALL_US,
			.floor_us = row[i].floor_us,
			.is_stepped = row[i].is_stepped,
		};

		CHECK_INT(i,
			  stamps_place(&stamps, WALL_US - row[i].late_us,
				       NOW_US),
			  row[i].at_us);
	}
}

/** The clock is set while packets wait: until all are read no stamp is trusted. */
static void sees_the_clock_set(void)
{
	static const struct {
		int64_t step_us;
		uint64_t idle_us; /* since the clocks were compared */
		bool is_stepped;
	} row[] = {
		{ 0, 0, false },
		{ 3600000000, 0, true },
		{ -3600000000, 0, true },
		{ 200000, 0, true },
		{ -200000, 0, true },
		/* a clock that is drawn to the right time moves by itself */
		{ 200000, 1000000000, false },
		{ -200000, 1000000000, false },
		{ 3600000000, 1000000000, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct stamps stamps = { .looked_us = 0 };

		(void)stamps_look(&stamps);
		CHECK(i, !stamps.is_stepped);
		stamps.offset_us += row[i].step_us;
		stamps.looked_us -= row[i].idle_us;
		(void)stamps_look(&stamps);
		CHECK_INT(i, stamps.is_stepped, row[i].is_stepped);
		(void)stamps_look(&stamps);
		CHECK_INT(i, stamps.is_stepped, row[i].is_stepped);
		stamps_empty(&stamps, 0);
		CHECK(i, !stamps.is_stepped);
	}
}

static void never_goes_back(void)
{
	struct stamps stamps = { .floor_us = 7 };

	stamps_pass(&stamps, 6);
	CHECK_INT(0, stamps.floor_us, 7);
	stamps_pass(&stamps, 8);
	CHECK_INT(0, stamps.floor_us, 8);
	stamps_empty(&stamps, 9);
	CHECK_INT(0, stamps.floor_us, 9);
}

static void reads_a_stamp_only(void)
{
	static const struct {
		int level;
		int type;
		bool is_stamp;
	} row[] = {
		{ SOL_SOCKET, SCM_TIMESTAMPNS, true },
		{ SOL_SOCKET, SCM_RIGHTS, false },
		{ 0, SCM_TIMESTAMPNS, false },
	};
	static const struct timespec at = { 1795000000, 123456789 };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		union {
			struct cmsghdr hdr;
			char bytes[CMSG_SPACE(sizeof(at))];
		} control = { .hdr = { .cmsg_len = CMSG_LEN(sizeof(at)),
				       .cmsg_level = row[i].level,
				       .cmsg_type = row[i].type } };
		int64_t wall_us = -1;

		memcpy(CMSG_DATA(&control.hdr), &at, sizeof(at));
		CHECK_INT(i, stamp_read(&wall_us, &control.hdr),
			  row[i].is_stamp);
		CHECK_INT(i, wall_us, row[i].is_stamp ? 1795000000123456 : -1);
	}
}

CU_TestInfo test_stamp[] = {
	{ "a stamp is a time of the loop, within bounds", places_a_stamp },
	{ "stamps mean nothing when the clock was set", sees_the_clock_set },
	{ "what is read later did not come before", never_goes_back },
	{ "other control messages are no stamps", reads_a_stamp_only },
	CU_TEST_INFO_NULL,
};
