/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "peer.h"

/** Send it, and again: the second answer has the bytes of the first. */
static void check_same(long row, struct peer *peer,
		       const struct request *request)
{
	struct reply reply[2] = { { .message = NULL }, { .message = NULL } };

	for (size_t i = 0; i < 2; i++)
		CHECK(row, peer_ask(peer, request, &reply[i]) >= 100);
	if (reply[0].message != NULL && reply[1].message != NULL)
		CHECK(row,
		      str_eq(reply[0].message->bytes, reply[1].message->bytes));
	peer_ack(peer, request, &reply[0]);
	reply_free(&reply[0]);
	reply_free(&reply[1]);
}

static void test_same_bytes(void)
{
	static const struct {
		const char *method;
		const char *user;
	} row[] = {
		{ "INVITE", "486" }, { "INVITE", "401" },  { "INVITE", "300" },
		{ "INVITE", "180" }, { "OPTIONS", "200" }, { "OPTIONS", "401" },
		{ "INFO", "486" },   { "MESSAGE", "bob" },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request request = { .method = row[i].method,
						 .user = row[i].user };

		peer_new_call(&pair.peer);
		check_same((long)i, &pair.peer, &request);
	}
	pair_close(&pair);
}

/** RFC 6026 §7.1: copies of an INVITE that was accepted are absorbed. */
static void test_accepted(void)
{
	const struct request invite = { .user = "200" };
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_ask(&pair.peer, &invite, &pair.reply), 200);
	(void)peer_send(&pair.peer, &invite);
	CHECK(0, peer_is_quiet(&pair.peer));
	peer_ack(&pair.peer, &invite, &pair.reply);
	(void)peer_send(&pair.peer, &invite);
	CHECK(0, peer_is_quiet(&pair.peer));
	pair_close(&pair);
}

/** RFC 3261 §8.2.2.2: merged only while the first is pending, to one URI. */
static void test_merged(void)
{
	const struct request invite = { .user = "180-9-486" };
	struct request other = { .user = "180-9-486", .branch = 1 };
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_ask(&pair.peer, &invite, &pair.reply), 180);
	CHECK_INT(0, peer_ask(&pair.peer, &other, &pair.reply), 482);
	peer_ack(&pair.peer, &other, &pair.reply);
	/* A fork to another URI is a call of its own. */
	other = (struct request){ .user = "486", .branch = 2 };
	CHECK_INT(1, peer_ask(&pair.peer, &other, &pair.reply), 486);
	peer_ack(&pair.peer, &other, &pair.reply);
	/* The first was not touched. */
	other = (struct request){ .method = "CANCEL", .user = invite.user };
	CHECK_INT(2, peer_ask(&pair.peer, &other, &pair.reply), 200);
	CHECK_INT(2, peer_answer(&pair.peer, &pair.reply), 487);
	peer_ack(&pair.peer, &invite, &pair.reply);
	pair_close(&pair);
}

/** RFC 3263 §4.3: after a failure the same request comes on a new branch. */
static void test_failover(void)
{
	static const char *const user[] = { "503", "486", "302", "200" };
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(user); i++) {
		struct request invite = { .user = user[i] };
		unsigned first;

		peer_new_call(&pair.peer);
		first = peer_ask(&pair.peer, &invite, &pair.reply);
		peer_ack(&pair.peer, &invite, &pair.reply);
		invite.branch = 1;
		CHECK_INT(i, peer_ask(&pair.peer, &invite, &pair.reply), first);
		peer_ack(&pair.peer, &invite, &pair.reply);
	}
	pair_close(&pair);
}

/** RFC 3261 §17.2.3: without the cookie the branch says nothing by itself. */
static void check_old(long row, struct pair *pair, const char *branch)
{
	static const char cookie[] = ";branch=z9hG4bK";
	const struct request invite = { .user = "486" };
	const struct request slow = { .user = "180-9-486" };
	struct request ack = { .method = "ACK", .user = "486" };
	const struct request cancel = { .method = "CANCEL", .user = slow.user };
	struct peer *peer = &pair->peer;
	struct reply *reply = &pair->reply;

	peer_new_call(peer);
	for (size_t i = 0; i < 2; i++) {
		(void)peer_send_changed(peer, &invite, cookie, branch);
		CHECK_INT(row, peer_answer(peer, reply), 486);
	}
	ack.to_tag = reply_tag(reply);
	(void)peer_send_changed(peer, &ack, cookie, branch);
	CHECK(row, !peer_receive(peer, reply, 300));

	peer_new_call(peer);
	(void)peer_send_changed(peer, &slow, cookie, branch);
	CHECK_INT(row, peer_answer(peer, reply), 180);
	(void)peer_send_changed(peer, &cancel, cookie, branch);
	CHECK_INT(row, peer_answer(peer, reply), 200);
	CHECK_INT(row, peer_answer(peer, reply), 487);
	ack = (struct request){ .method = "ACK",
				.user = slow.user,
				.to_tag = reply_tag(reply) };
	(void)peer_send_changed(peer, &ack, cookie, branch);
	CHECK(row, !peer_receive(peer, reply, 300));
}

static void test_old_branch(void)
{
	static const char *const options[] = { "--t1=200", NULL };
	struct pair pair;

	if (!pair_open(&pair, options, UDP4))
		return;
	check_old(0, &pair, ";branch=1.");
	check_old(1, &pair, ";x-loop=");
	pair_close(&pair);
}

CU_TestInfo test_copies[] = {
	{ "a copy gets the bytes of the first answer", test_same_bytes },
	{ "copies of an accepted INVITE are absorbed", test_accepted },
	{ "a merged INVITE is refused while the first is pending",
	  test_merged },
	{ "a failover is a new attempt", test_failover },
	{ "branches of RFC 2543 are matched by fields", test_old_branch },
	CU_TEST_INFO_NULL
};
