/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "folder.h"

#define ONLY(code) "flow: [{respond: " code "}]"

static const char *const alone[] = { "--t1=10000", "--no-builtin", NULL };

static const struct script script[] = {
	{ "final/486", "dial: [busy]\n" ONLY("603") },
	{ "third", "attempts:\n  - [{respond: 503}]\n"
		   "  - [{respond: 180}, {respond: 486}]\n"
		   "  - [{respond: 600}]\n" },
	{ "other", "attempts: [[{respond: 480}], [{respond: 481}]]\n" },
};

/** The final code of a call of this caller. */
static unsigned call(struct pair *pair, const char *user, const char *caller)
{
	const struct request invite = { .user = user };
	char from[64];
	unsigned code;

	(void)snprintf(from, sizeof(from), "<sip:%s@", caller);
	peer_new_call(&pair->peer);
	(void)peer_send_changed(&pair->peer, &invite, "<sip:loop@", from);
	do
		code = peer_answer(&pair->peer, &pair->reply);
	while (code > 0 && code < 200);
	peer_ack(&pair->peer, &invite, &pair->reply);
	return code;
}

/** A folder's case takes the place of the shipped one, and says so. */
static void test_override(void)
{
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), patient, UDP4))
		return;
	CHECK(0,
	      gamut_says(&pair->gamut, "final/486.yaml overrides final/486\n"));
	CHECK_INT(0, call(pair, "final.486", "a"), 603);
	CHECK_INT(0, call(pair, "busy", "a"), 603);
	/* The others are there still, and codes are codes. */
	CHECK_INT(0, call(pair, "final.480", "a"), 480);
	CHECK_INT(0, call(pair, "480", "a"), 480);
	stage_close(&stage);
}

/** Without the shipped ones there are the folder's, and codes. */
static void test_alone(void)
{
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), alone, UDP4))
		return;
	CHECK_INT(0, call(pair, "final.486", "a"), 603);
	CHECK_INT(0, call(pair, "final.480", "a"), 404);
	CHECK_INT(0, call(pair, "480", "a"), 480);
	CHECK_INT(0, call(pair, "486", "a"), 486);
	stage_close(&stage);
}

/** Each caller has attempts of its own for each case. */
static void test_attempts(void)
{
	static const struct {
		const char *user;
		const char *caller;
		unsigned code;
	} row[] = {
		{ "third", "alice", 503 }, { "third", "bob", 503 },
		{ "third", "alice", 486 }, { "other", "alice", 480 },
		{ "third", "alice", 600 }, { "third", "bob", 486 },
		{ "third", "alice", 503 }, { "third", "carol", 503 },
		{ "other", "alice", 481 }, { "other", "alice", 480 },
		{ "third", "bob", 600 },   { "third", "bob", 503 },
	};
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), alone, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request copy = { .user = row[i].user };

		CHECK_INT(i, call(pair, row[i].user, row[i].caller),
			  row[i].code);
		/* A copy of an INVITE is no further call. */
		(void)peer_send(&pair->peer, &copy);
		CHECK(i, peer_is_quiet(&pair->peer));
		/* The caller is known by the address, not by the socket. */
		if (i == 5 && !stage_move(&stage, UDP4))
			break;
	}
	stage_close(&stage);
}

CU_TestInfo test_sets[] = {
	{ "a folder's case replaces the shipped one", test_override },
	{ "--no-builtin leaves the folder's", test_alone },
	{ "attempts are counted by caller and case", test_attempts },
	CU_TEST_INFO_NULL
};
