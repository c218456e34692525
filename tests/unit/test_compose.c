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

static const struct context context = {
	.local = &local,
	.source = &source,
	.token = STR_INIT("0123456789abcdef"),
	.to_tag = STR_INIT("t"),
};

struct answer_row {
	struct answer answer;
	const char *want;
};

/** Each answer to REQUEST. */
static void check_answers(const struct answer_row *row, size_t count)
{
	struct context ctx = context;
	struct message *request = NULL;

	CHECK_INT(0, message_load(&request, STR(REQUEST(""))), 0);
	ctx.request = request;
	for (size_t i = 0; i < count; i++) {
		struct answer answer = row[i].answer;
		struct buf out;

		buf_init(&out, 4096);
		answer.to_tag = STR("t");
		CHECK_INT(i, compose(&out, &answer, &ctx), 0);
		CHECK_STR(i, buf_str(&out), row[i].want);
		buf_release(&out);
	}
	message_free(request);
}

static void says_what_differs_from_the_catalogue(void)
{
	static const struct answer_row row[] = {
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
		{ { .code = 503,
		    .carry = { .headers = STR_INIT("retry-after: 7\r\n") } },
		  "SIP/2.0 503 Service Unavailable\r\n" HEAD
		  "retry-after: 7\r\n" TAIL },
		{ { .code = 503,
		    .carry = { .headers = STR_INIT("X-Other: 7\r\n") } },
		  "SIP/2.0 503 Service Unavailable\r\n" HEAD
		  "Retry-After: 1\r\nX-Other: 7\r\n" TAIL },
	};

	check_answers(row, ARRAY_SIZE(row));
}

static void headers_replace_leave_out_and_repeat(void)
{
	static const struct answer_row row[] = {
		/* folded, compact, twice, in their order */
		{ { .code = 302,
		    .carry = { .headers = STR_INIT("m: <sip:x@y>\r\n") } },
		  "SIP/2.0 302 Moved Temporarily\r\n" HEAD
		  "m: <sip:x@y>\r\n" TAIL },
		{ { .code = 503,
		    .carry = { .headers = STR_INIT("X-A: 1\r\n 2\r\n"
						   "Retry-After: 3\r\n"
						   "X-A: 4\r\n") } },
		  "SIP/2.0 503 Service Unavailable\r\n" HEAD
		  "X-A: 1\r\n 2\r\nRetry-After: 3\r\nX-A: 4\r\n" TAIL },
		/* a folded line is no header of that name */
		{ { .code = 503,
		    .carry = { .headers = STR_INIT("X-A: 1\r\n Retry-After: "
						   "3\r\n") } },
		  "SIP/2.0 503 Service Unavailable\r\n" HEAD
		  "Retry-After: 1\r\n"
		  "X-A: 1\r\n Retry-After: 3\r\n" TAIL },
		{ { .code = 503,
		    .carry = { .without = STR_INIT("retry-AFTER") } },
		  "SIP/2.0 503 Service Unavailable\r\n" HEAD TAIL },
		{ { .code = 302, .carry = { .without = STR_INIT("X, m") } },
		  "SIP/2.0 302 Moved Temporarily\r\n" HEAD TAIL },
		{ { .code = 503, .carry = { .without = STR_INIT("Retry") } },
		  "SIP/2.0 503 Service Unavailable\r\n" HEAD
		  "Retry-After: 1\r\n" TAIL },
		/* what is left out may still be said */
		{ { .code = 503,
		    .carry = { .headers = STR_INIT("Retry-After: 9\r\n"),
			       .without = STR_INIT("Retry-After") } },
		  "SIP/2.0 503 Service Unavailable\r\n" HEAD
		  "Retry-After: 9\r\n" TAIL },
		/* templates, and a $ */
		{ { .code = 486,
		    .carry = { .headers =
				       STR_INIT("X-A: ${call-id} ${from.user} "
						"$$ ${to.tag}\r\n") } },
		  "SIP/2.0 486 Busy Here\r\n" HEAD "X-A: c a $ t\r\n" TAIL },
		{ { .code = 302,
		    .carry = { .headers = STR_INIT(
				       "Contact: "
				       "<sip:${child}@${local}>\r\n") } },
		  "SIP/2.0 302 Moved Temporarily\r\n" HEAD
		  "Contact: <sip:child-0123456789abcdef@192.0.2.9:5060>"
		  "\r\n" TAIL },
	};

	check_answers(row, ARRAY_SIZE(row));
}

