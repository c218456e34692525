/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "campaign.h"
#include "check.h"
#include "peer.h"

/* Calls that belong to the runs of a campaign: who gets what, and what is told. */

/** A campaign and a caller. */
struct scene {
	struct campaign campaign;
	struct peer peer;
	struct reply reply;
};

static bool open_at(struct scene *scene, const struct campaign_config *config,
		    enum place place)
{
	*scene = (struct scene){ .reply = { .message = NULL } };
	if (!campaign_start(&scene->campaign, config))
		return false;
	if (peer_open(&scene->peer, &scene->campaign.gamut, place))
		return true;
	campaign_stop(&scene->campaign);
	return false;
}

static bool open(struct scene *scene, const struct campaign_config *config)
{
	return open_at(scene, config, UDP4);
}

static void close_scene(struct scene *scene)
{
	reply_free(&scene->reply);
	peer_close(&scene->peer);
	campaign_stop(&scene->campaign);
}

static unsigned dial(struct scene *scene, const char *user)
{
	const struct request invite = { .user = user };

	return peer_dial(&scene->peer, &invite, &scene->reply);
}

static bool tells(struct scene *scene, size_t row, const char *line)
{
	return campaign_tells(&scene->campaign, row, line);
}

/** The token chooses the run, its stages come in order, windows close it. */
static void test_stages(void)
{
	const struct campaign_config config = { .t1_ms = 10 };
	struct scene scene;

	if (!open(&scene, &config))
		return;
	CHECK_INT(0, dial(&scene, "486.r17"), 486);
	tells(&scene, 0, "begun 17 486 -: ");
	tells(&scene, 1, "over 17 486 pass: → 486 ← ACK");
	tells(&scene, 2, "closed 17 486 pass: → 486 ← ACK");
	CHECK_INT(0, dial(&scene, "486"), 486);
	tells(&scene, 3, "begun 0 486 -: ");
	tells(&scene, 4, "over 0 486 pass: → 486 ← ACK");
	tells(&scene, 5, "closed 0 486 pass: → 486 ← ACK");
	close_scene(&scene);
}

/** All calls with the number are judged together, as one record. */
static void test_together(void)
{
	const struct campaign_config config = { .t1_ms = 500 };
	struct scene scene;

	if (!open(&scene, &config))
		return;
	CHECK_INT(0, dial(&scene, "486.r3"), 486);
	tells(&scene, 0, "begun 3 486 -: ");
	tells(&scene, 1, "over 3 486 pass: → 486 ← ACK");
	CHECK_INT(0, dial(&scene, "404.r4"), 404);
	tells(&scene, 2, "begun 4 404 -: ");
	tells(&scene, 3, "over 4 404 pass: → 404 ← ACK");
	CHECK_INT(0, dial(&scene, "486.r3"), 486);
	tells(&scene, 4, "begun 3 486 pass: → 486 ← ACK");
	tells(&scene, 5, "over 3 486 pass: → 486 ← ACK ← INVITE → 486 ← ACK");
	campaign_exit(&scene.campaign, 3);
	tells(&scene, 6, "closed 3 486 pass: → 486 ← ACK ← INVITE → 486 ← ACK");
	close_scene(&scene);
}

/** "next" gets one case after the other, then is told that it is done. */
static void test_next(void)
{
	const struct campaign_config config = { .next = "486.r1 503.r2",
						.t1_ms = 500 };
	struct scene scene;

	if (!open(&scene, &config))
		return;
	CHECK_INT(0, dial(&scene, "next"), 486);
	tells(&scene, 0, "begun 1 486 ");
	tells(&scene, 1, "over 1 486 ");
	CHECK_INT(1, dial(&scene, "next"), 503);
	tells(&scene, 2, "begun 2 503 ");
	tells(&scene, 3, "over 2 503 ");
	CHECK_INT(2, dial(&scene, "next"), 480);
	CHECK_STR(2, reply_header(&scene.reply, "X-Gamut-Done"), "1");
	close_scene(&scene);
}

/** Who is held up sends late, and what counts from then is late by as much. */
static void test_stalled(void)
{
	enum { T1_MS = 100, STALL_MS = 80 };
	const struct campaign_config config = { .next = "486.r1",
						.t1_ms = T1_MS,
						.stall_ms = STALL_MS };
	const struct request invite = { .user = "next", .body = offer };
	struct scene scene;
	uint64_t start_us;

	if (!open(&scene, &config))
		return;
	start_us = now_us();
	CHECK_INT(0, peer_ask(&scene.peer, &invite, &scene.reply), 486);
	CHECK_INT(1, peer_answer(&scene.peer, &scene.reply), 486);
	CHECK(1, now_us() - start_us >= (STALL_MS + T1_MS) * 1000);
	peer_ack(&scene.peer, &invite, &scene.reply);
	tells(&scene, 0, "begun 1 486 ");
	tells(&scene, 1, "over 1 486 pass");
	close_scene(&scene);
}

