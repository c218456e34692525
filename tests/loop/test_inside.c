/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "folder.h"

static const char *const t1_50[] = { "--t1=50", "--hold=0.3", NULL };

#define ROUTES                                 \
	"Record-Route: <sip:192.0.2.1;lr>\r\n" \
	"Record-Route: <sip:192.0.2.2;lr>\r\n"

static const struct script script[] = {
	{ "tour", "flow:\n  - respond: 200\n"
		  "  - send: OPTIONS\n"
		  "  - send: INFO\n    type: text/plain\n    body: hello\n"
		  "  - send: NOTIFY\n    headers: |\n      Event: x\n"
		  "      Subscription-State: active\n      X-Token: ${token}\n"
		  "  - send: UPDATE\n    sdp: offer\n"
		  "  - send: INVITE\n    sdp: offer\n"
		  "  - send: BYE\n    cause: 16\n" },
	{ "invite", "flow:\n  - respond: 200\n  - send: INVITE\n"
		    "    sdp: offer\n  - send: BYE\n    after: 200ms\n" },
	{ "after", "flow:\n  - respond: 200\n  - send: INFO\n    after: 250ms\n"
		   "  - send: BYE\n    after: hold\n" },
	{ "spoilt", "flow:\n  - respond: 200\n"
		    "  - send: OPTIONS\n    fault: {wrong-cseq: true}\n"
		    "  - send: INFO\n    fault: {drop: 1, second-via: true}\n"
		    "  - send: BYE\n    fault: {duplicate: 1}\n" },
};

static bool open_stage(struct stage *stage, enum place place)
{
	*stage = (struct stage){ .is_loud = false };
	return stage_open(stage, script, ARRAY_SIZE(script), t1_50, place);
}

/** The next message is a request with this CSeq. */
static bool comes(struct pair *pair, const char *cseq)
{
	return CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 1) &&
	       CHECK_STR(0, reply_header(&pair->reply, "CSeq"), cseq);
}

/** RFC 3261 §12.2.1.1: what each request of a dialog has. */
static void check_request(long row, struct pair *pair, const struct talk *talk)
{
	const struct reply *reply = &pair->reply;
	char text[256];

	(void)snprintf(text, sizeof(text), "sip:loop@127.0.0.1:%u%s",
		       pair->peer.port,
		       peer_is_stream(&pair->peer) ? ";transport=tcp" : "");
	CHECK_STR(row, message_uri(reply->message), text);
	(void)snprintf(text, sizeof(text), "<sip:%s@127.0.0.1:%u>;tag=%s",
		       talk->invite.user, pair->peer.server, talk->tag);
	CHECK_STR(row, reply_header(reply, "From"), text);
	(void)snprintf(text, sizeof(text),
		       "\"Loop\" <sip:loop@127.0.0.1>;tag=f%llu",
		       (unsigned long long)pair->peer.call);
	CHECK_STR(row, reply_header(reply, "To"), text);
	(void)snprintf(text, sizeof(text), "%llu-%u@loop",
		       (unsigned long long)pair->peer.call, pair->peer.port);
	CHECK_STR(row, reply_header(reply, "Call-ID"), text);
	CHECK_STR(row, reply_value(reply, "Route", 0), "<sip:192.0.2.1;lr>");
	CHECK_STR(row, reply_value(reply, "Route", 1), "<sip:192.0.2.2;lr>");
	CHECK(row, reply_value(reply, "Route", 2).p == NULL);
	CHECK_STR(row, reply_header(reply, "Max-Forwards"), "70");
	(void)snprintf(text, sizeof(text),
		       "SIP/2.0/%s 127.0.0.1:%u;branch=z9hG4bK",
		       peer_is_stream(&pair->peer) ? "TCP" : "UDP",
		       pair->peer.server);
	CHECK(row, str_starts(reply_header(reply, "Via"), str_from(text)));
	CHECK(row, reply_value(reply, "Via", 1).p == NULL);
}

