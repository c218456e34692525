/* SPDX-License-Identifier: MIT */
#include "report/redact.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { BIG = 60000, MAX = 1 << 20 };

struct row {
	struct str text;
	const char *want; /* NULL: the same */
};

static void check_rows(const struct row *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf out;

		buf_init(&out, MAX);
		redact_add(&out, row[i].text);
		CHECK_INT(i, buf_error(&out), 0);
		if (row[i].want != NULL)
			CHECK_STR(i, buf_str(&out), row[i].want);
		else
			CHECK(i, str_eq(buf_str(&out), row[i].text));
		buf_release(&out);
	}
}

static void credentials(void)
{
	static const struct row row[] = {
		{ STR_INIT("Authorization: Digest username=\"a\", "
			   "realm=\"r\", nonce=\"n\", uri=\"sip:h\", "
			   "response=\"0f\", cnonce=\"c\", nc=00000001, "
			   "algorithm=MD5\r\n\r\n"),
		  "Authorization: Digest username=\"a\", realm=\"r\", "
		  "nonce=\"redacted\", uri=\"sip:h\", response=\"redacted\", "
		  "cnonce=\"redacted\", nc=00000001, algorithm=MD5\r\n\r\n" },
		{ STR_INIT("proxy-authorization :  digest RESPONSE = 0f ,x=y"),
		  "proxy-authorization :  digest RESPONSE = redacted ,x=y" },
		/* several credentials in one header */
		{ STR_INIT("Authorization: Basic Zm9vOmJhcg==, Digest "
			   "nonce=\"n\",opaque=\"o\", Bearer a.b-c, "
			   "Digest response=\"1\"\r\n"),
		  "Authorization: Basic redacted, Digest nonce=\"redacted\","
		  "opaque=\"o\", Bearer redacted, Digest "
		  "response=\"redacted\"\r\n" },
		{ STR_INIT("Authorization: Basic QUJD=DEF, Bearer x=\r\n"),
		  "Authorization: Basic redacted, Bearer redacted\r\n" },
		/* quotes, escaped and open */
		{ STR_INIT("Authorization: Digest username=\"a, "
			   "response=\\\"\", response=\"x\\\",y\\\\\"\r\nA: b"),
		  "Authorization: Digest username=\"a, response=\\\"\", "
		  "response=\"redacted\"\r\nA: b" },
		{ STR_INIT(
			  "Authorization: Digest response=\"x\\\"\r\nA: b\r\n"),
		  "Authorization: Digest response=\"redacted\r\nA: b\r\n" },
		/* of an unknown scheme all is secret that may be */
		{ STR_INIT("Authorization: NTLM gssapi-data=\"4E\", v=4\r\n"),
		  "Authorization: NTLM gssapi-data=\"redacted\", redacted\r\n" },
		{ STR_INIT("Authorization: secret\r\n"),
		  "Authorization: redacted\r\n" },
		/* challenges */
		{ STR_INIT("WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", "
			   "Bearer scope=\"s\"\r\nProxy-Authenticate: Digest "
			   "nonce=n\r\nAuthentication-Info: rspauth=\"1\", "
			   "nextnonce=\"2\", qop=auth\r\n"),
		  "WWW-Authenticate: Digest realm=\"r\", nonce=\"redacted\", "
		  "Bearer scope=\"s\"\r\nProxy-Authenticate: Digest "
		  "nonce=redacted\r\nAuthentication-Info: "
		  "rspauth=\"redacted\", nextnonce=\"redacted\", "
		  "qop=auth\r\n" },
		/* in a text, and in a log */
		{ STR_INIT("the INVITE has Digest nonce=\"n\", uri=\"u\""),
		  "the INVITE has Digest nonce=\"redacted\", uri=\"u\"" },
		{ STR_INIT("calling\n  Authorization: Basic Zm9v\n  To: x\n"),
		  "calling\n  Authorization: Basic redacted\n  To: x\n" },
		{ STR_INIT("Authorization-Scheme: Basic x\r\nnonce=n\r\n"),
		  NULL },
		{ STR_INIT("Authorization:"), NULL },
		{ STR_INIT("Authorization: \r\n"), NULL },
		{ STR_INIT("Authorization: ,, ,\r\n"), NULL },
	};

	check_rows(row, ARRAY_SIZE(row));
}

