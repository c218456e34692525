/* SPDX-License-Identifier: MIT */
#include "catalogue/rule_write.h"

#include <time.h>

#include "catalogue/request.h"

enum {
	TIMESTAMP_DELAY_US = 10000,
	SESSION_S = 1800,
	EXPIRY_S = 3600,
};

/** The first word of a value. */
static struct str first_word(struct str value)
{
	size_t size = 0;

	while (size < value.size && value.p[size] > ' ')
		size++;
	return str_sub(value, 0, size);
}

/** RFC 3261 §8.2.6.1 */
void rule_timestamp(struct buf *out, const struct context *ctx)
{
	struct str value = message_header(ctx->request, HEADER_TIMESTAMP, 0);

	value = first_word(value);
	if (value.size == 0)
		return;
	buf_add_text(out, "Timestamp: ");
	buf_add_str(out, value);
	if (ctx->delay_us > TIMESTAMP_DELAY_US)
		buf_addf(out, " %llu.%03u",
			 (unsigned long long)(ctx->delay_us / 1000000),
			 (unsigned)(ctx->delay_us / 1000 % 1000));
	buf_add_text(out, "\r\n");
}

void write_time(struct buf *out, int64_t unix_s)
{
	/* By hand, since strftime() follows the locale. */
	static const char day[][4] = { "Sun", "Mon", "Tue", "Wed",
				       "Thu", "Fri", "Sat" };
	static const char month[][4] = { "Jan", "Feb", "Mar", "Apr",
					 "May", "Jun", "Jul", "Aug",
					 "Sep", "Oct", "Nov", "Dec" };
	time_t now = (time_t)unix_s;
	struct tm tm;

	if (gmtime_r(&now, &tm) == NULL)
		return;
	buf_addf(out, "%s, %02d %s %04d %02d:%02d:%02d GMT", day[tm.tm_wday],
		 tm.tm_mday, month[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour,
		 tm.tm_min, tm.tm_sec);
}

void rule_date(struct buf *out, const struct context *ctx)
{
	if (!request_is(ctx->request, "REGISTER"))
		return;
	buf_add_text(out, "Date: ");
	write_time(out, ctx->unix_s);
	buf_add_text(out, "\r\n");
}

/** RFC 6665 §4.2.1.1, RFC 3903 §6: it may be shortened, never lengthened. */
void rule_expires(struct buf *out, const struct context *ctx)
{
	uint64_t seconds = EXPIRY_S;

	if (!request_is(ctx->request, "SUBSCRIBE") &&
	    !request_is(ctx->request, "PUBLISH"))
		return;
	if (!request_expiry(ctx->request, &seconds) || seconds > EXPIRY_S)
		seconds = EXPIRY_S;
	buf_addf(out, "Expires: %llu\r\n", (unsigned long long)seconds);
}

/** A minimum above what was asked, so that asking again unchanged is wrong. */
static unsigned long long minimum(uint64_t asked, uint64_t least)
{
	if (asked < least)
		return least;
	return asked > UINT32_MAX / 2 ? UINT32_MAX : asked * 2;
}

void rule_min_se(struct buf *out, const struct context *ctx)
{
	uint64_t asked = 0;
	struct str value = request_find(ctx->request, "Session-Expires", "x");
	struct str params;

	(void)str_cut(value, ';', &value, &params);
	if (str_parse_uint(str_trim(value), UINT32_MAX, &asked) != 0)
		asked = 0;
	buf_addf(out, "Min-SE: %llu\r\n", minimum(asked, SESSION_S));
}

void rule_min_expires(struct buf *out, const struct context *ctx)
{
	uint64_t asked = 0;

	if (!request_expiry(ctx->request, &asked))
		asked = 0;
	buf_addf(out, "Min-Expires: %llu\r\n", minimum(asked, EXPIRY_S));
}

void rule_retry_after(struct buf *out, const struct context *ctx)
{
	(void)ctx;
	buf_add_text(out, "Retry-After: 1\r\n");
}
