/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "folder.h"

enum { PARTS_MAX = 6, USER_SIZE = 16, CASES_MAX = 48 };

/** A step of its own case, and what must be on the wire. */
struct row {
	const char *flow;
	const char *has[PARTS_MAX]; /* in this order */
	const char *lacks;
	const char *once; /* a header that must stand there once */
	bool is_offerless;
};

#define ANSWER "m=audio "

static const struct row rows[] = {
	{ .flow = "flow: [{respond: 486}]",
	  .has = { "SIP/2.0 486 Busy Here\r\n" } },
	{ .flow = "flow: [{respond: 486, reason: Gone fishing}]",
	  .has = { "SIP/2.0 486 Gone fishing\r\n" } },
	/* RFC 3261 §25.1: the space before an empty phrase stays. */
	{ .flow = "flow: [{respond: 486, reason: ''}]",
	  .has = { "SIP/2.0 486 \r\n" } },
	{ .flow = "flow: [{respond: 486, reason: Größe}]",
	  .has = { "SIP/2.0 486 Gr\xc3\xb6\xc3\x9f"
		   "e\r\n" } },
	{ .flow = "flow: [{respond: {status: 480, reason: Back at two,"
		  " cause: 20}}]",
	  .has = { "SIP/2.0 480 Back at two\r\n",
		   "\r\nReason: Q.850;cause=20" } },
	{ .flow = "flow: [{respond: 499}]", .has = { "SIP/2.0 499 " } },

	{ .flow = "flow:\n  - respond: 302\n    headers: |\n"
		  "      Contact: <sip:a@192.0.2.1>;q=0.5\n",
	  .has = { "\r\nContact: <sip:a@192.0.2.1>;q=0.5\r\n" },
	  .lacks = "child-",
	  .once = "Contact" },
	{ .flow = "flow:\n  - respond: 302\n    headers: |\n"
		  "      m: <sip:a@192.0.2.1>\n",
	  .has = { "\r\nm: <sip:a@192.0.2.1>\r\n" },
	  .lacks = "\r\nContact:",
	  .once = "Contact" },
	{ .flow = "flow:\n  - respond: 486\n    headers: |\n"
		  "      Warning: 399 b \"two\"\n"
		  "      X-Z: last\n"
		  "      Warning: 399 a \"one\"\n"
		  "      X-Folded: one\n"
		  "        two\n",
	  .has = { "\r\nWarning: 399 b \"two\"\r\n", "\r\nX-Z: last\r\n",
		   "\r\nWarning: 399 a \"one\"\r\n", "\r\nX-Folded: one",
		   "two\r\n" } },
	{ .flow = "flow:\n  - respond: 200\n    headers: |\n"
		  "      Content-Type: application/sdp;x=1\n",
	  .has = { "\r\nContent-Type: application/sdp;x=1\r\n" },
	  .once = "Content-Type" },
	{ .flow = "flow:\n  - respond: 486\n    cause: 17\n    headers: |\n"
		  "      Server: mine/1.0\n      Date: never\n",
	  .has = { "\r\nServer: mine/1.0\r\n", "\r\nDate: never\r\n",
		   "cause=17" },
	  .once = "Server" },

	{ .flow = "flow: [{respond: 200, without: [Allow, k]}]",
	  .has = { "SIP/2.0 200 OK\r\n", ANSWER },
	  .lacks = "\r\nSupported:" },
	{ .flow = "flow: [{respond: 200, without: [Allow, Supported]}]",
	  .has = { "SIP/2.0 200 OK\r\n", "\r\nContact:" },
	  .lacks = "\r\nAllow:" },
	{ .flow = "broken: true\n"
		  "flow: [{respond: 401, without: [www-authenticate]}]",
	  .has = { "SIP/2.0 401 Unauthorized\r\n" },
	  .lacks = "Digest" },
	{ .flow = "broken: true\n"
		  "flow: [{respond: 486, without: [Call-ID]}]",
	  .has = { "SIP/2.0 486 ", "\r\nCSeq: 1 INVITE\r\n" },
	  .lacks = "\r\nCall-ID:" },
	{ .flow = "broken: true\nflow:\n  - respond: 486\n    headers: |\n"
		  "      CSeq: 77 INVITE\n",
	  .has = { "\r\nCSeq: 77 INVITE\r\n" },
	  .lacks = "CSeq: 1 ",
	  .once = "CSeq" },

	{ .flow = "flow:\n  - respond: 480\n    type: text/plain\n    body: |\n"
		  "      one\n      ${method}\n",
	  .has = { "\r\nContent-Type: text/plain\r\n",
		   "\r\nContent-Length: 13\r\n", "\r\n\r\none\r\nINVITE\r\n" },
	  .once = "Content-Type" },
	{ .flow = "flow:\n  - respond: 200\n    type: text/plain\n"
		  "    body: hi\n",
	  .has = { "\r\nContent-Type: text/plain\r\n",
		   "\r\nContent-Length: 2\r\n", "\r\n\r\nhi" },
	  .lacks = "m=audio" },

	{ .flow = "flow: [{respond: 200}]", .has = { ANSWER } },
	{ .flow = "flow: [{respond: 200, sdp: none}]",
	  .has = { "\r\nContent-Length: 0\r\n" },
	  .lacks = "Content-Type" },
	{ .flow = "flow: [{respond: 180, sdp: answer}]",
	  .has = { "SIP/2.0 180 ", "\r\nContent-Type: application/sdp\r\n",
		   ANSWER, "m=video 0 " } },
	{ .flow = "flow: [{respond: 200, sdp: offer}]",
	  .has = { ANSWER },
	  .is_offerless = true },
	/* RFC 3261 §13.2.1: the INVITE had no offer, so the 2xx must have. */
	{ .flow = "flow: [{respond: 200, sdp: answer}]",
	  .has = { ANSWER },
	  .is_offerless = true },
	{ .flow = "flow: [{respond: 180, sdp: answer}]",
	  .has = { "SIP/2.0 180 ", "\r\nContent-Length: 0\r\n" },
	  .lacks = "m=",
	  .is_offerless = true },
	{ .flow = "flow: [{respond: 488, sdp: capabilities}]",
	  .has = { "\r\nContent-Type: application/sdp\r\n", "m=audio 0 " } },

	{ .flow = "flow: [{respond: 486, to-tag: mine}]",
	  .has = { "\r\nTo: <sip:", ">;tag=mine\r\n" } },
	{ .flow = "broken: true\nflow: [{respond: 486, to-tag: none}]",
	  .has = { "\r\nTo: <sip:", ">\r\n", "\r\nCSeq:" } },

	{ .flow = "flow:\n  - respond: 401\n    challenge:\n"
		  "      algorithms: [SHA-256, MD5]\n      realm: example.com\n"
		  "      qop: [auth, auth-int]\n      stale: true\n",
	  .has = { "\r\nWWW-Authenticate: Digest realm=\"example.com\", ",
		   "stale=", "algorithm=SHA-256, qop=\"auth,auth-int\"",
		   "\r\nWWW-Authenticate: Digest realm=\"example.com\"",
		   "stale=", "algorithm=MD5, qop=\"auth,auth-int\"" } },
	{ .flow = "flow: [{respond: 401, challenge: {qop: []}}]",
	  .has = { "\r\nWWW-Authenticate: Digest realm=\"gamut\"",
		   "algorithm=MD5" },
	  .lacks = "qop" },
	{ .flow = "flow: [{respond: 401, challenge: {stale: false}}]",
	  .has = { "\r\nWWW-Authenticate: Digest realm=\"gamut\"",
		   "qop=\"auth\"" },
	  .lacks = "stale" },
	{ .flow = "flow:\n  - respond: 407\n"
		  "    challenge: {algorithms: [SHA-512-256]}\n",
	  .has = { "\r\nProxy-Authenticate: Digest ", "algorithm=SHA-512-256" },
	  .lacks = "WWW-" },
	{ .flow = "broken: true\nflow:\n  - respond: 401\n"
		  "    challenge: {algorithms: [X-9]}\n",
	  .has = { "\r\nWWW-Authenticate: Digest ", "algorithm=X-9" } },

	{ .flow = "flow: [{respond: 486, cause: 17}]",
	  .has = { "\r\nReason: Q.850;cause=17" } },
	/* RFC 3326 §2: a 183 may carry one too. */
	{ .flow = "flow: [{respond: 183, cause: 1}]",
	  .has = { "\r\nReason: Q.850;cause=1" } },
};