/** A retry goes on with its run: no other case is drawn, whatever it waits for. */
static void test_retry(void)
{
	static const char *const first[] = { "401", "486" };

	for (size_t i = 0; i < ARRAY_SIZE(first); i++) {
		const struct request again = { .user = "next",
					       .cseq = 2,
					       .branch = 2 };
		const struct campaign_config config = {
			.next = i == 0 ? "401.r1 503.r2" : "486.r1 503.r2",
			.t1_ms = 500
		};
		struct scene scene;
		unsigned code = (unsigned)strtoul(first[i], NULL, 10);

		if (!open(&scene, &config))
			return;
		CHECK_INT(i, dial(&scene, "next"), code);
		CHECK_INT(i, peer_ask(&scene.peer, &again, &scene.reply), code);
		peer_ack(&scene.peer, &again, &scene.reply);
		CHECK_INT(i, dial(&scene, "next"), 503);
		close_scene(&scene);
	}
}

/** A token says more than a Call-ID that is used twice. */
static void test_other_token(void)
{
	const struct campaign_config config = { .t1_ms = 500 };
	const struct request other = { .user = "404.r2",
				       .cseq = 2,
				       .branch = 2 };
	struct scene scene;

	if (!open(&scene, &config))
		return;
	CHECK_INT(0, dial(&scene, "486.r1"), 486);
	CHECK_INT(1, peer_ask(&scene.peer, &other, &scene.reply), 404);
	tells(&scene, 0, "begun 1 486 ");
	tells(&scene, 1, "over 1 486 ");
	tells(&scene, 2, "begun 2 404 ");
	close_scene(&scene);
}

/** Without a director a token is ignored, and "next" is a user like any other. */
static void test_no_director(void)
{
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0,
		  peer_dial(&pair.peer,
			    &(struct request){ .user = "final.486.r17" },
			    &pair.reply),
		  486);
	CHECK_INT(1,
		  peer_dial(&pair.peer, &(struct request){ .user = "next" },
			    &pair.reply),
		  404);
	pair_close(&pair);
}

/** The command's end closes windows at once; a call in progress has its grace. */
static void test_exit(void)
{
	const struct campaign_config config = { .t1_ms = 5000 };
	const struct request invite = { .user = "180*60*486.r6" };
	struct scene scene;
	uint64_t at_us;

	if (!open(&scene, &config))
		return;
	CHECK_INT(0, dial(&scene, "486.r5"), 486);
	tells(&scene, 0, "begun 5 486 ");
	tells(&scene, 1, "over 5 486 pass");
	campaign_exit(&scene.campaign, 99); /* of no call: nothing is told */
	campaign_exit(&scene.campaign, 5);
	tells(&scene, 2, "closed 5 486 pass: → 486 ← ACK");
	peer_new_call(&scene.peer);
	CHECK_INT(0, peer_ask(&scene.peer, &invite, &scene.reply), 180);
	tells(&scene, 3, "begun 6 180*60*486 ");
	at_us = now_us();
	campaign_exit(&scene.campaign, 6);
	tells(&scene, 4, "closed 6 180*60*486 ");
	CHECK(0, now_us() - at_us >= 100000);
	/* Whoever has its address now is not bothered. */
	CHECK(0, peer_is_quiet(&scene.peer));
	close_scene(&scene);
}

/** A campaign that wants no more of a run ends its calls as it is polite. */
static void test_close(void)
{
	const struct campaign_config config = { .t1_ms = 500 };
	const struct request ring = { .user = "180*60*486.r7" };
	struct scene scene;

	if (!open(&scene, &config))
		return;
	CHECK_INT(0, peer_ask(&scene.peer, &ring, &scene.reply), 180);
	tells(&scene, 0, "begun 7 ");
	campaign_close(&scene.campaign, 7);
	tells(&scene, 1, "closed 7 180*60*486 ");
	CHECK_INT(1, peer_answer(&scene.peer, &scene.reply), 480);
	peer_ack(&scene.peer, &ring, &scene.reply);
	CHECK_INT(2, dial(&scene, "200.r8"), 200);
	tells(&scene, 2, "begun 8 ");
	/* Its ACK is there: what was sent after it has its answer. */
	CHECK(3, peer_is_quiet(&scene.peer));
	campaign_close(&scene.campaign, 8);
	tells(&scene, 3, "closed 8 200 ");
	CHECK_INT(4, peer_answer(&scene.peer, &scene.reply), 1);
	CHECK_STR(4, message_method(scene.reply.message), "BYE");
	close_scene(&scene);
}

