/* SPDX-License-Identifier: MIT */

#include "check.h"
#include "sip/message.h"
#include "text/buf.h"

#define VIA     "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
#define FROM    "From: <sip:a@b>;tag=1\r\n"
#define TO      "To: <sip:c@d>\r\n"
#define ID      "Call-ID: x@y\r\n"
#define CSEQ    "CSeq: 1 INVITE\r\n"
#define CONTACT "Contact: <sip:a@h>\r\n"
#define INVITE  "INVITE sip:c@d SIP/2.0\r\n"

struct row {
	struct str text;
	const char *fault;
};

static void check_faults(const struct row *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct message *message;
		const char *fault;

		if (!CHECK_INT(i, message_load(&message, row[i].text), 0))
			continue;
		fault = message_fault(message);
		CHECK_STR(i, str_from(fault), row[i].fault);
		message_forget(message);
		CHECK(i, message_fault(message) == fault);
		message_free(message);
	}
}

static void test_none(void)
{
	static const struct row row[] = {
		{ STR_INIT(INVITE VIA FROM TO ID CSEQ CONTACT "\r\n"), NULL },
		{ STR_INIT(INVITE CONTACT CSEQ ID TO FROM VIA "\r\n"), NULL },
		{ STR_INIT(INVITE VIA FROM TO ID CSEQ CONTACT), NULL },
		{ STR_INIT("OPTIONS tel:+1-2 SIP/2.0\nv:SIP/2.0/TCP h\n"
			   "f:sip:a@b\nt:tel:2\ni:x\nCSEQ:2147483647 "
			   "OPTIONS\n\n"),
		  NULL },
		{ STR_INIT("FOO urn:service:sos SIP/2.0\r\n" VIA FROM TO ID
			   "CSeq: 0 FOO\r\n\r\n"),
		  NULL },
		{ STR_INIT("FOO nobody:knows SIP/7.0\r\n" VIA FROM TO ID
			   "CSeq: 1 FOO\r\nContact: *\r\n\r\n"),
		  NULL },
		{ STR_INIT("ACK sip:c@d SIP/2.0\r\n" VIA FROM TO ID
			   "CSeq: 1 ACK\r\n\r\n"),
		  NULL },
		{ STR_INIT("SIP/2.0 200 OK\r\n" VIA FROM TO ID CSEQ "\r\n"),
		  NULL },
		/* RFC 4475 §3.1.1.1 */
		{ STR_INIT("INVITE sip:v@e.com;unknownparam SIP/2.0\r\n"
			   "TO :\r\n sip:v@e.com ;   tag    = 191n\r\n"
			   "from   : \"J Rosenberg \\\\\\\"\"       "
			   "<sip:j@e.com>\r\n  ;\r\n  tag = 98asjd8\r\n"
			   "Call-ID: wsinv@192.0.2.1\r\n"
			   "cseq: 0009\r\n  INVITE\r\n"
			   "Via  : SIP  /   2.0\r\n /UDP\r\n"
			   "    192.0.2.2;branch=390skdjuw\r\n"
			   "v:  SIP  / 2.0  / TCP     s.example.com   ;\r\n"
			   "  branch  =   z9hG4bK9ikj8  ,\r\n"
			   " SIP  /    2.0   / UDP  192.168.255.111   ;\r\n"
			   " branch= z9hG4bK30239\r\n"
			   "m:\"Quoted string \\\"\\\"\" <sip:j@e.com>;newparam"
			   " =\r\n      newvalue ;\r\n  secondparam ; q = 0.33"
			   "\r\n\r\n"),
		  NULL },
	};

	check_faults(row, ARRAY_SIZE(row));
}

