/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "folder.h"

static const char *const t1_50[] = { "--t1=50", "--hold=0.1", NULL };

static const struct script script[] = {
	{ "glare", "flow: [{respond: 180}, {wait: 20s}, {respond: 480}]\n"
		   "on:\n  CANCEL:\n    - respond: 200\n    - respond: 200\n"
		   "    - send: BYE\n      after: hold\n" },
	{ "late", "flow: [{respond: 180}, {wait: 20s}, {respond: 480}]\n"
		  "on:\n  CANCEL: [{respond: 200}, {wait: 200ms},"
		  " {respond: 487}]\n" },
	{ "deaf", "flow: [{respond: 180}, {wait: 300ms}, {respond: 480}]\n"
		  "on:\n  CANCEL: [{respond: 481}, {wait: 200ms},"
		  " {respond: 486}]\n" },
	{ "bye", "flow: [{respond: 200}, {wait: 20s}, {send: BYE}]\n"
		 "on:\n  BYE: [{respond: 481}]\n  INFO: [{respond: 415},"
		 " {send: OPTIONS}]\n  INVITE: [{respond: 488}]\n" },
	{ "early", "flow: [{respond: 183}, {wait: 20s}, {respond: 480}]\n"
		   "on:\n  BYE: [{respond: 200}, {respond: 410}]\n" },
	{ "info", "flow:\n  - respond: 200\n  - receive: INFO\n"
		  "  - respond: 469\n  - send: BYE\n" },
	{ "pending", "flow:\n  - respond: 200\n  - receive: INVITE\n"
		     "  - respond: 491\n  - receive: INVITE\n"
		     "  - respond: 200\n" },
};

static bool open_stage(struct stage *stage, const char *const *options,
		       enum place place)
{
	*stage = (struct stage){ .is_loud = false };
	return stage_open(stage, script, ARRAY_SIZE(script), options, place);
}

static void check_answer(long row, struct pair *pair, unsigned code,
			 const char *cseq)
{
	CHECK_INT(row, peer_answer(&pair->peer, &pair->reply), code);
	CHECK_STR(row, reply_header(&pair->reply, "CSeq"), cseq);
}

/** CANCEL as the flow wants it: each answer goes to its own request. */
static void check_cancel(long row, const char *user, unsigned cancel_code,
			 unsigned invite_code, enum place place)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct request cancel = { .method = "CANCEL", .user = user };
	struct talk talk;

	if (!open_stage(&stage, t1_50, place))
		return;
	CHECK_INT(row, talk_dial(&talk, &stage, user, NULL), 180);
	(void)peer_send(&pair->peer, &cancel);
	check_answer(row, pair, cancel_code, "1 CANCEL");
	check_answer(row, pair, invite_code, "1 INVITE");
	CHECK_STR(row, reply_tag(&pair->reply), talk.tag);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	if (invite_code == 200) {
		check_answer(row, pair, 1, "1 BYE");
		peer_respond(&pair->peer, &pair->reply, "200 OK");
	}
	CHECK(row, !peer_receive(&pair->peer, &pair->reply, 200));
	/* RFC 3261 §9.2: a late copy of the CANCEL has no effect. */
	(void)peer_send(&pair->peer, &cancel);
	CHECK_INT(row, peer_answer(&pair->peer, &pair->reply), cancel_code);
	stage_close(&stage);
}

static void test_cancel(void)
{
	check_cancel(0, "glare", 200, 200, UDP4);
	check_cancel(1, "late", 200, 487, UDP4);
	check_cancel(2, "deaf", 481, 486, UDP4);
}

/** On a stream the CANCEL's transaction is over with its answer. */
static void test_cancel_stream(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct request cancel = { .method = "CANCEL", .user = "glare" };
	struct talk talk;

	if (!open_stage(&stage, t1_50, TCP4))
		return;
	CHECK_INT(0, talk_dial(&talk, &stage, "glare", NULL), 180);
	(void)peer_send(&pair->peer, &cancel);
	check_answer(0, pair, 200, "1 CANCEL");
	check_answer(0, pair, 200, "1 INVITE");
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	check_answer(0, pair, 1, "1 BYE");
	peer_respond(&pair->peer, &pair->reply, "200 OK");
	CHECK(0, peer_is_quiet(&pair->peer));
	stage_close(&stage);
}

