/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "folder.h"

static const struct script script[] = {
	{ "gap", "broken: true\nflow:\n  - respond: 183\n"
		 "    reliable: true\n"
		 "  - respond: {status: 183, reliable: true, rseq: 2, "
		 "prack: any-time}\n"
		 "  - respond: {status: 183, reliable: true, rseq: 0}\n"
		 "  - wait: 300ms\n  - respond: 486\n" },
	{ "later", "flow:\n  - respond: 183\n    reliable: true\n"
		   "    prack: any-time\n  - wait: 100ms\n"
		   "  - respond: 200\n" },
	{ "fork", "flow:\n"
		  "  - respond: {status: 183, reliable: true, to-tag: a}\n"
		  "  - respond: {status: 183, reliable: true, to-tag: b}\n"
		  "  - respond: {status: 180, reliable: true, to-tag: a}\n"
		  "  - respond: 486\n" },
	{ "offer", "flow:\n  - respond: 183\n    sdp: answer\n"
		   "    reliable: true\n  - respond: 200\n" },
	{ "update", "flow:\n  - respond: 183\n    reliable: true\n"
		    "  - send: UPDATE\n  - respond: 486\n" },
};

static bool open_stage(struct stage *stage, const char *const *options)
{
	*stage = (struct stage){ .is_loud = false };
	return stage_open(stage, script, ARRAY_SIZE(script), options, UDP4);
}

/** A number that is too high, and one that comes again, wait for no PRACK. */
static void test_gap(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;
	uint64_t rseq;

	if (!open_stage(&stage, patient))
		return;
	rseq = talk_ring(0, &talk, &stage, "gap");
	CHECK_INT(0, talk_prove(&talk, &stage, rseq), 200);
	for (long i = 0; i < 2; i++) {
		CHECK_INT(i, peer_answer(&pair->peer, &pair->reply), 183);
		CHECK_INT(i, reply_rseq(&pair->reply), rseq + 2);
	}
	/* What was never sent is not proved. */
	CHECK_INT(1, talk_prove(&talk, &stage, rseq + 1), 481);
	talk_final(1, &talk, &stage, 486);
	stage_close(&stage);
}

/** RFC 3262 §3: a 2xx may go before the PRACK, which is answered all the same. */
static void test_any_time(void)
{
	struct stage stage;
	struct talk talk;
	uint64_t rseq;

	if (!open_stage(&stage, patient))
		return;
	rseq = talk_ring(0, &talk, &stage, "later");
	talk_final(0, &talk, &stage, 200);
	CHECK_INT(0, talk_prove(&talk, &stage, rseq), 200);
	CHECK_INT(1, talk_prove(&talk, &stage, rseq), 481);
	talk_end(&talk, &stage);
	stage_close(&stage);
}

/** RFC 3262 §3: each dialog of a fork counts for itself. */
static void test_fork(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk, other;
	uint64_t rseq, rseq_b;

	if (!open_stage(&stage, patient))
		return;
	rseq = talk_ring(0, &talk, &stage, "fork");
	CHECK_INT(0, talk_prove(&talk, &stage, rseq), 200);
	CHECK_INT(1, peer_answer(&pair->peer, &pair->reply), 183);
	CHECK_STR(1, reply_tag(&pair->reply), "b");
	other = talk;
	other.cseq += 10; /* its branches are others */
	(void)snprintf(other.tag, sizeof(other.tag), "b");
	rseq_b = reply_rseq(&pair->reply);
	/* The number belongs to the dialog. */
	CHECK_INT(1, talk_prove(&talk, &stage, rseq_b), 481);
	CHECK_INT(1, talk_prove(&other, &stage, rseq_b), 200);
	CHECK_INT(2, peer_answer(&pair->peer, &pair->reply), 180);
	CHECK_STR(2, reply_tag(&pair->reply), "a");
	CHECK_INT(2, reply_rseq(&pair->reply), rseq + 1);
	CHECK_INT(2, talk_prove(&talk, &stage, rseq + 1), 200);
	talk_final(3, &talk, &stage, 486);
	stage_close(&stage);
}

/** RFC 3262 §5: an INVITE without an offer gets one, and gets it once. */
static void test_offer(void)
{
	static const struct {
		const char *headers;
		bool is_reliable;
	} row[] = { { TAKES_100REL, true }, { "Supported: timer\r\n", false } };
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!open_stage(&stage, patient))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		bool is_reliable = row[i].is_reliable;

		talk = (struct talk){ .invite = { .user = "offer",
						  .headers = row[i].headers },
				      .cseq = 1 };
		peer_new_call(&pair->peer);
		CHECK_INT(i, peer_ask(&pair->peer, &talk.invite, &pair->reply),
			  183);
		CHECK_INT(i, pair->reply.message->body.size > 0, is_reliable);
		(void)snprintf(talk.tag, sizeof(talk.tag), "%.*s",
			       STR_ARG(reply_tag(&pair->reply)));
		if (is_reliable)
			CHECK_INT(i,
				  talk_prove(&talk, &stage,
					     reply_rseq(&pair->reply)),
				  200);
		CHECK_INT(i, peer_answer(&pair->peer, &pair->reply), 200);
		CHECK_INT(i, pair->reply.message->body.size > 0, !is_reliable);
		peer_ack(&pair->peer, &talk.invite, &pair->reply);
		talk_end(&talk, &stage);
	}
	stage_close(&stage);
}

/** RFC 3311 §5.1: UPDATE goes in the early dialog, and the flow waits for it. */
static void test_update(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;
	uint64_t rseq;

	if (!open_stage(&stage, patient))
		return;
	rseq = talk_ring(0, &talk, &stage, "update");
	CHECK_INT(0, talk_prove(&talk, &stage, rseq), 200);
	CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 1);
	CHECK_STR(0, message_method(pair->reply.message), "UPDATE");
	CHECK(0, has_part(reply_header(&pair->reply, "From"), talk.tag));
	CHECK(0, reply_contact(&pair->reply).size > 0);
	peer_respond(&pair->peer, &pair->reply, "200 OK");
	talk_final(0, &talk, &stage, 486);
	CHECK(0, peer_is_quiet(&pair->peer));
	stage_close(&stage);
}

CU_TestInfo test_prack[] = {
	{ "a gap in RSeq waits for no PRACK", test_gap },
	{ "a PRACK may come behind the 2xx", test_any_time },
	{ "each dialog of a fork counts its RSeq", test_fork },
	{ "a reliable response makes the offer once", test_offer },
	{ "UPDATE goes in the early dialog", test_update },
	CU_TEST_INFO_NULL
};