static void bodies_are_what_is_asked_for(void)
{
	static const struct answer_row row[] = {
		{ { .code = 486,
		    .carry = { .body = STR_INIT("busy: ${method}\r\n"),
			       .type = STR_INIT("text/plain") } },
		  "SIP/2.0 486 Busy Here\r\n" HEAD
		  "Content-Type: text/plain\r\n"
		  "Content-Length: 14\r\n\r\nbusy: INVITE\r\n" },
		/* that of the catalogue is left out */
		{ { .code = 488, .carry = { .sdp = SDP_USE_NONE } },
		  "SIP/2.0 488 Not Acceptable Here\r\n" HEAD
		  "Warning: 305 192.0.2.9:5060 \"Incompatible media format\""
		  "\r\n" TAIL },
	};

	check_answers(row, ARRAY_SIZE(row));
}

static void reliable_ones_have_their_number(void)
{
	static const struct answer_row row[] = {
		{ { .code = 180, .rseq = 4294967295 },
		  "SIP/2.0 180 Ringing\r\n" HEAD
		  "Contact: <sip:0123456789abcdef@192.0.2.9:5060>\r\n"
		  "Require: 100rel\r\nRSeq: 4294967295\r\n" TAIL },
		{ { .code = 180,
		    .rseq = 1,
		    .carry = { .without = STR_INIT("Contact") } },
		  "SIP/2.0 180 Ringing\r\n" HEAD
		  "Require: 100rel\r\nRSeq: 1\r\n" TAIL },
	};

	check_answers(row, ARRAY_SIZE(row));
}

static void a_step_says_all_of_its_answer(void)
{
	const struct step step = {
		.type = STEP_RESPOND,
		.respond = { .code = 401,
			     .cause = 17,
			     .phrase = STR("No"),
			     .to_tag = STR("x"),
			     .challenge = { .realm = STR("r"),
					    .is_given = true },
			     .carry = { .headers = STR("h"),
					.sdp = SDP_USE_OFFER } },
	};
	const struct answer answer = answer_of(&step);

	CHECK_INT(0, answer.code, 401);
	CHECK_INT(0, answer.cause, 17);
	CHECK_INT(0, answer.rseq, 0);
	CHECK_STR(0, answer.phrase, "No");
	CHECK_STR(0, answer.to_tag, "x");
	CHECK_STR(0, answer.challenge.realm, "r");
	CHECK_STR(0, answer.carry.headers, "h");
	CHECK_INT(0, answer.carry.sdp, SDP_USE_OFFER);
}

/** Load REQUEST and answer it into out. */
static int answer_plain(struct buf *out, const struct answer *answer)
{
	struct context ctx = context;
	struct message *request = NULL;
	int err;

	CHECK_INT(0, message_load(&request, STR(REQUEST(""))), 0);
	ctx.request = request;
	err = compose(out, answer, &ctx);
	message_free(request);
	return err;
}

static void a_100_has_no_reason_and_no_tag(void)
{
	struct answer answer = { .code = 100, .cause = 17, .to_tag = STR("t") };
	struct buf out;

	buf_init(&out, 4096);
	CHECK_INT(0, answer_plain(&out, &answer), 0);
	CHECK(0, strstr(out.p, "Reason") == NULL);
	CHECK(0, strstr(out.p, "tag=t") == NULL);
	buf_release(&out);
}

static void a_tag_may_be_left_out(void)
{
	struct answer answer = { .code = 486, .to_tag = STR("") };
	struct buf out;

	buf_init(&out, 4096);
	CHECK_INT(0, answer_plain(&out, &answer), 0);
	CHECK(0, strstr(out.p, "To: <sip:486@192.0.2.9>\r\n") != NULL);
	buf_release(&out);
}

static void too_long_is_an_error(void)
{
	static char line[70000];
	struct answer answer = { .code = 486 };
	struct buf out;

	buf_init(&out, 100);
	CHECK_INT(0, answer_plain(&out, &answer), EMSGSIZE);
	buf_release(&out);

	memset(line, 'x', sizeof(line));
	answer.carry.headers = (struct str){ line, sizeof(line) };
	buf_init(&out, 1 << 20);
	CHECK_INT(1, answer_plain(&out, &answer), EMSGSIZE);
	answer.carry = (struct carry){ .body = { line, sizeof(line) },
				       .type = STR("text/plain") };
	CHECK_INT(2, answer_plain(&out, &answer), EMSGSIZE);
	buf_release(&out);
}

CU_TestInfo test_compose[] = {
	{ "says what differs from the catalogue",
	  says_what_differs_from_the_catalogue },
	{ "headers replace, leave out and repeat",
	  headers_replace_leave_out_and_repeat },
	{ "bodies are what is asked for", bodies_are_what_is_asked_for },
	{ "reliable ones have their number", reliable_ones_have_their_number },
	{ "a step says all of its answer", a_step_says_all_of_its_answer },
	{ "a 100 has no Reason and no tag", a_100_has_no_reason_and_no_tag },
	{ "a tag may be left out", a_tag_may_be_left_out },
	{ "too long is an error", too_long_is_an_error },
	CU_TEST_INFO_NULL,
};
