/* SPDX-License-Identifier: MIT */
#include "campaign.h"
#include "check.h"
#include "peer.h"

/* Our OPTIONS to a client, before and after its call. */

/** The next message is our OPTIONS. @return whether it is */
static bool gets_options(struct peer *peer, struct reply *reply, size_t row)
{
	bool is_options =
		peer_answer(peer, reply) == 1 &&
		str_eq(message_method(reply->message), STR("OPTIONS"));

	CHECK(row, is_options);
	return is_options;
}

/** Take messages up to our next OPTIONS that is no copy of an earlier one. */
static bool skip_to_options(struct peer *peer, struct reply *reply,
			    struct str *seen)
{
	static char branch[128];

	while (peer_answer(peer, reply) != 0) {
		struct str via = reply_header(reply, "Via");

		if (!reply->message->is_request || str_eq(via, *seen))
			continue;
		(void)snprintf(branch, sizeof(branch), "%.*s", STR_ARG(via));
		*seen = str_from(branch);
		return true;
	}
	return false;
}

static void check_form(const struct reply *options, const struct peer *peer)
{
	static const struct {
		const char *name;
		const char *part;
	} row[] = {
		{ "Via", ";branch=z9hG4bK" },
		{ "Max-Forwards", "70" },
		{ "From", ";tag=" },
		{ "Contact", "<sip:gamut@" },
		{ "Accept", "application/sdp" },
		{ "CSeq", " OPTIONS" },
		{ "Content-Length", "0" },
	};
	char contact[64];

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK(i, has_part(reply_header(options, row[i].name),
				  row[i].part));
	CHECK(20, !has_part(reply_header(options, "To"), "tag="));
	(void)snprintf(contact, sizeof(contact), "%s:%u", peer->host,
		       peer->port);
	CHECK(21, has_part(message_uri(options->message), contact));
}

/** Two that are answered; the second one's answer closes the run. */
static void test_alive(void)
{
	static const enum place place[] = { UDP4, TCP4 };

	for (size_t i = 0; i < ARRAY_SIZE(place); i++) {
		const struct campaign_config config = { .probe = PROBE_ALWAYS,
							.t1_ms = 200 };
		const struct request invite = { .user = "486.r1" };
		struct campaign campaign;
		struct reply reply = { .message = NULL };
		struct peer peer;

		if (!campaign_start(&campaign, &config))
			return;
		CHECK(i, peer_open(&peer, &campaign.gamut, place[i]));
		(void)peer_send(&peer, &invite);
		if (gets_options(&peer, &reply, i)) {
			check_form(&reply, &peer);
			peer_respond(&peer, &reply, "200 OK");
		}
		campaign_tells(&campaign, i, "begun 1 486 -: ");
		CHECK_INT(i, peer_answer(&peer, &reply), 486);
		peer_ack(&peer, &invite, &reply);
		campaign_tells(&campaign, i, "over 1 486 pass: → 486 ← ACK");
		if (gets_options(&peer, &reply, i))
			peer_respond(&peer, &reply, "200 OK");
		campaign_tells(&campaign, i, "closed 1 486 pass: → 486 ← ACK");
		reply_free(&reply);
		peer_close(&peer);
		campaign_stop(&campaign);
	}
}

/** One that answers before and no more after is asked twice, then it fails. */
static void test_silent(void)
{
	const struct campaign_config config = { .probe = PROBE_ALWAYS,
						.t1_ms = 10 };
	const struct request invite = { .user = "486.r1" };
	struct campaign campaign;
	struct reply reply = { .message = NULL };
	struct str seen = STR("");
	struct peer peer;
	uint64_t at_us;

	if (!campaign_start(&campaign, &config))
		return;
	CHECK(0, peer_open(&peer, &campaign.gamut, UDP4));
	(void)peer_send(&peer, &invite);
	CHECK(0, skip_to_options(&peer, &reply, &seen));
	peer_respond(&peer, &reply, "200 OK");
	while (peer_answer(&peer, &reply) == 1)
		;
	CHECK_INT(0, message_status(reply.message), 486);
	at_us = now_us(); /* before the call is over */
	peer_ack(&peer, &invite, &reply);
	campaign_tells(&campaign, 0, "begun 1 ");
	campaign_tells(&campaign, 1, "over 1 486 pass: ");
	CHECK(1, skip_to_options(&peer, &reply, &seen));
	CHECK(2, skip_to_options(&peer, &reply, &seen));
	CHECK(2, reply.at_us - at_us >= 640000);
	campaign_tells(&campaign, 2, "closed 1 486 fail: → 486");
	CHECK(3, has_part(buf_str(&campaign.gamut.line), "; client-alive"));
	reply_free(&reply);
	peer_close(&peer);
	campaign_stop(&campaign);
}

/** By its option: never by itself, and only where something is mangled. */
static void test_option(void)
{
	static const struct {
		const char *option;
		const char *user;
		bool has_options;
	} row[] = {
		{ "--probe=never", "mangled/two-vias", false },
		{ "--probe=mangled", "486", false },
		{ "--probe=mangled", "mangled/two-vias", true },
		{ "--probe=always", "486", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const char *const options[] = { "--t1=2000", row[i].option,
						NULL };
		const struct request invite = { .user = row[i].user };
		struct pair pair;

		if (!pair_open_loud(&pair, options, UDP4))
			return;
		if (row[i].has_options) {
			(void)peer_send(&pair.peer, &invite);
			(void)gets_options(&pair.peer, &pair.reply, i);
		} else {
			CHECK(i,
			      peer_ask(&pair.peer, &invite, &pair.reply) > 1);
		}
		pair_close(&pair);
	}
}

CU_TestInfo test_probe[] = {
	{ "a client that answers is alive", test_alive },
	{ "one that answers no more fails", test_silent },
	{ "--probe says of whom it is asked", test_option },
	CU_TEST_INFO_NULL,
};