static void test_headers(void)
{
	static const struct row row[] = {
		{ STR_INIT(INVITE), "Missing Via Header Field" },
		{ STR_INIT(INVITE FROM TO ID CSEQ CONTACT "\r\n"),
		  "Missing Via Header Field" },
		{ STR_INIT(INVITE VIA TO ID CSEQ CONTACT "\r\n"),
		  "Missing From Header Field" },
		{ STR_INIT(INVITE VIA FROM ID CSEQ CONTACT "\r\n"),
		  "Missing To Header Field" },
		{ STR_INIT(INVITE VIA FROM TO CSEQ CONTACT "\r\n"),
		  "Missing Call-ID Header Field" },
		{ STR_INIT(INVITE VIA FROM TO ID CONTACT "\r\n"),
		  "Missing CSeq Header Field" },
		/* a fault of the caller's, but not of this message's form */
		{ STR_INIT(INVITE VIA FROM TO ID CSEQ "\r\n"), NULL },
		{ STR_INIT("INVITE sip:a@h\r\n" VIA FROM TO ID CSEQ "\r\n"),
		  "Malformed Request-Line" },
		{ STR_INIT(INVITE "Via: x\r\n" FROM TO ID CSEQ CONTACT "\r\n"),
		  "Malformed Via Header Field" },
		/* the first, whatever the second is */
		{ STR_INIT(INVITE "Via: x\r\n" VIA FROM TO ID CSEQ CONTACT
				  "\r\n"),
		  "Malformed Via Header Field" },
		{ STR_INIT(INVITE VIA
			   "From: \"a <sip:a@b>\r\n" TO ID CSEQ CONTACT "\r\n"),
		  "Malformed From Header Field" },
		{ STR_INIT(INVITE VIA "From:\r\n" TO ID CSEQ CONTACT "\r\n"),
		  "Malformed From Header Field" },
		{ STR_INIT(INVITE VIA FROM "To: <sip:a@b\r\n" ID CSEQ CONTACT
					   "\r\n"),
		  "Malformed To Header Field" },
		{ STR_INIT(INVITE VIA FROM TO "Call-ID:\r\n" CSEQ CONTACT
					      "\r\n"),
		  "Malformed Call-ID Header Field" },
		{ STR_INIT(INVITE VIA FROM TO "Call-ID: a b\r\n" CSEQ CONTACT
					      "\r\n"),
		  "Malformed Call-ID Header Field" },
		{ STR_INIT(INVITE VIA FROM TO ID CSEQ "Contact: <\r\n\r\n"),
		  "Malformed Contact Header Field" },
		{ STR_INIT(INVITE VIA FROM TO ID CSEQ "Contact: *\r\n\r\n"),
		  "Malformed Contact Header Field" },
		{ STR_INIT(INVITE VIA FROM FROM TO ID CSEQ CONTACT "\r\n"),
		  "Repeated From Header Field" },
		{ STR_INIT(INVITE VIA FROM TO "t: sip:x@y\r\n" ID CSEQ CONTACT
					      "\r\n"),
		  "Repeated To Header Field" },
		{ STR_INIT(INVITE VIA FROM TO ID "i: z\r\n" CSEQ CONTACT
						 "\r\n"),
		  "Repeated Call-ID Header Field" },
		{ STR_INIT(INVITE VIA FROM TO ID CSEQ CSEQ CONTACT "\r\n"),
		  "Repeated CSeq Header Field" },
		{ STR_INIT(INVITE VIA FROM TO ID CSEQ CONTACT "X: a\0b\r\n"
							      "\r\n"),
		  "NUL in Header Field" },
		{ STR_INIT(INVITE VIA FROM TO ID CSEQ CONTACT "\r\n\0"), NULL },
	};

	check_faults(row, ARRAY_SIZE(row));
}

static void test_cseq(void)
{
	static const char malformed[] = "Malformed CSeq Header Field";
	static const char differs[] = "CSeq Method Does Not Match the Request";
#define WITH(cseq) STR_INIT(INVITE VIA FROM TO ID CONTACT cseq "\r\n\r\n")
	static const struct row row[] = {
		{ WITH("CSeq: 2147483647 INVITE"), NULL },
		{ WITH("CSeq: 2147483648 INVITE"), malformed },
		{ WITH("CSeq: 36893488147419103232 INVITE"), malformed },
		{ WITH("CSeq: 1\tINVITE"), NULL },
		{ WITH("CSeq: 1\r\n INVITE"), NULL },
		{ WITH("CSeq: 1INVITE"), malformed },
		{ WITH("CSeq: INVITE"), malformed },
		{ WITH("CSeq: -1 INVITE"), malformed },
		{ WITH("CSeq: 1"), malformed },
		{ WITH("CSeq:"), malformed },
		{ WITH("CSeq: 1 INVITE x"), malformed },
		{ WITH("CSeq: 1 ACK"), differs },
		{ WITH("CSeq: 1 invite"), differs },
		{ WITH("CSeq: 1 INVITEX"), differs },
	};
#undef WITH

	check_faults(row, ARRAY_SIZE(row));
}

