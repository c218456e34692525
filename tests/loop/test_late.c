/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <unistd.h>

#include "campaign.h"
#include "check.h"
#include "peer.h"

/*
 * The server is stopped for a while: what it reads late is judged by the time at
 * which it came.
 */
enum { T1_MS = 200, WAIT_MS = 5000 };

/** A campaign that can be stopped, and a caller. */
struct stall {
	struct campaign campaign;
	struct peer peer;
	struct reply reply;
};

static bool open_stall(struct stall *stall)
{
	const struct campaign_config config = { .t1_ms = T1_MS };

	*stall = (struct stall){ .reply = { .message = NULL } };
	if (!campaign_start(&stall->campaign, &config))
		return false;
	if (peer_open(&stall->peer, &stall->campaign.gamut, UDP4))
		return true;
	campaign_stop(&stall->campaign);
	return false;
}

static void close_stall(struct stall *stall)
{
	reply_free(&stall->reply);
	peer_close(&stall->peer);
	campaign_stop(&stall->campaign);
}

static void stop(const struct stall *stall, int number)
{
	CHECK_INT(0, kill(stall->campaign.gamut.pid, number), 0);
}

static void take_all(struct stall *stall)
{
	while (peer_receive(&stall->peer, &stall->reply, T1_MS / 2))
		;
}

/** Copies at the right intervals (RFC 3261 §17.1.2.2) that are read at once. */
static void test_copies(void)
{
	static const unsigned wait_ms[] = { T1_MS, 2 * T1_MS, 4 * T1_MS };
	const struct request invite = { .user = "200.r1", .body = offer };
	struct request bye = {
		.method = "BYE", .user = "200.r1", .cseq = 2, .branch = 1
	};
	struct stall stall;

	if (!open_stall(&stall))
		return;
	CHECK_INT(0, peer_dial(&stall.peer, &invite, &stall.reply), 200);
	bye.uri = reply_contact(&stall.reply);
	bye.to_tag = reply_tag(&stall.reply);
	stop(&stall, SIGSTOP);
	(void)peer_send(&stall.peer, &bye);
	for (size_t i = 0; i < ARRAY_SIZE(wait_ms); i++) {
		(void)usleep(wait_ms[i] * 1000);
		(void)peer_send(&stall.peer, &bye);
	}
	stop(&stall, SIGCONT);
	CHECK_INT(0, peer_answer(&stall.peer, &stall.reply), 200);
	take_all(&stall);
	campaign_close(&stall.campaign, 1);
	campaign_tells(&stall.campaign, 0, "begun 1 200 -: ");
	campaign_tells(&stall.campaign, 1, "over 1 200 pass: ");
	campaign_tells(&stall.campaign, 2, "closed 1 200 pass: ");
	close_stall(&stall);
}

/** An ACK that came in time stops the copies of what it is for. */
static void test_ack(void)
{
	const struct request invite = { .user = "486.r2" };
	struct stall stall;

	if (!open_stall(&stall))
		return;
	(void)peer_send(&stall.peer, &invite);
	CHECK_INT(0, peer_answer(&stall.peer, &stall.reply), 486);
	stop(&stall, SIGSTOP);
	peer_ack(&stall.peer, &invite, &stall.reply);
	(void)usleep(2 * T1_MS * 1000);
	stop(&stall, SIGCONT);
	CHECK(0, !peer_receive(&stall.peer, &stall.reply, 2 * T1_MS));
	campaign_close(&stall.campaign, 2);
	campaign_tells(&stall.campaign, 0, "begun 2 486 -: ");
	campaign_tells(&stall.campaign, 1, "over 2 486 pass: → 486 ← ACK");
	close_stall(&stall);
}

CU_TestInfo test_late[] = {
	{ "copies that are read late came one by one", test_copies },
	{ "an ACK that waits to be read stops copies", test_ack },
	CU_TEST_INFO_NULL
};
