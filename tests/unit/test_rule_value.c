/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "sample.h"

static void options(void)
{
	static const struct rule_row row[] = {
		{ RULE_ALLOW,
		  { 0 },
		  "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, "
		  "UPDATE, NOTIFY, MESSAGE, PRACK\r\n" },
		{ RULE_ALLOW, { .method = "BYE" }, "" },
		{ RULE_ALLOW_OTHERS,
		  { 0 },
		  "Allow: ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, UPDATE, "
		  "NOTIFY, MESSAGE, PRACK\r\n" },
		{ RULE_ALLOW_OTHERS,
		  { .method = "MESSAGE" },
		  "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, "
		  "UPDATE, NOTIFY, PRACK\r\n" },
		{ RULE_ALLOW_OTHERS,
		  { .method = "PRACK" },
		  "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, "
		  "UPDATE, NOTIFY, MESSAGE\r\n" },
		{ RULE_SUPPORTED,
		  { .method = "OPTIONS" },
		  "Supported: 100rel\r\n" },
		{ RULE_SUPPORTED, { .method = "REGISTER" }, "" },
		{ RULE_UNSUPPORTED,
		  { .headers = "Require: a, b\r\nSupported: s\r\n"
			       "Proxy-Require: c\r\nRequire: d\r\n" },
		  "Unsupported: a, b, d, c\r\n" },
		{ RULE_UNSUPPORTED,
		  { .headers = "Require: , a b, \"q\",ok\r\n" },
		  "Unsupported: ok\r\n" },
		{ RULE_UNSUPPORTED,
		  { .headers = "Supported: s\r\n" },
		  "Unsupported: gamut-none\r\n" },
		{ RULE_REQUIRE_EXTENSION, { 0 }, "Require: 100rel\r\n" },
		{ RULE_REQUIRE_EXTENSION,
		  { .headers = "k: timer, 100REL\r\nRequire: replaces\r\n" },
		  "Require: precondition\r\n" },
		{ RULE_REQUIRE_EXTENSION,
		  { .headers = "k: 100rel,timer,replaces,precondition,gruu,"
			       "outbound\r\n" },
		  "Require: x-gamut\r\n" },
		{ RULE_ACCEPT,
		  { .method = "OPTIONS" },
		  "Accept: application/sdp\r\n" },
		{ RULE_ACCEPT, { 0 }, "" },
		{ RULE_ACCEPT_ENCODING,
		  { .method = "OPTIONS" },
		  "Accept-Encoding: identity\r\n" },
		{ RULE_ACCEPT_ENCODING, { 0 }, "" },
		{ RULE_ACCEPT_LANGUAGE,
		  { .method = "OPTIONS" },
		  "Accept-Language: en\r\n" },
		{ RULE_ACCEPT_LANGUAGE, { 0 }, "" },
	};

	sample_check_rules(row, ARRAY_SIZE(row));
}

/** Of the three headers of a 415 exactly one is there. */
static void media(void)
{
	static const struct {
		const char *headers;
		const char *line;
	} row[] = {
		{ "", "Accept: application/sdp\r\n" },
		{ SAMPLE_SDP, "Accept: application/pidf+xml\r\n" },
		{ "c: Application/SDP ;a=b\r\n",
		  "Accept: application/pidf+xml\r\n" },
		{ "c: text/plain\r\n", "Accept: application/sdp\r\n" },
		{ SAMPLE_SDP "e: identity\r\n",
		  "Accept: application/pidf+xml\r\n" },
		{ SAMPLE_SDP "e: gzip\r\n", "Accept-Encoding: identity\r\n" },
		{ SAMPLE_SDP "e: gzip\r\nContent-Language: fr\r\n",
		  "Accept-Encoding: identity\r\n" },
		{ "c: text/plain\r\nContent-Language: fr, de\r\n",
		  "Accept-Language: en\r\n" },
		{ "c: text/plain\r\nContent-Language: fr, en-GB\r\n",
		  "Accept: application/sdp\r\n" },
		{ "c: text/plain\r\nContent-Language:\r\n",
		  "Accept: application/sdp\r\n" },
	};
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct sample sample = { .headers = row[i].headers,
					 .body = "x" };
		struct message *request = sample_load(&sample);
		struct context ctx = sample_context(request);

		buf_clear(&out);
		rule_write(&out, RULE_ACCEPT_CODING, &ctx);
		rule_write(&out, RULE_ACCEPT_ENGLISH, &ctx);
		rule_write(&out, RULE_ACCEPT_OTHER, &ctx);
		CHECK_STR(i, sample_text(&out), row[i].line);
		message_free(request);
	}
	buf_release(&out);
}

