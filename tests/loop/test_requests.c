/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "peer.h"

/** What a user that is dialled leads to. */
static void test_users(void)
{
	static const struct {
		const char *user;
		unsigned code;
		const char *warning; /* a part of it */
	} row[] = {
		{ "486", 486, NULL },
		{ "final.486", 486, NULL },
		{ "final%2F486", 486, NULL },
		{ "%34%386", 486, NULL },
		{ "486;phone-context=x", 486, NULL },
		{ "486:password", 486, NULL },
		{ "0*486", 486, NULL },
		{ "499", 499, NULL },
		{ "48", 404, "nearest: final/4" },
		{ "final.48", 404, "nearest: final/4" },
		{ "final.4866", 404, "final/486" },
		{ "fnal.486", 404, "final/486" },
		{ "486486", 404, "nearest" },
		{ "700", 404, "" },
		{ "bob", 404, "" },
		{ "+4915112345678", 404, "" },
		{ "0*0*0*0*0*0*0*0*486", 404, "" },
		{ NULL, 404, "" },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .user = row[i].user };
		struct str warning;

		CHECK_INT(i, peer_dial(&pair.peer, &invite, &pair.reply),
			  row[i].code);
		warning = reply_header(&pair.reply, "Warning");
		CHECK_INT(i, warning.p != NULL, row[i].warning != NULL);
		if (row[i].warning != NULL)
			CHECK(i, str_starts(warning, STR("399 127.0.0.1")) &&
					 has_part(warning, row[i].warning));
	}
	pair_close(&pair);
}

/** Other forms of a Request-URI. */
static void test_uris(void)
{
	static const struct {
		const char *uri;
		unsigned code;
	} row[] = {
		{ "sip:486@elsewhere.invalid;x=y;lr", 486 },
		{ "SIP:486@127.0.0.1", 486 },
		{ "sips:486@127.0.0.1", 486 },
		{ "tel:486", 486 },
		{ "tel:4-8-6;phone-context=x", 486 },
		{ "sip:486@127.0.0.1?Subject=x", 486 },
		{ "sip:486@[2001:db8::1]:5070;transport=tcp", 486 },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .uri = str_from(row[i].uri) };

		CHECK_INT(i, peer_dial(&pair.peer, &invite, &pair.reply),
			  row[i].code);
	}
	pair_close(&pair);
}

/** A part of a good request is spoilt; the phrase of the answer names it. */
static void test_faults(void)
{
	static const struct {
		const char *old;
		const char *new;
		unsigned code;
		const char *phrase;
	} row[] = {
		{ "CSeq: 1 INVITE", "CSeq: x INVITE", 400, "CSeq" },
		{ "CSeq: 1 INVITE", "CSeq: 1 BYE", 400, "CSeq" },
		{ "CSeq: 1 INVITE", "CSeq: 4294967296 INVITE", 400, "CSeq" },
		{ "CSeq: 1 INVITE", "CSeq: 1", 400, "CSeq" },
		{ "CSeq: 1", "X-CSeq: 1", 400, "CSeq" },
		{ "From: \"Loop\" <", "From: \"Loop <", 400, "From" },
		{ "From:", "X-From:", 400, "From" },
		{ "From:", "f: <sip:x@y>;tag=1\r\nFrom:", 400, "From" },
		{ "To: <", "To: \"Loop <", 400, "To " },
		{ "To: <", "To: <<", 400, "To " },
		{ "To:", "X-To:", 400, "To " },
		{ "Call-ID: ", "Call-ID: x ", 400, "Call-ID" },
		{ "Call-ID:", "X-Call-ID:", 400, "Call-ID" },
		{ "Contact: <", "Contact: *\r\nX: <", 400, "Contact" },
		{ "Contact: <", "Contact: *, <", 400, "Contact" },
		{ "Content-Length: 0", "Content-Length: x", 400,
		  "Content-Length" },
		{ "Content-Length: 0", "Content-Length: 99", 400,
		  "Content-Length" },
		{ "sip:486@", "sip:4\"86@", 400, "Request-URI" },
		{ "INVITE sip", "INV,TE sip", 400, "Request-Line" },
		{ "SIP/2.0\r\nVia", "SIP/3.0\r\nVia", 505, "Version" },
		{ "SIP/2.0\r\nVia", "sip/2.0\r\nVia", 486, "Busy Here" },
		{ "Via: SIP/2.0/UDP 127.0.0.1:", "Via: SIP/2.0/UDP x:9", 400,
		  "Via" },
		/* These break rules too, but can be answered as asked. */
		{ "Contact:", "X-Contact:", 486, "Busy Here" },
		{ "Max-Forwards: 70\r\n", "", 486, "Busy Here" },
		/* No proxy is asked to forward it: we are who is called. */
		{ "Max-Forwards: 70", "Max-Forwards: 0", 486, "Busy Here" },
		{ "Via: ", "v :\r\n ", 486, "Busy Here" },
		{ "From: \"Loop\" ", "FROM\t:\r\n\t \"Lo\\\"op\" ", 486,
		  "Busy Here" },
		{ "Content-Length: 0\r\n", "", 486, "Busy Here" },
	};
	const struct request invite = { .user = "486" };
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		peer_new_call(&pair.peer);
		(void)peer_send_changed(&pair.peer, &invite, row[i].old,
					row[i].new);
		CHECK_INT(i, peer_answer(&pair.peer, &pair.reply), row[i].code);
		CHECK(i, has_part(reply_phrase(&pair.reply), row[i].phrase));
	}
	CHECK(0, peer_is_quiet(&pair.peer));
	pair_close(&pair);
}

