/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "folder.h"

static const char *const t1_50[] = { "--t1=50", NULL };
static const char *const t1_20[] = { "--t1=20", NULL };

static const struct script script[] = {
	{ "two", "flow:\n  - respond: {status: 200, to-tag: a}\n"
		 "  - wait: 70ms\n"
		 "  - respond: {status: 200, to-tag: b}\n"
		 "  - receive: INFO\n  - respond: 480\n  - send: BYE\n" },
	{ "surplus", "flow:\n  - respond: {status: 200, to-tag: a}\n"
		     "  - wait: 70ms\n"
		     "  - respond: {status: 200, to-tag: b}\n"
		     "  - wait: 2s\n  - send: BYE\n" },
	{ "late", "flow:\n  - respond: {status: 200, to-tag: a}\n"
		  "  - send: BYE\n    to-tag: a\n  - wait: 100ms\n"
		  "  - respond: {status: 200, to-tag: b}\n"
		  "  - send: BYE\n" },
	{ "early", "flow:\n  - respond: {status: 180, to-tag: a}\n"
		   "  - respond: {status: 180, to-tag: b}\n"
		   "  - wait: 300ms\n"
		   "  - respond: {status: 200, to-tag: b}\n" },
	{ "chosen", "flow:\n  - respond: {status: 200, to-tag: a}\n"
		    "  - wait: 70ms\n"
		    "  - respond: {status: 200, to-tag: b}\n"
		    "  - wait: 200ms\n"
		    "  - send: BYE\n    to-tag: a\n"
		    "  - send: INFO\n  - send: BYE\n" },
	{ "one", "flow:\n  - respond: {status: 200, to-tag: a}\n"
		 "  - receive: INFO\n  - respond: 480\n" },
	{ "other", "flow:\n  - respond: {status: 200, to-tag: a}\n"
		   "  - receive: INFO\n  - respond: 488\n" },
	{ "glare", "flow: [{respond: 200}, {wait: 20s}]\n"
		   "on:\n  BYE: [{send: BYE}, {respond: 200}]\n" },
};

static bool open_stage(struct stage *stage, const char *const *options)
{
	*stage = (struct stage){ .is_loud = false };
	return stage_open(stage, script, ARRAY_SIZE(script), options, UDP4);
}

/** The same call in the dialog with this tag. */
static struct talk talk_of(const struct talk *talk, const char *tag)
{
	struct talk other = *talk;

	(void)snprintf(other.tag, sizeof(other.tag), "%s", tag);
	other.cseq += 10; /* its branches are others */
	return other;
}

/** Take answers until so many came with this tag. @return how many with others */
static size_t take(struct pair *pair, const char *tag, size_t count)
{
	size_t others = 0;

	while (count > 0 && peer_answer(&pair->peer, &pair->reply) == 200) {
		if (str_eq(reply_tag(&pair->reply), str_from(tag)))
			count--;
		else
			others++;
	}
	CHECK_INT(0, count, 0);
	return others;
}

/** The next message is a request with this method and From tag; it is answered. */
static void take_request(struct pair *pair, const char *method, const char *tag,
			 const char *status)
{
	struct str from;

	if (!CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 1))
		return;
	CHECK_STR(0, message_method(pair->reply.message), method);
	from = reply_header(&pair->reply, "From");
	CHECK(0, has_part(from, tag));
	peer_respond(&pair->peer, &pair->reply, status);
}

/** RFC 3261 §13.3.1.4: each 2xx has its own copies until its own ACK. */
static void test_two(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk, other;

	if (!open_stage(&stage, t1_50))
		return;
	CHECK_INT(0, talk_dial(&talk, &stage, "two", NULL), 200);
	CHECK_STR(0, reply_tag(&pair->reply), "a");
	other = talk_of(&talk, "b");
	/* The second one does not end the copies of the first. */
	(void)take(pair, "b", 2);
	(void)take(pair, "a", 1);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	(void)peer_is_quiet(&pair->peer); /* what was on its way */
	CHECK_INT(1, take(pair, "b", 2), 0);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	CHECK(2, !peer_receive(&pair->peer, &pair->reply, 500));

	/* The surplus one ends, and the call goes on. */
	CHECK_INT(3, talk_ask(&other, &stage, "BYE", NULL), 200);
	CHECK_STR(3, reply_tag(&pair->reply), "b");
	CHECK_INT(4, talk_ask(&other, &stage, "OPTIONS", NULL), 481);
	CHECK_INT(5, talk_ask(&talk, &stage, "INFO", NULL), 480);
	take_request(pair, "BYE", ";tag=a", "200 OK");
	CHECK(6, !peer_receive(&pair->peer, &pair->reply, 200));
	stage_close(&stage);
}

