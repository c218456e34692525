/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "folder.h"

#define REQUIRED "Require: 100rel\r\n"

static const char *const t1_50[] = { "--t1=50", NULL };
static const char *const t1_20[] = { "--t1=20", NULL };

static const struct script script[] = {
	{ "two", "flow:\n  - respond: 183\n    sdp: answer\n"
		 "    reliable: true\n"
		 "  - respond: 180\n    reliable: true\n  - respond: 486\n" },
	{ "mixed", "flow:\n  - respond: 183\n    reliable: true\n"
		   "  - respond: 180\n  - respond: 200\n" },
	{ "on", "flow:\n  - respond: 183\n    reliable: true\n"
		"  - wait: 20s\n  - respond: 486\n"
		"on:\n  PRACK: [{respond: 500}, {respond: 603}]\n" },
	{ "silent", "flow:\n  - respond: 183\n    reliable: true\n"
		    "    fault: {no-copies: true}\n  - respond: 486\n" },
	{ "lost", "flow:\n  - respond: 183\n    reliable: true\n"
		  "    fault: {drop: 1}\n  - respond: 486\n" },
	{ "broken", "broken: true\nflow:\n  - respond: 183\n"
		    "    reliable: true\n  - respond: 486\n" },
};

static bool open_stage(struct stage *stage, const char *const *options)
{
	*stage = (struct stage){ .is_loud = false };
	return stage_open(stage, script, ARRAY_SIZE(script), options, UDP4);
}

/** Whether it is a provisional response with RSeq and Require: 100rel. */
static bool is_reliable(long row, const struct reply *reply, unsigned code)
{
	if (!CHECK(row, reply->message != NULL &&
				message_status(reply->message) == code))
		return false;
	/* RFC 3262 §3: from 1 to 2**31 - 1 */
	return CHECK(row,
		     reply_rseq(reply) > 0 && reply_rseq(reply) < 1U << 31) &&
	       CHECK_STR(row, reply_header(reply, "Require"), "100rel");
}

/** RFC 3262 §3: copies double without a cap, and the PRACK ends them. */
static void test_copies(void)
{
	static const unsigned due_ms[] = { 0, 50, 150, 350, 750, 1550 };
	struct stage stage;
	struct pair *pair = &stage.pair;
	uint64_t start_us = now_us();
	uint64_t rseq = 0;
	struct talk talk;

	if (!open_stage(&stage, t1_50))
		return;
	CHECK_INT(0, talk_dial(&talk, &stage, "two", TAKES_100REL), 183);
	for (size_t i = 0; i < ARRAY_SIZE(due_ms); i++) {
		if (i == 0)
			start_us = pair->reply.at_us - 5000;
		else
			(void)peer_answer(&pair->peer, &pair->reply);
		if (!is_reliable((long)i, &pair->reply, 183))
			break;
		if (i == 0)
			rseq = reply_rseq(&pair->reply);
		CHECK_INT(i, reply_rseq(&pair->reply), rseq);
		(void)came_after((long)i, &pair->reply, start_us, due_ms[i]);
	}
	/* The next one waits for the PRACK and has the next number. */
	CHECK_INT(0, talk_prove(&talk, &stage, rseq), 200);
	CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 180);
	(void)is_reliable(0, &pair->reply, 180);
	CHECK_INT(0, reply_rseq(&pair->reply), rseq + 1);
	CHECK_INT(0, talk_prove(&talk, &stage, rseq + 1), 200);
	talk_final(0, &talk, &stage, 486);
	CHECK(0, !peer_receive(&pair->peer, &pair->reply, 300));
	stage_close(&stage);
}

/** RFC 3262 §3: a PRACK that fits nothing gets 481 and ends nothing. */
static void test_wrong(void)
{
	static const char *const rack[] = {
		"RAck: 1 1 BYE\r\n",
		"RAck: x\r\n",
		"",
		"RAck: 2147483647 1 INVITE\r\n",
		"RAck: 0 1 INVITE\r\n",
	};
	struct stage stage;
	struct pair *pair = &stage.pair;
	uint64_t rseq;
	struct talk talk;

	if (!open_stage(&stage, patient))
		return;
	rseq = talk_ring(0, &talk, &stage, "mixed");
	for (size_t i = 0; i < ARRAY_SIZE(rack); i++) {
		unsigned code = talk_ask(&talk, &stage, "PRACK", rack[i]);

		CHECK(i, code == 481 || code == 400);
		CHECK(i, peer_is_quiet(&pair->peer));
	}
	CHECK_INT(0, talk_prove(&talk, &stage, rseq + 1), 481);
	CHECK_INT(0, talk_prove(&talk, &stage, rseq), 200);
	/* The rest is plain. */
	CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 180);
	CHECK(0, reply_header(&pair->reply, "RSeq").p == NULL);
	CHECK(0, reply_header(&pair->reply, "Require").p == NULL);
	talk_final(0, &talk, &stage, 200);
	/* Proved already. */
	CHECK_INT(0, talk_prove(&talk, &stage, rseq), 481);
	talk_end(&talk, &stage);
	stage_close(&stage);
}

