/* SPDX-License-Identifier: MIT */
#include "answer.h"
#include "check.h"
#include "folder.h"

static const struct script script[] = {
	{ "child", "flow:\n  - respond: 302\n    headers: |\n"
		   "      Contact: <sip:${child}@${local}>\n"
		   "  - receive: INVITE\n    with: child\n    within: 500ms\n"
		   "  - respond: 180\n  - respond: 606\n" },
	{ "secret", "flow:\n  - respond: 401\n  - receive: INVITE\n"
		    "    with: credentials\n  - respond: 407\n"
		    "  - receive: INVITE\n    with: credentials\n"
		    "  - respond: 488\n" },
	{ "again", "flow:\n  - respond: 422\n  - receive: INVITE\n"
		   "  - respond: 486\n" },
};

static bool open_stage(struct stage *stage)
{
	*stage = (struct stage){ .is_loud = false };
	return stage_open(stage, script, ARRAY_SIZE(script), patient, UDP4);
}

/** The INVITE that a redirect caused, and those that it did not. */
static void test_child(void)
{
	struct request follow = { .cseq = 2 };
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!open_stage(&stage))
		return;
	CHECK_INT(0, talk_dial(&talk, &stage, "child", NULL), 302);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	follow.uri = str_from(talk.contact);
	CHECK_INT(0, peer_ask(&pair->peer, &follow, &pair->reply), 180);
	CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 606);
	peer_ack(&pair->peer, &follow, &pair->reply);

	/* Another call of the same case is a run of its own. */
	CHECK_INT(1, talk_dial(&talk, &stage, "child", NULL), 302);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	CHECK_INT(1, peer_ask(&pair->peer, &follow, &pair->reply), 180);
	CHECK_INT(1, peer_answer(&pair->peer, &pair->reply), 606);
	peer_ack(&pair->peer, &follow, &pair->reply);
	stage_close(&stage);
}

/** One with credentials takes the next step; one without begins anew. */
static void test_credentials(void)
{
	static const struct answer_form good = { .nc = 1 };
	struct request retry = { .user = "secret", .cseq = 2 };
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;
	char line[ANSWER_SIZE];

	if (!open_stage(&stage))
		return;
	CHECK_INT(0, talk_dial(&talk, &stage, "secret", NULL), 401);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	answer_write(line, pair, "secret", &good);
	CHECK_INT(0, peer_ask(&pair->peer, &retry, &pair->reply), 401);
	peer_ack(&pair->peer, &retry, &pair->reply);
	retry.cseq = 3;
	retry.headers = line;
	CHECK_INT(1, peer_ask(&pair->peer, &retry, &pair->reply), 407);
	peer_ack(&pair->peer, &retry, &pair->reply);
	answer_write(line, pair, "secret", &good);
	retry.cseq = 4;
	CHECK_INT(2, peer_ask(&pair->peer, &retry, &pair->reply), 488);
	peer_ack(&pair->peer, &retry, &pair->reply);
	stage_close(&stage);
}

/** RFC 3261 §8.1.3.5: a corrected request has the same Call-ID and From tag. */
static void test_corrected(void)
{
	struct request retry = { .user = "again", .cseq = 2 };
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!open_stage(&stage))
		return;
	CHECK_INT(0, talk_dial(&talk, &stage, "again", NULL), 422);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	CHECK_INT(0, peer_ask(&pair->peer, &retry, &pair->reply), 486);
	peer_ack(&pair->peer, &retry, &pair->reply);
	stage_close(&stage);
}

CU_TestInfo test_again[] = {
	{ "receive takes the child of a redirect", test_child },
	{ "receive takes credentials for its own challenge", test_credentials },
	{ "receive takes a corrected request of the same call",
	  test_corrected },
	CU_TEST_INFO_NULL
};
