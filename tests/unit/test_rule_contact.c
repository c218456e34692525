/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "sample.h"

#define SELF  "sip:" SAMPLE_TOKEN "@192.0.2.10:5060"
#define CHILD "sip:child-" SAMPLE_TOKEN
#define HOST  "@192.0.2.10:5060"

static void contact_self(void)
{
	static const struct rule_row row[] = {
		{ RULE_CONTACT_SELF, { 0 }, "Contact: <" SELF ">\r\n" },
		{ RULE_CONTACT_SELF,
		  { .method = "UPDATE" },
		  "Contact: <" SELF ">\r\n" },
		{ RULE_CONTACT_SELF,
		  { .method = "REFER" },
		  "Contact: <" SELF ">\r\n" },
		{ RULE_CONTACT_SELF,
		  { .method = "SUBSCRIBE" },
		  "Contact: <" SELF ">\r\n" },
		{ RULE_CONTACT_SELF, { .method = "MESSAGE" }, "" },
		{ RULE_CONTACT_SELF, { .method = "BYE" }, "" },
		{ RULE_CONTACT_SELF, { .method = "REGISTER" }, "" },
		{ RULE_CONTACT_SELF, { .method = "OPTIONS" }, "" },
		{ RULE_CONTACT_SELF,
		  { .uri = "SIPS:b@h" },
		  "Contact: <sips:" SAMPLE_TOKEN HOST ">\r\n" },
		{ RULE_CONTACT_SELF,
		  { .headers = "m: <sips:a@h>\r\n" },
		  "Contact: <sips:" SAMPLE_TOKEN HOST ">\r\n" },
		{ RULE_CONTACT_SELF,
		  { .headers = "Record-Route: <sips:p;lr>, <sip:q;lr>\r\n" },
		  "Contact: <sips:" SAMPLE_TOKEN HOST ">\r\n" },
		{ RULE_CONTACT_SELF,
		  { .headers = "Record-Route: <sip:p;lr>, <sips:q;lr>\r\n"
			       "Contact: <sips:a@h>\r\n" },
		  "Contact: <" SELF ">\r\n" },
	};

	sample_check_rules(row, ARRAY_SIZE(row));
}

static void redirects(void)
{
	static const struct rule_row row[] = {
		{ RULE_CONTACT_MOVED, { 0 }, "Contact: <" CHILD HOST ">\r\n" },
		{ RULE_CONTACT_MOVED,
		  { .uri = CHILD HOST },
		  "Contact: <" CHILD "-2" HOST ">\r\n" },
		{ RULE_CONTACT_MOVED,
		  { .uri = CHILD "-2" HOST },
		  "Contact: <" CHILD HOST ">\r\n" },
		{ RULE_CONTACT_MOVED,
		  { .uri = "sip:child-0@192.0.2.10" },
		  "Contact: <" CHILD HOST ">\r\n" },
		{ RULE_CONTACT_MOVED,
		  { .uri = "tel:+1555" },
		  "Contact: <" CHILD HOST ">\r\n" },
		{ RULE_CONTACT_CHOICES,
		  { 0 },
		  "Contact: <" CHILD HOST ">;q=0.9\r\n"
		  "Contact: <" CHILD "-2" HOST ">;q=0.5\r\n"
		  "Contact: <" CHILD "-3" HOST ">;q=0.1\r\n" },
		{ RULE_CONTACT_CHOICES,
		  { .uri = CHILD "-2" HOST },
		  "Contact: <" CHILD HOST ">;q=0.9\r\n"
		  "Contact: <" CHILD "-3" HOST ">;q=0.5\r\n"
		  "Contact: <" CHILD "-4" HOST ">;q=0.1\r\n" },
		{ RULE_CONTACT_AMBIGUOUS,
		  { 0 },
		  "Contact: \"Carol Lee\" <" CHILD HOST ">\r\n"
		  "Contact: \"Ping Lee\" <" CHILD "-2" HOST ">\r\n" },
		{ RULE_CONTACT_PROXY,
		  { 0 },
		  "Contact: <" CHILD HOST ";lr>\r\n" },
	};

	sample_check_rules(row, ARRAY_SIZE(row));
}