/** Each method once, each answered. */
static void check_tour(enum place place)
{
	static const char *const cseq[] = { "1 OPTIONS", "2 INFO",   "3 NOTIFY",
					    "4 UPDATE",  "5 INVITE", "6 BYE" };
	static const char *const has[] = {
		"\r\nContent-Length: 0\r\n",
		"\r\n\r\nhello",
		"\r\nEvent: x\r\n",
		"\r\nm=audio ",
		"\r\nm=audio ",
		"\r\nReason: Q.850;cause=16",
	};
	char via[ARRAY_SIZE(cseq)][TALK_SIZE];
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!open_stage(&stage, place))
		return;
	if (!talk_begin(&talk, &stage, "tour", ROUTES))
		goto out;
	for (size_t i = 0; i < ARRAY_SIZE(cseq); i++) {
		if (!comes(pair, cseq[i]))
			break;
		check_request((long)i, pair, &talk);
		CHECK(i, has_part(pair->reply.message->bytes, has[i]));
		CHECK_INT(i, reply_header(&pair->reply, "Contact").p != NULL,
			  i >= 2 && i <= 4);
		if (i >= 2 && i <= 4)
			CHECK_STR(i, reply_contact(&pair->reply), talk.contact);
		(void)snprintf(via[i], TALK_SIZE, "%.*s",
			       STR_ARG(reply_header(&pair->reply, "Via")));
		for (size_t n = 0; n < i; n++)
			CHECK(i, strcmp(via[i], via[n]) != 0);
		peer_respond(&pair->peer, &pair->reply, "200 OK");
		if (i != 4)
			continue;
		/* RFC 3261 §13.2.2.4: the ACK for a 2xx has its own branch. */
		(void)comes(pair, "5 ACK");
		check_request(40, pair, &talk);
		CHECK(i, !str_eq(reply_header(&pair->reply, "Via"),
				 str_from(via[i])));
	}
out:
	stage_close(&stage);
}

static void test_tour(void)
{
	check_tour(UDP4);
	check_tour(TCP4);
}

/** RFC 3261 §17.1.1.3: the ACK for a refusal is of the same transaction. */
static void test_refused(void)
{
	char via[256];
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct reply invite = { .message = NULL };
	struct talk talk;

	if (!open_stage(&stage, UDP4))
		return;
	if (!talk_begin(&talk, &stage, "invite", ROUTES) ||
	    !comes(pair, "1 INVITE"))
		goto out;
	invite = pair->reply;
	pair->reply.message = NULL;
	(void)snprintf(via, sizeof(via), "%.*s",
		       STR_ARG(reply_header(&invite, "Via")));
	peer_respond(&pair->peer, &invite, "100 Trying");
	/* A provisional response ends timer A. */
	CHECK(0, !peer_receive(&pair->peer, &pair->reply, 150));
	for (int i = 0; i < 2; i++) {
		peer_respond(&pair->peer, &invite, "488 Not Acceptable Here");
		if (!comes(pair, "1 ACK"))
			break;
		CHECK_STR(i, reply_header(&pair->reply, "Via"), via);
		check_request(i, pair, &talk);
	}
	CHECK_INT(0, talk_ask(&talk, &stage, "INFO", NULL), 200);
	(void)comes(pair, "2 BYE");
	peer_respond(&pair->peer, &pair->reply, "200 OK");
out:
	reply_free(&invite);
	stage_close(&stage);
}

/** Timers A and B; then the flow goes on. */
static void test_unanswered(void)
{
	static const unsigned due_ms[] = { 0, 50, 150, 350, 750, 1550, 3150 };
	struct stage stage;
	struct pair *pair = &stage.pair;
	uint64_t start_us;
	struct talk talk;

	if (!open_stage(&stage, UDP4))
		return;
	if (!talk_begin(&talk, &stage, "invite", ROUTES))
		goto out;
	start_us = now_us();
	for (size_t i = 0; i < ARRAY_SIZE(due_ms); i++) {
		(void)comes(pair, "1 INVITE");
		if (i == 0)
			start_us = pair->reply.at_us - 5000;
		(void)came_after((long)i, &pair->reply, start_us, due_ms[i]);
	}
	(void)comes(pair, "2 BYE");
	(void)came_after(0, &pair->reply, start_us, 64 * 50 + 200);
	peer_respond(&pair->peer, &pair->reply, "200 OK");
out:
	stage_close(&stage);
}

