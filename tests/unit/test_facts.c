/* SPDX-License-Identifier: MIT */
#include "judge/facts.h"

#include <stdio.h>

#include "check.h"

#define HEAD "INVITE sip:bob@h SIP/2.0\r\n"

static void reads_a_request(void)
{
	static const char text[] =
		"INVITE sip:486@192.0.2.10;x=y SIP/2.0\r\n"
		"v: SIP/2.0/UDP 192.0.2.7:5070 ;rport;branch=z9hG4bKa ,\r\n"
		" SIP/2.0/TCP h;branch=z9hG4bKb\r\n"
		"Via: SIP/2.0/UDP k\r\n"
		"f: \"A;tag=no\" <sip:a@h;tag=no>;x=1;Tag=f1\r\n"
		"To : <sip:b@h>\r\n\t;tag=t1\r\n"
		"i: c1@h\r\n"
		"CSeq: 4294967296\r\n \tINVITE\r\n"
		"Route: <sip:r1;lr>, <sip:r2,2;lr>\r\n"
		"Route: <sip:r3>\r\n"
		"CSeq: 2 BYE\r\n\r\n";
	struct message *message = NULL;
	struct facts facts;

	if (!CHECK_INT(0, message_load(&message, str_from(text)), 0))
		return;
	facts_read(&facts, message);
	CHECK(0, facts.is_request);
	CHECK_INT(0, facts.status, 0);
	CHECK_STR(0, facts.method, "INVITE");
	CHECK_STR(0, facts.uri, "sip:486@192.0.2.10;x=y");
	CHECK_STR(0, facts.call_id, "c1@h");
	CHECK_STR(0, facts.from_tag, "f1");
	CHECK_STR(0, facts.to_tag, "t1");
	CHECK(0, facts.has_cseq);
	CHECK_INT(0, facts.cseq, 4294967296);
	CHECK_STR(0, facts.cseq_method, "INVITE");
	CHECK_STR(0, facts.via,
		  "SIP/2.0/UDP 192.0.2.7:5070 ;rport;branch=z9hG4bKa");
	CHECK_STR(0, facts.branch, "z9hG4bKa");
	CHECK_STR(0, facts.sent_by, "192.0.2.7:5070");
	CHECK_INT(0, facts.via_count, 3);
	CHECK_INT(0, facts.route_count, 3);
	CHECK_STR(0, route_at(message, HEADER_ROUTE, 0), "<sip:r1;lr>");
	CHECK_STR(1, route_at(message, HEADER_ROUTE, 1), "<sip:r2,2;lr>");
	CHECK_STR(2, route_at(message, HEADER_ROUTE, 2), "<sip:r3>");
	CHECK_STR(3, route_at(message, HEADER_ROUTE, 3), NULL);
	CHECK_STR(4, route_at(message, HEADER_RECORD_ROUTE, 0), NULL);
	message_free(message);
}

static void reads_a_response(void)
{
	struct message *message = NULL;
	struct facts facts;

	if (!CHECK_INT(0,
		       message_load(&message,
				    STR("SIP/2.0 486 Busy\r\nCSeq: 7 BYE\r\n"
					"To: sip:a@b;tag=x\r\n\r\n")),
		       0))
		return;
	facts_read(&facts, message);
	CHECK(0, !facts.is_request);
	CHECK_INT(0, facts.status, 486);
	CHECK_STR(0, facts.method, "BYE");
	CHECK_STR(0, facts.to_tag, "x");
	CHECK_STR(0, facts.uri, NULL);
	message_free(message);
}

