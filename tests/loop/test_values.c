/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "peer.h"
#include "sip/field.h"

/** Whether any value of the header, parameters left out, is this one. */
static bool lists(const struct reply *reply, const char *header,
		  const char *value)
{
	struct str each;
	struct str part;

	for (size_t n = 0;; n++) {
		each = reply_value(reply, header, n);
		if (each.p == NULL)
			return false;
		if (field_next_part(&each, &part) &&
		    str_ieq(part, str_from(value)))
			return true;
	}
}

static void test_allow(void)
{
	static const struct {
		const char *method;
		const char *other;
	} row[] = { { "INVITE", "OPTIONS" }, { "OPTIONS", "INVITE" } };
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct request request = { .user = "405",
					   .method = row[i].method };

		CHECK_INT(i, peer_dial(&pair.peer, &request, &pair.reply), 405);
		CHECK(i, lists(&pair.reply, "Allow", row[i].other));
		CHECK(i, !lists(&pair.reply, "Allow", row[i].method));
	}
	pair_close(&pair);
}

static void test_media_type(void)
{
	static const struct {
		const char *headers;
		const char *body;
		const char *header; /* the one that the answer has */
		const char *is_in;
		const char *is_not;
	} row[] = {
		{ "", offer, "Accept", NULL, "application/sdp" },
		{ "Content-Type: application/sdp;charset=utf-8\r\n", offer,
		  "Accept", NULL, "application/sdp" },
		{ "Content-Type: text/plain\r\n", "hello", "Accept",
		  "application/sdp", "text/plain" },
		{ "Content-Encoding: gzip\r\n", offer, "Accept-Encoding",
		  "identity", "gzip" },
		{ "e: deflate\r\n", offer, "Accept-Encoding", "identity",
		  "deflate" },
		{ "Content-Language: fr\r\n", offer, "Accept-Language", "en",
		  "fr" },
	};
	static const char *const all[] = { "Accept", "Accept-Encoding",
					   "Accept-Language" };
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct request invite = { .user = "415",
					  .headers = row[i].headers,
					  .body = row[i].body };

		CHECK_INT(i, peer_dial(&pair.peer, &invite, &pair.reply), 415);
		for (size_t n = 0; n < ARRAY_SIZE(all); n++)
			CHECK_INT(i,
				  reply_header(&pair.reply, all[n]).p != NULL,
				  str_eq(str_from(all[n]),
					 str_from(row[i].header)));
		if (row[i].is_in != NULL)
			CHECK(i,
			      lists(&pair.reply, row[i].header, row[i].is_in));
		CHECK(i, !lists(&pair.reply, row[i].header, row[i].is_not));
		CHECK(i, reply_header(&pair.reply, row[i].header).size > 0);
	}
	pair_close(&pair);
}

static void test_unsupported(void)
{
	static const struct {
		const char *user;
		const char *headers;
		const char *unsupported[3];
		unsigned code;
	} row[] = {
		{ "420",
		  "Require: foo, bar\r\nSupported: baz\r\n",
		  { "foo", "bar" },
		  420 },
		{ "420",
		  "Require: foo\r\nProxy-Require: qux\r\n",
		  { "foo", "qux" },
		  420 },
		{ "200", "Require: foo\r\nSupported: bar\r\n", { "foo" }, 420 },
		{ "200",
		  "Require: foo\r\nRequire: bar, 100rel\r\n",
		  { "foo", "bar" },
		  420 },
		{ "180", "Require: foo\r\n", { "foo" }, 420 },
		/* The case that was asked for stays what it is. */
		{ "486", "Require: foo\r\n", { NULL }, 486 },
		{ "200", "Supported: foo\r\n", { NULL }, 200 },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct request invite = { .user = row[i].user,
					  .headers = row[i].headers };
		size_t count = 0;

		CHECK_INT(i, peer_dial(&pair.peer, &invite, &pair.reply),
			  row[i].code);
		for (; count < 3 && row[i].unsupported[count] != NULL; count++)
			CHECK(i, lists(&pair.reply, "Unsupported",
				       row[i].unsupported[count]));
		CHECK_STR(i, reply_value(&pair.reply, "Unsupported", count),
			  NULL);
	}
	pair_close(&pair);
}