/** RFC 3261 §13.3.1.4: who does not acknowledge one of them gets a BYE for it. */
static void test_surplus(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;
	unsigned code;

	if (!open_stage(&stage, t1_20))
		return;
	CHECK_INT(0, talk_dial(&talk, &stage, "surplus", NULL), 200);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	do {
		code = peer_answer(&pair->peer, &pair->reply);
		if (code == 200)
			CHECK_STR(0, reply_tag(&pair->reply), "b");
	} while (code == 200);
	CHECK_INT(0, code, 1);
	CHECK(0, has_part(reply_header(&pair->reply, "From"), ";tag=b"));
	peer_respond(&pair->peer, &pair->reply,
		     "481 Call/Transaction Does Not Exist");
	take_request(pair, "BYE", ";tag=a", "200 OK");
	stage_close(&stage);
}

/** A 2xx of another telephone after the end of the first call. */
static void test_late(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!open_stage(&stage, patient))
		return;
	if (talk_begin(&talk, &stage, "late", NULL)) {
		take_request(pair, "BYE", ";tag=a", "200 OK");
		CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 200);
		CHECK_STR(0, reply_tag(&pair->reply), "b");
		peer_ack(&pair->peer, &talk.invite, &pair->reply);
		take_request(pair, "BYE", ";tag=b", "200 OK");
		CHECK(0, peer_is_quiet(&pair->peer));
	}
	stage_close(&stage);
}

/** RFC 3261 §15: a BYE ends its own early dialog; the last one ends the call. */
static void test_early(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk, other;

	if (!open_stage(&stage, patient))
		return;
	for (long i = 0; i < 2; i++) {
		CHECK_INT(i, talk_dial(&talk, &stage, "early", NULL), 180);
		CHECK_STR(i, reply_tag(&pair->reply), "a");
		CHECK_INT(i, peer_answer(&pair->peer, &pair->reply), 180);
		CHECK_STR(i, reply_tag(&pair->reply), "b");
		CHECK_INT(i, talk_ask(&talk, &stage, "BYE", NULL), 200);
		other = talk_of(&talk, "b");
		if (i == 1)
			CHECK_INT(i, talk_ask(&other, &stage, "BYE", NULL),
				  200);
		CHECK_INT(i, peer_answer(&pair->peer, &pair->reply),
			  i == 0 ? 200 : 487);
		CHECK_STR(i, reply_tag(&pair->reply), "b");
		peer_ack(&pair->peer, &talk.invite, &pair->reply);
		if (i == 0)
			CHECK_INT(i, talk_ask(&other, &stage, "BYE", NULL),
				  200);
		CHECK(i, peer_is_quiet(&pair->peer));
	}
	stage_close(&stage);
}

/** What we send names its dialog, or goes in the one that is left. */
static void test_chosen(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!open_stage(&stage, patient))
		return;
	CHECK_INT(0, talk_dial(&talk, &stage, "chosen", NULL), 200);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	talk_final(0, &talk, &stage, 200);
	take_request(pair, "BYE", ";tag=a", "200 OK");
	take_request(pair, "INFO", ";tag=b", "200 OK");
	take_request(pair, "BYE", ";tag=b", "200 OK");
	stage_close(&stage);
}

/** RFC 3261 §15.1.2: both sides hang up, each BYE has its answer. */
static void test_glare(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk;

	if (!open_stage(&stage, patient))
		return;
	if (talk_begin(&talk, &stage, "glare", NULL)) {
		(void)talk_send(&talk, &stage, "BYE", NULL);
		take_request(pair, "BYE", talk.tag, "200 OK");
		CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 200);
		CHECK(0, has_part(reply_header(&pair->reply, "CSeq"), "BYE"));
		CHECK(0, peer_is_quiet(&pair->peer));
	}
	stage_close(&stage);
}

/** Two calls with the same ids of a client without luck: our Contact tells them apart. */
static void test_same_ids(void)
{
	static const struct {
		const char *user;
		unsigned code;
	} row[] = { { "one", 480 }, { "other", 488 } };
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct talk talk[ARRAY_SIZE(row)];

	if (!open_stage(&stage, patient))
		return;
	peer_new_call(&pair->peer);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct request invite = { .user = row[i].user,
					  .branch = (unsigned)i,
					  .body = offer };

		talk[i] = (struct talk){ .invite = invite, .tag = "a" };
		CHECK_INT(i, peer_ask(&pair->peer, &invite, &pair->reply), 200);
		(void)snprintf(talk[i].contact, sizeof(talk[i].contact), "%.*s",
			       STR_ARG(reply_contact(&pair->reply)));
		talk[i].cseq = 10 * (unsigned)(i + 1);
		peer_ack(&pair->peer, &invite, &pair->reply);
	}
	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		CHECK_INT(i, talk_ask(&talk[i], &stage, "INFO", NULL),
			  row[i].code);
	stage_close(&stage);
}

CU_TestInfo test_fork[] = {
	{ "our Contact tells calls with the same ids apart", test_same_ids },
	{ "each 2xx is repeated until its own ACK", test_two },
	{ "a 2xx without its ACK ends its own dialog", test_surplus },
	{ "a 2xx may come after the end of the first call", test_late },
	{ "a BYE ends its own early dialog", test_early },
	{ "a request of ours goes in the dialog it names", test_chosen },
	{ "a BYE may cross that of the client", test_glare },
	CU_TEST_INFO_NULL
};
