/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "folder.h"

static const struct script script[] = {
	{ "wait", "flow: [{respond: 180}, {wait: 300ms}, {respond: 486}]" },
	{ "wait0", "flow: [{wait: 0.4s}, {respond: 486}]" },
	{ "rounds", "flow:\n  - repeat:\n      times: 3\n      every: 150ms\n"
		    "      steps: [{respond: 182, reason: Queued}]\n"
		    "  - respond: 486\n" },
	{ "nested", "flow:\n  - repeat:\n      times: 2\n      every: 100ms\n"
		    "      steps:\n        - respond: 180\n"
		    "        - repeat:\n            times: 2\n"
		    "            steps: [{respond: 182}]\n"
		    "  - respond: 486\n" },
	{ "optional", "flow:\n  - respond: 200\n  - receive: INFO\n"
		      "    within: 200ms\n    optional: true\n"
		      "  - respond: 469\n  - send: BYE\n" },
	{ "missed", "flow:\n  - respond: 200\n  - receive: INFO\n"
		    "    within: 200ms\n  - respond: 469\n  - send: BYE\n" },
	{ "list", "flow:\n  - respond: 200\n"
		  "  - receive: [MESSAGE, INFO]\n  - respond: 480\n"
		  "  - receive: [OPTIONS]\n  - respond: 405\n" },
	{ "bye", "flow:\n  - respond: 200\n  - receive: BYE\n"
		 "  - respond: 500\n" },
	{ "rest", "flow: [{respond: 200}, {receive: [INFO, REFER]}]" },
	{ "restinvite", "flow: [{respond: 200}, {receive: INVITE}]" },
};

static bool open_stage(struct stage *stage, bool is_loud)
{
	*stage = (struct stage){ .is_loud = is_loud };
	return stage_open(stage, script, ARRAY_SIZE(script), patient, UDP4);
}

/** Answers to one INVITE, and when. */
static void test_times(void)
{
	static const struct {
		const char *user;
		struct {
			unsigned code;
			unsigned ms;
		} answer[7];
	} row[] = {
		{ "wait", { { 180, 0 }, { 486, 300 } } },
		/* RFC 3261 §17.2.1: the 100 is due after 200 ms. */
		{ "wait0", { { 100, 200 }, { 486, 400 } } },
		{ "rounds",
		  { { 182, 0 }, { 182, 150 }, { 182, 300 }, { 486, 300 } } },
		{ "nested",
		  { { 180, 0 },
		    { 182, 0 },
		    { 182, 0 },
		    { 180, 100 },
		    { 182, 100 },
		    { 182, 100 },
		    { 486, 100 } } },
	};
	struct stage stage;
	struct pair *pair = &stage.pair;

	if (!open_stage(&stage, false))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .user = row[i].user };
		uint64_t start_us;

		peer_new_call(&pair->peer);
		start_us = peer_send(&pair->peer, &invite);
		for (size_t n = 0; n < 7 && row[i].answer[n].code != 0; n++) {
			CHECK_INT(i, peer_answer(&pair->peer, &pair->reply),
				  row[i].answer[n].code);
			(void)came_after((long)i, &pair->reply, start_us,
					 row[i].answer[n].ms);
		}
		peer_ack(&pair->peer, &invite, &pair->reply);
		CHECK(i, peer_is_quiet(&pair->peer));
	}
	stage_close(&stage);
}

/** The line of a call, which comes when it is over. */
static bool line_has(struct stage *stage, const char *id, const char *part)
{
	struct str line = { NULL, 0 };

	while (gamut_line(&stage->pair.gamut, &line)) {
		if (has_part(line, id) && has_part(line, "udp "))
			return has_part(line, part);
	}
	return false;
}

