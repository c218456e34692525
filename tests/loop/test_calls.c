/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "peer.h"

enum { TAG_SIZE = 64 };

/** The request of the same dialog with this method. */
static struct request within(const struct request *invite, const char *method,
			     unsigned cseq, const char *tag)
{
	return (struct request){ .method = method,
				 .user = invite->user,
				 .cseq = cseq,
				 .to_tag = str_from(tag) };
}

static void keep_tag(char tag[TAG_SIZE], const struct reply *reply)
{
	(void)snprintf(tag, TAG_SIZE, "%.*s", STR_ARG(reply_tag(reply)));
}

/** A call that is answered and acknowledged. */
static bool establish(struct pair *pair, const struct request *invite,
		      char tag[TAG_SIZE])
{
	bool is_answered = peer_dial(&pair->peer, invite, &pair->reply) == 200;

	keep_tag(tag, &pair->reply);
	return CHECK(0, is_answered && tag[0] != '\0');
}

static bool is_answer_to(const struct reply *reply, const char *method)
{
	return has_part(reply_header(reply, "CSeq"), method);
}

/** RFC 3261 §9.2: both answers, and the tag that the 180 had. */
static void check_cancel(long row, const char *user, enum place place,
			 unsigned provisional)
{
	const struct request invite = { .user = user };
	struct request cancel = { .method = "CANCEL", .user = user };
	char tag[TAG_SIZE] = "";
	struct pair pair;

	if (!pair_open(&pair, patient, place))
		return;
	(void)peer_send(&pair.peer, &invite);
	if (provisional != 0) {
		CHECK_INT(row, peer_answer(&pair.peer, &pair.reply),
			  provisional);
		keep_tag(tag, &pair.reply);
	}
	CHECK_INT(row, peer_ask(&pair.peer, &cancel, &pair.reply), 200);
	CHECK(row, is_answer_to(&pair.reply, "CANCEL"));
	if (provisional > 100)
		CHECK_STR(row, reply_tag(&pair.reply), tag);
	keep_tag(tag, &pair.reply);
	CHECK_INT(row, peer_answer(&pair.peer, &pair.reply), 487);
	CHECK(row, is_answer_to(&pair.reply, "INVITE"));
	CHECK_STR(row, reply_tag(&pair.reply), tag);
	peer_ack(&pair.peer, &invite, &pair.reply);
	CHECK(row, peer_is_quiet(&pair.peer));
	pair_close(&pair);
}

static void test_cancel(void)
{
	check_cancel(0, "180", UDP4, 180);
	check_cancel(1, "180-9-486", TCP4, 180);
	check_cancel(2, "9-486", UDP4, 0);
	check_cancel(3, "100", UDP4, 100);
	check_cancel(4, "183-9-200", UDP4, 183);
}

/** It has no effect on what is over, and none on what never was. */
static void test_late_cancel(void)
{
	static const struct {
		const char *user;
		bool is_acked;
		unsigned branch;
		unsigned code;
	} row[] = {
		{ "486", false, 0, 200 }, { "486", true, 0, 200 },
		{ "200", false, 0, 200 }, { "200", true, 0, 200 },
		{ "486", true, 7, 481 },  { "200", true, 7, 481 },
	};
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .user = row[i].user };
		const struct request cancel = { .method = "CANCEL",
						.user = row[i].user,
						.branch = row[i].branch };

		peer_new_call(&pair.peer);
		(void)peer_ask(&pair.peer, &invite, &pair.reply);
		if (row[i].is_acked)
			peer_ack(&pair.peer, &invite, &pair.reply);
		CHECK_INT(i, peer_ask(&pair.peer, &cancel, &pair.reply),
			  row[i].code);
		CHECK(i, is_answer_to(&pair.reply, "CANCEL"));
		CHECK(i, peer_is_quiet(&pair.peer));
	}
	pair_close(&pair);
}

static void test_bye(void)
{
	const struct request invite = { .user = "200" };
	struct request bye;
	char tag[TAG_SIZE];
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	if (establish(&pair, &invite, tag)) {
		bye = within(&invite, "BYE", 2, tag);
		CHECK_INT(0, peer_ask(&pair.peer, &bye, &pair.reply), 200);
		CHECK_STR(0, reply_tag(&pair.reply), tag);
		bye.cseq = 3;
		CHECK_INT(1, peer_ask(&pair.peer, &bye, &pair.reply), 481);
	}
	peer_new_call(&pair.peer);
	bye = within(&invite, "BYE", 2, "0123456789abcdef");
	CHECK_INT(2, peer_ask(&pair.peer, &bye, &pair.reply), 481);
	bye = within(&invite, "BYE", 3, "");
	CHECK_INT(3, peer_ask(&pair.peer, &bye, &pair.reply), 481);
	/* The tag of another caller's dialog is no key to it. */
	if (establish(&pair, &invite, tag)) {
		peer_new_call(&pair.peer);
		bye = within(&invite, "BYE", 2, tag);
		CHECK_INT(4, peer_ask(&pair.peer, &bye, &pair.reply), 481);
	}
	pair_close(&pair);
}

