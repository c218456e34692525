/* SPDX-License-Identifier: MIT */
#include "catalogue/cause.h"

/** ITU-T Q.850; the responses are those of RFC 3398 §7.2.4.1. */
static const struct cause causes[] = {
	{ 1, 404, "Unallocated (unassigned) number", NULL },
	{ 2, 404, "No route to specified transit network", NULL },
	{ 3, 404, "No route to destination", NULL },
	{ 16, 0, "Normal call clearing", "a BYE or CANCEL" },
	{ 17, 486, "User busy", NULL },
	{ 18, 408, "No user responding", NULL },
	{ 19, 480, "No answer from user (user alerted)", NULL },
	{ 20, 480, "Subscriber absent", NULL },
	{ 21, 403, "Call rejected", "603 when the user rejected it" },
	{ 22, 410, "Number changed",
	  "301 with Contact when the new number is known" },
	{ 23, 410, "Redirection to new destination", NULL },
	{ 24, 500, "Call rejected due to feature at the destination", NULL },
	{ 25, 500, "Exchange routing error", NULL },
	{ 26, 404, "Non-selected user clearing", NULL },
	{ 27, 502, "Destination out of order", NULL },
	{ 28, 484, "Invalid number format (address incomplete)", NULL },
	{ 29, 501, "Facility rejected", NULL },
	{ 31, 480, "Normal, unspecified", NULL },
	{ 34, 503, "No circuit/channel available", "may have Retry-After" },
	{ 38, 503, "Network out of order", "may have Retry-After" },
	{ 41, 503, "Temporary failure", "may have Retry-After" },
	{ 42, 503, "Switching equipment congestion", "may have Retry-After" },
	{ 44, 0, "Requested circuit/channel not available",
	  "not translated: the gateway tries another circuit" },
	{ 47, 503, "Resource unavailable, unspecified",
	  "may have Retry-After" },
	{ 55, 403, "Incoming calls barred within CUG", NULL },
	{ 57, 403, "Bearer capability not authorized", NULL },
	{ 58, 503, "Bearer capability not presently available", NULL },
	{ 63, 500, "Service or option not available, unspecified", NULL },
	{ 65, 488, "Bearer capability not implemented", NULL },
	{ 70, 488,
	  "Only restricted digital information bearer capability is available",
	  NULL },
	{ 79, 501, "Service or option not implemented, unspecified", NULL },
	{ 87, 403, "User not member of CUG", NULL },
	{ 88, 503, "Incompatible destination", NULL },
	{ 102, 504, "Recovery on timer expiry", NULL },
	{ 111, 500, "Protocol error, unspecified", NULL },
	{ 127, 500, "Interworking, unspecified", NULL },
};

const struct cause *cause_rows(size_t *count)
{
	*count = ARRAY_SIZE(causes);
	return causes;
}

const struct cause *cause_find(unsigned number)
{
	for (size_t i = 0; i < ARRAY_SIZE(causes); i++) {
		if (causes[i].number == number)
			return &causes[i];
	}
	return NULL;
}

unsigned cause_code(unsigned number)
{
	const struct cause *cause = cause_find(number);

	return cause != NULL ? cause->code : 500;
}

void cause_write_reason(struct buf *out, unsigned number)
{
	const struct cause *cause = cause_find(number);

	buf_addf(out, "Reason: Q.850;cause=%u", number);
	if (cause != NULL)
		buf_addf(out, ";text=\"%s\"", cause->text);
	buf_add_text(out, "\r\n");
}