/** How often a header stands there, under either name. */
static size_t count_header(const struct reply *reply, const char *name)
{
	size_t count = 0;

	while (message_find(reply->message, str_from(name), count).p != NULL)
		count++;
	return count;
}

static void check_row(long i, const struct row *row, const char *user,
		      struct pair *pair)
{
	struct request invite = { .user = user,
				  .body = row->is_offerless ? NULL : offer };

	peer_new_call(&pair->peer);
	if (!CHECK(i, peer_ask(&pair->peer, &invite, &pair->reply) > 1))
		return;
	if (message_status(pair->reply.message) >= 200)
		peer_ack(&pair->peer, &invite, &pair->reply);
	if (!CHECK(i, has_in_order(pair->reply.message->bytes, row->has)))
		(void)fprintf(stderr, "row %ld: %.*s\n", i,
			      STR_ARG(pair->reply.message->bytes));
	if (row->lacks != NULL)
		CHECK(i, !has_part(pair->reply.message->bytes, row->lacks));
	if (row->once != NULL)
		CHECK_INT(i, count_header(&pair->reply, row->once), 1);
}

/** The cases row0, row1 … of the table. */
static void test_respond(void)
{
	static char user[CASES_MAX][USER_SIZE];
	struct script script[CASES_MAX];
	struct stage stage = { .is_loud = false };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		(void)snprintf(user[i], USER_SIZE, "row%zu", i);
		script[i] = (struct script){ user[i], rows[i].flow };
	}
	if (!stage_open(&stage, script, ARRAY_SIZE(rows), patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_row((long)i, &rows[i], user[i], &stage.pair);
	stage_close(&stage);
}

/** A tag that a file gives is the dialog's: what follows has it. */
static void test_own_tag(void)
{
	static const struct script script[] = {
		{ "own", "flow:\n  - respond: 180\n    to-tag: mine\n"
			 "  - respond: 200\n    to-tag: mine\n"
			 "  - receive: INFO\n"
			 "  - respond: 200\n"
			 "  - send: BYE\n" },
	};
	struct stage stage = { .is_loud = false };
	struct reply *reply = &stage.pair.reply;
	struct talk talk;

	if (!stage_open(&stage, script, 1, patient, UDP4))
		return;
	if (talk_begin(&talk, &stage, "own", NULL)) {
		CHECK_TEXT(0, talk.tag, "mine");
		CHECK_INT(0, talk_ask(&talk, &stage, "INFO", NULL), 200);
		CHECK_INT(0, peer_answer(&stage.pair.peer, reply), 1);
		CHECK(0, has_part(reply_header(reply, "From"), ";tag=mine"));
		if (reply->message != NULL)
			peer_respond(&stage.pair.peer, reply, "200 OK");
	}
	stage_close(&stage);
}

/** Each of two 401 and two Contacts has a secret of its own run. */
static void test_fresh(void)
{
	static const char *const user[] = { "401", "302" };
	static const char *const name[] = { "WWW-Authenticate", "Contact" };
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;
	char first[256];

	static const struct script any = { "any", "flow: [{respond: 486}]" };

	if (!stage_open(&stage, &any, 1, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(user); i++) {
		const struct request invite = { .user = user[i] };
		struct str value;

		(void)peer_dial(&pair->peer, &invite, &pair->reply);
		(void)snprintf(first, sizeof(first), "%.*s",
			       STR_ARG(reply_header(&pair->reply, name[i])));
		(void)peer_dial(&pair->peer, &invite, &pair->reply);
		value = reply_header(&pair->reply, name[i]);
		CHECK(i, value.size > 0 && !str_eq(value, str_from(first)));
	}
	stage_close(&stage);
}

CU_TestInfo test_steps[] = {
	{ "each key of respond is on the wire", test_respond },
	{ "a tag of the file's is the tag of the dialog", test_own_tag },
	{ "secrets are a run's own", test_fresh },
	CU_TEST_INFO_NULL
};
