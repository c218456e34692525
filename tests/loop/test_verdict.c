/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <sys/socket.h>

#include "check.h"
#include "folder.h"
#include "peer.h"

/*
 * Clients that keep the rules and clients that break one, over the wire: what
 * `serve` says of each. The judge itself has its transcripts.
 */
static const char *const quick[] = { "--t1=20", "--hold=0.05", NULL };

/** How a client goes on after the answer to its INVITE. */
enum manner {
	RIGHT,
	NO_ACK,
	ACK_NEW_BRANCH,
	ACK_OLD_BRANCH, /* for a 2xx */
	ACK_WRONG_CSEQ,
	ACK_NO_TAG,
	ACK_THEN_BYE
};

static void acknowledge(struct pair *pair, const struct request *invite,
			enum manner manner)
{
	struct request ack = *invite;

	ack.method = "ACK";
	ack.body = NULL;
	ack.headers = NULL;
	ack.to_tag = reply_tag(&pair->reply);
	switch (manner) {
	case RIGHT:
	case ACK_THEN_BYE: peer_ack(&pair->peer, invite, &pair->reply); return;
	case NO_ACK: return;
	case ACK_NEW_BRANCH: ack.branch = 7; break;
	case ACK_OLD_BRANCH: ack.uri = reply_contact(&pair->reply); break;
	case ACK_WRONG_CSEQ: ack.cseq = 5; break;
	case ACK_NO_TAG: ack.to_tag = (struct str){ NULL, 0 }; break;
	}
	(void)peer_send(&pair->peer, &ack);
}

/** The BYE of one who was refused; or the answer to ours. */
static void end(struct pair *pair, const struct request *invite,
		enum manner manner, struct str tag)
{
	struct request bye = { .method = "BYE",
			       .user = invite->user,
			       .cseq = 2,
			       .branch = 9,
			       .to_tag = tag };

	if (manner == ACK_THEN_BYE)
		(void)peer_ask(&pair->peer, &bye, &pair->reply);
	while (peer_receive(&pair->peer, &pair->reply, 300)) {
		if (pair->reply.message->is_request &&
		    str_eq(message_method(pair->reply.message), STR("BYE"))) {
			peer_respond(&pair->peer, &pair->reply, "200 OK");
			return;
		}
	}
}

