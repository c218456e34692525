/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "catalogue/catalogue.h"
#include "catalogue/cause.h"
#include "check.h"
#include "peer.h"

/** Media port 40000, so that the answer can be told from the offer. */
static const char *const media[] = { "--t1=10000", "--media-port=49170", NULL };
static const char *const reasons[] = { "--t1=10000", "--reason=q850", NULL };

static struct str body_of(const struct reply *reply)
{
	return reply->message != NULL ? reply->message->body : STR("");
}

/** The answer has the lines of the offer, and RFC 4566 §5 what it needs. */
static void check_sdp(long row, const struct reply *reply, const char *audio)
{
	static const char *const part[] = { "v=0\r\n", "\r\no=", "\r\ns=",
					    "\r\nt=0 0\r\n" };
	struct str body = body_of(reply);

	CHECK_STR(row, reply_header(reply, "Content-Type"), "application/sdp");
	for (size_t i = 0; i < ARRAY_SIZE(part); i++)
		CHECK_INT(row, count_parts(body, part[i]), 1);
	CHECK(row, str_starts(body, STR("v=0\r\n")));
	CHECK(row, has_part(body, audio));
}

static void test_answer(void)
{
	static const struct {
		const char *user;
		enum place place;
		const char *host;
	} row[] = {
		{ "200", UDP4, "c=IN IP4 127.0.0.1\r\n" },
		{ "204", TCP4, "c=IN IP4 127.0.0.1\r\n" },
		{ "183", UDP4, "c=IN IP4 127.0.0.1\r\n" },
		{ "200", UDP6, "c=IN IP6 ::1\r\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct request invite = { .user = row[i].user, .body = offer };
		struct pair pair;

		if (!pair_open(&pair, media, UDP4))
			return;
		peer_close(&pair.peer);
		if (pair.gamut.port[row[i].place] != 0 &&
		    peer_open(&pair.peer, &pair.gamut, row[i].place)) {
			(void)peer_dial(&pair.peer, &invite, &pair.reply);
			check_sdp((long)i, &pair.reply,
				  "\r\nm=audio 49170 RTP/AVP 8");
			CHECK(i, has_part(body_of(&pair.reply), row[i].host));
			CHECK(i, has_part(body_of(&pair.reply),
					  "\r\nm=video 0 RTP/AVP 97"));
			CHECK_INT(i,
				  count_parts(body_of(&pair.reply), "\r\nm="),
				  2);
		}
		pair_close(&pair);
	}
}

static void test_offer(void)
{
	const struct request invite = { .user = "200" };
	struct pair pair;

	if (!pair_open(&pair, media, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 200);
	check_sdp(0, &pair.reply, "\r\nm=audio 49170 RTP/AVP ");
	CHECK(0, has_part(body_of(&pair.reply), "c=IN IP4 127.0.0.1\r\n"));
	pair_close(&pair);
}

/** RFC 3261 §13.2.1: the early answer is the answer. */
static void test_early(void)
{
	struct request invite = { .user = "183-1-200", .body = offer };
	struct pair pair;
	char early[1024];

	if (!pair_open(&pair, media, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 183);
	(void)snprintf(early, sizeof(early), "%.*s",
		       STR_ARG(body_of(&pair.reply)));
	CHECK_INT(0, peer_answer(&pair.peer, &pair.reply), 200);
	CHECK_STR(0, body_of(&pair.reply), early);
	peer_ack(&pair.peer, &invite, &pair.reply);

	/* There is nothing to answer early where there is no offer. */
	invite.body = NULL;
	CHECK_INT(1, peer_dial(&pair.peer, &invite, &pair.reply), 183);
	CHECK_STR(1, body_of(&pair.reply), "");
	pair_close(&pair);
}

/** One session description of the program's, and its o= line. */
struct description {
	char text[1024];
	unsigned long long id;
	unsigned long long version;
};

static void read_description(struct description *description,
			     const struct reply *reply)
{
	const char *origin;

	(void)snprintf(description->text, sizeof(description->text), "%.*s",
		       STR_ARG(body_of(reply)));
	origin = strstr(description->text, "\r\no=- ");
	if (CHECK(0, origin != NULL))
		CHECK_INT(0,
			  sscanf(origin, " o=- %llu %llu", &description->id,
				 &description->version),
			  2);
}

/** RFC 3264 §8: what has the version of another is the same text. */
static void test_version(void)
{
	static const char *const body[] = {
		offer, offer,
		"v=0\r\no=loop 1 2 IN IP4 127.0.0.1\r\ns=-\r\n"
		"c=IN IP4 127.0.0.1\r\nt=0 0\r\n"
		"m=audio 40000 RTP/AVP 0\r\na=sendonly\r\n"
		"m=video 0 RTP/AVP 97\r\n"
	};
	struct description description[ARRAY_SIZE(body)] = { { .id = 0 } };
	struct request invite = { .user = "200" };
	struct pair pair;
	char tag[64];

	if (!pair_open(&pair, media, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(body); i++) {
		struct description *now = &description[i];
		struct description *old = &description[i == 0 ? 0 : i - 1];

		invite.cseq = (unsigned)i + 1;
		invite.body = body[i];
		CHECK_INT(i, peer_ask(&pair.peer, &invite, &pair.reply), 200);
		peer_ack(&pair.peer, &invite, &pair.reply);
		(void)snprintf(tag, sizeof(tag), "%.*s",
			       STR_ARG(reply_tag(&pair.reply)));
		invite.to_tag = str_from(tag);
		read_description(now, &pair.reply);
		CHECK(i, now->id == old->id);
		CHECK(i, now->version >= old->version);
		CHECK(i, now->version > old->version ||
				 strcmp(now->text, old->text) == 0);
	}
	CHECK(2, strstr(description[2].text, "a=recvonly\r\n") != NULL);
	pair_close(&pair);
}

static void test_refusal(void)
{
	static const struct {
		const char *user;
		const char *type;
		const char *part[3];
		size_t media; /* m= lines */
	} row[] = {
		{ "488", "application/sdp", { "\r\nm=audio 0 RTP/AVP " }, 1 },
		{ "606", "application/sdp", { "\r\nm=audio 0 RTP/AVP " }, 1 },
		{ "580",
		  "application/sdp",
		  { "\r\nm=audio 0 RTP/AVP ", "\r\nm=video 0 RTP/AVP ",
		    "a=des:qos failure e2e sendrecv" },
		  2 },
		{ "493", "application/pkcs7-mime", { "\x30\x82" }, 0 },
	};
	struct pair pair;

	if (!pair_open(&pair, media, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct request invite = { .user = row[i].user, .body = offer };

		(void)peer_dial(&pair.peer, &invite, &pair.reply);
		CHECK(i, str_starts(reply_header(&pair.reply, "Content-Type"),
				    str_from(row[i].type)));
		for (size_t n = 0; n < 3 && row[i].part[n] != NULL; n++)
			CHECK(i,
			      has_part(body_of(&pair.reply), row[i].part[n]));
		CHECK_INT(i, count_parts(body_of(&pair.reply), "\r\nm="),
			  row[i].media);
	}
	pair_close(&pair);
}

/** RFC 6432 §3, and a mapping for every code that has one. */
static void test_reasons(void)
{
	const struct row *row;
	struct pair pair;
	size_t count;

	if (!pair_open(&pair, reasons, UDP4))
		return;
	row = catalogue_rows(&count);
	for (size_t i = 0; i < count; i++) {
		char user[8], reason[64];
		const struct request invite = { .user = user };

		(void)snprintf(user, sizeof(user), "%u", row[i].code);
		(void)snprintf(reason, sizeof(reason), "Q.850;cause=%u;text=\"",
			       row[i].cause);
		(void)peer_dial(&pair.peer, &invite, &pair.reply);
		if (row[i].cause != 0)
			CHECK(row[i].code,
			      str_starts(reply_header(&pair.reply, "Reason"),
					 str_from(reason)));
		else if (row[i].code != 199)
			CHECK_STR(row[i].code,
				  reply_header(&pair.reply, "Reason"), NULL);
		if (row[i].code == 199)
			(void)peer_answer(&pair.peer, &pair.reply);
	}
	pair_close(&pair);
}

static void check_cause(struct pair *pair, unsigned number, unsigned code)
{
	char user[8], reason[64];
	const struct request invite = { .user = user };

	(void)snprintf(user, sizeof(user), "q%u", number);
	(void)snprintf(reason, sizeof(reason), "Q.850;cause=%u", number);
	CHECK_INT(number, peer_dial(&pair->peer, &invite, &pair->reply), code);
	CHECK(number, str_starts(reply_header(&pair->reply, "Reason"),
				 str_from(reason)));
}

static void test_causes(void)
{
	static const char *const unmatched[] = { "q44", "q0", "q128", "q" };
	const struct cause *cause;
	struct pair pair;
	size_t count;

	if (!pair_open(&pair, patient, UDP4))
		return;
	cause = cause_rows(&count);
	for (size_t i = 0; i < count; i++) {
		if (cause[i].code != 0)
			check_cause(&pair, cause[i].number, cause[i].code);
	}
	check_cause(&pair, 17, 486);
	check_cause(&pair, 99, 500);
	for (size_t i = 0; i < ARRAY_SIZE(unmatched); i++) {
		const struct request invite = { .user = unmatched[i] };

		CHECK_INT(i, peer_dial(&pair.peer, &invite, &pair.reply), 404);
		CHECK(i, str_starts(reply_header(&pair.reply, "Warning"),
				    STR("399 ")));
	}
	pair_close(&pair);
}

/** Normal call clearing is no answer: a call that is answered, then cleared. */
static void test_clearing(void)
{
	const struct request invite = { .user = "q16" };
	struct pair pair;

	if (!pair_open(&pair, patient, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair.peer, &invite, &pair.reply), 200);
	CHECK_STR(0, reply_header(&pair.reply, "Reason"), NULL);
	CHECK_INT(0, peer_answer(&pair.peer, &pair.reply), 1);
	CHECK(0, str_starts(reply_header(&pair.reply, "Reason"),
			    STR("Q.850;cause=16;text=\"")));
	peer_respond(&pair.peer, &pair.reply, "200 OK");
	pair_close(&pair);
}

CU_TestInfo test_bodies[] = {
	{ "an offer is answered line by line", test_answer },
	{ "an INVITE without an offer gets one", test_offer },
	{ "an early answer is the answer", test_early },
	{ "a new answer has a new version", test_version },
	{ "a refusal of media says what would do", test_refusal },
	{ "--reason gives every code its cause", test_reasons },
	{ "a cause is dialled with q", test_causes },
	{ "cause 16 is a BYE", test_clearing },
	CU_TEST_INFO_NULL
};