/**
 * A call that is answered, with so many requests in its dialog, and ended. When it is
 * closed what breaks a rule comes: an ACK for the BYE.
 *
 * @return how long after its BYE it is told that the verdict is another
 */
static uint64_t amend(struct scene *scene, unsigned requests)
{
	const struct request invite = { .user = "200.r9", .body = offer };
	struct request request = { .method = "OPTIONS",
				   .user = "200.r9",
				   .cseq = 1 };
	char tag[64], uri[256];
	uint64_t at_us;

	CHECK_INT(0, peer_dial(&scene->peer, &invite, &scene->reply), 200);
	(void)snprintf(tag, sizeof(tag), "%.*s",
		       STR_ARG(reply_tag(&scene->reply)));
	(void)snprintf(uri, sizeof(uri), "%.*s",
		       STR_ARG(reply_contact(&scene->reply)));
	request.to_tag = str_from(tag);
	request.uri = str_from(uri);
	tells(scene, 0, "begun 9 ");
	for (unsigned i = 0; i < requests; i++) {
		request.branch = ++request.cseq;
		CHECK_INT(i, peer_ask(&scene->peer, &request, &scene->reply),
			  200);
	}
	request.method = "BYE";
	request.branch = ++request.cseq;
	at_us = now_us();
	CHECK_INT(0, peer_ask(&scene->peer, &request, &scene->reply), 200);
	tells(scene, 1, "over 9 200 pass");
	tells(scene, 2, "closed 9 200 pass");
	request.method = "ACK";
	(void)peer_send(&scene->peer, &request);
	tells(scene, 3, "amended 9 200 fail");
	return now_us() - at_us;
}

/** What comes when all was said, and changes the verdict, is told. */
static void test_amended(void)
{
	const struct campaign_config config = { .t1_ms = 20 };
	struct scene scene;

	if (!open(&scene, &config))
		return;
	(void)amend(&scene, 0);
	close_scene(&scene);
}

/** A long record, which takes longer to judge, is not judged with each T1. */
static void test_long(void)
{
	const struct campaign_config config = { .t1_ms = 50 };
	struct scene scene;

	if (!open(&scene, &config))
		return;
	/* It is closed 10·T1 after the BYE, and judged T1 later; for 700 entries
	 * 7·T1 more. */
	CHECK(0, amend(&scene, 350) >= 18 * 50000);
	close_scene(&scene);
}

/** A client that has gone did not refuse to answer; one that is there did. */
static void test_gone(void)
{
	static const struct {
		enum place place;
		bool is_gone;
		const char *over;
	} row[] = {
		{ UDP4, true, "over 1 486 inconclusive: → 486" },
		{ TCP4, true, "over 1 486 inconclusive: → 486" },
		{ UDP4, false, "over 1 486 fail: → 486" },
		{ TCP4, false, "over 1 486 fail: → 486" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct campaign_config config = { .t1_ms = 10 };
		const struct request invite = { .user = "486.r1" };
		struct scene scene;

		if (!open_at(&scene, &config, row[i].place))
			return;
		CHECK_INT(i, peer_ask(&scene.peer, &invite, &scene.reply), 486);
		if (row[i].is_gone)
			peer_close(&scene.peer);
		tells(&scene, i, "begun 1 ");
		tells(&scene, i, row[i].over);
		close_scene(&scene);
	}
}

CU_TestInfo test_run[] = {
	{ "a token's run is told in stages", test_stages },
	{ "calls of a run are judged together", test_together },
	{ "next gets one case after the other", test_next },
	{ "timers count from when a response left", test_stalled },
	{ "a retry draws no other case", test_retry },
	{ "a token says more than a Call-ID", test_other_token },
	{ "without a director tokens mean nothing", test_no_director },
	{ "the end of a command closes its run", test_exit },
	{ "a campaign closes a run politely", test_close },
	{ "what comes too late is told", test_amended },
	{ "a long record is judged seldom", test_long },
	{ "a client that has gone is not blamed", test_gone },
	CU_TEST_INFO_NULL,
};
