/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "check.h"
#include "sip/response.h"

#define START "OPTIONS sip:a@b SIP/2.0\r\n"
#define VIA   "Via: SIP/2.0/UDP 192.0.2.9\r\n"
#define FROM  "From: <sip:a@b>;tag=1\r\n"
#define ID    "Call-ID: x\r\n"
#define CSEQ  "CSeq: 1 OPTIONS\r\n"
#define EMPTY "Content-Length: 0\r\n\r\n"
/* clang-format off */
#define NONE { NULL, 0 }
#define IDLE { false, 0, 0, 0, 0 } /* no overload */
/* clang-format on */

static const struct endpoint here = { "192.0.2.9", 5070, TRANSPORT_UDP };

static void test_whole(void)
{
	static const struct {
		const char *request;
		struct response response;
		const char *text;
	} row[] = {
		{ START VIA FROM "To: <sip:c>\r\n" ID CSEQ "\r\nbody",
		  { 486, STR_INIT("Busy Here"), STR_INIT("t1"),
		    STR_INIT("Server: x\r\nRetry-After: 1\r\n"), NONE, NONE,
		    NONE, IDLE },
		  "SIP/2.0 486 Busy Here\r\n" VIA FROM
		  "To: <sip:c>;tag=t1\r\n" ID CSEQ
		  "Server: x\r\nRetry-After: 1\r\n" EMPTY },
		{ START VIA FROM "To: <sip:c>\r\n" ID CSEQ "\r\n",
		  { 200, STR_INIT(""), NONE, NONE, STR_INIT("text/plain"),
		    STR_INIT("a\r\nb"), NONE, IDLE },
		  "SIP/2.0 200 \r\n" VIA FROM "To: <sip:c>\r\n" ID CSEQ
		  "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\n"
		  "a\r\nb" },
		/* folded, compact, odd blanks, in another order */
		{ START "cseq :  7\r\n  A\r\nt:\"a\"\r\n\t<sip:b>  \r\n"
			"Subject: s\r\nf: sip:a@b ; tag=1\r\ni:z\r\n"
			"v: SIP / 2.0/UDP\r\n 192.0.2.9\r\n\r\n",
		  { 180, STR_INIT("R"), STR_INIT("t"), NONE, NONE, NONE, NONE,
		    IDLE },
		  "SIP/2.0 180 R\r\nVia: SIP / 2.0/UDP 192.0.2.9\r\n"
		  "From: sip:a@b ; tag=1\r\nTo: \"a\" <sip:b>;tag=t\r\n"
		  "Call-ID: z\r\nCSeq: 7 A\r\n" EMPTY },
		/* what is missing there is missing here */
		{ START VIA "\r\n",
		  { 400, STR_INIT("Bad"), STR_INIT("t"), NONE, NONE, NONE, NONE,
		    IDLE },
		  "SIP/2.0 400 Bad\r\n" VIA EMPTY },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct message *request;
		struct buf out;

		if (!CHECK_INT(i,
			       message_load(&request, str_from(row[i].request)),
			       0))
			continue;
		buf_init(&out, 1000);
		CHECK_INT(i,
			  response_write(&out, request, &here,
					 &row[i].response),
			  0);
		CHECK_STR(i, buf_str(&out), row[i].text);
		buf_release(&out);
		message_free(request);
	}
}

