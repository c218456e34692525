/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "catalogue/catalogue.h"
#include "sample.h"

#define SELF  "Contact: <sip:" SAMPLE_TOKEN "@192.0.2.10:5060>\r\n"
#define CHILD "<sip:child-" SAMPLE_TOKEN
#define HOST  "@192.0.2.10:5060>"
#define ROUTE "Record-Route: <sip:p;lr>\r\n"
#define ALLOW                                                        \
	"Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, " \
	"UPDATE, NOTIFY, MESSAGE, PRACK\r\n"
#define DIGEST                                                             \
	"Authenticate: Digest realm=\"gamut\", nonce=\"" SAMPLE_TOKEN      \
	"0000000000000001\", opaque=\"fedcba9876543210\", algorithm=MD5, " \
	"qop=\"auth\"\r\n"

/** An INVITE through a proxy, with an offer and a Timestamp. */
static const struct sample invite = {
	.headers = "Contact: <sip:alice@192.0.2.1>\r\n" ROUTE
		   "Timestamp: 54\r\n" SAMPLE_SDP,
	.body = SAMPLE_OFFER,
};

static void check_headers(long row, unsigned code, const struct sample *sample,
			  const char *lines)
{
	struct message *request = sample_load(sample);
	struct context ctx = sample_context(request);
	struct buf out;

	buf_init(&out, 4096);
	if (request != NULL)
		catalogue_write_headers(&out, code, &ctx);
	CHECK_STR(row, sample_text(&out), lines);
	buf_release(&out);
	message_free(request);
}

static const struct {
	unsigned code;
	const char *lines;
} invite_row[] = {
	{ 100, "Timestamp: 54\r\n" },
	{ 180, SELF ROUTE },
	{ 181, SELF ROUTE },
	{ 182, SELF ROUTE },
	{ 183, SELF ROUTE },
	{ 199, "Reason: SIP;cause=487;text=\"Request Terminated\"\r\n" },
	{ 200, SELF ROUTE ALLOW "Supported: 100rel\r\n" },
	{ 202, SELF ROUTE ALLOW "Supported: 100rel\r\n" },
	{ 204, SELF ROUTE ALLOW "Supported: 100rel\r\n" },
	{ 300, "Contact: " CHILD HOST ";q=0.9\r\n"
	       "Contact: " CHILD "-2" HOST ";q=0.5\r\n"
	       "Contact: " CHILD "-3" HOST ";q=0.1\r\n" },
	{ 301, "Contact: " CHILD HOST "\r\n" },
	{ 302, "Contact: " CHILD HOST "\r\n" },
	{ 305, "Contact: <sip:child-" SAMPLE_TOKEN "@192.0.2.10:5060;lr>\r\n" },
	{ 380, "Contact: " CHILD HOST "\r\n" },
	{ 401, "WWW-" DIGEST },
	{ 405, "Allow: ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, "
	       "UPDATE, NOTIFY, MESSAGE, PRACK\r\n" },
	{ 407, "Proxy-" DIGEST },
	{ 415, "Accept: application/pidf+xml\r\n" },
	{ 420, "Unsupported: gamut-none\r\n" },
	{ 421, "Require: 100rel\r\n" },
	{ 422, "Min-SE: 1800\r\n" },
	{ 423, "Min-Expires: 3600\r\n" },
	{ 424, "Geolocation-Error: 100;"
	       "code=\"Cannot Process Location\"\r\n" },
	{ 425, "AlertMsg-Error: 101;message=\"Alert payload was not "
	       "present or could not be found\"\r\n" },
	{ 469, "Recv-Info: infoDtmf\r\n" },
	{ 470, "Permission-Missing: <sip:bob@example.com>\r\n" },
	{ 485, "Contact: \"Carol Lee\" " CHILD HOST "\r\n"
	       "Contact: \"Ping Lee\" " CHILD "-2" HOST "\r\n" },
	{ 488, "Warning: 305 192.0.2.10:5060 "
	       "\"Incompatible media format\"\r\n" },
	{ 489, "Allow-Events: presence, dialog, message-summary\r\n" },
	{ 493, "Content-Disposition: attachment;handling=required;"
	       "filename=smime.p7c\r\n" },
	{ 494, "Security-Server: tls;q=0.2, "
	       "digest;d-alg=MD5;d-qop=auth;q=0.1\r\n"
	       "Require: sec-agree\r\n"
	       "Proxy-" DIGEST },
	{ 503, "Retry-After: 1\r\n" },
	{ 606, "Warning: 305 192.0.2.10:5060 "
	       "\"Incompatible media format\"\r\n" },
	{ 608, "Call-Info: <https://gamut.invalid/jcard>;"
	       "purpose=jwscard\r\n" },
};