/** RFC 3261 §15.1.2: the BYE of an early dialog ends the INVITE as well. */
static void test_early_bye(void)
{
	const struct request invite = { .user = "180-9-486" };
	struct request bye;
	char tag[TAG_SIZE];
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 180);
	keep_tag(tag, &pair.reply);
	bye = within(&invite, "BYE", 2, tag);
	CHECK_INT(0, peer_ask(&pair.peer, &bye, &pair.reply), 200);
	CHECK(0, is_answer_to(&pair.reply, "BYE"));
	CHECK_INT(0, peer_answer(&pair.peer, &pair.reply), 487);
	CHECK_STR(0, reply_tag(&pair.reply), tag);
	peer_ack(&pair.peer, &invite, &pair.reply);
	CHECK(0, peer_is_quiet(&pair.peer));
	pair_close(&pair);
}

static void test_reinvite(void)
{
	const struct request invite = { .user = "200", .body = offer };
	struct request again, bye;
	char tag[TAG_SIZE], contact[256];
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	if (establish(&pair, &invite, tag)) {
		(void)snprintf(contact, sizeof(contact), "%.*s",
			       STR_ARG(reply_contact(&pair.reply)));
		again = within(&invite, "INVITE", 2, tag);
		again.body = offer;
		CHECK_INT(0, peer_ask(&pair.peer, &again, &pair.reply), 200);
		CHECK_STR(0, reply_tag(&pair.reply), tag);
		CHECK_STR(0, reply_contact(&pair.reply), contact);
		CHECK_STR(0, reply_header(&pair.reply, "Content-Type"),
			  "application/sdp");
		/* RFC 3261 §14.2: one at a time; this ACK ends the first. */
		peer_ack(&pair.peer, &again, &pair.reply);
		CHECK(0, peer_is_quiet(&pair.peer));
		bye = within(&invite, "BYE", 3, tag);
		CHECK_INT(0, peer_ask(&pair.peer, &bye, &pair.reply), 200);
	}
	pair_close(&pair);
}

/** What a dialog lives through, one request after the other. */
static void test_dialog(void)
{
	static const struct {
		const char *method;
		const char *headers;
		unsigned code;
		const char *header; /* of the answer */
	} row[] = {
		{ "INFO", "Info-Package: x-loop\r\n", 469, "Recv-Info" },
		{ "INFO", "Info-Package: infoDtmf\r\n", 200, NULL },
		{ "INFO", "", 200, NULL },
		{ "OPTIONS", "", 200, "Allow" },
		{ "UPDATE", "", 200, "Contact" },
		{ "MESSAGE", "", 200, NULL },
		{ "REFER", "Refer-To: <sip:x@192.0.2.1>\r\n", 603, NULL },
		{ "SUBSCRIBE", "Event: x-loop\r\n", 489, "Allow-Events" },
		{ "NOTIFY", "Event: x\r\nSubscription-State: active\r\n", 481,
		  NULL },
		{ "PRACK", "RAck: 1 1 INVITE\r\n", 481, NULL },
		{ "LOOP", "", 501, NULL },
	};
	const struct request invite = { .user = "200" };
	struct request request;
	char tag[TAG_SIZE];
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	if (!establish(&pair, &invite, tag))
		goto out;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		request = within(&invite, row[i].method, (unsigned)i + 2, tag);
		request.headers = row[i].headers;
		CHECK_INT(i, peer_ask(&pair.peer, &request, &pair.reply),
			  row[i].code);
		CHECK_STR(i, reply_tag(&pair.reply), tag);
		if (row[i].header != NULL)
			CHECK(i, reply_header(&pair.reply, row[i].header).p !=
					 NULL);
	}
	/* RFC 3261 §12.2.2: an older one, and a gap. */
	request = within(&invite, "OPTIONS", 2, tag);
	request.branch = 1;
	CHECK_INT(0, peer_ask(&pair.peer, &request, &pair.reply), 500);
	request.cseq = 1000;
	CHECK_INT(0, peer_ask(&pair.peer, &request, &pair.reply), 200);
	request = within(&invite, "BYE", 1001, tag);
	CHECK_INT(0, peer_ask(&pair.peer, &request, &pair.reply), 200);
out:
	pair_close(&pair);
}

/** A second INVITE while the first of the dialog has no final answer. */
static void test_glare(void)
{
	const struct request invite = { .user = "180-9-200" };
	struct request again;
	uint64_t seconds = 99;
	char tag[TAG_SIZE];
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 180);
	keep_tag(tag, &pair.reply);
	again = within(&invite, "INVITE", 2, tag);
	/* RFC 3261 §14.2 */
	CHECK_INT(0, peer_ask(&pair.peer, &again, &pair.reply), 500);
	CHECK_INT(0,
		  str_parse_uint(reply_header(&pair.reply, "Retry-After"), 10,
				 &seconds),
		  0);
	peer_ack(&pair.peer, &again, &pair.reply);
	again = (struct request){ .method = "CANCEL", .user = invite.user };
	CHECK_INT(0, peer_ask(&pair.peer, &again, &pair.reply), 200);
	CHECK_INT(0, peer_answer(&pair.peer, &pair.reply), 487);
	pair_close(&pair);
}

CU_TestInfo test_calls[] = {
	{ "CANCEL gets 200, and its INVITE 487", test_cancel },
	{ "CANCEL does nothing to what is over", test_late_cancel },
	{ "BYE ends its own dialog only", test_bye },
	{ "BYE ends an early dialog and its INVITE", test_early_bye },
	{ "a re-INVITE is answered", test_reinvite },
	{ "a dialog lives on after what it refuses", test_dialog },
	{ "a second INVITE waits for the first", test_glare },
	CU_TEST_INFO_NULL
};