static void intervals(void)
{
	static const struct rule_row row[] = {
		{ RULE_MIN_SE, { 0 }, "Min-SE: 1800\r\n" },
		{ RULE_MIN_SE,
		  { .headers = "x: 1799;refresher=uac\r\n" },
		  "Min-SE: 1800\r\n" },
		{ RULE_MIN_SE,
		  { .headers = "Session-Expires: 1800 ;a\r\n" },
		  "Min-SE: 3600\r\n" },
		{ RULE_MIN_SE,
		  { .headers = "x: 4294967295\r\n" },
		  "Min-SE: 4294967295\r\n" },
		{ RULE_MIN_SE,
		  { .headers = "x: 2147483647\r\n" },
		  "Min-SE: 4294967294\r\n" },
		{ RULE_MIN_SE,
		  { .headers = "x: long\r\n" },
		  "Min-SE: 1800\r\n" },
		{ RULE_MIN_EXPIRES, { 0 }, "Min-Expires: 3600\r\n" },
		{ RULE_MIN_EXPIRES,
		  { .headers = "Expires: 3599\r\n" },
		  "Min-Expires: 3600\r\n" },
		{ RULE_MIN_EXPIRES,
		  { .headers = "Expires: 3600\r\n" },
		  "Min-Expires: 7200\r\n" },
		{ RULE_MIN_EXPIRES,
		  { .method = "REGISTER",
		    .headers = "m: <sip:a@h>;expires=4000\r\n"
			       "Expires: 60\r\n" },
		  "Min-Expires: 8000\r\n" },
		{ RULE_MIN_EXPIRES,
		  { .method = "SUBSCRIBE",
		    .headers = "m: <sip:a@h>;expires=4000\r\n"
			       "Expires: 60\r\n" },
		  "Min-Expires: 3600\r\n" },
		{ RULE_EXPIRES, { 0 }, "" },
		{ RULE_EXPIRES,
		  { .method = "SUBSCRIBE" },
		  "Expires: 3600\r\n" },
		{ RULE_EXPIRES,
		  { .method = "SUBSCRIBE", .headers = "Expires: 0\r\n" },
		  "Expires: 0\r\n" },
		{ RULE_EXPIRES,
		  { .method = "PUBLISH", .headers = "Expires: 3601\r\n" },
		  "Expires: 3600\r\n" },
		{ RULE_EXPIRES,
		  { .method = "PUBLISH", .headers = "Expires: 3599\r\n" },
		  "Expires: 3599\r\n" },
		{ RULE_RETRY_AFTER, { 0 }, "Retry-After: 1\r\n" },
		{ RULE_DATE,
		  { .method = "REGISTER" },
		  "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\n" },
		{ RULE_DATE, { 0 }, "" },
	};

	sample_check_rules(row, ARRAY_SIZE(row));
}

static void timestamp(void)
{
	static const struct {
		const char *headers;
		uint64_t delay_us;
		const char *line;
	} row[] = {
		{ "", 50000, "" },
		{ "Timestamp:\r\n", 50000, "" },
		{ "Timestamp: 54.21\r\n", 0, "Timestamp: 54.21\r\n" },
		{ "Timestamp: 54.21\r\n", 10000, "Timestamp: 54.21\r\n" },
		{ "Timestamp: 54.21\r\n", 11000, "Timestamp: 54.21 0.011\r\n" },
		{ "Timestamp: 54\r\n", 3050999, "Timestamp: 54 3.050\r\n" },
		{ "Timestamp: 54 7\r\n", 0, "Timestamp: 54\r\n" },
	};
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct sample sample = { .headers = row[i].headers };
		struct message *request = sample_load(&sample);
		struct context ctx = sample_context(request);

		ctx.delay_us = row[i].delay_us;
		buf_clear(&out);
		rule_write(&out, RULE_TIMESTAMP, &ctx);
		CHECK_STR(i, sample_text(&out), row[i].line);
		message_free(request);
	}
	buf_release(&out);
}

#define LIST "c: application/resource-lists+xml\r\n"