/** Requests beside calls. */
static void test_methods(void)
{
	static const struct {
		const char *method;
		const char *user;
		unsigned code;
		const char *has; /* headers of the answer, or NULL */
		const char *lacks;
	} row[] = {
		{ "OPTIONS", NULL, 200, "Allow", "Contact" },
		{ "OPTIONS", NULL, 200, "Accept", "Warning" },
		{ "OPTIONS", NULL, 200, "Supported", NULL },
		{ "OPTIONS", "bob", 200, "Allow", NULL },
		{ "OPTIONS", "486", 486, NULL, "Warning" },
		{ "OPTIONS", "302", 302, "Contact", NULL },
		{ "OPTIONS", "401", 401, "WWW-Authenticate", NULL },
		{ "OPTIONS", "q17", 486, NULL, NULL },
		/* RFC 4320 §4: no 1xx but 100, and no 408 */
		{ "OPTIONS", "180", 500, "Warning", NULL },
		{ "OPTIONS", "408", 500, "Warning", NULL },
		{ "OPTIONS", "q18", 500, "Warning", NULL },
		{ "OPTIONS", "180-486", 486, NULL, NULL },
		{ "MESSAGE", "bob", 200, NULL, "Contact" },
		{ "MESSAGE", "bob", 200, NULL, "Content-Type" },
		{ "MESSAGE", "425", 425, "AlertMsg-Error", NULL },
		{ "MESSAGE", "408", 500, "Warning", NULL },
		{ "SUBSCRIBE", "bob", 489, "Allow-Events", NULL },
		{ "PUBLISH", "bob", 489, "Allow-Events", NULL },
		{ "REFER", "bob", 603, NULL, "Warning" },
		{ "BYE", "486", 481, NULL, NULL },
		{ "INFO", "bob", 481, NULL, NULL },
		{ "UPDATE", "bob", 481, NULL, NULL },
		{ "PRACK", "bob", 481, NULL, NULL },
		{ "NOTIFY", "bob", 481, NULL, NULL },
		{ "LOOP", "486", 501, NULL, NULL },
		{ "invite", "486", 501, NULL, NULL },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request request = { .method = row[i].method,
						 .user = row[i].user,
						 .headers =
							 "Event: x-loop\r\n" };

		peer_new_call(&pair.peer);
		CHECK_INT(i, peer_ask(&pair.peer, &request, &pair.reply),
			  row[i].code);
		CHECK(i, reply_tag(&pair.reply).size > 0);
		if (row[i].has != NULL)
			CHECK(i,
			      reply_header(&pair.reply, row[i].has).p != NULL);
		if (row[i].lacks != NULL)
			CHECK(i, reply_header(&pair.reply, row[i].lacks).p ==
					 NULL);
	}
	pair_close(&pair);
}

/** RFC 3261 §8.2.2.3 and §16.3, for requests that no case answers. */
static void test_refused(void)
{
	const struct request options = { .method = "OPTIONS",
					 .headers = "Require: foo\r\n" };
	const struct request invite = { .user = "bob" };
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_ask(&pair.peer, &options, &pair.reply), 420);
	CHECK_STR(0, reply_header(&pair.reply, "Unsupported"), "foo");
	peer_new_call(&pair.peer);
	(void)peer_send_changed(&pair.peer, &invite, "Max-Forwards: 70",
				"Max-Forwards: 0");
	CHECK_INT(1, peer_answer(&pair.peer, &pair.reply), 483);
	pair_close(&pair);
}

/** Whoever watches the program sees why a call led nowhere. */
static void test_console(void)
{
	const struct request invite = { .user = "fnal.486" };
	struct pair pair;

	if (!pair_open_loud(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 404);
	CHECK(0, gamut_tells(&pair.gamut, "404"));
	CHECK(0, has_part(buf_str(&pair.gamut.line), "no case for 'fnal.486'"));
	CHECK(0, has_part(buf_str(&pair.gamut.line), "final/486"));
	pair_close(&pair);
}

CU_TestInfo test_requests[] = {
	{ "a user selects its case or the nearest is named", test_users },
	{ "a case is selected by any Request-URI", test_uris },
	{ "what is malformed is named in the answer", test_faults },
	{ "each method has its answer outside of a dialog", test_methods },
	{ "what cannot be served is refused", test_refused },
	{ "an unmatched call is told of on the console", test_console },
	CU_TEST_INFO_NULL
};