static void folds(void)
{
	static const struct row row[] = {
		{ STR_INIT("Authorization: Digest\r\n username=\"a\",\r\n"
			   "\tresponse=\"0f\",\r\n nonce\r\n =\r\n \"n\"\r\n"
			   "To: x\r\n\r\n"),
		  "Authorization: Digest\r\n username=\"a\",\r\n"
		  "\tresponse=\"redacted\",\r\n nonce\r\n =\r\n "
		  "\"redacted\"\r\nTo: x\r\n\r\n" },
		/* the lines stay when a value goes over two of them */
		{ STR_INIT(
			  "Authorization: Digest response=\"0\r\n\tf\"\r\nA:b"),
		  "Authorization: Digest response=\"redacted\r\n \"\r\nA:b" },
		{ STR_INIT("Authorization: Basic\n Zm9v\nA:b"),
		  "Authorization: Basic\n redacted\nA:b" },
		{ STR_INIT("Authorization: Basic\r Zm9v\rA:b"),
		  "Authorization: Basic\r redacted\rA:b" },
	};

	check_rows(row, ARRAY_SIZE(row));
}

static void uris(void)
{
	static const struct row row[] = {
		{ STR_INIT("Contact: \"a\" <sip:alice:pw@h:5060>;q=1\r\n"),
		  "Contact: \"a\" <sip:alice:redacted@h:5060>;q=1\r\n" },
		{ STR_INIT("REGISTER SIPS:a;x=y:p%40w@h SIP/2.0\r\n"),
		  "REGISTER SIPS:a;x=y:redacted@h SIP/2.0\r\n" },
		{ STR_INIT("m: <sip::pw@h>, sip:b:p&=+$,@h\r\n"),
		  "m: <sip::redacted@h>, sip:b:redacted@h\r\n" },
		{ STR_INIT("Authorization: Digest uri=\"sip:a:pw@h\"\r\n"),
		  "Authorization: Digest uri=\"sip:a:redacted@h\"\r\n" },
		{ STR_INIT("call sip:a:pw@h now"),
		  "call sip:a:redacted@h now" },
		/* no password */
		{ STR_INIT("sip:h:5060 a@b"), NULL },
		{ STR_INIT("sip:h:5060;transport=tcp?To=a@b"), NULL },
		{ STR_INIT("sip:h:5060,sip:u@h"), NULL },
		{ STR_INIT("sip:a:@h <sip:a@h:5060> mailto:a:b@c"), NULL },
		{ STR_INIT("gossip:a:b@c"), NULL },
		{ STR_INIT("sip:sip:sip:a:"), NULL },
		{ STR_INIT("sip:"), NULL },
	};

	check_rows(row, ARRAY_SIZE(row));
}

static void bodies(void)
{
	static const struct row row[] = {
		{ STR_INIT(
			  "A: b\r\nContent-Length: 115\r\n\r\n"
			  "v=0\r\nk=base64:c2VjcmV0\r\n"
			  "a=crypto:1 AES inline:c2V|2^20|1:4;inline:xyz "
			  "UNENCRYPTED_SRTP\r\na=rtpmap:0 PCMU\r\nk=prompt\r\n"),
		  "A: b\r\nContent-Length: 125\r\n\r\n"
		  "v=0\r\nk=base64:redacted\r\na=crypto:1 AES "
		  "inline:redacted|2^20|1:4;inline:redacted UNENCRYPTED_SRTP"
		  "\r\na=rtpmap:0 PCMU\r\nk=prompt\r\n" },
		/* compact, folded, twice */
		{ STR_INIT("l:\r\n  11 \r\nL : 11\r\n\r\nk=clear:x\r\n"),
		  "l:\r\n  18 \r\nL : 18\r\n\r\nk=clear:redacted\r\n" },
		/* what did not fit does not fit afterwards */
		{ STR_INIT("l: 20\r\n\r\nk=clear:x\r\n"),
		  "l: 27\r\n\r\nk=clear:redacted\r\n" },
		{ STR_INIT("l: 9\r\n\r\nk=clear:x\r\nk=clear:y\r\n"),
		  "l: 16\r\n\r\nk=clear:redacted\r\nk=clear:redacted\r\n" },
		{ STR_INIT("l: x\r\n\r\nk=clear:x\r\n"),
		  "l: x\r\n\r\nk=clear:redacted\r\n" },
		{ STR_INIT("l: 0011\r\n\r\nv=clear:x\r\n"), NULL },
		/* headers in a body; binary; keep-alives */
		{ STR_INIT("\r\n\r\nl: 27\r\n\r\nAuthorization: Basic Zm9v"
			   "\r\n"),
		  "\r\n\r\nl: 31\r\n\r\nAuthorization: Basic redacted\r\n" },
		{ STR_INIT("l: 9\r\n\r\n\0\xff\r\0\n\n\x80:\0"), NULL },
		{ STR_INIT("a=ice-pwd:p\na=key-mgmt:mikey AQ\nk=\nk=clear:\n"),
		  "a=ice-pwd:redacted\na=key-mgmt:mikey redacted\nk=\n"
		  "k=clear:\n" },
		/* nothing */
		{ STR_INIT(""), NULL },
		{ STR_INIT("\r\n"), NULL },
		{ STR_INIT("\r\n\r\n"), NULL },
		{ STR_INIT("\0"), NULL },
		{ STR_INIT(":\r\n :\r\n\r\n:"), NULL },
	};

	check_rows(row, ARRAY_SIZE(row));
}