static void to_invite(void)
{
	size_t count;
	size_t at = 0;
	const struct row *all = catalogue_rows(&count);

	/* A code that is not among the rows has no header of its own. */
	for (size_t i = 0; i < count; i++) {
		bool is_listed = at < ARRAY_SIZE(invite_row) &&
				 invite_row[at].code == all[i].code;

		check_headers(all[i].code, all[i].code, &invite,
			      is_listed ? invite_row[at].lines : "");
		at += is_listed;
	}
	CHECK_INT(0, at, ARRAY_SIZE(invite_row));
}

static void to_others(void)
{
	static const struct {
		unsigned code;
		struct sample sample;
		const char *lines;
	} row[] = {
		{ 200, { .method = "BYE", .headers = ROUTE }, "" },
		{ 200, { .method = "INFO", .headers = "Recv-Info:\r\n" }, "" },
		{ 200, { .method = "MESSAGE", .body = "hi" }, "" },
		{ 200,
		  { .method = "OPTIONS", .headers = ROUTE },
		  ALLOW "Supported: 100rel\r\nAccept: application/sdp\r\n"
			"Accept-Encoding: identity\r\n"
			"Accept-Language: en\r\n" },
		{ 200,
		  { .method = "REGISTER", .headers = "m: <sip:a@h>\r\n" },
		  "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\n" },
		{ 200,
		  { .method = "SUBSCRIBE", .headers = ROUTE "Expires: 9\r\n" },
		  SELF ROUTE "Expires: 9\r\n" },
		{ 204,
		  { .method = "SUBSCRIBE", .headers = ROUTE "Expires: 9\r\n" },
		  SELF ROUTE "Expires: 9\r\n" },
		{ 200,
		  { .method = "PUBLISH" },
		  "Expires: 3600\r\nSIP-ETag: " SAMPLE_TOKEN
		  "0000000000000001\r\n" },
		{ 200, { .method = "UPDATE", .headers = ROUTE }, SELF },
		{ 202, { .method = "REFER", .headers = ROUTE }, SELF ROUTE },
		{ 155, { .headers = ROUTE }, SELF ROUTE },
		{ 250,
		  { .headers = ROUTE },
		  SELF ROUTE ALLOW "Supported: 100rel\r\n" },
		{ 499, { .headers = ROUTE }, "" },
		{ 599, { .headers = ROUTE }, "" },
		{ 42, { .headers = ROUTE }, "" },
		{ 700, { .headers = ROUTE }, "" },
		{ 420,
		  { .headers = "Proxy-Require: foo\r\n" },
		  "Unsupported: foo\r\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		check_headers((long)i, row[i].code, &row[i].sample,
			      row[i].lines);
}

#define SDP      "application/sdp"
#define PKCS7    "application/pkcs7-mime;smime-type=certs-only;name=smime.p7c"
#define M_ANSWER "m=audio 40000 RTP/AVP 0\r\n"
#define M_OFFER  "m=audio 40000 RTP/AVP 0 8"
#define M_NO     "m=audio 0 RTP/AVP"
#define MIXED    "c: multipart/mixed;boundary=b\r\n"
#define PARTS                                                          \
	"--b\r\nContent-Type: application/pidf+xml\r\n\r\n<x/>\r\n--b" \
	"\r\nContent-Type: application/sdp\r\n\r\n" SAMPLE_OFFER       \
	"\r\n--b--\r\n"
#define OFFERED .headers = SAMPLE_SDP, .body = SAMPLE_OFFER

static bool has_part(struct str text, const char *part)
{
	struct str wanted = str_from(part);

	for (size_t i = 0; i + wanted.size <= text.size; i++) {
		if (str_eq(str_sub(text, i, wanted.size), wanted))
			return true;
	}
	return false;
}

static const struct {
	unsigned code;
	struct sample sample;
	const char *type; /* NULL: no body */
	const char *part;
} body_row[] = {
	{ 180, { OFFERED }, NULL, "" },
	{ 183, { OFFERED }, SDP, M_ANSWER },
	{ 183, { 0 }, NULL, "" },
	{ 155, { OFFERED }, SDP, M_ANSWER },
	{ 199, { OFFERED }, NULL, "" },
	{ 200, { OFFERED }, SDP, M_ANSWER },
	{ 200, { 0 }, SDP, M_OFFER },
	{ 204, { OFFERED }, SDP, M_ANSWER },
	{ 299, { 0 }, SDP, M_OFFER },
	{ 200, { .headers = MIXED, .body = PARTS }, SDP, M_ANSWER },
	{ 200, { .headers = SAMPLE_SDP, .body = "v=0\r\n" }, SDP, M_OFFER },
	{ 200, { .method = "UPDATE", OFFERED }, SDP, M_ANSWER },
	{ 200, { .method = "UPDATE" }, NULL, "" },
	{ 200, { .method = "BYE" }, NULL, "" },
	{ 200, { .method = "MESSAGE", OFFERED }, NULL, "" },
	{ 200, { .method = "SUBSCRIBE" }, NULL, "" },
	{ 200, { .method = "OPTIONS" }, SDP, M_NO },
	{ 200,
	  { .method = "OPTIONS", .headers = "Accept: */*\r\n" },
	  SDP,
	  M_NO },
	{ 200,
	  { .method = "OPTIONS",
	    .headers = "Accept: a/b\r\nAccept: c/d, "
		       "application/SDP;level=1\r\n" },
	  SDP,
	  M_NO },
	{ 200, { .method = "OPTIONS", .headers = "Accept:\r\n" }, NULL, "" },
	{ 200,
	  { .method = "OPTIONS", .headers = "Accept: a/b\r\n" },
	  NULL,
	  "" },
	{ 302, { OFFERED }, NULL, "" },
	{ 486, { OFFERED }, NULL, "" },
	{ 488, { OFFERED }, SDP, M_NO },
	{ 488, { .method = "MESSAGE" }, NULL, "" },
	{ 493, { 0 }, PKCS7, "gamut.invalid" },
	{ 580, { OFFERED }, SDP, "a=des:qos failure" },
	{ 580, { 0 }, NULL, "" },
	{ 606, { OFFERED }, SDP, M_NO },
	{ 700, { OFFERED }, NULL, "" },
};

static void bodies(void)
{
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < ARRAY_SIZE(body_row); i++) {
		struct message *request = sample_load(&body_row[i].sample);
		struct context ctx = sample_context(request);
		struct str type;

		buf_clear(&out);
		type = catalogue_write_body(&out, body_row[i].code, &ctx);
		CHECK_STR(i, type, body_row[i].type);
		CHECK_INT(i, out.size > 0, body_row[i].type != NULL);
		CHECK(i, has_part(sample_text(&out), body_row[i].part));
		message_free(request);
	}
	buf_release(&out);
}