static void bears_what_is_missing_or_wrong(void)
{
	static const struct {
		const char *lines;
		bool has_cseq;
		const char *cseq_method;
		const char *branch;
		const char *sent_by;
		const char *to_tag;
	} row[] = {
		{ "Via: x\r\n", false, NULL, NULL, NULL, NULL },
		{ "Via: SIP/2.0\r\nCSeq: 1\r\n", true, "", NULL, NULL, NULL },
		{ "Via: SIP/2.0/UDP\r\nCSeq: INVITE\r\n", false, "", NULL, "",
		  NULL },
		{ "Via: SIP/2.0/UDP h;branch\r\nCSeq: -1 INVITE\r\n", false,
		  "INVITE", "", "h", NULL },
		{ "Via: SIP / 2.0 / UDP  h:5060\r\n"
		  "CSeq: 99999999999999999999 INVITE\r\n",
		  false, "INVITE", NULL, "h:5060", NULL },
		{ "Via:\r\nTo: <sip:a;tag=b>\r\n", false, NULL, NULL, NULL,
		  NULL },
		{ "Via: SIP/2.0/UDP [2001:db8::1]:5060;branch=b\r\n"
		  "To: sip:a;tag=\r\n",
		  false, NULL, "b", "[2001:db8::1]:5060", "" },
	};
	char text[500];

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct message *message = NULL;
		struct facts facts;
		int size = snprintf(text, sizeof(text), HEAD "%s\r\n",
				    row[i].lines);

		CHECK(i, size > 0);
		if (!CHECK_INT(i, message_load(&message, str_from(text)), 0))
			continue;
		facts_read(&facts, message);
		CHECK_INT(i, facts.has_cseq, row[i].has_cseq);
		CHECK_STR(i, facts.cseq_method, row[i].cseq_method);
		CHECK_STR(i, facts.branch, row[i].branch);
		CHECK_STR(i, facts.sent_by, row[i].sent_by);
		CHECK_STR(i, facts.to_tag, row[i].to_tag);
		CHECK_STR(i, facts.from, NULL);
		CHECK_STR(i, facts.call_id, NULL);
		message_free(message);
	}
}

