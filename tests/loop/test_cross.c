/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "folder.h"

static const char *const t1_50[] = { "--t1=50", NULL };

static const struct script script[] = {
	{ "ours", "flow:\n  - respond: 200\n  - send: INVITE\n"
		  "    sdp: offer\n  - send: BYE\n" },
	{ "turn", "flow:\n  - respond: 200\n  - receive: INVITE\n"
		  "  - respond: 200\n  - send: INVITE\n    sdp: offer\n" },
	{ "bye", "flow:\n  - respond: 200\n  - receive: INVITE\n"
		 "  - respond: 200\n  - send: BYE\n" },
};

/** Requests that cross: a call whose re-INVITE of ours waits for an answer. */
struct cross {
	struct stage stage;
	struct talk talk;
	struct reply ours;
};

static void check_answer(long row, struct pair *pair, unsigned code,
			 const char *cseq)
{
	CHECK_INT(row, peer_answer(&pair->peer, &pair->reply), code);
	CHECK_STR(row, reply_header(&pair->reply, "CSeq"), cseq);
}

static bool open_stage(struct stage *stage, const char *const *options,
		       enum place place)
{
	*stage = (struct stage){ .is_loud = false };
	return stage_open(stage, script, ARRAY_SIZE(script), options, place);
}

static bool cross_open(struct cross *cross, enum place place)
{
	struct pair *pair = &cross->stage.pair;

	*cross = (struct cross){ .ours = { .message = NULL } };
	if (!open_stage(&cross->stage, patient, place))
		return false;
	if (talk_begin(&cross->talk, &cross->stage, "ours", NULL) &&
	    CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 1)) {
		cross->ours = pair->reply;
		pair->reply.message = NULL;
		return true;
	}
	stage_close(&cross->stage);
	return false;
}

static void cross_close(struct cross *cross)
{
	reply_free(&cross->ours);
	stage_close(&cross->stage);
}

/** RFC 3261 §14.2: while ours is pending, theirs gets 491. */
static void test_invites(void)
{
	struct cross cross;
	struct pair *pair = &cross.stage.pair;
	struct request again;

	if (!cross_open(&cross, UDP4))
		return;
	again = talk_send(&cross.talk, &cross.stage, "INVITE", NULL);
	check_answer(0, pair, 491, "2 INVITE");
	peer_ack(&pair->peer, &again, &pair->reply);
	peer_respond(&pair->peer, &cross.ours, "491 Request Pending");
	check_answer(0, pair, 1, "1 ACK");
	check_answer(0, pair, 1, "2 BYE");
	peer_respond(&pair->peer, &pair->reply, "200 OK");
	cross_close(&cross);
}

/** Their BYE ends the dialog; ours still gets its answer and its ACK. */
static void test_bye(void)
{
	static const enum place place[] = { UDP4, TCP4 };

	for (size_t i = 0; i < ARRAY_SIZE(place); i++) {
		struct cross cross;
		struct pair *pair = &cross.stage.pair;

		if (!cross_open(&cross, place[i]))
			continue;
		talk_end(&cross.talk, &cross.stage);
		peer_respond(&pair->peer, &cross.ours, "487 Gone");
		check_answer((long)i, pair, 1, "1 ACK");
		CHECK(i, peer_is_quiet(&pair->peer));
		cross_close(&cross);
	}
}

/** RFC 3261 §17.1.1.3: the ACK goes where the INVITE went. */
static void test_target(void)
{
	struct cross cross;
	struct pair *pair = &cross.stage.pair;
	struct request update;
	char uri[TALK_SIZE];

	if (!cross_open(&cross, UDP4))
		return;
	(void)snprintf(uri, sizeof(uri), "%.*s",
		       STR_ARG(message_uri(cross.ours.message)));
	update = (struct request){ .method = "UPDATE",
				   .user = "ours",
				   .cseq = 2,
				   .to_tag = str_from(cross.talk.tag) };
	(void)peer_send_changed(&pair->peer, &update, "Contact: <sip:loop@",
				"Contact: <sip:moved@");
	check_answer(0, pair, 200, "2 UPDATE");
	peer_respond(&pair->peer, &cross.ours, "488 Not Acceptable Here");
	check_answer(0, pair, 1, "1 ACK");
	CHECK_STR(0, message_uri(pair->reply.message), uri);
	/* What comes later goes to the new target. */
	check_answer(0, pair, 1, "2 BYE");
	CHECK(0, has_part(message_uri(pair->reply.message), "sip:moved@"));
	peer_respond(&pair->peer, &pair->reply, "200 OK");
	cross_close(&cross);
}

/** RFC 3261 §14.1 and §15: none of ours before the ACK for their re-INVITE. */
static void test_turn(void)
{
	static const char *const user[] = { "turn", "bye" };
	static const char *const cseq[] = { "1 INVITE", "1 BYE" };
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct request again;
	struct talk talk;

	for (long i = 0; i < 2; i++) {
		if (!open_stage(&stage, t1_50, UDP4))
			return;
		if (talk_begin(&talk, &stage, user[i], NULL)) {
			again = talk_send(&talk, &stage, "INVITE", NULL);
			check_answer(i, pair, 200, "2 INVITE");
			check_answer(i, pair, 200, "2 INVITE");
			peer_ack(&pair->peer, &again, &pair->reply);
			check_answer(i, pair, 1, cseq[i]);
			peer_respond(&pair->peer, &pair->reply, "200 OK");
		}
		stage_close(&stage);
	}
}

CU_TestInfo test_cross[] = {
	{ "a re-INVITE that crosses ours gets 491", test_invites },
	{ "a BYE that crosses our re-INVITE ends the dialog", test_bye },
	{ "the ACK for a refusal goes where the INVITE went", test_target },
	{ "ours waits for the ACK for theirs", test_turn },
	CU_TEST_INFO_NULL
};