static void test_tag(void)
{
	static const struct {
		unsigned code;
		const char *to;
		const char *want;
	} row[] = {
		{ 100, "<sip:c>", "<sip:c>" },
		{ 101, "<sip:c>", "<sip:c>;tag=own" },
		{ 486, "<sip:c;tag=1>", "<sip:c;tag=1>;tag=own" },
		{ 486, "\";tag=1\" <sip:c>", "\";tag=1\" <sip:c>;tag=own" },
		{ 486, "sip:c", "sip:c;tag=own" },
		{ 486, "<sip:c>;x=y", "<sip:c>;x=y;tag=own" },
		{ 486, "<sip:c>;tag=1", "<sip:c>;tag=1" },
		{ 486, "sip:c ; TAG = 1", "sip:c ; TAG = 1" },
		{ 100, "<sip:c>;tag=1", "<sip:c>;tag=1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct response response = { .code = row[i].code,
					     .phrase = STR("P"),
					     .to_tag = STR("own") };
		struct message *request;
		struct buf text, out;
		int err;

		buf_init(&text, 1000);
		buf_init(&out, 1000);
		buf_addf(&text, START VIA "To: %s\r\n\r\n", row[i].to);
		err = message_load(&request, buf_str(&text));
		if (CHECK_INT(i, err, 0)) {
			buf_clear(&text);
			buf_addf(&text,
				 "SIP/2.0 %u P\r\n" VIA "To: %s\r\n" EMPTY,
				 row[i].code, row[i].want);
			CHECK_INT(i,
				  response_write(&out, request, &here,
						 &response),
				  0);
			CHECK_STR(i, buf_str(&out), text.p);
			message_free(request);
		}
		buf_release(&text);
		buf_release(&out);
	}
}

static const struct via_row {
	const char *via;  /* one header, perhaps of several lines */
	const char *host; /* where the request came from, port 5070 */
	const char *want;
	uint16_t port;
} via_row[] = {
	/* sent-by is the source: as it is */
	{ "SIP/2.0/UDP 192.0.2.9", "192.0.2.9", "SIP/2.0/UDP 192.0.2.9", 5060 },
	{ "SIP/2.0/UDP 192.0.2.9:5080;branch=1 ; x", "192.0.2.9",
	  "SIP/2.0/UDP 192.0.2.9:5080;branch=1 ; x", 5080 },
	/* RFC 3261 §18.2.1 */
	{ "SIP/2.0/UDP 192.0.2.8;branch=1", "192.0.2.9",
	  "SIP/2.0/UDP 192.0.2.8;branch=1;received=192.0.2.9", 5060 },
	{ "SIP/2.0/UDP pc33.example.com:5066", "192.0.2.9",
	  "SIP/2.0/UDP pc33.example.com:5066;received=192.0.2.9", 5066 },
	/* RFC 3581 §4 */
	{ "SIP/2.0/UDP 192.0.2.9;rport;branch=1", "192.0.2.9",
	  "SIP/2.0/UDP 192.0.2.9;rport=5070;branch=1;received=192.0.2.9",
	  5070 },
	{ "SIP/2.0/UDP h:1 ; RPORT = ;branch=1", "192.0.2.9",
	  "SIP/2.0/UDP h:1;rport=5070;branch=1;received=192.0.2.9", 5070 },
	{ "SIP/2.0/UDP 192.0.2.9;rport=1", "192.0.2.9",
	  "SIP/2.0/UDP 192.0.2.9;rport=5070;received=192.0.2.9", 5070 },
	/* what the client says about itself does not stay */
	{ "SIP/2.0/UDP h;received=1.2.3.4;branch=1", "192.0.2.9",
	  "SIP/2.0/UDP h;branch=1;received=192.0.2.9", 5060 },
	{ "SIP/2.0/UDP 192.0.2.9;Received=1.2.3.4", "192.0.2.9",
	  "SIP/2.0/UDP 192.0.2.9;received=192.0.2.9", 5060 },
	{ "SIP/2.0/UDP 192.0.2.9;maddr=1.2.3.4;ttl=1", "192.0.2.9",
	  "SIP/2.0/UDP 192.0.2.9;maddr=1.2.3.4;ttl=1", 5060 },
	/* RFC 5118 §4.5: one address has many spellings */
	{ "SIP/2.0/UDP [2001:DB8::0:1]:5061", "2001:db8::1",
	  "SIP/2.0/UDP [2001:DB8::0:1]:5061", 5061 },
	{ "SIP/2.0/UDP [2001:db8::2];branch=1", "2001:db8::1",
	  "SIP/2.0/UDP [2001:db8::2];branch=1;received=2001:db8::1", 5060 },
	{ "SIP/2.0/UDP [::1];rport", "::1",
	  "SIP/2.0/UDP [::1];rport=5070;received=::1", 5070 },
	/* only the first value, the others as they are */
	{ "SIP/2.0/UDP a;rport , SIP/2.0/TCP b;rport,x", "192.0.2.9",
	  "SIP/2.0/UDP a;rport=5070;received=192.0.2.9 , SIP/2.0/TCP "
	  "b;rport,x",
	  5070 },
	{ "SIP/2.0/UDP a;x=\",;rport\",b\r\nVia: SIP/2.0/UDP c;rport",
	  "192.0.2.9",
	  "SIP/2.0/UDP a;x=\",;rport\";received=192.0.2.9,b\r\n"
	  "Via: SIP/2.0/UDP c;rport",
	  5060 },
	{ "SIP/2.0/UDP 192.0.2.9\r\nv: SIP/2.0/UDP b,\r\n SIP/2.0/UDP c",
	  "192.0.2.9",
	  "SIP/2.0/UDP 192.0.2.9\r\nVia: SIP/2.0/UDP b, SIP/2.0/UDP c", 5060 },
	/* RFC 4475 §3.1.1.1 */
	{ "SIP  / 2.0\r\n /UDP\r\n\t192.0.2.9 : 5080;branch", "192.0.2.9",
	  "SIP  / 2.0 /UDP 192.0.2.9 : 5080;branch", 5080 },
	/* a port that is none */
	{ "SIP/2.0/UDP 192.0.2.9:0", "192.0.2.9", "SIP/2.0/UDP 192.0.2.9:0",
	  5070 },
	{ "SIP/2.0/UDP 192.0.2.9:65536", "192.0.2.9",
	  "SIP/2.0/UDP 192.0.2.9:65536", 5070 },
	{ "SIP/2.0/UDP 192.0.2.9:x", "192.0.2.9", "SIP/2.0/UDP 192.0.2.9:x",
	  5070 },
	{ "SIP/2.0/UDP 192.0.2.9:65535", "192.0.2.9",
	  "SIP/2.0/UDP 192.0.2.9:65535", 65535 },
	/* no Via at all in it */
	{ "", "192.0.2.9", "", 5070 },
	{ ",", "192.0.2.9", ",", 5060 },
	{ "x", "192.0.2.9", "x;received=192.0.2.9", 5060 },
	{ "SIP/2.0/UDP [::1", "192.0.2.9",
	  "SIP/2.0/UDP [::1;received=192.0.2.9", 5060 },
};

