/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "peer.h"

/* Session timers (RFC 4028 section 9), as they are agreed in the first 2xx. */

#define CASE "dialog.timer-client-refreshes"

static bool requires(const struct reply *reply, const char *tag)
{
	return has_part(reply_header(reply, "Require"), tag);
}

static void test_agreed(void)
{
	static const struct {
		const char *user;
		const char *headers;
		const char *session; /* NULL: none */
	} row[] = {
		{ CASE, "Supported: timer\r\n", "90;refresher=uac" },
		{ CASE, "k: timer\r\nx: 1800;refresher=uas\r\nMin-SE: 120\r\n",
		  "120;refresher=uas" },
		{ CASE, "", NULL },
		{ "dialog.timer-we-refresh", "Supported: timer\r\n",
		  "90;refresher=uas" },
		{ "dialog.timer-nobody", "Supported: timer\r\n",
		  "90;refresher=uas" },
		{ "200", "Supported: timer\r\n", NULL },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct request invite = { .user = row[i].user,
					  .headers = row[i].headers };

		CHECK_INT(i, peer_dial(&pair.peer, &invite, &pair.reply), 200);
		CHECK_STR(i, reply_header(&pair.reply, "Session-Expires"),
			  row[i].session);
		CHECK(i, requires(&pair.reply, "timer") ==
				 (row[i].session != NULL));
	}
	pair_close(&pair);
}

/** The client that was told to refresh does so, and is told again. */
static void test_refreshed(void)
{
	struct request invite = { .user = CASE,
				  .headers = "Supported: timer\r\n" };
	struct request update = {
		.method = "UPDATE",
		.cseq = 2,
		.headers = "Supported: timer\r\n"
			   "Session-Expires: 90;refresher=uac\r\n"
			   "Contact: <sip:loop@127.0.0.1:5999>\r\n",
	};
	char tag[64];
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 200);
	(void)snprintf(tag, sizeof(tag), "%.*s",
		       STR_ARG(reply_tag(&pair.reply)));
	update.to_tag = str_from(tag);
	CHECK_INT(0, peer_ask(&pair.peer, &update, &pair.reply), 200);
	CHECK_STR(0, reply_header(&pair.reply, "Session-Expires"),
		  "90;refresher=uac");
	CHECK(0, requires(&pair.reply, "timer"));
	pair_close(&pair);
}

CU_TestInfo test_timers[] = {
	{ "a client that supports them gets one", test_agreed },
	{ "its refresh is answered with the next", test_refreshed },
	CU_TEST_INFO_NULL,
};