/** Requests in the dialog; what is left of the flow is replaced. */
static void test_on(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct request again;
	struct talk talk;

	if (!open_stage(&stage, patient, UDP4))
		return;
	if (talk_begin(&talk, &stage, "bye", NULL)) {
		CHECK_INT(0, talk_ask(&talk, &stage, "OPTIONS", NULL), 200);
		CHECK_INT(0, talk_ask(&talk, &stage, "BYE", NULL), 481);
		CHECK(0, peer_is_quiet(&pair->peer));
	}
	if (talk_begin(&talk, &stage, "bye", NULL)) {
		CHECK_INT(1, talk_ask(&talk, &stage, "INFO", NULL), 415);
		check_answer(1, pair, 1, "1 OPTIONS");
		peer_respond(&pair->peer, &pair->reply, "200 OK");
		/* RFC 3261 §15.1.1: even so its session is over. */
		CHECK_INT(1, talk_ask(&talk, &stage, "BYE", NULL), 481);
		CHECK_INT(1, talk_ask(&talk, &stage, "OPTIONS", NULL), 481);
	}
	if (talk_begin(&talk, &stage, "bye", NULL)) {
		again = talk_send(&talk, &stage, "INVITE", NULL);
		check_answer(2, pair, 488, "2 INVITE");
		peer_ack(&pair->peer, &again, &pair->reply);
		CHECK_INT(2, talk_ask(&talk, &stage, "OPTIONS", NULL), 200);
	}
	if (talk_begin(&talk, &stage, "info", NULL)) {
		CHECK_INT(3, talk_ask(&talk, &stage, "INFO", NULL), 469);
		check_answer(3, pair, 1, "1 BYE");
		peer_respond(&pair->peer, &pair->reply, "200 OK");
	}
	stage_close(&stage);
}

/** A BYE before the answer (RFC 3261 §15.1.2: the INVITE gets its final). */
static void test_early(void)
{
	static const struct {
		const char *user;
		unsigned code; /* of the INVITE */
	} row[] = { { "early", 410 }, { "183-9-200", 487 } };
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!open_stage(&stage, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		CHECK_INT(i, talk_dial(&talk, &stage, row[i].user, NULL), 183);
		(void)talk_send(&talk, &stage, "BYE", NULL);
		check_answer((long)i, pair, 200, "2 BYE");
		check_answer((long)i, pair, row[i].code, "1 INVITE");
		peer_ack(&pair->peer, &talk.invite, &pair->reply);
		CHECK(i, peer_is_quiet(&pair->peer));
	}
	stage_close(&stage);
}

/** A re-INVITE that the flow refuses, and takes the second time. */
static void test_pending(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct request again;
	struct talk talk;

	if (!open_stage(&stage, t1_50, UDP4))
		return;
	if (!talk_begin(&talk, &stage, "pending", NULL))
		goto out;
	again = talk_send(&talk, &stage, "INVITE", NULL);
	check_answer(0, pair, 491, "2 INVITE");
	check_answer(0, pair, 491, "2 INVITE");
	peer_ack(&pair->peer, &again, &pair->reply);
	again = talk_send(&talk, &stage, "INVITE", NULL);
	check_answer(1, pair, 200, "3 INVITE");
	CHECK(1, has_part(pair->reply.message->bytes, "m=audio "));
	peer_ack(&pair->peer, &again, &pair->reply);
	talk_end(&talk, &stage);
out:
	stage_close(&stage);
}

CU_TestInfo test_react[] = {
	{ "a CANCEL gets what the file says", test_cancel },
	{ "a CANCEL that comes by a stream too", test_cancel_stream },
	{ "requests of the dialog get what the file says", test_on },
	{ "a BYE before the answer ends the INVITE", test_early },
	{ "a re-INVITE is refused, then taken by the flow", test_pending },
	CU_TEST_INFO_NULL
};