static struct message *load_via(const char *via)
{
	struct message *request = NULL;
	struct buf text;

	buf_init(&text, 1000);
	buf_addf(&text, START "Via: %s\r\n\r\n", via);
	(void)message_load(&request, buf_str(&text));
	buf_release(&text);
	return request;
}

static void test_via(void)
{
	const struct response response = { .code = 200, .phrase = STR("OK") };

	for (size_t i = 0; i < ARRAY_SIZE(via_row); i++) {
		struct message *request = load_via(via_row[i].via);
		struct endpoint source = here;
		struct buf out, want;

		if (!CHECK(i, request != NULL))
			continue;
		buf_init(&out, 1000);
		buf_init(&want, 1000);
		buf_addf(&want, "%s", via_row[i].host);
		for (size_t at = 0; at <= want.size; at++)
			source.host[at] = want.p[at];
		buf_clear(&want);
		buf_addf(&want, "SIP/2.0 200 OK\r\nVia: %s\r\n" EMPTY,
			 via_row[i].want);
		CHECK_INT(i, response_write(&out, request, &source, &response),
			  0);
		CHECK_STR(i, buf_str(&out), want.p);
		CHECK_INT(i, response_port(request, &source), via_row[i].port);
		buf_release(&out);
		buf_release(&want);
		message_free(request);
	}
}

