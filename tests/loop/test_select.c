/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "folder.h"

#define ONLY(code)         "flow: [{respond: " code "}]"
#define MATCH(match, code) "match: {" match "}\n" ONLY(code)

static const struct script script[] = {
	{ "180-480", ONLY("600") },
	{ "alpha", ONLY("601") },
	{ "beta", "dial: [alpha, beta2, 183-2-480, \"*7#\"]\n" ONLY("602") },
	{ "deep/er/one", ONLY("603") },
	{ "match/from", MATCH("from: '<sip:alice@'", "480") },
	{ "match/head",
	  MATCH("header: {X-Dept: '^sales$', Subject: urgent}", "481") },
	{ "match/method", MATCH("method: MESSAGE", "482") },
	{ "match/near", MATCH("ruri: 'sip:near', source: 127.0.0.0/9", "483") },
	{ "match/far", MATCH("ruri: 'sip:near', source: 128.0.0.0/1", "484") },
	{ "match/six", MATCH("ruri: 'sip:near', source: '::/64'", "485") },
	{ "match/tcp", MATCH("transport: tcp, to: 'sip:wire@'", "486") },
	{ "match/udp", MATCH("transport: udp, to: 'sip:wire@'", "487") },
	{ "match/x1", MATCH("ruri: '^sip:any-[0-9]+@'", "488") },
	{ "match/x2", MATCH("ruri: '^sip:any-'", "489") },
};

static bool open_stage(struct stage *stage, const char *const *options,
		       enum place place)
{
	*stage = (struct stage){ .is_loud = false };
	return stage_open(stage, script, ARRAY_SIZE(script), options, place);
}

/** The order in which names are looked for; a name of the earlier kind wins. */
static void test_names(void)
{
	static const struct {
		const char *uri;
		const char *headers;
		unsigned code;
	} row[] = {
		{ "sip:alpha@127.0.0.1", NULL, 601 },
		{ "sip:beta2@127.0.0.1", NULL, 602 },
		{ "sip:%61lpha@127.0.0.1", NULL, 601 },
		{ "sip:alpha;x=y@127.0.0.1;z", NULL, 601 },
		{ "sip:deep/er/one@127.0.0.1", NULL, 603 },
		{ "sip:deep.er.one@127.0.0.1", NULL, 603 },
		{ "sip:180-480@127.0.0.1", NULL, 600 },
		{ "sip:183-2-480@127.0.0.1", NULL, 602 },
		{ "sip:*7%23@127.0.0.1", NULL, 602 },
		{ "sip:final.486@127.0.0.1", NULL, 486 },
		{ "sip:499@127.0.0.1", NULL, 499 },
		{ "sip:nobody@127.0.0.1", NULL, 404 },
		{ "sip:127.0.0.1", NULL, 404 },

		/* The host, never an address. */
		{ "sip:bob@486.gamut.test", NULL, 486 },
		{ "sip:bob@alpha.gamut.test:5070;x", NULL, 601 },
		{ "sip:480.gamut.test", NULL, 480 },
		{ "sip:alpha@486.gamut.test", NULL, 601 },
		{ "sip:bob@gamut.test", NULL, 404 },
		{ "sip:bob@200.0.0.1", NULL, 404 },
		{ "sip:bob@[486::1]", NULL, 404 },

		/* The headers. */
		{ "sip:bob@gamut.test", "X-Gamut-Case: final/486\r\n", 486 },
		{ "sip:bob@gamut.test", "x-gamut-case:   alpha \r\n", 601 },
		{ "sip:bob@480.gamut.test", "X-Gamut-Case: final/486\r\n",
		  480 },
		{ "sip:alpha@127.0.0.1", "X-Gamut-Case: final/486\r\n", 601 },
		{ "sip:bob@gamut.test", "X-Gamut-Case: nothing\r\n", 404 },
		{ "sip:bob@gamut.test", "X-Gamut-Respond: 486\r\n", 486 },
		{ "sip:alpha@gamut.test", "X-Gamut-Respond: 486\r\n", 601 },
		{ "sip:bob@gamut.test", "X-Gamut-Respond: 486, 200\r\n", 404 },
		{ "sip:bob@gamut.test", "X-Gamut-Respond: 99\r\n", 404 },
		{ "sip:bob@gamut.test", "X-Gamut-Respond: \r\n", 404 },

		/* They go before any match. */
		{ "sip:any-1@gamut.test", "X-Gamut-Case: final/486\r\n", 486 },
		{ "sip:any-1@gamut.test", "X-Gamut-Respond: 410\r\n", 410 },
		{ "sip:any-1@480.gamut.test", NULL, 480 },
		{ "sip:any-1@gamut.test", NULL, 488 },
		{ "sip:any-x@gamut.test", NULL, 489 },
	};
	struct stage stage;
	struct pair *pair = &stage.pair;

	if (!open_stage(&stage, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .uri = str_from(row[i].uri),
						.headers = row[i].headers };

		CHECK_INT(i, peer_dial(&pair->peer, &invite, &pair->reply),
			  row[i].code);
	}
	stage_close(&stage);
}

