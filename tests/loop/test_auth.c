/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>

#include "answer.h"
#include "check.h"
#include "folder.h"

/* What answers a challenge: verified, counted, and never invented. */

#define THEN_200                                       \
	"  - receive: INVITE\n    with: credentials\n" \
	"    within: 60s\n  - respond: 200\n"

static const struct script script[] = {
	{ "ask", "flow:\n  - respond: 401\n" THEN_200 },
	{ "proxy", "flow:\n  - respond: 407\n" THEN_200 },
	{ "sess", "flow:\n  - respond: 401\n    challenge:\n"
		  "      algorithms: [MD5-sess]\n" THEN_200 },
	{ "sha", "flow:\n  - respond: 401\n    challenge:\n"
		 "      algorithms: [SHA-256, MD5]\n" THEN_200 },
	{ "sha2", "flow:\n  - respond: 401\n    challenge:\n"
		  "      algorithms: [SHA-512-256-sess]\n" THEN_200 },
	{ "int", "flow:\n  - respond: 401\n    challenge:\n"
		 "      qop: [auth-int]\n" THEN_200 },
	{ "plain", "flow:\n  - respond: 401\n    challenge:\n"
		   "      qop: []\n" THEN_200 },
	{ "odd", "flow:\n  - respond: 401\n    challenge:\n"
		 "      realm: a, b=ü\n" THEN_200 },
};

static const char *const options[] = { "--t1=10000", "--user=alice:secret",
				       "--user=bob:a:b c", NULL };

static bool open_stage(struct stage *stage, const char *const *option)
{
	*stage = (struct stage){ .is_loud = false };
	return stage_open(stage, script, ARRAY_SIZE(script), option, UDP4);
}

/** Answer the challenge of the last reply in the same call; @return the code */
static unsigned answer(struct pair *pair, struct request *request,
		       const struct answer_form *form)
{
	char line[ANSWER_SIZE];
	unsigned code;

	answer_write(line, pair, request->user, form);
	request->headers = line;
	request->cseq++;
	code = peer_ask(&pair->peer, request, &pair->reply);
	if (request->method == NULL)
		peer_ack(&pair->peer, request, &pair->reply);
	request->headers = NULL;
	return code;
}

static bool is_stale(const struct pair *pair)
{
	struct str value = reply_header(&pair->reply, "WWW-Authenticate");

	if (value.p == NULL)
		value = reply_header(&pair->reply, "Proxy-Authenticate");
	return has_part(value, "stale=TRUE");
}

/** How a call is challenged, and what it answers. */
struct attempt {
	const char *user;
	struct answer_form form;
	unsigned code;
};

/** A new call, up to the challenge, which is its first. @return its INVITE */
static struct request challenge(long i, struct pair *pair,
				const struct attempt *attempt, const char *body)
{
	struct request request = { .user = attempt->user,
				   .cseq = 1,
				   .body = body };

	CHECK_INT(i, peer_dial(&pair->peer, &request, &pair->reply),
		  attempt->code);
	CHECK(i, !is_stale(pair));
	return request;
}

static void test_right(void)
{
	static const struct attempt row[] = {
		{ "ask", { .nc = 1 }, 401 },
		{ "ask", { .name = "bob", .password = "a:b c" }, 401 },
		{ "ask", { .nc = 7 }, 401 },
		{ "proxy", { .nc = 1 }, 407 },
		{ "sess", { .nc = 1 }, 401 },
		{ "sha", { .nc = 1 }, 401 },
		{ "sha2", { .nc = 1 }, 401 },
		{ "int", { .is_int = true, .body = offer }, 401 },
		{ "plain", { .nc = 1 }, 401 },
		{ "odd", { .nc = 1 }, 401 },
	};
	struct stage stage;

	if (!open_stage(&stage, options))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct pair *pair = &stage.pair;
		struct request request =
			challenge((long)i, pair, &row[i], row[i].form.body);

		CHECK_INT(i, answer(pair, &request, &row[i].form), 200);
	}
	stage_close(&stage);
}

/** Challenged again, not as stale; the right answer to that is taken. */
static void test_wrong(void)
{
	static const struct attempt row[] = {
		{ "ask", { .password = "Secret" }, 401 },
		{ "ask", { .password = "" }, 401 },
		{ "ask", { .name = "carol" }, 401 },
		{ "ask", { .realm = "other" }, 401 },
		{ "ask", { .uri = "sip:other@127.0.0.1" }, 401 },
		{ "ask", { .uri = "" }, 401 },
		{ "ask", { .method = "OPTIONS" }, 401 },
		{ "proxy", { .password = "Secret" }, 407 },
		{ "int", { .is_int = true, .body = "v=0\r\n" }, 401 },
		{ "int", { .nc = 1 }, 401 },
		{ "ask", { .is_int = true, .body = offer }, 401 },
		{ "plain", { .password = "Secret" }, 401 },
	};
	static const struct answer_form good = { .is_int = false };
	static const struct answer_form good_int = { .is_int = true,
						     .body = offer };
	struct stage stage;

	if (!open_stage(&stage, options))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct pair *pair = &stage.pair;
		struct request request =
			challenge((long)i, pair, &row[i], offer);

		CHECK_INT(i, answer(pair, &request, &row[i].form), row[i].code);
		CHECK(i, !is_stale(pair));
		CHECK_INT(i,
			  answer(pair, &request,
				 str_eq(str_from(row[i].user), STR("int"))
					 ? &good_int
					 : &good),
			  200);
	}
	stage_close(&stage);
}

