/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/socket.h>

#include "check.h"
#include "folder.h"

enum { COPIES_MAX = 6 };

static const char *const t1_100[] = { "--t1=100", NULL };

#define FAULT(code, fault) "flow: [{respond: " code ", fault: {" fault "}}]"

static const struct script script[] = {
	{ "drop", FAULT("486", "drop: 2") },
	{ "drop200", FAULT("200", "drop: 1") },
	{ "duplicate", FAULT("486", "duplicate: 2") },
	{ "both", FAULT("486", "drop: 1, duplicate: 1") },
	{ "delay", FAULT("486", "delay: 250ms") },
	{ "silent", FAULT("486", "no-copies: true") },
	{ "ack1", FAULT("486", "ignore-ack: 1") },
	{ "ack200", FAULT("200", "ignore-ack: 2") },
	{ "truncate", FAULT("486", "truncate: 40") },
	{ "branch", FAULT("486", "wrong-branch: true") },
	{ "via", FAULT("486", "second-via: true") },
	{ "cseq", FAULT("486", "wrong-cseq: true") },
	{ "callid", FAULT("486", "wrong-call-id: true") },
	{ "all", FAULT("486", "wrong-branch: true, second-via: true, "
			      "wrong-cseq: true, wrong-call-id: true") },
	{ "copy", "flow:\n  - respond: 180\n    fault: {ignore-copy: 2}\n"
		  "  - wait: 1s\n  - respond: 486\n" },
	{ "drop180", "flow:\n  - respond: 180\n    fault: {drop: 1}\n"
		     "  - wait: 500ms\n  - respond: 486\n" },
	{ "late180", "flow:\n  - respond: 180\n    fault: {delay: 300ms}\n"
		     "  - respond: 486\n" },
	{ "late182", "flow:\n  - respond: 182\n    fault: {delay: 200ms}\n"
		     "  - wait: 400ms\n  - respond: 486\n" },
	{ "then", "flow:\n  - respond: 180\n    fault: {no-copies: true}\n"
		  "  - respond: 486\n" },
	{ "ack2", "flow:\n  - respond: 200\n    fault: {ignore-ack: 1}\n"
		  "  - send: BYE\n" },
};

/** When each copy of the final response comes on UDP, if it is not taken. */
static void test_times(void)
{
	static const struct {
		const char *user;
		size_t acks; /* of the first copies, one each */
		size_t count;
		unsigned code;
		unsigned ms[COPIES_MAX];
	} row[] = {
		{ "drop", 0, 3, 486, { 300, 700, 1500 } },
		{ "drop", 1, 1, 486, { 300 } },
		{ "drop200", 0, 3, 200, { 100, 300, 700 } },
		{ "duplicate", 0, 5, 486, { 0, 0, 0, 100, 300 } },
		{ "duplicate", 1, 3, 486, { 0, 0, 0 } },
		{ "both", 1, 1, 486, { 0 } },
		{ "delay", 1, 1, 486, { 250 } },
		{ "delay", 0, 3, 486, { 250, 300, 700 } },
		{ "silent", 0, 1, 486, { 0 } },
		{ "ack1", 2, 2, 486, { 0, 100 } },
		{ "ack1", 1, 3, 486, { 0, 100, 300 } },
		{ "ack200", 3, 3, 200, { 0, 100, 300 } },
		{ "ack200", 2, 4, 200, { 0, 100, 300, 700 } },
	};
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), t1_100, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .user = row[i].user };
		uint64_t start_us;
		bool is_over = row[i].acks >= row[i].count ||
			       strcmp(row[i].user, "duplicate") == 0;

		peer_new_call(&pair->peer);
		start_us = peer_send(&pair->peer, &invite);
		for (size_t n = 0; n < row[i].count; n++) {
			long at = (long)(i * 100 + n);

			/* A 100 may come where it takes long. */
			while (peer_answer(&pair->peer, &pair->reply) == 100)
				;
			if (!CHECK(at, pair->reply.message != NULL))
				break;
			CHECK_INT(at, message_status(pair->reply.message),
				  row[i].code);
			(void)came_after(at, &pair->reply, start_us,
					 row[i].ms[n]);
			if (n < row[i].acks)
				peer_ack(&pair->peer, &invite, &pair->reply);
		}
		if (row[i].acks > 0 && is_over)
			CHECK(i, !peer_receive(&pair->peer, &pair->reply, 500));
		if (!stage_move(&stage, UDP4))
			break;
	}
	stage_close(&stage);
}

/** On a stream nothing is sent again, so what is dropped is gone. */
static void test_stream(void)
{
	static const struct {
		const char *user;
		size_t count;
	} row[] = { { "drop", 0 }, { "duplicate", 3 }, { "silent", 1 } };
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), t1_100, TCP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .user = row[i].user };

		peer_new_call(&pair->peer);
		(void)peer_send(&pair->peer, &invite);
		for (size_t n = 0; n < row[i].count; n++)
			CHECK_INT(i, peer_answer(&pair->peer, &pair->reply),
				  486);
		CHECK(i, !peer_receive(&pair->peer, &pair->reply, 300));
		peer_ack(&pair->peer, &invite, &pair->reply);
	}
	stage_close(&stage);
}