/** What follows the boundary is no part of the offer. */
static void part_ends(void)
{
	static const struct sample sample = {
		.headers = MIXED,
		.body = "--b\r\nc: application/sdp\r\n\r\n" SAMPLE_OFFER
			"\r\n--b\r\n\r\nm=video 9 RTP/AVP 0\r\n--b--\r\n",
	};
	struct message *request = sample_load(&sample);
	struct context ctx = sample_context(request);
	struct buf out;

	buf_init(&out, 4096);
	(void)catalogue_write_body(&out, 200, &ctx);
	CHECK(0, has_part(buf_str(&out), M_ANSWER));
	CHECK(1, !has_part(buf_str(&out), "m=video"));
	buf_release(&out);
	message_free(request);
}

/** The token is the session id, cut to 63 bits; text before it is kept. */
static void session(void)
{
	static const struct {
		const char *token;
		const char *origin;
	} row[] = {
		{ "0123456789abcdef", "81985529216486895" },
		{ "0123456789ABCDEF", "81985529216486895" },
		{ "ffffffffffffffff", "9223372036854775807" },
		{ "00000000000000ff", "255" },
	};
	struct message *request = sample_load(&invite);
	struct context ctx = sample_context(request);
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		buf_clear(&out);
		buf_add_text(&out, "kept");
		ctx.token = str_from(row[i].token);
		(void)catalogue_write_body(&out, 200, &ctx);
		CHECK(i, has_part(buf_str(&out), row[i].origin));
		CHECK(i, str_starts(buf_str(&out), STR("keptv=0")));
	}
	buf_release(&out);
	message_free(request);
}

/** Whatever is too long ends in an error of the buffer, never beyond it. */
static void ceiling(void)
{
	struct message *request = sample_load(&invite);
	struct context ctx = sample_context(request);
	struct buf out;

	for (size_t max = 0; max < 8; max++) {
		buf_init(&out, max);
		catalogue_write_headers(&out, 200, &ctx);
		CHECK(max, buf_error(&out) != 0);
		CHECK(max, out.size <= max);
		buf_release(&out);
	}
	message_free(request);
}

CU_TestInfo test_catalogue_write[] = {
	{ "an INVITE gets the headers that each code needs", to_invite },
	{ "other requests get no more than is theirs", to_others },
	{ "a body is there where the code and the request want it", bodies },
	{ "an offer ends where its part ends", part_ends },
	{ "the token is the session id of the SDP", session },
	{ "headers stop at the ceiling of the buffer", ceiling },
	CU_TEST_INFO_NULL,
};