/** What does not come ends the flow: no BYE of ours, and usual answers. */
static void test_missed(void)
{
	static const char *const user[] = { "optional", "missed" };
	static const char missing[] = "what was waited for did not come";
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!open_stage(&stage, true))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(user); i++) {
		if (!talk_begin(&talk, &stage, user[i], NULL))
			continue;
		CHECK(i, !peer_receive(&pair->peer, &pair->reply, 300));
		CHECK_INT(i, talk_ask(&talk, &stage, "INFO", NULL), 200);
		talk_end(&talk, &stage);
		CHECK_INT(i, line_has(&stage, user[i], missing), i);
	}
	/* In time it is answered by the flow, which goes on. */
	for (size_t i = 0; i < ARRAY_SIZE(user); i++) {
		if (!talk_begin(&talk, &stage, user[i], NULL))
			continue;
		CHECK_INT(i, talk_ask(&talk, &stage, "INFO", NULL), 469);
		CHECK_INT(i, peer_answer(&pair->peer, &pair->reply), 1);
		if (pair->reply.message != NULL)
			peer_respond(&pair->peer, &pair->reply, "200 OK");
		CHECK(i, !line_has(&stage, user[i], missing));
	}
	stage_close(&stage);
}

/** One method of a list; what is not in it has its usual answer. */
static void test_list(void)
{
	struct stage stage;
	struct talk talk;

	if (!open_stage(&stage, false))
		return;
	for (size_t i = 0; i < 2; i++) {
		const char *method = i == 0 ? "INFO" : "MESSAGE";

		if (!talk_begin(&talk, &stage, "list", NULL))
			continue;
		CHECK_INT(i, talk_ask(&talk, &stage, "OPTIONS", NULL), 200);
		CHECK_INT(i, talk_ask(&talk, &stage, method, NULL), 480);
		CHECK_INT(i, talk_ask(&talk, &stage, method, NULL), 200);
		CHECK_INT(i, talk_ask(&talk, &stage, "OPTIONS", NULL), 405);
		CHECK_STR(i, reply_tag(&stage.pair.reply), talk.tag);
		talk_end(&talk, &stage);
	}
	if (talk_begin(&talk, &stage, "bye", NULL)) {
		CHECK_INT(2, talk_ask(&talk, &stage, "BYE", NULL), 500);
		CHECK_INT(2, talk_ask(&talk, &stage, "INFO", NULL), 481);
	}
	stage_close(&stage);
}

/** A flow that ends with an open request answers it as usual. */
static void test_rest(void)
{
	static const enum place place[] = { UDP4, TCP4 };
	struct stage stage;
	struct talk talk;

	if (!open_stage(&stage, false))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(place); i++) {
		if (!stage_move(&stage, place[i]))
			break;
		if (talk_begin(&talk, &stage, "rest", NULL)) {
			CHECK_INT(i, talk_ask(&talk, &stage, "INFO", NULL),
				  200);
			talk_end(&talk, &stage);
		}
		if (talk_begin(&talk, &stage, "rest", NULL)) {
			CHECK_INT(i, talk_ask(&talk, &stage, "REFER", NULL),
				  603);
			talk_end(&talk, &stage);
		}
	}
	if (talk_begin(&talk, &stage, "restinvite", NULL)) {
		struct request again = talk_send(&talk, &stage, "INVITE", NULL);

		CHECK_INT(2, peer_answer(&stage.pair.peer, &stage.pair.reply),
			  200);
		peer_ack(&stage.pair.peer, &again, &stage.pair.reply);
		talk_end(&talk, &stage);
	}
	stage_close(&stage);
}

/** The same when the call is all that is left of it, on a stream. */
static void test_late_rest(void)
{
	static const char *const short_t1[] = { "--t1=10", NULL };
	struct stage stage = { .is_loud = false };
	struct talk talk;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), short_t1, TCP4))
		return;
	if (talk_begin(&talk, &stage, "rest", NULL)) {
		/* The INVITE's transaction is over after 64*T1. */
		CHECK(0,
		      !peer_receive(&stage.pair.peer, &stage.pair.reply, 800));
		CHECK_INT(0, talk_ask(&talk, &stage, "INFO", NULL), 200);
	}
	CHECK(0, peer_is_quiet(&stage.pair.peer));
	stage_close(&stage);
}

CU_TestInfo test_flow[] = {
	{ "wait and repeat keep their times", test_times },
	{ "what does not come ends the flow", test_missed },
	{ "receive takes what its list names", test_list },
	{ "an open request is answered at the end", test_rest },
	{ "the end of a call on a stream is clean", test_late_rest },
	CU_TEST_INFO_NULL
};
