/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "sample.h"

static const struct prereq_row header_row[] = {
	{ PREREQ_NONE, true, { 0 } },
	{ PREREQ_SUPPORTED_199,
	  true,
	  { .headers = "Supported: timer, 199\r\n" } },
	{ PREREQ_SUPPORTED_199, true, { .headers = "k: 199\r\n" } },
	{ PREREQ_SUPPORTED_199, false, { .headers = "k: 1990\r\n" } },
	{ PREREQ_SUPPORTED_199,
	  false,
	  { .method = "OPTIONS", .headers = "k: 199\r\n" } },
	{ PREREQ_ACCEPT, true, { .headers = "Accept:\r\n" } },
	{ PREREQ_ACCEPT, false, { .headers = "Accept-X: a/b\r\n" } },
	{ PREREQ_OTHER_SCHEME, false, { .uri = "SIP:bob@h" } },
	{ PREREQ_OTHER_SCHEME, true, { .uri = "sips:bob@h" } },
	{ PREREQ_OTHER_SCHEME, true, { .uri = "tel:+1555" } },
	{ PREREQ_PRIORITY,
	  true,
	  { .headers = "Require: resource-priority\r\n"
		       "Resource-Priority: x.1\r\n" } },
	{ PREREQ_PRIORITY,
	  false,
	  { .headers = "Require: resource-priority\r\n" } },
	{ PREREQ_PRIORITY,
	  false,
	  { .headers = "Supported: resource-priority\r\n"
		       "Resource-Priority: x.1\r\n" } },
	{ PREREQ_REQUIRE, true, { .headers = "Require: a\r\n" } },
	{ PREREQ_REQUIRE, true, { .headers = "Proxy-Require: a\r\n" } },
	{ PREREQ_REQUIRE, false, { .headers = "Supported: a\r\n" } },
	{ PREREQ_REQUIRE, false, { .headers = "Require:\r\n" } },
	{ PREREQ_EXTENSION, true, { .headers = "k: 100rel\r\n" } },
	{ PREREQ_EXTENSION,
	  false,
	  { .headers = "k: 100rel, timer, replaces, precondition\r\n"
		       "Require: gruu, outbound, x-gamut\r\n" } },
	{ PREREQ_SESSION_TIMER, true, { .headers = "k: timer\r\nx: 90\r\n" } },
	{ PREREQ_SESSION_TIMER,
	  true,
	  { .method = "UPDATE",
	    .headers = "k: timer\r\nSession-Expires: 90\r\n" } },
	{ PREREQ_SESSION_TIMER, false, { .headers = "k: timer\r\n" } },
	{ PREREQ_SESSION_TIMER, false, { .headers = "x: 90\r\n" } },
	{ PREREQ_SESSION_TIMER,
	  false,
	  { .method = "BYE", .headers = "k: timer\r\nx: 90\r\n" } },
	{ PREREQ_GEOLOCATION,
	  true,
	  { .headers = "Geolocation: <cid:a@b>\r\n" } },
	{ PREREQ_GEOLOCATION, false, { 0 } },
	{ PREREQ_NO_IDENTITY, true, { 0 } },
	{ PREREQ_NO_IDENTITY, true, { .headers = "Identity:\r\n" } },
	{ PREREQ_NO_IDENTITY, false, { .headers = "y: a.b.c\r\n" } },
	{ PREREQ_IDENTITY, true, { .headers = "Identity: a.b\r\n" } },
	{ PREREQ_IDENTITY, false, { 0 } },
	{ PREREQ_REFERRED, true, { .method = "REFER" } },
	{ PREREQ_REFERRED, true, { .headers = "Referred-By: <sip:c@d>\r\n" } },
	{ PREREQ_REFERRED, true, { .headers = "b: <sip:c@d>\r\n" } },
	{ PREREQ_REFERRED, false, { 0 } },
	{ PREREQ_FEATURE_608,
	  true,
	  { .headers = "Feature-Caps: *;+sip.608\r\n" } },
	{ PREREQ_FEATURE_608, false, { 0 } },
	{ PREREQ_FEATURE_608,
	  false,
	  { .method = "MESSAGE", .headers = "Feature-Caps: *;+sip.608\r\n" } },
	{ PREREQ_SEC_AGREE, true, { .headers = "k: sec-agree\r\n" } },
	{ PREREQ_SEC_AGREE,
	  true,
	  { .headers = "Proxy-Require: sec-agree\r\n" } },
	{ PREREQ_SEC_AGREE, true, { .headers = "Require: sec-agree\r\n" } },
	{ PREREQ_SEC_AGREE, false, { 0 } },
	{ PREREQ_SEC_AGREE,
	  false,
	  { .headers = "k: sec-agree\r\n",
	    .via = "SIP/2.0/UDP h;branch=z9hG4bK1, "
		   "SIP/2.0/UDP i;branch=z9hG4bK2" } },
	{ PREREQ_SEC_AGREE,
	  false,
	  { .headers = "k: sec-agree\r\n"
		       "v: SIP/2.0/UDP h;branch=z9hG4bK2\r\n" } },
};