static void over_tcp(void)
{
	static const struct {
		enum rule rule;
		const char *lines;
	} row[] = {
		{ RULE_CONTACT_SELF, "Contact: <sip:" SAMPLE_TOKEN
				     "@[2001:db8::1]:5070;transport=tcp>\r\n" },
		{ RULE_CONTACT_MOVED,
		  "Contact: <" CHILD "@[2001:db8::1]:5070;transport=tcp>\r\n" },
		{ RULE_CONTACT_PROXY,
		  "Contact: <" CHILD
		  "@[2001:db8::1]:5070;transport=tcp;lr>\r\n" },
		{ RULE_WARNING_MEDIA, "Warning: 305 [2001:db8::1]:5070 "
				      "\"Incompatible media format\"\r\n" },
	};
	const struct endpoint local = { "2001:db8::1", 5070, TRANSPORT_TCP };
	struct message *request = sample_load(&(struct sample){ 0 });
	struct context ctx = sample_context(request);
	struct buf out;

	ctx.local = &local;
	buf_init(&out, 4096);
	for (size_t i = 0; i < ARRAY_SIZE(row) && request != NULL; i++) {
		buf_clear(&out);
		rule_write(&out, row[i].rule, &ctx);
		CHECK_STR(i, buf_str(&out), row[i].lines);
	}
	buf_release(&out);
	message_free(request);
}

static void record_route(void)
{
	static const struct rule_row row[] = {
		{ RULE_RECORD_ROUTE, { 0 }, "" },
		{ RULE_RECORD_ROUTE,
		  { .headers =
			    "Record-Route: <sip:p1;lr>,<sip:p2;lr>;x=\"y\"\r\n"
			    "Subject: x\r\n"
			    "RECORD-ROUTE: <sip:p3;lr>\r\n ,<sip:p4>\r\n" },
		  "Record-Route: <sip:p1;lr>,<sip:p2;lr>;x=\"y\"\r\n"
		  "Record-Route: <sip:p3;lr> ,<sip:p4>\r\n" },
		{ RULE_RECORD_ROUTE,
		  { .method = "REFER", .headers = "Record-Route: <sip:p>\r\n" },
		  "Record-Route: <sip:p>\r\n" },
		{ RULE_RECORD_ROUTE,
		  { .method = "BYE", .headers = "Record-Route: <sip:p>\r\n" },
		  "" },
	};

	sample_check_rules(row, ARRAY_SIZE(row));
}

#define DIGEST                                                             \
	"Digest realm=\"gamut\", nonce=\"" SAMPLE_TOKEN                    \
	"0000000000000001\", opaque=\"fedcba9876543210\", algorithm=MD5, " \
	"qop=\"auth\"\r\n"

static void challenges(void)
{
	static const struct rule_row row[] = {
		{ RULE_WWW_AUTHENTICATE, { 0 }, "WWW-Authenticate: " DIGEST },
		{ RULE_PROXY_AUTHENTICATE,
		  { 0 },
		  "Proxy-Authenticate: " DIGEST },
		{ RULE_SECURITY_SERVER,
		  { 0 },
		  "Security-Server: tls;q=0.2, "
		  "digest;d-alg=MD5;d-qop=auth;q=0.1\r\n" },
		{ RULE_REQUIRE_SEC_AGREE, { 0 }, "Require: sec-agree\r\n" },
	};

	sample_check_rules(row, ARRAY_SIZE(row));
}

static void stale_challenge(void)
{
	struct message *request = sample_load(&(struct sample){ 0 });
	struct context ctx = sample_context(request);
	struct buf out;

	ctx.is_stale = true;
	ctx.realm = STR("a\"b\\c\r\n\177d");
	buf_init(&out, 4096);
	rule_write(&out, RULE_WWW_AUTHENTICATE, &ctx);
	CHECK_STR(0, buf_str(&out),
		  "WWW-Authenticate: Digest realm=\"a\\\"b\\\\cd\", "
		  "nonce=\"" SAMPLE_TOKEN "0000000000000001\", "
		  "opaque=\"fedcba9876543210\", stale=TRUE, algorithm=MD5, "
		  "qop=\"auth\"\r\n");
	buf_release(&out);
	message_free(request);
}

CU_TestInfo test_rule_contact[] = {
	{ "our Contact is there for dialogs, sips where it must",
	  contact_self },
	{ "a redirect leads back and never to the Request-URI", redirects },
	{ "addresses are those of the flow", over_tcp },
	{ "Record-Route is copied in order", record_route },
	{ "a challenge is Digest with MD5 and qop", challenges },
	{ "a stale challenge says so, a realm is escaped", stale_challenge },
	CU_TEST_INFO_NULL,
};