/* What takes time when each byte looks at all that follow. */
static void big(void)
{
	static const char *const part[] = {
		"sip:",    "sip:a",    "nonce=\"", "a=crypto:inline:", "\r\n ",
		"\r\n",    "l: 5\r\n", "\"\\",     "Authorization: ",  ", ",
		"a=b, \"", "\xff",     "Digest ",
	};

	for (size_t i = 0; i < ARRAY_SIZE(part); i++) {
		struct buf text, out;

		buf_init(&text, MAX);
		buf_init(&out, (size_t)2 * MAX);
		buf_add_text(&text, "X: y\r\nAuthorization: Digest ");
		while (text.size < BIG)
			buf_add_text(&text, part[i]);
		redact_add(&out, buf_str(&text));
		CHECK_INT(i, buf_error(&out), 0);
		CHECK(i, str_starts(buf_str(&out), STR("X: y\r\n")));
		buf_release(&text);
		buf_release(&out);
	}
}

/* Every cut of a message is a text too; none gives a secret away. */
static void cuts(void)
{
	static const char text[] =
		"INVITE sip:a:SECRET1@h SIP/2.0\r\n"
		"Authorization: Digest response=\"SECRET2\", cnonce=\"SECRET3\""
		"\r\nl: 23\r\n\r\na=crypto:inline:SECRET\r\n";

	for (size_t size = 0; size < sizeof(text); size++) {
		struct buf out;
		char *exact = malloc(size + 1);

		if (exact == NULL)
			return;
		memcpy(exact, text, size);
		buf_init(&out, MAX);
		redact_add(&out, (struct str){ exact, size });
		buf_add_char(&out, '\0');
		CHECK(size, strstr(out.p, "SECRET2") == NULL);
		CHECK(size, strstr(out.p, "SECRET3") == NULL);
		buf_release(&out);
		free(exact);
	}
}

static void results(void)
{
	struct results from, to;
	struct result *result;
	struct result_finding finding = {
		.expected = STR("sip:a:pw@h"),
		.actual = STR("response=\"1\""),
		.rule = STR("A rule."),
	};

	results_init(&from);
	result = results_add(&from);
	if (result == NULL) {
		CU_FAIL("memory is short");
		return;
	}
	*result = (struct result){
		.scenario = STR("final/486"),
		.uri = STR("sip:a:pw@h"),
		.output = STR("Authorization: Basic Zm9v\n"),
		.finding = &finding,
		.finding_count = 1,
	};
	CHECK_INT(0, redact_results(&to, &from), 0);
	CHECK_INT(0, to.count, 1);
	result = &to.result[0];
	CHECK_STR(0, result->scenario, "final/486");
	CHECK_STR(0, result->uri, "sip:a:redacted@h");
	CHECK_STR(0, result->output, "Authorization: Basic redacted\n");
	CHECK_STR(0, result->finding[0].expected, "sip:a:redacted@h");
	CHECK_STR(0, result->finding[0].actual, "response=\"redacted\"");
	CHECK_STR(0, result->finding[0].rule, "A rule.");
	CHECK_STR(1, finding.actual, "response=\"1\"");
	results_release(&to);
	results_release(&from);
}

CU_TestInfo test_redact[] = {
	{ "credentials are struck out, the rest stays", credentials },
	{ "a header over several lines keeps its lines", folds },
	{ "a SIP URI loses its password only", uris },
	{ "keys of a body go, and its size is right again", bodies },
	{ "60 kB of anything are done at once", big },
	{ "a message that is cut anywhere gives nothing away", cuts },
	{ "texts of results are redacted in a copy", results },
	CU_TEST_INFO_NULL,
};