/** RFC 7339 §4: to a client that offers it, in the top Via alone. */
static void test_overload(void)
{
	static const struct overload busy = { true, 20, 10000, 1282321615,
					      782000 };
	static const struct {
		const char *via;
		const char *want;
	} row[] = {
		{ "h;branch=b", "h;branch=b" },
		{ "192.0.2.1;oc;oc-algo=\"loss\";branch=b",
		  "192.0.2.1;branch=b;oc=20;oc-algo=\"loss\";"
		  "oc-validity=10000;oc-seq=1282321615.78200" },
		{ "192.0.2.1;OC-Algo = \"rate, LOSS\" ;branch=b; Oc ;rport",
		  "192.0.2.1;branch=b;rport=5070;received=192.0.2.1;oc=20;"
		  "oc-algo=\"loss\";oc-validity=10000;"
		  "oc-seq=1282321615.78200" },
		/* what only a server may say is not believed */
		{ "192.0.2.1;oc=1;oc-algo=\"loss\";oc-seq=9.9;oc-validity=1",
		  "192.0.2.1;oc=20;oc-algo=\"loss\";oc-validity=10000;"
		  "oc-seq=1282321615.78200" },
		/* not offered as it has to be */
		{ "192.0.2.1;oc;branch=b", "192.0.2.1;oc;branch=b" },
		{ "192.0.2.1;oc;oc-algo=\"rate\"",
		  "192.0.2.1;oc;oc-algo=\"rate\"" },
		{ "192.0.2.1;oc;oc-algo", "192.0.2.1;oc;oc-algo" },
		{ "192.0.2.1;oc-algo=\"loss\"", "192.0.2.1;oc-algo=\"loss\"" },
	};
	static const struct endpoint client = { "192.0.2.1", 5070,
						TRANSPORT_UDP };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct message *request;
		struct buf text, out;

		buf_init(&text, 1000);
		buf_init(&out, 1000);
		buf_addf(&text,
			 START "Via: SIP/2.0/UDP %s\r\n"
			       "Via: SIP/2.0/UDP x;oc;oc-algo=\"loss\"\r\n\r\n",
			 row[i].via);
		if (CHECK_INT(i, message_load(&request, buf_str(&text)), 0)) {
			buf_clear(&text);
			buf_addf(&text,
				 "Via: SIP/2.0/UDP %s%s\r\n"
				 "Via: SIP/2.0/UDP x;oc;oc-algo=\"loss\"\r\n",
				 row[i].want,
				 i == 0 ? ";received=192.0.2.1" : "");
			response_write_vias(&out, request, &client, &busy);
			CHECK_STR(i, buf_str(&out), text.p);
			message_free(request);
		}
		buf_release(&text);
		buf_release(&out);
	}
}

static void test_errors(void)
{
	static const struct {
		const char *request;
		size_t max;
		int err;
	} row[] = {
		{ START FROM ID CSEQ "\r\n", 1000, EBADMSG },
		{ START VIA "\r\n", 64, EMSGSIZE },
		{ START VIA "\r\n", 65, 0 },
		{ START VIA "\r\n", 0, EMSGSIZE },
	};
	const struct response response = { .code = 200, .phrase = STR("OK") };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct message *request;
		struct buf out;

		if (!CHECK_INT(i,
			       message_load(&request, str_from(row[i].request)),
			       0))
			continue;
		buf_init(&out, row[i].max);
		CHECK_INT(i, response_write(&out, request, &here, &response),
			  row[i].err);
		if (row[i].err == EBADMSG) {
			CHECK_INT(i, out.size, 0);
			CHECK_INT(i, response_port(request, &here), here.port);
		}
		buf_release(&out);
		message_free(request);
	}
}

static void test_status(void)
{
	static const struct {
		const char *text;
		unsigned want;
	} row[] = {
		{ "SIP/2.0 486 Busy Here\r\n", 486 },
		{ "SIP/2.0 200", 200 },
		{ "SIP/2.0 700 No", 0 },
		{ "SIP/2.0 4x6 No", 0 },
		{ "SIP/2.0 ", 0 },
		{ "INVITE sip:486@127.0.0.1 SIP/2.0", 0 },
		{ "", 0 },
		{ "SIP/2.0 4294967301 What\r\n", 0 },
		{ "SIP/2.0 4863\r\n", 0 },
		{ "SIP/2.0 486\r\n", 486 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i, response_status(str_from(row[i].text)),
			  row[i].want);
}

CU_TestInfo test_response[] = {
	{ "a response copies what RFC 3261 says, in order", test_whole },
	{ "To gets a tag when it has none, but not in a 100", test_tag },
	{ "the top Via says where the request came from", test_via },
	{ "the top Via says how much is too much", test_overload },
	{ "a request without Via and a full buffer are errors", test_errors },
	{ "only a status line has a status", test_status },
	CU_TEST_INFO_NULL
};