static void headers(void)
{
	sample_check_prereqs(header_row, ARRAY_SIZE(header_row));
}

static const struct prereq_row method_row[] = {
	{ PREREQ_SUPPRESS,
	  true,
	  { .method = "SUBSCRIBE",
	    .to = "<sip:b@h>;tag=t",
	    .headers = "Suppress-If-Match: e\r\n" } },
	{ PREREQ_SUPPRESS,
	  false,
	  { .method = "SUBSCRIBE", .headers = "Suppress-If-Match: e\r\n" } },
	{ PREREQ_SUPPRESS,
	  false,
	  { .method = "SUBSCRIBE", .to = "<sip:b@h>;tag=t" } },
	{ PREREQ_IF_MATCH,
	  true,
	  { .method = "PUBLISH", .headers = "SIP-If-Match: e\r\n" } },
	{ PREREQ_IF_MATCH, false, { .method = "PUBLISH" } },
	{ PREREQ_IF_MATCH, false, { .headers = "SIP-If-Match: e\r\n" } },
	{ PREREQ_SHORT_EXPIRY,
	  true,
	  { .method = "REGISTER", .headers = "Expires: 3599\r\n" } },
	{ PREREQ_SHORT_EXPIRY,
	  false,
	  { .method = "REGISTER", .headers = "Expires: 3600\r\n" } },
	{ PREREQ_SHORT_EXPIRY,
	  false,
	  { .method = "REGISTER", .headers = "Expires: 0\r\n" } },
	{ PREREQ_SHORT_EXPIRY, false, { .method = "REGISTER" } },
	{ PREREQ_SHORT_EXPIRY,
	  true,
	  { .method = "REGISTER",
	    .headers = "m: <sip:a@h>;expires=60\r\n"
		       "Expires: 7200\r\n" } },
	{ PREREQ_SHORT_EXPIRY,
	  false,
	  { .method = "REGISTER",
	    .headers = "m: <sip:a@h>;expires=60, "
		       "<sip:b@h>;expires=7200\r\n" } },
	{ PREREQ_SHORT_EXPIRY,
	  true,
	  { .method = "PUBLISH", .headers = "Expires: 1\r\n" } },
	{ PREREQ_SHORT_EXPIRY,
	  true,
	  { .method = "PUBLISH", .headers = "Expires: 7200\r\n" } },
	{ PREREQ_SHORT_EXPIRY,
	  false,
	  { .method = "PUBLISH", .headers = "Expires: 0\r\n" } },
	{ PREREQ_SHORT_EXPIRY,
	  false,
	  { .method = "SUBSCRIBE", .headers = "Expires: 3600\r\n" } },
	{ PREREQ_SHORT_EXPIRY, false, { .headers = "Expires: 1\r\n" } },
	{ PREREQ_OUTBOUND,
	  true,
	  { .method = "REGISTER",
	    .headers = "k: outbound\r\n"
		       "m: <sip:a@h>, <sip:b@h>;reg-id=1\r\n" } },
	{ PREREQ_OUTBOUND,
	  false,
	  { .method = "REGISTER", .headers = "m: <sip:a@h>;reg-id=1\r\n" } },
	{ PREREQ_OUTBOUND,
	  false,
	  { .method = "REGISTER",
	    .headers = "k: outbound\r\nm: <sip:a@h;reg-id=1>\r\n" } },
	{ PREREQ_PUSH,
	  true,
	  { .method = "REGISTER",
	    .headers = "m: <sip:a;b@h;x=1;pn-provider=p>\r\n" } },
	{ PREREQ_PUSH,
	  false,
	  { .method = "REGISTER",
	    .headers = "m: <sip:a;pn-provider=p@h>\r\n" } },
	{ PREREQ_PUSH,
	  false,
	  { .method = "REGISTER",
	    .headers = "m: <sip:a@h>;pn-provider=p\r\n" } },
	{ PREREQ_INFO_PACKAGE,
	  true,
	  { .method = "INFO", .headers = "Info-Package: p\r\n" } },
	{ PREREQ_INFO_PACKAGE, false, { .method = "INFO" } },
	{ PREREQ_INFO_PACKAGE, false, { .headers = "Info-Package: p\r\n" } },
	{ PREREQ_EVENT,
	  true,
	  { .method = "SUBSCRIBE", .headers = "o: presence\r\n" } },
	{ PREREQ_EVENT, false, { .method = "NOTIFY" } },
	{ PREREQ_EVENT, false, { .headers = "Event: presence\r\n" } },
	{ PREREQ_IN_DIALOG, true, { .to = "<sip:b@h>;tag=t" } },
	{ PREREQ_IN_DIALOG,
	  true,
	  { .method = "UPDATE", .to = "\"B;x\" <sip:b@h>;tag=t" } },
	{ PREREQ_IN_DIALOG, false, { .to = "<sip:b@h;tag=t>" } },
	{ PREREQ_IN_DIALOG,
	  false,
	  { .method = "BYE", .to = "<sip:b@h>;tag=t" } },
};