/* RFC 3261 §19.1.4 has most of these as its examples. */
static void compares_uris(void)
{
	static const struct {
		const char *a;
		const char *b;
		bool is_equal;
	} row[] = {
		{ "sip:%61lice@atlanta.com;transport=TCP",
		  "sip:alice@AtLanTa.CoM;Transport=tcp", true },
		{ "sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5",
		  true },
		{ "sip:carol@chicago.com", "sip:carol@chicago.com;security=on",
		  true },
		{ "sip:carol@chicago.com;newparam=5",
		  "sip:carol@chicago.com;security=on", true },
		{ "sip:carol@chicago.com;security=on",
		  "sip:carol@chicago.com;security=off", false },
		{ "sip:biloxi.com;transport=tcp;method=REGISTER"
		  "?to=sip:bob%40biloxi.com",
		  "sip:biloxi.com;method=REGISTER;transport=tcp"
		  "?to=sip:bob%40biloxi.com",
		  true },
		{ "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
		  "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
		  true },
		{ "SIP:ALICE@AtLanTa.CoM;Transport=udp",
		  "sip:alice@AtLanTa.CoM;Transport=UDP", false },
		{ "sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false },
		{ "sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp",
		  false },
		{ "sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp",
		  false },
		{ "sip:carol@chicago.com",
		  "sip:carol@chicago.com?Subject=next%20meeting", false },
		{ "sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4",
		  false },
		/* the rest of the section */
		{ "sip:a@h", "sips:a@h", false },
		{ "SiP:a@h", "sip:a@H", true },
		{ "sip:a@h", "sip:h", false },
		{ "sip:a:x@h", "sip:a:x@h;p", true },
		{ "sip:a:x@h", "sip:a:X@h", false },
		{ "sip:a:x@h", "sip:a@h", false },
		{ "sip:a@h;user=ip", "sip:a@h", false },
		{ "sip:a@h", "sip:a@h;ttl=1", false },
		{ "sip:a@h;method=INVITE", "sip:a@h", false },
		{ "sip:a@h;maddr=1.2.3.4", "sip:a@h", false },
		{ "sip:a@h;maddr=1.2.3.4;x", "sip:a@h;y;MADDR=1.2.3.4", true },
		{ "sip:a@h;lr", "sip:a@h", true },
		{ "sip:a@h;lr", "sip:a@h;lr=on", true },
		{ "sip:a@h;X=Y", "sip:a@h;x=y", true },
		{ "sip:a%2fb@h", "sip:a%2Fb@h", true },
		{ "sip:a%2fb@h", "sip:a/b@h", false },
		{ "sip:a%3b@h", "sip:a;@h", false },
		{ "sip:%2561@h", "sip:%61@h", false },
		{ "sip:a;b?c@h;x", "sip:a;b?c@h", true },
		{ "sip:a@h?x=1", "sip:a@h?X=1", true },
		{ "sip:a@h?x=1", "sip:a@h?x=1&y=2", false },
		{ "sip:a@h?x=a", "sip:a@h?x=A", false },
		{ "sip:a@h:5060", "sip:a@h:5061", false },
		{ "sip:a@[2001:DB8::1]", "sip:a@[2001:db8:0:0:0:0:0:1]", true },
		{ "sip:a@[::ffff:192.0.2.1]:5060",
		  "sip:a@[::FFFF:c000:201]:5060", true },
		{ "sip:a@[2001:db8::1]", "sip:a@[2001:db8::2]", false },
		{ "sip:a@[2001:db8:::1]", "sip:a@[2001:db8:::1]", true },
		{ "sip:a@[2001:db8:::1]", "sip:a@[2001:db8::1]", false },
		{ "tel:+1-201", "tel:+1-201", true },
		{ "tel:+1-201", "TEL:+1-201", false },
		{ "sip:a@h%", "sip:a@h%", true },
		{ "sip:a@h%4", "sip:a@hL", false },
		{ "sip:", "sip:", true },
		{ "", "", true },
		{ "", "sip:a@h", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str a = str_from(row[i].a), b = str_from(row[i].b);

		CHECK_INT(i, uri_is_equal(a, b), row[i].is_equal);
		CHECK_INT(i, uri_is_equal(b, a), row[i].is_equal);
	}
}

static void compares_values(void)
{
	static const struct {
		const char *a;
		const char *b;
		bool is_equal;
	} row[] = {
		{ "<sip:a@h>;tag=1", "<sip:a@h> ; TAG = 1", true },
		{ "<sip:a@h>;tag=1", "<sip:a@h>\r\n\t;tag=1", true },
		{ "<sip:a@h>;tag=1", "<sip:%61@H>;tag=1", true },
		{ "<sip:a@h>;tag=1", "<sip:A@h>;tag=1", false },
		{ "<sip:a@h>;tag=1", "<sip:a@h>;tag=2", false },
		{ "<sip:a@h>;tag=1", "<sip:a@h>", false },
		{ "\"Bob  B\" <sip:a@h>", "\"Bob  B\"<sip:a@h>", true },
		{ "\"Bob  B\" <sip:a@h>", "\"Bob B\" <sip:a@h>", false },
		{ "\"Bob\" <sip:a@h>", "\"bob\" <sip:a@h>", false },
		{ "\"a\\\"<\" <sip:a@h>", "\"a\\\"<\"  <sip:a@h>", true },
		{ "Bob B <sip:a@h>", "Bob   B <sip:a@h>", true },
		{ "1 INVITE", "1\tINVITE", true },
		{ "1 INVITE", "1INVITE", false },
		{ "SIP/2.0/UDP h;rport", "sip / 2.0 / udp h ;RPORT", true },
		{ "SIP/2.0/UDP h;rport", "SIP/2.0/UDP h;rport=1", false },
		{ "a, b", "a,b", true },
		{ "a, b", "a b", false },
		{ "\"open", "\"open", true },
		{ "<open", "<open>", true },
		{ "", " ", true },
		{ "", "x", false },
	};
	const struct str none = { NULL, 0 };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str a = str_from(row[i].a), b = str_from(row[i].b);

		CHECK_INT(i, value_is_equal(a, b), row[i].is_equal);
		CHECK_INT(i, value_is_equal(b, a), row[i].is_equal);
	}
	CHECK(100, value_is_equal(none, none));
	CHECK(101, !value_is_equal(none, STR("")));
}

static void is_not_slowed_down_by_many_parameters(void)
{
	enum { SIZE = 60000 };
	static char a[SIZE + 1], b[SIZE + 1];

	for (size_t i = 0; i < SIZE; i++) {
		a[i] = ";a"[i % 2];
		b[i] = ";b"[i % 2];
	}
	a[0] = b[0] = 's';
	a[1] = b[1] = 'i';
	a[2] = b[2] = 'p';
	a[3] = b[3] = ':';
	CHECK(0, !uri_is_equal(str_from(a), str_from(b)));
	b[5] = b[7] = 'a';
	a[7] = 'b';
	CHECK(1, !uri_is_equal(str_from(a), str_from(b)));
}

CU_TestInfo test_facts[] = {
	{ "reads a request", reads_a_request },
	{ "reads a response", reads_a_response },
	{ "bears what is missing or wrong", bears_what_is_missing_or_wrong },
	{ "compares URIs as RFC 3261 §19.1.4 says", compares_uris },
	{ "compares values but for blanks and case", compares_values },
	{ "is not slowed down by many parameters",
	  is_not_slowed_down_by_many_parameters },
	CU_TEST_INFO_NULL,
};
