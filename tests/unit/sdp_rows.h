/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SDP_ROWS_H
#define TESTS_SDP_ROWS_H

#include "sip/sdp.h"

/* An offer up to its a= and m= lines, and what each answer starts with. */
#define OFFER                             \
	"v=0\r\n"                         \
	"o=alice 1 1 IN IP4 10.0.0.1\r\n" \
	"s=-\r\n"                         \
	"c=IN IP4 10.0.0.1\r\n"           \
	"t=0 0\r\n"
#define ORIGIN                           \
	"v=0\r\n"                        \
	"o=- 77 77 IN IP4 192.0.2.9\r\n" \
	"s=-\r\n"                        \
	"c=IN IP4 192.0.2.9\r\n"
#define ANSWER ORIGIN "t=0 0\r\n"
#define PCMU   "m=audio 40000 RTP/AVP 0\r\na=sendrecv\r\n"

enum { CEILING = 4096 };

extern const struct sdp_local sdp_here;

struct row {
	const char *offer;
	const char *want; /* NULL: it is no offer */
};

typedef int write_f(struct buf *out, struct str offer,
		    const struct sdp_local *local);

/** Each offer gives exactly these bytes, or EBADMSG and none. */
void check_rows(write_f *write, const struct row *row, size_t count);

#endif