/** RFC 3262 §3: no PRACK within 64*T1 rejects the INVITE with a 5xx. */
static void test_unproved(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	uint64_t start_us;
	struct talk talk;
	size_t copies = 1;

	if (!open_stage(&stage, t1_20))
		return;
	start_us = now_us();
	CHECK_INT(0, talk_dial(&talk, &stage, "two", TAKES_100REL), 183);
	while (peer_answer(&pair->peer, &pair->reply) == 183)
		copies++;
	/* at 0, 20, 60, 140, 300, 620 and 1260 */
	CHECK_INT(0, copies, 7);
	CHECK_INT(0, message_status(pair->reply.message), 504);
	(void)came_after(0, &pair->reply, start_us, 64 * 20);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	CHECK(0, !peer_receive(&pair->peer, &pair->reply, 300));
	stage_close(&stage);
}

/** Who does not offer it gets it plain; who requires it gets it always. */
static void test_offer(void)
{
	static const struct {
		const char *user;
		const char *headers;
		unsigned code;
		bool is_reliable;
	} row[] = {
		{ "two", NULL, 183, false },
		{ "two", "Supported: timer\r\n", 183, false },
		{ "two", "k: 100rel\r\n", 183, true },
		{ "two", "Supported: timer\r\nSupported: 100rel\r\n", 183,
		  true },
		{ "two", REQUIRED, 183, true },
		{ "broken", NULL, 183, true },
		{ "180-0-486", TAKES_100REL, 180, false },
		{ "180-0-486", REQUIRED, 180, true },
		{ "183-0-486", REQUIRED, 183, true },
	};
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!open_stage(&stage, patient))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		unsigned code;

		CHECK_INT(i,
			  talk_dial(&talk, &stage, row[i].user, row[i].headers),
			  row[i].code);
		CHECK_INT(i, reply_rseq(&pair->reply) > 0, row[i].is_reliable);
		while (row[i].is_reliable && reply_rseq(&pair->reply) > 0) {
			CHECK_INT(i,
				  talk_prove(&talk, &stage,
					     reply_rseq(&pair->reply)),
				  200);
			(void)peer_answer(&pair->peer, &pair->reply);
		}
		do
			code = pair->reply.message != NULL
				       ? message_status(pair->reply.message)
				       : 0;
		while (code > 0 && code < 200 &&
		       peer_answer(&pair->peer, &pair->reply) > 0);
		CHECK_INT(i, code, 486);
		peer_ack(&pair->peer, &talk.invite, &pair->reply);
	}
	/* A 100 is never reliable (RFC 3262 §3). */
	CHECK_INT(0, talk_dial(&talk, &stage, "1-486", REQUIRED), 100);
	CHECK(0, reply_header(&pair->reply, "RSeq").p == NULL);
	talk_final(0, &talk, &stage, 486);
	stage_close(&stage);
}

/** Faults and reactions go with it as with any other response. */
static void test_files(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;
	uint64_t rseq;

	if (!open_stage(&stage, t1_50))
		return;
	rseq = talk_ring(0, &talk, &stage, "silent");
	CHECK(0, !peer_receive(&pair->peer, &pair->reply, 300));
	CHECK_INT(0, talk_prove(&talk, &stage, rseq), 200);
	talk_final(0, &talk, &stage, 486);

	rseq = talk_ring(1, &talk, &stage, "lost");
	CHECK_INT(1, talk_prove(&talk, &stage, rseq), 200);
	talk_final(1, &talk, &stage, 486);

	/* The reaction answers it, and then the INVITE. */
	rseq = talk_ring(2, &talk, &stage, "on");
	CHECK_INT(2, talk_prove(&talk, &stage, rseq), 500);
	talk_final(2, &talk, &stage, 603);
	CHECK(2, !peer_receive(&pair->peer, &pair->reply, 300));
	stage_close(&stage);
}

/** CANCEL and BYE end it, copies and all. */
static void test_ended(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct request cancel = { .method = "CANCEL", .user = "two" };
	struct talk talk;

	if (!open_stage(&stage, patient))
		return;
	for (long i = 0; i < 2; i++) {
		CHECK_INT(i, talk_dial(&talk, &stage, "two", TAKES_100REL),
			  183);
		if (i == 0)
			(void)peer_send(&pair->peer, &cancel);
		else
			(void)talk_send(&talk, &stage, "BYE", NULL);
		CHECK_INT(i, peer_answer(&pair->peer, &pair->reply), 200);
		talk_final(i, &talk, &stage, 487);
		CHECK(i, peer_is_quiet(&pair->peer));
	}
	stage_close(&stage);
}

CU_TestInfo test_reliable[] = {
	{ "a reliable response is repeated until its PRACK", test_copies },
	{ "a PRACK for something else gets 481", test_wrong },
	{ "without a PRACK the INVITE is rejected", test_unproved },
	{ "it is sent to those who offer or require it", test_offer },
	{ "faults and reactions go with it", test_files },
	{ "CANCEL and BYE end it", test_ended },
	CU_TEST_INFO_NULL
};
