/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/socket.h>

#include "check.h"
#include "folder.h"

static const char *const t1_100[] = { "--t1=100", NULL };

#define RAW_486                          \
	"      SIP/2.0 486 Not today\n"  \
	"      ${via}\n"                 \
	"      f: ${from}\n"             \
	"      t: ${to};tag=${to.tag}\n" \
	"      i:   ${call-id}\n"        \
	"      CSEQ : ${cseq}\n"

static const struct script script[] = {
	{ "final", "flow:\n  - raw: |+\n" RAW_486 "      l: 0\n\n" },
	{ "answered", "flow:\n  - raw: |+\n      SIP/2.0 200 Fine\n"
		      "      ${via}\n      From: ${from}\n"
		      "      To: ${to};tag=${to.tag}\n"
		      "      Call-ID: ${call-id}\n      CSeq: ${cseq}\n"
		      "      Contact: <sip:${token}@${local}>\n"
		      "      Content-Length: 0\n\n"
		      "  - receive: INFO\n  - respond: 200\n" },
	{ "early", "flow:\n  - raw: |+\n      SIP/2.0 180 Soon\n"
		   "      ${via}\n      From: ${from}\n"
		   "      To: ${to};tag=${to.tag}\n"
		   "      Call-ID: ${call-id}\n      CSeq: ${cseq}\n"
		   "      Content-Length: 0\n\n"
		   "  - wait: 100ms\n  - respond: 486\n" },
	{ "options", "method: OPTIONS\nflow:\n  - raw: |+\n" RAW_486
		     "      Content-Length: 0\n\n" },
	{ "garbage", "flow:\n  - raw: \"\\tnot sip $$ at all\"\n"
		     "  - respond: 486\n" },
	{ "request", "flow:\n  - raw: |+\n"
		     "      OPTIONS sip:you@192.0.2.1 SIP/2.0\n"
		     "      Via: SIP/2.0/UDP ${local};branch=z9hG4bKraw\n"
		     "      From: <sip:${child}@${local}>;tag=1\n"
		     "      To: ${from}\n      Call-ID: ${token}\n"
		     "      CSeq: 5 OPTIONS\n      Content-Length: 3\n\n"
		     "      hi\n"
		     "  - respond: 486\n" },
	{ "twice", "flow:\n  - raw: one\n    fault: {duplicate: 2}\n"
		   "  - raw: two\n    fault: {drop: 1}\n"
		   "  - raw: three\n    fault: {truncate: 2}\n"
		   "  - raw: four\n    fault: {delay: 150ms}\n"
		   "  - wait: 300ms\n  - respond: 486\n" },
};

static const char raw_names[] =
	"flow:\n  - raw: |+\n" RAW_486 "      X-Branch: ${branch}\n"
	"      X-From-User: ${from.user}\n"
	"      X-From-Tag: ${from.tag}\n"
	"      X-Uri: ${ruri}\n"
	"      X-User: ${ruri.user}\n"
	"      X-Method: ${method}\n"
	"      X-Local: ${local}\n"
	"      X-Host: ${local.host}\n"
	"      X-Port: ${local.port}\n"
	"      X-Child: ${child}\n"
	"      X-Token: ${token}\n"
	"      X-Nonce: ${nonce}\n"
	"      X-Now: ${now}\n"
	"      X-Dollar: $$${method}$$\n"
	"      Content-Length: 0\n\n";

/** Bytes as a test sees them, whatever they are. */
static bool next_bytes(struct peer *peer, char *text, size_t size)
{
	ssize_t got = recv(peer->fd, text, size - 1, 0);

	text[got > 0 ? got : 0] = '\0';
	return got > 0;
}