static void test_start(void)
{
#define WITH(start) STR_INIT(start "\r\n" VIA FROM TO ID "CSeq: 1 A\r\n\r\n")
	static const struct row row[] = {
		{ WITH("A sip:a@b SIP/2.0"), NULL },
		{ WITH("A sip:a@b;x=y?a=b SIP/2.0"), NULL },
		{ WITH("A sip:a@b; lr SIP/2.0"), "Malformed Request-URI" },
		{ WITH("A <sip:a@b> SIP/2.0"), "Malformed Request-URI" },
		{ WITH("A sip:a@b:x SIP/2.0"), "Malformed Request-URI" },
		{ WITH("A:B sip:a@b SIP/2.0"), "Malformed Request-Line" },
	};
#undef WITH

	check_faults(row, ARRAY_SIZE(row));
}

static void test_length(void)
{
	static const char shorter[] = "Body Shorter Than Its Content-Length";
	static const char malformed[] = "Malformed Content-Length Header Field";
	static const char differs[] = "Contradictory Content-Length Header "
				      "Fields";
#define WITH(lines) \
	STR_INIT(INVITE VIA FROM TO ID CSEQ CONTACT lines "\r\n\r\nabc")
	static const struct row row[] = {
		{ WITH("l: 3"), NULL },
		{ WITH("l: 2"), NULL },
		{ WITH("l: 4"), shorter },
		{ WITH("l: 99999999999999999999"), shorter },
		{ WITH("l: -1"), malformed },
		{ WITH("l: 0x3"), malformed },
		{ WITH("l:"), malformed },
		{ WITH("l: 3 3"), malformed },
		{ WITH("l: 3\r\nContent-Length: 03"), NULL },
		{ WITH("l: 3\r\nl: 4"), differs },
		{ WITH("l: 4\r\nl: 3"), differs },
		{ WITH("l: 3\r\nl: 99999999999999999999"), differs },
		{ WITH("l: 3\r\nl: x"), malformed },
		{ WITH("l: 4\r\nl: 4"), shorter },
	};
#undef WITH

	check_faults(row, ARRAY_SIZE(row));
}

static void test_many(void)
{
	struct message *message;
	struct buf text;
	int err;

	buf_init(&text, SIZE_MAX);
	buf_add_text(&text, INVITE VIA FROM TO ID CSEQ CONTACT);
	for (int i = 0; i < 506; i++)
		buf_add_text(&text, "a: b\r\n");
	err = message_load(&message, buf_str(&text));
	if (CHECK_INT(0, err, 0)) {
		CHECK_STR(0, str_from(message_fault(message)), NULL);
		message_free(message);
	}
	buf_add_text(&text, "a: b\r\n");
	err = message_load(&message, buf_str(&text));
	if (CHECK_INT(1, err, 0)) {
		CHECK_TEXT(1, message_fault(message), "Too Many Header Fields");
		message_free(message);
	}
	buf_release(&text);
}

CU_TestInfo test_message_fault[] = {
	{ "a message in an odd but legal form has no fault", test_none },
	{ "a header that is missing, malformed or there twice", test_headers },
	{ "CSeq is a number below 2**31 and the method", test_cseq },
	{ "a Request-URI must parse, its scheme may be any", test_start },
	{ "Content-Length is one number that holds", test_length },
	{ "more values than sofia may see are a fault", test_many },
	CU_TEST_INFO_NULL
};