static const struct rule_row event_row[] = {
	{ RULE_SIP_ETAG,
	  { .method = "PUBLISH" },
	  "SIP-ETag: " SAMPLE_TOKEN "0000000000000001\r\n" },
	{ RULE_SIP_ETAG, { 0 }, "" },
	{ RULE_RECV_INFO, { 0 }, "" },
	{ RULE_RECV_INFO,
	  { .headers = "Recv-Info:\r\n" },
	  "Recv-Info: infoDtmf\r\n" },
	{ RULE_RECV_INFO,
	  { .method = "UPDATE", .headers = "Recv-Info: a\r\n" },
	  "" },
	{ RULE_RECV_INFO_OTHERS, { 0 }, "Recv-Info: infoDtmf\r\n" },
	{ RULE_RECV_INFO_OTHERS,
	  { .method = "INFO", .headers = "Info-Package: infoDtmf ;a=b\r\n" },
	  "Recv-Info:\r\n" },
	{ RULE_ALLOW_EVENTS,
	  { 0 },
	  "Allow-Events: presence, dialog, message-summary\r\n" },
	{ RULE_ALLOW_EVENTS,
	  { .headers = "o: presence;id=1\r\n" },
	  "Allow-Events: dialog, message-summary\r\n" },
	{ RULE_GEOLOCATION_ERROR,
	  { 0 },
	  "Geolocation-Error: 100;code=\"Cannot Process Location\""
	  "\r\n" },
	{ RULE_ALERTMSG_ERROR,
	  { 0 },
	  "AlertMsg-Error: 101;message=\"Alert payload was not "
	  "present or could not be found\"\r\n" },
	{ RULE_ALERTMSG_ERROR,
	  { .headers = "c: application/EmergencyCallData.cap+xml\r\n",
	    .body = "x" },
	  "AlertMsg-Error: 100;message=\"Cannot process the alert "
	  "payload\"\r\n" },
	{ RULE_PERMISSION_MISSING,
	  { 0 },
	  "Permission-Missing: <sip:bob@example.com>\r\n" },
	{ RULE_PERMISSION_MISSING,
	  { .headers = LIST, .body = "<entry uri=\"sip:c@d\"/>" },
	  "Permission-Missing: <sip:c@d>\r\n" },
	{ RULE_PERMISSION_MISSING,
	  { .headers = LIST, .body = "<entry uri=\"sip:c\r\nX: @d\"/>" },
	  "Permission-Missing: <sip:bob@example.com>\r\n" },
	{ RULE_PERMISSION_MISSING,
	  { .headers = LIST, .body = "<entry uri=\"sip:c@d;a&amp;b\"/>" },
	  "Permission-Missing: <sip:bob@example.com>\r\n" },
	{ RULE_PERMISSION_MISSING,
	  { .headers = LIST, .body = "<entry uri=\"sip:c@d" },
	  "Permission-Missing: <sip:bob@example.com>\r\n" },
	{ RULE_PERMISSION_MISSING,
	  { .body = "<entry uri=\"sip:c@d\"/>" },
	  "Permission-Missing: <sip:bob@example.com>\r\n" },
	{ RULE_PERMISSION_MISSING, { .to = "<>" }, "" },
	{ RULE_WARNING_MEDIA,
	  { 0 },
	  "Warning: 305 192.0.2.10:5060 "
	  "\"Incompatible media format\"\r\n" },
	{ RULE_CALL_INFO_CARD,
	  { 0 },
	  "Call-Info: <https://gamut.invalid/jcard>;"
	  "purpose=jwscard\r\n" },
	{ RULE_CONTENT_DISPOSITION,
	  { 0 },
	  "Content-Disposition: attachment;handling=required;"
	  "filename=smime.p7c\r\n" },
	{ RULE_REASON_ENDED,
	  { 0 },
	  "Reason: SIP;cause=487;text=\"Request Terminated\"\r\n" },
	{ RULE_TO_TAG, { 0 }, "" },
	{ RULE_NONE, { 0 }, "" },
};

static void events(void)
{
	sample_check_rules(event_row, ARRAY_SIZE(event_row));
}

CU_TestInfo test_rule_value[] = {
	{ "methods and option tags come from the request", options },
	{ "a 415 names one problem", media },
	{ "intervals are at least what is asked", intervals },
	{ "Timestamp is copied, with a delay above 10 ms", timestamp },
	{ "events and errors name what they must", events },
	CU_TEST_INFO_NULL,
};