/** A 200 that comes again gets its ACK again (RFC 3261 §13.2.2.4). */
static void test_copies(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct reply invite;
	struct talk talk;
	char ack[1024];

	if (!open_stage(&stage, UDP4))
		return;
	if (!talk_begin(&talk, &stage, "invite", NULL) ||
	    !comes(pair, "1 INVITE"))
		goto out;
	invite = pair->reply;
	pair->reply.message = NULL;
	for (int i = 0; i < 3; i++) {
		peer_respond(&pair->peer, &invite, "200 OK");
		if (!comes(pair, "1 ACK"))
			break;
		if (i == 0)
			(void)snprintf(ack, sizeof(ack), "%.*s",
				       STR_ARG(pair->reply.message->bytes));
		CHECK_STR(i, pair->reply.message->bytes, ack);
	}
	reply_free(&invite);
	(void)comes(pair, "2 BYE");
	peer_respond(&pair->peer, &pair->reply, "200 OK");
out:
	stage_close(&stage);
}

/** RFC 3261 §15: nothing goes before the ACK; then the times of the file. */
static void test_after(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	uint64_t start_us;
	struct talk talk;

	if (!open_stage(&stage, UDP4))
		return;
	CHECK_INT(0, talk_dial(&talk, &stage, "invite", NULL), 200);
	start_us = now_us();
	while (now_us() < start_us + 500000)
		CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 200);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	(void)comes(pair, "1 INVITE");
	peer_close(&pair->peer);

	if (!peer_open(&pair->peer, &pair->gamut, UDP4) ||
	    !talk_begin(&talk, &stage, "after", NULL))
		goto out;
	start_us = now_us() - 5000;
	(void)comes(pair, "1 INFO");
	(void)came_after(0, &pair->reply, start_us, 250);
	start_us = now_us();
	peer_respond(&pair->peer, &pair->reply, "481 Gone");
	/* --hold */
	(void)comes(pair, "2 BYE");
	(void)came_after(1, &pair->reply, start_us, 300);
	peer_respond(&pair->peer, &pair->reply, "200 OK");
out:
	stage_close(&stage);
}

/** Faults of our requests; the client's answers are taken all the same. */
static void test_spoilt(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	uint64_t start_us;
	struct talk talk;

	if (!open_stage(&stage, UDP4))
		return;
	if (!talk_begin(&talk, &stage, "spoilt", NULL))
		goto out;
	(void)comes(pair, "2 OPTIONS");
	start_us = now_us();
	peer_respond(&pair->peer, &pair->reply, "200 OK");
	/* The first of timer E comes after T1. */
	(void)comes(pair, "2 INFO");
	(void)came_after(0, &pair->reply, start_us, 50);
	CHECK_STR(0, reply_value(&pair->reply, "Via", 1),
		  "SIP/2.0/UDP other.invalid:5060;branch=z9hG4bKother");
	peer_respond(&pair->peer, &pair->reply, "200 OK");
	start_us = now_us();
	(void)comes(pair, "3 BYE");
	(void)comes(pair, "3 BYE");
	CHECK(0, pair->reply.at_us < start_us + 45000);
	peer_respond(&pair->peer, &pair->reply, "200 OK");
out:
	stage_close(&stage);
}

CU_TestInfo test_inside[] = {
	{ "each request of ours has what the dialog says", test_tour },
	{ "a refused re-INVITE is acknowledged, and the call goes on",
	  test_refused },
	{ "a re-INVITE without an answer is repeated, then given up",
	  test_unanswered },
	{ "a 200 that comes again gets the same ACK", test_copies },
	{ "requests wait for the ACK and for their time", test_after },
	{ "our requests are spoilt as their faults say", test_spoilt },
	CU_TEST_INFO_NULL
};