/** Nobody is challenged for ever. */
static void test_bounded(void)
{
	static const struct answer_form wrong = { .password = "Secret" };
	struct request invite = { .user = "ask", .cseq = 1 };
	struct request other = { .user = "401",
				 .cseq = 1,
				 .method = "MESSAGE" };
	struct answer_form form = wrong;
	unsigned code = 401;
	struct stage stage;
	struct pair *pair = &stage.pair;

	if (!open_stage(&stage, options))
		return;
	CHECK_INT(0, peer_dial(&pair->peer, &invite, &pair->reply), 401);
	for (size_t i = 0; i < 5; i++)
		CHECK_INT(i, answer(pair, &invite, &wrong), 401);
	CHECK_INT(5, answer(pair, &invite, &wrong), 403);

	peer_new_call(&pair->peer);
	form.method = "MESSAGE";
	CHECK_INT(6, peer_ask(&pair->peer, &other, &pair->reply), 401);
	for (size_t i = 0; i < 10 && code == 401; i++)
		code = answer(pair, &other, &form);
	CHECK_INT(7, code, 403);
	stage_close(&stage);
}

/** A nonce counts up; what was counted before is stale, whoever sends it. */
static void test_replayed(void)
{
	static const struct {
		unsigned nc;
		unsigned code;
	} row[] = { { 1, 200 }, { 1, 401 }, { 2, 200 },
		    { 9, 200 }, { 3, 401 }, { 10, 200 } };
	struct request request = { .user = "401", .method = "OPTIONS" };
	struct answer_form form = { .method = "OPTIONS" };
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct reply first = { .message = NULL };

	if (!open_stage(&stage, options))
		return;
	request.cseq = 1;
	CHECK_INT(0, peer_ask(&pair->peer, &request, &first), 401);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		char line[ANSWER_SIZE];
		struct reply last = pair->reply;

		pair->reply = first;
		form.nc = row[i].nc;
		answer_write(line, pair, "401", &form);
		pair->reply = last;
		request.headers = line;
		request.cseq++;
		CHECK_INT(i, peer_ask(&pair->peer, &request, &pair->reply),
			  row[i].code);
		CHECK_INT(i, is_stale(pair), row[i].code == 401);
	}
	reply_free(&first);
	stage_close(&stage);
}

/** A nonce that we did not make, though it begins like ours, and one made longer. */
static void test_invented(void)
{
	static const char *const end[] = { "00000000", "", "+/==" };
	struct stage stage;

	if (!open_stage(&stage, options))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(end); i++) {
		struct pair *pair = &stage.pair;
		struct request request = { .user = "ask", .cseq = 1 };
		struct answer_form form = { .nc = 1 };
		struct str value, nonce, rest;
		char text[128];

		CHECK_INT(i, peer_dial(&pair->peer, &request, &pair->reply),
			  401);
		value = reply_header(&pair->reply, "WWW-Authenticate");
		while (value.size > 0 && !str_starts(value, STR("nonce=\"")))
			value = str_sub(value, 1, value.size);
		(void)str_cut(value, '"', &rest, &nonce);
		(void)str_cut(nonce, '"', &nonce, &rest);
		if (i < 2)
			nonce = str_sub(nonce, 0, 24);
		(void)snprintf(text, sizeof(text), "%.*s%s", STR_ARG(nonce),
			       end[i]);
		form.nonce = text;
		CHECK_INT(i, answer(pair, &request, &form), 401);
	}
	stage_close(&stage);
}

static void test_expired(void)
{
	static const char *const short_life[] = { "--t1=10000",
						  "--nonce-life=1", NULL };
	static const struct answer_form good = { .nc = 1 };
	struct request request = { .user = "ask", .cseq = 1 };
	struct stage stage;
	struct pair *pair = &stage.pair;

	if (!open_stage(&stage, short_life))
		return;
	CHECK_INT(0, peer_dial(&pair->peer, &request, &pair->reply), 401);
	(void)usleep(1100000);
	CHECK_INT(1, answer(pair, &request, &good), 401);
	CHECK(1, is_stale(pair));
	CHECK_INT(2, answer(pair, &request, &good), 200);
	stage_close(&stage);
}

/** Of a file come those that are in it, and no others. */
static void test_users(void)
{
	static const char text[] = "# comment\n\n  carol:a:b#c \r\ndan:";
	static const struct {
		struct answer_form form;
		unsigned code;
	} row[] = {
		{ { .name = "carol", .password = "a:b#c " }, 200 },
		{ { .name = "dan", .password = "" }, 200 },
		{ { .name = "carol", .password = "a:b#c" }, 401 },
		{ { .name = "alice", .password = "secret" }, 401 },
	};
	char path[] = "/tmp/gamut-users-XXXXXX";
	char option[64];
	const char *const with_file[] = { "--t1=10000", option, NULL };
	int fd = mkstemp(path);
	struct stage stage;

	CHECK(0, fd >= 0 && write(fd, text, sizeof(text) - 1) ==
				    (ssize_t)sizeof(text) - 1);
	(void)close(fd);
	(void)snprintf(option, sizeof(option), "--users=%s", path);
	if (!open_stage(&stage, with_file))
		goto out;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct pair *pair = &stage.pair;
		struct request request = { .user = "ask", .cseq = 1 };

		CHECK_INT(i, peer_dial(&pair->peer, &request, &pair->reply),
			  401);
		CHECK_INT(i, answer(pair, &request, &row[i].form), row[i].code);
	}
	stage_close(&stage);
out:
	(void)unlink(path);
}

CU_TestInfo test_auth[] = {
	{ "the users of a file are known, and no others", test_users },
	{ "the right answer to a challenge is taken", test_right },
	{ "a wrong one is challenged again", test_wrong },
	{ "a wrong password ends in 403", test_bounded },
	{ "a nonce count is taken once", test_replayed },
	{ "a nonce that was not sent is no answer", test_invented },
	{ "a nonce expires, and is stale then", test_expired },
	CU_TEST_INFO_NULL
};