static void methods(void)
{
	sample_check_prereqs(method_row, ARRAY_SIZE(method_row));
}

static void texts(void)
{
	for (int i = 0; i < PREREQ_COUNT; i++)
		CHECK(i, prereq_text((enum prereq)i)[0] != '\0');
}

/** Each but NONE can fail: none of them holds for all of these. */
static void all_tested(void)
{
	static const struct sample sample[] = {
		{ .method = "ACK",
		  .headers = "k: 100rel, timer, replaces, precondition\r\n"
			     "Require: gruu, outbound, x-gamut\r\n"
			     "Identity: a\r\n" },
		{ .method = "ACK" },
	};
	bool is_met[PREREQ_COUNT] = { false };

	for (size_t n = 0; n < ARRAY_SIZE(sample); n++) {
		struct message *request = sample_load(&sample[n]);

		for (int i = 0; i < PREREQ_COUNT && request != NULL; i++)
			is_met[i] = prereq_is_met((enum prereq)i, request) &&
				    (n == 0 || is_met[i]);
		message_free(request);
	}
	for (int i = 0; i < PREREQ_COUNT; i++)
		CHECK_INT(i, is_met[i], i == PREREQ_NONE);
}

CU_TestInfo test_prereq[] = {
	{ "headers meet a prerequisite", headers },
	{ "methods and dialogs meet a prerequisite", methods },
	{ "every prerequisite has a text", texts },
	{ "every prerequisite but none can be missed", all_tested },
	CU_TEST_INFO_NULL,
};
