/* SPDX-License-Identifier: MIT */
#include "text/iso_time.h"

#include <inttypes.h>
#include <time.h>

#define LAST_US UINT64_C(253402300799999999) /* 9999-12-31T23:59:59.999999Z */

enum { SECOND_US = 1000000 };

/** All but the fraction and the Z. @return the microseconds of the fraction */
static unsigned write_second(struct buf *out, uint64_t us)
{
	uint64_t known_us = us < LAST_US ? us : LAST_US;
	time_t seconds = (time_t)(known_us / SECOND_US);
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL)
		return 0;
	buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900,
		 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	return (unsigned)(known_us % SECOND_US);
}

void iso_time_write(struct buf *out, uint64_t us)
{
	unsigned fraction = write_second(out, us);

	buf_addf(out, ".%06uZ", fraction);
}

void iso_time_write_seconds(struct buf *out, uint64_t us)
{
	(void)write_second(out, us);
	buf_add_char(out, 'Z');
}
