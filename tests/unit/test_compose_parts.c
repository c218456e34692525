/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "play/compose.h"
#include "sample.h"

static const struct endpoint source = { "192.0.2.1", 5060, TRANSPORT_UDP };

static void descriptions_are_what_is_asked_for(void)
{
	static const struct {
		struct answer answer;
		const char *body; /* of the request */
		const char *line; /* a line of the answer's SDP; NULL: no SDP */
	} sdp[] = {
		{ { .code = 486, .carry = { .sdp = SDP_USE_ANSWER } },
		  SAMPLE_OFFER,
		  "m=audio 40000 RTP/AVP 0\r\n" },
		{ { .code = 486, .carry = { .sdp = SDP_USE_ANSWER } },
		  "",
		  NULL },
		{ { .code = 180, .carry = { .sdp = SDP_USE_OFFER } },
		  "",
		  "m=audio 40000 RTP/AVP 0 8 101\r\n" },
		{ { .code = 486, .carry = { .sdp = SDP_USE_CAPABILITIES } },
		  SAMPLE_OFFER,
		  "m=audio 0 RTP/AVP 0 8 101\r\n" },
		{ { .code = 200 },
		  SAMPLE_OFFER,
		  "m=audio 40000 RTP/AVP 0\r\n" },
		{ { .code = 200, .carry = { .sdp = SDP_USE_NONE } },
		  SAMPLE_OFFER,
		  NULL },
		{ { .code = 180 }, SAMPLE_OFFER, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sdp); i++) {
		const char *body = sdp[i].body;
		struct sample sample = {
			.headers = body[0] != '\0' ? SAMPLE_SDP : "",
			.body = body,
		};
		struct message *request = sample_load(&sample);
		struct context ctx = sample_context(request);
		struct buf out;

		ctx.source = &source;
		buf_init(&out, 4096);
		CHECK_INT(i, compose(&out, &sdp[i].answer, &ctx), 0);
		CHECK(i, (strstr(out.p, "Content-Type: application/sdp") !=
			  NULL) == (sdp[i].line != NULL));
		if (sdp[i].line != NULL)
			CHECK(i, strstr(out.p, sdp[i].line) != NULL);
		buf_release(&out);
		message_free(request);
	}
}

static void challenges_are_what_is_asked_for(void)
{
	static const struct {
		struct challenge challenge;
		bool is_stale; /* by the request */
		const char *want[3];
		const char *bars; /* what must not be there, NULL: nothing */
	} row[] = {
		{ { .is_given = false },
		  false,
		  { "realm=\"gamut\"", "algorithm=MD5", "qop=\"auth\"" },
		  "stale" },
		{ { .is_given = false }, true, { "stale=TRUE" }, NULL },
		{ { .is_given = true, .algorithms = STR_INIT("SHA-256, MD5") },
		  false,
		  { "algorithm=SHA-256, qop=\"auth\"\r\nWWW-Authenticate: ",
		    "algorithm=MD5, qop" },
		  NULL },
		{ { .is_given = true, .qop = STR_INIT("auth,auth-int") },
		  false,
		  { "qop=\"auth,auth-int\"" },
		  NULL },
		{ { .is_given = true, .qop = STR_INIT("") },
		  false,
		  { "algorithm=MD5\r\n" },
		  "qop" },
		{ { .is_given = true, .realm = STR_INIT("a \"b\"") },
		  false,
		  { "realm=\"a \\\"b\\\"\"" },
		  NULL },
		{ { .is_given = true, .is_stale = true },
		  false,
		  { "stale=TRUE" },
		  NULL },
		/* what a scenario says counts, whatever came */
		{ { .is_given = true }, true, { "algorithm=MD5" }, "stale" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct sample sample = { .method = "INVITE" };
		struct message *request = sample_load(&sample);
		struct context ctx = sample_context(request);
		struct answer answer = { .code = 401 };
		struct buf out;

		ctx.source = &source;
		ctx.is_stale = row[i].is_stale;
		ctx.challenge = row[i].challenge;
		buf_init(&out, 4096);
		CHECK_INT(i, compose(&out, &answer, &ctx), 0);
		for (size_t k = 0; k < 3 && row[i].want[k] != NULL; k++)
			CHECK(i * 10 + k,
			      strstr(out.p, row[i].want[k]) != NULL);
		CHECK(i, row[i].bars == NULL ||
				 strstr(out.p, row[i].bars) == NULL);
		buf_release(&out);
		message_free(request);
	}
}

static void requests_carry_what_a_step_says(void)
{
	static const struct {
		struct step step;
		const char *headers;
		const char *body; /* NULL: not compared */
	} row[] = {
		{ { .send = { .method = STR_INIT("BYE") } }, "", "" },
		{ { .send = { .method = STR_INIT("BYE"), .cause = 16 } },
		  "Reason: Q.850;cause=16;text=\"Normal call clearing\"\r\n",
		  "" },
		{ { .send = { .method = STR_INIT("UPDATE") } },
		  "Contact: <sip:" SAMPLE_TOKEN "@192.0.2.10:5060>\r\n",
		  "" },
		{ { .send = { .method = STR_INIT("INVITE"),
			      .carry = { .headers = STR_INIT(
						 "m: <sip:x@y>\r\n") } } },
		  "m: <sip:x@y>\r\n",
		  "" },
		{ { .send = { .method = STR_INIT("INVITE"),
			      .carry = { .sdp = SDP_USE_OFFER } } },
		  "Contact: <sip:" SAMPLE_TOKEN "@192.0.2.10:5060>\r\n"
		  "Content-Type: application/sdp\r\n",
		  NULL },
		{ { .send = { .method = STR_INIT("INFO"),
			      .carry = { .headers = STR_INIT(
						 "Info-Package: ${token}\r\n"),
					 .body = STR_INIT("${call-id}"),
					 .type = STR_INIT("text/plain") } } },
		  "Info-Package: " SAMPLE_TOKEN "\r\n"
		  "Content-Type: text/plain\r\n",
		  "c1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct sample sample = { .method = "INVITE" };
		struct message *request = sample_load(&sample);
		struct context ctx = sample_context(request);
		struct step step = row[i].step;
		struct request_text text;

		step.type = STEP_SEND;
		ctx.source = &source;
		request_text_init(&text);
		CHECK_INT(i, compose_request(&text, &step, &ctx), 0);
		CHECK_STR(i, sample_text(&text.headers), row[i].headers);
		if (row[i].body != NULL)
			CHECK_STR(i, sample_text(&text.body), row[i].body);
		else
			CHECK(i, str_starts(buf_str(&text.body), STR("v=0")));
		request_text_release(&text);
		message_free(request);
	}
}

CU_TestInfo test_compose_parts[] = {
	{ "descriptions are what is asked for",
	  descriptions_are_what_is_asked_for },
	{ "challenges are what is asked for",
	  challenges_are_what_is_asked_for },
	{ "requests carry what a step says", requests_carry_what_a_step_says },
	CU_TEST_INFO_NULL,
};