static void test_manners(void)
{
	static const struct {
		const char *user;
		enum manner manner;
		const char *says;
	} row[] = {
		{ "486", RIGHT, "  pass" },
		{ "486", ACK_NEW_BRANCH, "  fail: ack-non2xx-same-branch" },
		{ "404", ACK_WRONG_CSEQ, "  fail: ack-non2xx-" },
		{ "603", ACK_NO_TAG, "  fail: ack-non2xx-fields" },
		{ "500", NO_ACK, "  fail: ack-non2xx-sent" },
		{ "480", ACK_THEN_BYE, "  fail: fail-no-bye-no-cancel" },
		{ "200", RIGHT, "  pass" },
		{ "200", ACK_OLD_BRANCH, "  fail: ack-2xx-new-branch" },
		{ "299", NO_ACK, "  fail: " },
		{ "499", RIGHT, "  pass" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = {
			.user = row[i].user,
			.headers = "User-Agent: test\r\n",
			.body = offer,
		};
		struct pair pair;
		char tag[64];

		if (!pair_open_loud(&pair, quick, UDP4))
			return;
		CHECK(i, peer_ask(&pair.peer, &invite, &pair.reply) > 1);
		(void)snprintf(tag, sizeof(tag), "%.*s",
			       STR_ARG(reply_tag(&pair.reply)));
		acknowledge(&pair, &invite, row[i].manner);
		end(&pair, &invite, row[i].manner, str_from(tag));
		CHECK(i, gamut_tells(&pair.gamut, row[i].says));
		pair_close(&pair);
	}
}

#define LATE(code)                \
	"flow:\n"                 \
	"  - respond: 180\n"      \
	"  - respond: " code "\n" \
	"    fault: {delay: 400ms}\n"

/** Where a response leaves late we give up before its client has had 64*T1. */
static void test_late(void)
{
	static const struct script script[] = {
		{ "late486", LATE("486") },
		{ "late200", LATE("200") },
		{ "late299", LATE("299") },
	};
	static const char *const rule[] = {
		"  fail: ack-non2xx-sent", "  fail: ack-2xx-sent",
		"  fail: ", /* two rules blame it */
	};
	struct stage stage = { .is_loud = true };

	if (!stage_open(&stage, script, ARRAY_SIZE(script), quick, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(script); i++) {
		const struct request invite = { .user = script[i].id,
						.body = offer };

		peer_new_call(&stage.pair.peer);
		(void)peer_send(&stage.pair.peer, &invite);
		while (peer_receive(&stage.pair.peer, &stage.pair.reply, 500)) {
			if (stage.pair.reply.message->is_request)
				peer_respond(&stage.pair.peer,
					     &stage.pair.reply, "200 OK");
		}
		CHECK(i, gamut_tells(&stage.pair.gamut, rule[i]));
	}
	stage_close(&stage);
}

/** What follows with the same Call-ID and From tag is judged with its call. */
static void test_again(void)
{
	struct request invite = { .user = "404", .cseq = 1, .branch = 1 };
	struct pair pair;

	if (!pair_open_loud(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 404);
	CHECK(0, gamut_tells(&pair.gamut, "→ 404 ← ACK"));
	invite.cseq = 2;
	invite.branch = 2;
	CHECK_INT(1, peer_ask(&pair.peer, &invite, &pair.reply), 404);
	peer_ack(&pair.peer, &invite, &pair.reply);
	CHECK(1, gamut_tells(&pair.gamut, "← INVITE → 404 ← ACK  "
					  "warn: no-unmodified-retry"));
	pair_close(&pair);
}

/** What fits no dialog and no transaction is judged with its call too. */
static void test_stray(void)
{
	static const struct {
		const char *user;
		const char *method;
		unsigned branch;
		const char *says;
	} row[] = {
		{ "180*1*486", "CANCEL", 7, "  fail: cancel-fields" },
		{ "180*1*486", "PRACK", 0, "  fail: req-branch-unique" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .user = row[i].user,
						.body = offer };
		const struct request stray = { .method = row[i].method,
					       .user = row[i].user,
					       .branch = row[i].branch };
		struct pair pair;

		if (!pair_open_loud(&pair, quick, UDP4))
			return;
		CHECK(i, peer_ask(&pair.peer, &invite, &pair.reply) >= 100);
		CHECK_INT(i, peer_ask(&pair.peer, &stray, &pair.reply), 481);
		while (peer_receive(&pair.peer, &pair.reply, 1500) &&
		       message_status(pair.reply.message) != 486)
			;
		peer_ack(&pair.peer, &invite, &pair.reply);
		CHECK(i, gamut_tells(&pair.gamut, row[i].says));
		pair_close(&pair);
	}
}

/** What a scenario says of its checks, and what it asks of the client. */
static void test_demands(void)
{
	static const struct script script[] = {
		{ "off", "flow: [respond: 486]\n"
			 "expect:\n"
			 "  checks: {ack-non2xx-fields: off}\n" },
		{ "lower", "flow: [respond: 486]\n"
			   "expect:\n"
			   "  checks: {ack-non2xx-fields: SHOULD}\n" },
		{ "asks", "flow: [respond: 486]\n"
			  "expect:\n"
			  "  headers:\n"
			  "    - {of: INVITE, name: X-Site, matches: ^ber}\n" },
		{ "odd", "broken: true\n"
			 "flow:\n"
			 "  - respond: 486\n"
			 "    headers: \"Retry-After: never\"\n"
			 "    fault: {malformed: true}\n" },
	};
	static const struct {
		const char *user;
		const char *headers;
		enum manner manner;
		const char *says;
	} row[] = {
		{ "off", "", ACK_NO_TAG, "  pass" },
		{ "lower", "", ACK_NO_TAG, "  warn: ack-non2xx-fields" },
		{ "asks", "X-Site: berlin\r\n", RIGHT, "  pass" },
		{ "asks", "X-Site: bonn\r\n", RIGHT, "  fail: case-headers" },
		{ "asks", "", RIGHT, "  fail: case-headers" },
		{ "odd", "", RIGHT, "  pass" },
		{ "odd", "", NO_ACK, "  pass" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct stage stage = { .is_loud = true };
		struct request invite = { .user = row[i].user, .body = offer };
		char headers[128];

		(void)snprintf(headers, sizeof(headers),
			       "User-Agent: test\r\n%s", row[i].headers);
		invite.headers = headers;
		if (!stage_open(&stage, script, ARRAY_SIZE(script), quick,
				UDP4))
			return;
		CHECK_INT(i,
			  peer_ask(&stage.pair.peer, &invite,
				   &stage.pair.reply),
			  486);
		acknowledge(&stage.pair, &invite, row[i].manner);
		CHECK(i, gamut_tells(&stage.pair.gamut, row[i].says));
		stage_close(&stage);
	}
}

/** Whether a stream ends soon, whatever is in it. */
static bool has_end(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char bytes[2048];

	while (poll(&ready, 1, 5000) == 1) {
		if (recv(fd, bytes, sizeof(bytes), 0) <= 0)
			return true;
	}
	return false;
}

/**
 * Behind bytes that have no end nobody can find an answer on a stream: nobody is blamed
 * for that, and the stream is closed for the client to open another.
 */
static void test_broken_stream(void)
{
	static const struct script script[] = {
		{ "junk", "broken: true\n"
			  "flow:\n"
			  "  - raw: \"neither head nor end\"\n"
			  "  - respond: 486\n" },
		{ "busy", "flow: [respond: 486]\n" },
	};
	struct stage stage = { .is_loud = true };
	struct request invite = { .user = "busy", .body = offer };
	struct pair *pair = &stage.pair;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), quick, TCP4))
		return;
	CHECK_INT(0, peer_dial(&pair->peer, &invite, &pair->reply), 486);
	CHECK(0, gamut_tells(&pair->gamut, "  busy "));
	CHECK(0, has_part(buf_str(&pair->gamut.line), "  pass"));
	peer_new_call(&pair->peer);
	invite.user = "junk";
	(void)peer_send(&pair->peer, &invite);
	peer_new_call(&pair->peer);
	invite.user = "busy";
	(void)peer_send(&pair->peer, &invite);
	for (int i = 0; i < 2; i++) {
		CHECK(i, gamut_tells(&pair->gamut, "→ 486"));
		CHECK(i, !has_part(buf_str(&pair->gamut.line), "fail"));
	}
	CHECK(1, has_end(pair->peer.fd));
	stage_close(&stage);
}

static void test_off(void)
{
	static const char *const off[] = { "--no-judge", NULL };
	const struct request invite = { .user = "486" };
	struct pair pair;

	if (!pair_open_loud(&pair, off, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 486);
	CHECK(0, gamut_tells(&pair.gamut, "final/486"));
	CHECK(0, has_part(buf_str(&pair.gamut.line), "← ACK"));
	CHECK(0, !has_part(buf_str(&pair.gamut.line), "pass"));
	pair_close(&pair);
}

CU_TestInfo test_verdict[] = {
	{ "serve says who behaved and who did not", test_manners },
	{ "a response that leaves late has its time", test_late },
	{ "a try after a refusal is judged with it", test_again },
	{ "a stray CANCEL or PRACK is judged with its call", test_stray },
	{ "a scenario says what is judged, and asks for headers",
	  test_demands },
	{ "a stream that we broke proves nothing", test_broken_stream },
	{ "--no-judge says nothing of it", test_off },
	CU_TEST_INFO_NULL,
};