static void test_extension(void)
{
	static const struct {
		const char *headers;
		const char *tag[4]; /* none of which may be asked for */
	} row[] = {
		{ "", { NULL } },
		{ "Supported: 100rel, timer\r\nk: replaces\r\n",
		  { "100rel", "timer", "replaces" } },
		{ "Supported: 100rel,timer,replaces,precondition,gruu,"
		  "outbound\r\n",
		  { "100rel", "precondition", "gruu", "outbound" } },
		{ "Require: 100rel\r\n", { "100rel" } },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct request invite = { .user = "421",
					  .headers = row[i].headers };

		CHECK_INT(i, peer_dial(&pair.peer, &invite, &pair.reply), 421);
		CHECK(i,
		      field_is_token(reply_value(&pair.reply, "Require", 0)));
		for (size_t n = 0; n < 4 && row[i].tag[n] != NULL; n++)
			CHECK(i, !lists(&pair.reply, "Require", row[i].tag[n]));
	}
	pair_close(&pair);
}

/** A minimum has to be above what was asked for, and a legal one. */
static void test_minimum(void)
{
	static const struct {
		const char *user;
		const char *headers;
		const char *header;
		uint64_t above;
	} row[] = {
		/* RFC 4028 §5: never below 90 */
		{ "422", "", "Min-SE", 89 },
		{ "422", "Session-Expires: 90\r\n", "Min-SE", 90 },
		{ "422", "x: 1800;refresher=uac\r\n", "Min-SE", 1800 },
		{ "422", "Session-Expires: 4000\r\n", "Min-SE", 4000 },
		{ "423", "", "Min-Expires", 0 },
		{ "423", "Expires: 60\r\n", "Min-Expires", 60 },
		{ "423", "Expires: 3600\r\n", "Min-Expires", 3600 },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct request invite = { .user = row[i].user,
					  .headers = row[i].headers };
		uint64_t value = 0;

		(void)peer_dial(&pair.peer, &invite, &pair.reply);
		CHECK_INT(i,
			  str_parse_uint(reply_header(&pair.reply,
						      row[i].header),
					 UINT32_MAX, &value),
			  0);
		CHECK(i, value > row[i].above);
	}
	pair_close(&pair);
}

/** Values that other checks do not look into. */
static void test_fixed(void)
{
	static const struct {
		const char *user;
		const char *headers;
		const char *header;
		const char *part;
	} row[] = {
		{ "503", "", "Retry-After", "1" },
		{ "424", "Geolocation: <https://a.invalid>\r\n",
		  "Geolocation-Error", "100" },
		{ "425", "", "AlertMsg-Error", "101" },
		{ "469", "Recv-Info: foo\r\n", "Recv-Info", "" },
		{ "470", "", "Permission-Missing", "sip:470@127.0.0.1" },
		{ "485", "", "Contact", "\"" },
		{ "488", "", "Warning", "305 127.0.0.1" },
		{ "606", "", "Warning", "305 127.0.0.1" },
		{ "494", "", "Security-Server", "digest" },
		{ "494", "", "Require", "sec-agree" },
		{ "199", "Supported: 199\r\n", "To", "tag=" },
		{ "608", "", "Call-Info", "purpose=jwscard" },
		{ "200", "", "Allow", "INVITE" },
		{ "200", "", "Contact", "sip:" },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct request invite = { .user = row[i].user,
					  .headers = row[i].headers };

		(void)peer_dial(&pair.peer, &invite, &pair.reply);
		CHECK(i, has_part(reply_header(&pair.reply, row[i].header),
				  row[i].part));
		/* The second message of a 199. */
		if (str_eq(str_from(row[i].user), STR("199")))
			CHECK_INT(i, peer_answer(&pair.peer, &pair.reply), 199);
	}
	pair_close(&pair);
}

CU_TestInfo test_values[] = {
	{ "a 405 allows other methods", test_allow },
	{ "a 415 names what would have been read", test_media_type },
	{ "a 420 names what was required, and only that", test_unsupported },
	{ "a 421 requires what the client lacks", test_extension },
	{ "422 and 423 ask for more than they got", test_minimum },
	{ "each code's header has its value", test_fixed },
	CU_TEST_INFO_NULL
};
