/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <time.h>

void wall_init(struct wall *wall, uint64_t now_us)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	wall->offset_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 -
			  (int64_t)now_us;
}

void wall_write(struct buf *out, const struct wall *wall, uint64_t at_us)
{
	int64_t us = wall->offset_us + (int64_t)at_us;
	time_t s = (time_t)(us / 1000000);
	char text[sizeof("9999-12-31 23:59:59")];
	struct tm local;

	if (localtime_r(&s, &local) == NULL ||
	    strftime(text, sizeof(text), "%F %T", &local) == 0)
		return;
	buf_addf(out, "%s.%06u", text, (unsigned)(us % 1000000));
}
