/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include "catalogue/catalogue.h"

/** A request in parts; what is NULL gets the usual value. */
struct sample {
	const char *method;  /* INVITE */
	const char *uri;     /* sip:bob@192.0.2.10 */
	const char *from;    /* <sip:alice@example.com>;tag=a1 */
	const char *to;      /* <sip:bob@example.com> */
	const char *headers; /* whole lines with CRLF */
	const char *body;
	const char *via; /* SIP/2.0/UDP 192.0.2.1:5070;branch=… */
};

/** One audio line, PCMU. */
#define SAMPLE_OFFER                                 \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n" \
	"c=IN IP4 192.0.2.1\r\nt=0 0\r\n"            \
	"m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"

#define SAMPLE_SDP "Content-Type: application/sdp\r\n"

#define SAMPLE_TOKEN "0123456789abcdef"

/** The request; message_free() it. NULL, and a failed test, if it is refused. */
struct message *sample_load(const struct sample *sample);

/** What is fixed of a context: at 192.0.2.10:5060 over UDP, one day in 2023. */
struct context sample_context(struct message *request);

/** What a rule writes for a request; "" for nothing. */
struct rule_row {
	enum rule rule;
	struct sample sample;
	const char *lines;
};

void sample_check_rules(const struct rule_row *row, size_t count);

/** Whether a request meets a prerequisite. */
struct prereq_row {
	enum prereq prereq;
	bool is_met;
	struct sample sample;
};

void sample_check_prereqs(const struct prereq_row *row, size_t count);

/** The text of a buffer, never absent. */
struct str sample_text(const struct buf *buf);

#endif