/** X-Gamut-Respond with pauses, which are durations as in a file. */
static void test_listed(void)
{
	static const struct {
		const char *headers;
		unsigned code[3];
		unsigned due_ms[3];
	} row[] = {
		{ "X-Gamut-Respond: 180, 200ms,183 , 100ms, 486\r\n",
		  { 180, 183, 486 },
		  { 0, 200, 300 } },
		{ "X-Gamut-Respond: 180,0.2s,182,486\r\n",
		  { 180, 182, 486 },
		  { 0, 200, 200 } },
	};
	struct stage stage;
	struct pair *pair = &stage.pair;

	if (!open_stage(&stage, patient, UDP4))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request invite = { .user = "bob",
						.headers = row[i].headers };
		uint64_t start_us;

		peer_new_call(&pair->peer);
		start_us = peer_send(&pair->peer, &invite);
		for (size_t n = 0; n < ARRAY_SIZE(row[i].code); n++) {
			CHECK_INT(i, peer_answer(&pair->peer, &pair->reply),
				  row[i].code[n]);
			(void)came_after((long)i, &pair->reply, start_us,
					 row[i].due_ms[n]);
		}
		peer_ack(&pair->peer, &invite, &pair->reply);
	}
	stage_close(&stage);
}

/** Each field; all that are given must fit. */
static void check_matches(struct stage *stage, enum place place)
{
	static const struct {
		const char *method;
		const char *user;
		const char *from; /* instead of the usual one */
		const char *headers;
		unsigned code[PLACE_COUNT];
	} row[] = {
		{ "INVITE",
		  "bob",
		  "<sip:alice@",
		  NULL,
		  { 480, 480, 480, 480 } },
		{ "INVITE",
		  "bob",
		  "\"<sip:alice\" <sip:bob@",
		  NULL,
		  { 404, 404, 404, 404 } },
		{ "INVITE",
		  "bob",
		  NULL,
		  "X-Dept: sales\r\ns: very urgent\r\n",
		  { 481, 481, 481, 481 } },
		{ "INVITE",
		  "bob",
		  NULL,
		  "Subject: x\r\nx-dept: a\r\nX-Dept: sales\r\n"
		  "Subject: urgent\r\n",
		  { 481, 481, 481, 481 } },
		{ "INVITE",
		  "bob",
		  NULL,
		  "X-Dept: presales\r\nSubject: urgent\r\n",
		  { 404, 404, 404, 404 } },
		{ "INVITE",
		  "bob",
		  NULL,
		  "X-Dept: sales\r\n",
		  { 404, 404, 404, 404 } },
		{ "MESSAGE", "bob", NULL, NULL, { 482, 482, 482, 482 } },
		{ "INVITE", "near", NULL, NULL, { 483, 483, 485, 485 } },
		{ "INVITE", "wire", NULL, NULL, { 487, 486, 487, 486 } },
	};
	struct pair *pair = &stage->pair;

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct request request = { .method = row[i].method,
						 .user = row[i].user,
						 .headers = row[i].headers };
		const char *from = row[i].from;

		peer_new_call(&pair->peer);
		(void)peer_send_changed(&pair->peer, &request,
					from != NULL ? "\"Loop\" <sip:loop@"
						     : "",
					from != NULL ? from : "");
		CHECK_INT(i, peer_answer(&pair->peer, &pair->reply),
			  row[i].code[place]);
		if (strcmp(row[i].method, "INVITE") == 0)
			peer_ack(&pair->peer, &request, &pair->reply);
	}
}

static void test_matches(void)
{
	struct stage stage;

	if (!open_stage(&stage, patient, UDP4))
		return;
	for (int place = 0; place < PLACE_COUNT; place++) {
		if (stage.pair.gamut.port[place] == 0)
			continue;
		if (stage_move(&stage, (enum place)place))
			check_matches(&stage, (enum place)place);
	}
	stage_close(&stage);
}

/** What nothing selects, with --default; it is for calls alone. */
static void test_default(void)
{
	static const char *const usual[] = { "--t1=10000",
					     "--default=deep/er/one", NULL };
	static const char *const dialled[] = { "--t1=10000", "--default=486",
					       NULL };
	const struct request unknown = { .user = "nobody" };
	const struct request alpha = { .user = "alpha" };
	const struct request any = { .user = "any-1" };
	const struct request options = { .method = "OPTIONS",
					 .user = "nobody" };
	struct stage stage;
	struct pair *pair = &stage.pair;

	if (!open_stage(&stage, usual, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair->peer, &unknown, &pair->reply), 603);
	CHECK_INT(0, peer_dial(&pair->peer, &alpha, &pair->reply), 601);
	CHECK_INT(0, peer_dial(&pair->peer, &any, &pair->reply), 488);
	peer_new_call(&pair->peer);
	CHECK_INT(0, peer_ask(&pair->peer, &options, &pair->reply), 200);
	stage_close(&stage);

	if (!open_stage(&stage, dialled, UDP4))
		return;
	CHECK_INT(1, peer_dial(&pair->peer, &unknown, &pair->reply), 486);
	stage_close(&stage);
}

/** A 404 names what may have been meant, files of the folder too. */
static void test_unmatched(void)
{
	const struct request near = { .user = "alphq" };
	struct stage stage;
	struct pair *pair = &stage.pair;

	if (!open_stage(&stage, patient, UDP4))
		return;
	CHECK_INT(0, peer_dial(&pair->peer, &near, &pair->reply), 404);
	CHECK(0, str_starts(reply_header(&pair->reply, "Warning"),
			    STR("399 127.0.0.1:")));
	CHECK(0, has_part(reply_header(&pair->reply, "Warning"), "alpha"));
	stage_close(&stage);
}

CU_TestInfo test_select[] = {
	{ "user, host and headers select in this order", test_names },
	{ "a header lists what is answered", test_listed },
	{ "a match has to fit in all its fields", test_matches },
	{ "--default answers what nothing selects", test_default },
	{ "a 404 names what is near", test_unmatched },
	CU_TEST_INFO_NULL
};