/** RFC 3261 §17.2.1: it is a final response like any other. */
static void test_final(void)
{
	const struct request invite = { .user = "final" };
	static const unsigned due_ms[] = { 0, 100, 300, 700 };
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;
	char want[1024];
	uint64_t start_us;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), t1_100, UDP4))
		return;
	start_us = peer_send(&pair->peer, &invite);
	for (size_t i = 0; i < ARRAY_SIZE(due_ms); i++) {
		CHECK_INT(i, peer_answer(&pair->peer, &pair->reply), 486);
		(void)came_after((long)i, &pair->reply, start_us, due_ms[i]);
	}
	CHECK_STR(0, reply_phrase(&pair->reply), "Not today");
	CHECK_STR(0, reply_header(&pair->reply, "CSeq"), "1 INVITE");
	(void)snprintf(want, sizeof(want), "\r\nCSEQ : 1 INVITE\r\nl: 0\r\n");
	CHECK(0, has_part(pair->reply.message->bytes, want));
	peer_ack(&pair->peer, &invite, &pair->reply);
	CHECK(0, !peer_receive(&pair->peer, &pair->reply, 1000));
	stage_close(&stage);
}

/** Its copies stop at the ACK, and the dialog is one. */
static void test_dialog(void)
{
	struct stage stage = { .is_loud = false };
	struct talk talk;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), t1_100, UDP4))
		return;
	if (talk_begin(&talk, &stage, "answered", NULL)) {
		CHECK_STR(0, reply_phrase(&stage.pair.reply), "Fine");
		CHECK_INT(0, talk_ask(&talk, &stage, "INFO", NULL), 200);
		CHECK(0,
		      !peer_receive(&stage.pair.peer, &stage.pair.reply, 400));
		talk_end(&talk, &stage);
	}
	stage_close(&stage);
}

/** A provisional one leaves the INVITE open, and a copy brings it again. */
static void test_early(void)
{
	const struct request invite = { .user = "early" };
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), patient, UDP4))
		return;
	CHECK_INT(0, peer_ask(&pair->peer, &invite, &pair->reply), 180);
	CHECK_INT(0, peer_ask(&pair->peer, &invite, &pair->reply), 180);
	CHECK_STR(0, reply_phrase(&pair->reply), "Soon");
	CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 486);
	peer_ack(&pair->peer, &invite, &pair->reply);
	stage_close(&stage);
}

/** RFC 3261 §17.2.2: on a stream a transaction without INVITE ends with its final. */
static void test_options(void)
{
	static const enum place place[] = { UDP4, TCP4 };
	const struct request options = { .method = "OPTIONS",
					 .user = "options" };
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;

	if (!stage_open(&stage, script, ARRAY_SIZE(script), patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(place); i++) {
		CHECK(i, stage_move(&stage, place[i]));
		CHECK_INT(i, peer_ask(&pair->peer, &options, &pair->reply),
			  486);
		CHECK_STR(i, reply_phrase(&pair->reply), "Not today");
		CHECK(i, peer_is_quiet(&pair->peer));
	}
	stage_close(&stage);
}

/** What is no response leaves everything as it is. */
static void test_other(void)
{
	const struct request invite = { .user = "garbage" };
	const struct request asked = { .user = "request" };
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;
	char text[2048];

	if (!stage_open(&stage, script, ARRAY_SIZE(script), patient, UDP4))
		return;
	(void)peer_send(&pair->peer, &invite);
	CHECK(0, next_bytes(&pair->peer, text, sizeof(text)));
	CHECK_TEXT(0, text, "\tnot sip $ at all");
	CHECK_INT(0, peer_answer(&pair->peer, &pair->reply), 486);
	peer_ack(&pair->peer, &invite, &pair->reply);

	peer_new_call(&pair->peer);
	CHECK_INT(1, peer_ask(&pair->peer, &asked, &pair->reply), 1);
	CHECK_STR(1, reply_header(&pair->reply, "CSeq"), "5 OPTIONS");
	CHECK(1, has_part(pair->reply.message->bytes, "\r\n\r\nhi\r\n"));
	CHECK(1, has_part(reply_header(&pair->reply, "From"), "<sip:child-"));
	peer_respond(&pair->peer, &pair->reply, "200 OK");
	CHECK_INT(1, peer_answer(&pair->peer, &pair->reply), 486);
	peer_ack(&pair->peer, &asked, &pair->reply);
	CHECK(1, peer_is_quiet(&pair->peer));
	stage_close(&stage);
}

/** Faults of raw bytes are as those of any message. */
static void test_faults(void)
{
	static const char *const want[] = { "one", "one", "one", "th", "four" };
	const struct request invite = { .user = "twice" };
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;
	uint64_t start_us;
	char text[2048];

	if (!stage_open(&stage, script, ARRAY_SIZE(script), patient, UDP4))
		return;
	start_us = peer_send(&pair->peer, &invite);
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		CHECK(i, next_bytes(&pair->peer, text, sizeof(text)));
		CHECK_TEXT(i, text, want[i]);
	}
	CHECK(0, now_us() - start_us >= 150000);
	while (peer_answer(&pair->peer, &pair->reply) != 486 &&
	       pair->reply.message != NULL)
		;
	peer_ack(&pair->peer, &invite, &pair->reply);
	stage_close(&stage);
}