/** The bytes of a 486 with a fault beside those of one without. */
static void test_spoilt(void)
{
	static const struct {
		const char *user;
		const char *cseq;
		bool is_of_call;
		bool has_branch;
		bool has_second;
	} row[] = {
		{ "branch", "1 INVITE", true, false, false },
		{ "via", "1 INVITE", true, true, true },
		{ "cseq", "2 INVITE", true, true, false },
		{ "callid", "1 INVITE", false, true, false },
		{ "all", "2 INVITE", false, false, true },
	};
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), t1_100, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .user = row[i].user };
		char branch[64], id[64];

		peer_new_call(&pair->peer);
		(void)snprintf(branch, sizeof(branch),
			       ";branch=z9hG4bK%llu-1-0;",
			       (unsigned long long)pair->peer.call);
		(void)snprintf(id, sizeof(id), "%llu-%u@loop",
			       (unsigned long long)pair->peer.call,
			       pair->peer.port);
		CHECK_INT(i, peer_ask(&pair->peer, &invite, &pair->reply), 486);
		CHECK_INT(i,
			  has_part(reply_value(&pair->reply, "Via", 0), branch),
			  row[i].has_branch);
		CHECK_INT(i, reply_value(&pair->reply, "Via", 1).p != NULL,
			  row[i].has_second);
		CHECK_STR(i, reply_header(&pair->reply, "CSeq"), row[i].cseq);
		CHECK_INT(i,
			  str_eq(reply_header(&pair->reply, "Call-ID"),
				 str_from(id)),
			  row[i].is_of_call);
		/* The machine goes on: a copy comes, and an ACK ends it. */
		CHECK_INT(i, peer_answer(&pair->peer, &pair->reply), 486);
		peer_ack(&pair->peer, &invite, &pair->reply);
		CHECK(i, !peer_receive(&pair->peer, &pair->reply, 300));
	}
	stage_close(&stage);
}

static void test_truncated(void)
{
	const struct request invite = { .user = "truncate" };
	struct stage stage = { .is_loud = false };
	struct peer *peer = &stage.pair.peer;
	char text[128] = "";

	if (!stage_open(&stage, script, ARRAY_SIZE(script), t1_100, UDP4))
		return;
	(void)peer_send(peer, &invite);
	for (long i = 0; i < 3; i++) {
		CHECK_INT(i, recv(peer->fd, text, sizeof(text) - 1, 0), 40);
		CHECK(i,
		      str_starts(str_from(text),
				 STR("SIP/2.0 486 Busy Here\r\nVia: SIP/2.0")));
	}
	peer_ack(peer, &invite, &(struct reply){ .message = NULL });
	stage_close(&stage);
}

/** Provisional responses, which no timer of the INVITE's repeats. */
static void test_provisional(void)
{
	static const struct {
		const char *user;
		unsigned copy_ms; /* when the INVITE is sent again; 0: not */
		struct {
			unsigned code;
			unsigned ms;
		} answer[3];
	} row[] = {
		{ "drop180", 0, { { 486, 500 } } },
		{ "drop180", 50, { { 180, 50 }, { 486, 500 } } },
		{ "late182", 0, { { 182, 200 }, { 486, 400 } } },
		/* It overtakes the 180, which comes all the same. */
		{ "late180", 0, { { 486, 0 }, { 180, 300 } } },
		/* A fault is its own response's: this 486 is repeated. */
		{ "then", 0, { { 180, 0 }, { 486, 0 }, { 486, 2000 } } },
	};
	static const char *const t1_2000[] = { "--t1=2000", NULL };
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), t1_2000, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .user = row[i].user };
		uint64_t start_us;

		peer_new_call(&pair->peer);
		start_us = peer_send(&pair->peer, &invite);
		while (row[i].copy_ms > 0 &&
		       now_us() < start_us + row[i].copy_ms * 1000)
			;
		if (row[i].copy_ms > 0)
			(void)peer_send(&pair->peer, &invite);
		for (size_t n = 0; n < 3 && row[i].answer[n].code != 0; n++) {
			CHECK_INT(i, peer_answer(&pair->peer, &pair->reply),
				  row[i].answer[n].code);
			(void)came_after((long)i, &pair->reply, start_us,
					 row[i].answer[n].ms);
		}
		peer_ack(&pair->peer, &invite, &pair->reply);
		CHECK(i, peer_is_quiet(&pair->peer));
		if (!stage_move(&stage, UDP4))
			break;
	}
	stage_close(&stage);
}

/** RFC 3261 §15: an ACK that was not taken does not let the BYE go. */
static void test_deaf(void)
{
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), t1_100, UDP4))
		return;
	if (talk_begin(&talk, &stage, "ack2", NULL)) {
		talk_final(0, &talk, &stage, 200);
		CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 1);
		CHECK_STR(0, reply_header(&pair->reply, "CSeq"), "1 BYE");
		if (pair->reply.message != NULL)
			peer_respond(&pair->peer, &pair->reply, "200 OK");
		CHECK(0, !peer_receive(&pair->peer, &pair->reply, 300));
	}
	stage_close(&stage);
}

static void test_ignored_copies(void)
{
	const struct request invite = { .user = "copy" };
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), patient, UDP4))
		return;
	CHECK_INT(0, peer_ask(&pair->peer, &invite, &pair->reply), 180);
	(void)peer_send(&pair->peer, &invite);
	CHECK(0, peer_is_quiet(&pair->peer));
	(void)peer_send(&pair->peer, &invite);
	CHECK(0, peer_is_quiet(&pair->peer));
	CHECK_INT(0, peer_ask(&pair->peer, &invite, &pair->reply), 180);
	CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 486);
	peer_ack(&pair->peer, &invite, &pair->reply);
	stage_close(&stage);
}

CU_TestInfo test_faults[] = {
	{ "copies come when the faults say", test_times },
	{ "a stream has no copies", test_stream },
	{ "a spoilt response is as its fault says", test_spoilt },
	{ "a truncated response is so long", test_truncated },
	{ "faults of a provisional response are its own", test_provisional },
	{ "copies of a request get no answer", test_ignored_copies },
	{ "an ACK that is not taken is no ACK", test_deaf },
	CU_TEST_INFO_NULL
};
