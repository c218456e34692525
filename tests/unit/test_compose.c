/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <errno.h>
#include <string.h>

#include "play/compose.h"

#define REQUEST(more)                                         \
	"INVITE sip:486@192.0.2.9 SIP/2.0\r\n"                \
	"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\n" \
	"From: <sip:a@192.0.2.1>;tag=f\r\n"                   \
	"To: <sip:486@192.0.2.9>\r\n"                         \
	"Call-ID: c\r\n"                                      \
	"CSeq: 1 INVITE\r\n"                                  \
	"Contact: <sip:a@192.0.2.1>\r\n" more "\r\n"

#define HEAD                                                  \
	"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\n" \
	"From: <sip:a@192.0.2.1>;tag=f\r\n"                   \
	"To: <sip:486@192.0.2.9>;tag=t\r\n"                   \
	"Call-ID: c\r\n"                                      \
	"CSeq: 1 INVITE\r\n"
#define TAIL "Content-Length: 0\r\n\r\n"

static const struct endpoint local = { "192.0.2.9", 5060, TRANSPORT_UDP };
static const struct endpoint source = { "192.0.2.1", 5060, TRANSPORT_UDP };

static void says_what_differs_from_the_catalogue(void)
{
	static const struct {
		struct answer answer;
		const char *want;
	} row[] = {
		{ { .code = 486 }, "SIP/2.0 486 Busy Here\r\n" HEAD TAIL },
		{ { .code = 486, .phrase = STR_INIT("Gone Fishing") },
		  "SIP/2.0 486 Gone Fishing\r\n" HEAD TAIL },
		{ { .code = 486, .phrase = STR_INIT("") },
		  "SIP/2.0 486 \r\n" HEAD TAIL },
		{ { .code = 486, .cause = 17 },
		  "SIP/2.0 486 Busy Here\r\n" HEAD
		  "Reason: Q.850;cause=17;text=\"User busy\"\r\n" TAIL },
		{ { .code = 503 },
		  "SIP/2.0 503 Service Unavailable\r\n" HEAD
		  "Retry-After: 1\r\n" TAIL },
		{ { .code = 503, .headers = STR_INIT("retry-after: 7\r\n") },
		  "SIP/2.0 503 Service Unavailable\r\n" HEAD
		  "retry-after: 7\r\n" TAIL },
		{ { .code = 503, .headers = STR_INIT("X-Other: 7\r\n") },
		  "SIP/2.0 503 Service Unavailable\r\n" HEAD
		  "Retry-After: 1\r\nX-Other: 7\r\n" TAIL },
	};
	struct message *request = NULL;
	struct context ctx = { .local = &local,
			       .token = STR("0123456789abcdef") };

	CHECK_INT(0, message_load(&request, STR(REQUEST(""))), 0);
	ctx.request = request;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct answer answer = row[i].answer;
		struct buf out;

		buf_init(&out, 4096);
		answer.to_tag = STR("t");
		CHECK_INT(i, compose(&out, &answer, &ctx, &source), 0);
		CHECK_STR(i, buf_str(&out), row[i].want);
		buf_release(&out);
	}
	message_free(request);
}

static void a_100_has_no_reason_and_no_tag(void)
{
	struct answer answer = { .code = 100, .cause = 17, .to_tag = STR("t") };
	struct context ctx = { .local = &local,
			       .token = STR("0123456789abcdef") };
	struct message *request = NULL;
	struct buf out;

	CHECK_INT(0, message_load(&request, STR(REQUEST(""))), 0);
	ctx.request = request;
	buf_init(&out, 4096);
	CHECK_INT(0, compose(&out, &answer, &ctx, &source), 0);
	CHECK(0, strstr(out.p, "Reason") == NULL);
	CHECK(0, strstr(out.p, "tag=t") == NULL);
	buf_release(&out);
	message_free(request);
}

static void too_long_is_an_error(void)
{
	struct answer answer = { .code = 486 };
	struct context ctx = { .local = &local,
			       .token = STR("0123456789abcdef") };
	struct message *request = NULL;
	struct buf out;

	CHECK_INT(0, message_load(&request, STR(REQUEST(""))), 0);
	ctx.request = request;
	buf_init(&out, 100);
	CHECK_INT(0, compose(&out, &answer, &ctx, &source), EMSGSIZE);
	buf_release(&out);
	message_free(request);
}

CU_TestInfo test_compose[] = {
	{ "says what differs from the catalogue",
	  says_what_differs_from_the_catalogue },
	{ "a 100 has no Reason and no tag", a_100_has_no_reason_and_no_tag },
	{ "too long is an error", too_long_is_an_error },
	CU_TEST_INFO_NULL,
};