/** Every name, each as the request and its answer have it. */
static void check_names(struct pair *pair)
{
	const struct reply *reply = &pair->reply;
	const struct peer *peer = &pair->peer;
	struct str child = reply_header(reply, "X-Child");
	struct str token = reply_header(reply, "X-Token");
	char text[128];

	(void)snprintf(text, sizeof(text), "z9hG4bK%llu-1-0",
		       (unsigned long long)peer->call);
	CHECK_STR(0, reply_header(reply, "X-Branch"), text);
	(void)snprintf(text, sizeof(text), "f%llu",
		       (unsigned long long)peer->call);
	CHECK_STR(0, reply_header(reply, "X-From-Tag"), text);
	CHECK_STR(0, reply_header(reply, "X-From-User"), "loop");
	(void)snprintf(text, sizeof(text), "sip:names@127.0.0.1:%u",
		       peer->server);
	CHECK_STR(0, reply_header(reply, "X-Uri"), text);
	CHECK_STR(0, reply_header(reply, "X-User"), "names");
	CHECK_STR(0, reply_header(reply, "X-Method"), "INVITE");
	CHECK_STR(0, reply_header(reply, "X-Local"), text + 10);
	CHECK_STR(0, reply_header(reply, "X-Host"), "127.0.0.1");
	CHECK_STR(0, reply_header(reply, "X-Port"), text + 20);
	CHECK(0, str_starts(child, STR("child-")) && token.size == 16);
	CHECK(0, str_eq(str_sub(child, 6, child.size), token));
	CHECK(0, str_starts(reply_header(reply, "X-Nonce"), token));
	CHECK(0, reply_header(reply, "X-Nonce").size > token.size);
	CHECK_INT(0, reply_header(reply, "X-Now").size,
		  strlen("Tue, 14 Nov 2023 22:13:20 GMT"));
	CHECK(0, has_part(reply_header(reply, "X-Now"), " GMT"));
	CHECK_STR(0, reply_header(reply, "X-Dollar"), "$INVITE$");
	CHECK(0, str_starts(reply_tag(reply), token));
	(void)snprintf(text, sizeof(text), "%llu-%u@loop",
		       (unsigned long long)peer->call, peer->port);
	CHECK_STR(0, reply_header(reply, "Call-ID"), text);
}

static void test_names(void)
{
	static const struct script names = { "names", raw_names };
	const struct request invite = {
		.user = "names",
		.headers = "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKbelow\r\n"
	};
	struct stage stage = { .is_loud = false };
	struct pair *pair = &stage.pair;
	char via[256];

	if (!stage_open(&stage, &names, 1, patient, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair->peer, &invite, &pair->reply), 486);
	check_names(pair);
	(void)snprintf(via, sizeof(via), ";rport=%u;received=127.0.0.1",
		       pair->peer.port);
	CHECK(0, has_part(reply_header(&pair->reply, "Via"), via));
	CHECK_STR(0, reply_value(&pair->reply, "Via", 1),
		  "SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKbelow");
	CHECK(0, reply_value(&pair->reply, "Via", 2).p == NULL);
	stage_close(&stage);
}

CU_TestInfo test_raw[] = {
	{ "a raw final is repeated until the ACK", test_final },
	{ "a raw 200 makes a dialog", test_dialog },
	{ "a raw 180 is a provisional response", test_early },
	{ "a raw final of another method is its last", test_options },
	{ "raw bytes of another kind answer nothing", test_other },
	{ "raw bytes are spoilt like a response", test_faults },
	{ "each ${name} has its value", test_names },
	CU_TEST_INFO_NULL
};
