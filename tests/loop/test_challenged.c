/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "answer.h"
#include "check.h"
#include "folder.h"

/* Challenges inside of a dialog, and the nonce that a response names for the next one. */

#define ASK_BYE(code)                                                        \
	"flow:\n  - respond: 200\non:\n  BYE:\n    - respond: " code         \
	"\n    - receive: BYE\n      with: credentials\n      within: 60s\n" \
	"    - respond: 200\n"

static const struct script script[] = {
	{ "bye", ASK_BYE("401") },
	{ "proxy", ASK_BYE("407") },
	{ "next", "flow:\n  - respond: 401\n  - receive: INVITE\n"
		  "    with: credentials\n    within: 60s\n"
		  "  - respond:\n      status: 200\n      headers: |\n"
		  "        Authentication-Info: nextnonce=\"${nonce}\"\n"
		  "on:\n  INFO:\n    - respond: 200\n"
		  "    - receive: INFO\n      with: credentials\n"
		  "      within: 60s\n    - respond: 202\n" },
};

static const char *const options[] = { "--t1=10000", "--user=alice:secret",
				       NULL };

static bool open_stage(struct stage *stage)
{
	*stage = (struct stage){ .is_loud = false };
	return stage_open(stage, script, ARRAY_SIZE(script), options, UDP4);
}

/** A BYE with the answer to the challenge of the last reply; @return the code */
static unsigned bye(struct talk *talk, struct stage *stage,
		    const char *password)
{
	struct answer_form form = { .method = "BYE",
				    .uri = talk->contact,
				    .password = password };
	char line[ANSWER_SIZE];

	answer_write(line, &stage->pair, talk->invite.user, &form);
	return talk_ask(talk, stage, "BYE", line);
}

static void test_bye(void)
{
	static const struct {
		const char *user;
		unsigned code;
	} row[] = { { "bye", 401 }, { "proxy", 407 } };
	struct stage stage;

	if (!open_stage(&stage))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct talk talk;

		if (!CHECK(i, talk_begin(&talk, &stage, row[i].user, NULL)))
			continue;
		CHECK_INT(i, talk_ask(&talk, &stage, "BYE", NULL), row[i].code);
		/* the call goes on */
		CHECK_INT(i, talk_ask(&talk, &stage, "OPTIONS", NULL), 200);
		CHECK_INT(i, talk_ask(&talk, &stage, "BYE", NULL), row[i].code);
		CHECK_INT(i, bye(&talk, &stage, "wrong"), row[i].code);
		CHECK_INT(i, bye(&talk, &stage, "secret"), 200);
		/* and is over */
		CHECK_INT(i, talk_ask(&talk, &stage, "OPTIONS", NULL), 481);
		CHECK_INT(i, talk_ask(&talk, &stage, "BYE", NULL), 481);
	}
	stage_close(&stage);
}

/** The text between quotes behind a name in a header. */
static void read_quoted(char *out, size_t size, struct str value,
			const char *name)
{
	struct str rest = value;
	struct str part;

	while (rest.size > 0 && !str_starts(rest, str_from(name)))
		rest = str_sub(rest, 1, rest.size);
	(void)str_cut(rest, '"', &part, &rest);
	(void)str_cut(rest, '"', &part, &rest);
	(void)snprintf(out, size, "%.*s", STR_ARG(part));
}

static const struct reply *keep_challenge(struct reply *kept,
					  struct reply *reply)
{
	*kept = *reply;
	reply->message = NULL;
	return kept;
}

/** Answer the challenge of the call once more with this nonce; @return the code */
static unsigned inform(struct talk *talk, struct stage *stage,
		       const struct reply *challenge, const char *nonce,
		       const char *password)
{
	struct answer_form form = { .method = "INFO",
				    .uri = talk->contact,
				    .nonce = nonce,
				    .password = password };
	struct pair asked = stage->pair;
	char line[ANSWER_SIZE];

	asked.reply = *challenge;
	answer_write(line, &asked, talk->invite.user, &form);
	return talk_ask(talk, stage, "INFO", line);
}

static void test_next(void)
{
	struct stage stage;
	struct pair *pair = &stage.pair;
	struct reply challenge;
	struct talk talk = { .invite = { .user = "next", .cseq = 1 } };
	char line[ANSWER_SIZE];
	char nonce[128];

	if (!open_stage(&stage))
		return;
	CHECK_INT(0, peer_dial(&pair->peer, &talk.invite, &pair->reply), 401);
	answer_write(line, pair, "next", &(struct answer_form){ .nc = 1 });
	(void)keep_challenge(&challenge, &pair->reply);
	talk.invite.headers = line;
	talk.invite.cseq = 2;
	CHECK_INT(0, peer_ask(&pair->peer, &talk.invite, &pair->reply), 200);
	peer_ack(&pair->peer, &talk.invite, &pair->reply);
	talk.cseq = 2;
	(void)snprintf(talk.tag, sizeof(talk.tag), "%.*s",
		       STR_ARG(reply_tag(&pair->reply)));
	(void)snprintf(talk.contact, sizeof(talk.contact), "%.*s",
		       STR_ARG(reply_contact(&pair->reply)));
	read_quoted(nonce, sizeof(nonce),
		    reply_header(&pair->reply, "Authentication-Info"),
		    "nextnonce=");
	CHECK(0, strlen(nonce) >= 32);

	/* the reaction begins; what it waits for then is right credentials */
	CHECK_INT(0, talk_ask(&talk, &stage, "INFO", NULL), 200);
	CHECK_INT(1, inform(&talk, &stage, &challenge, nonce, "wrong"), 200);
	CHECK_INT(2, inform(&talk, &stage, &challenge, nonce, NULL), 202);
	reply_free(&challenge);
	stage_close(&stage);
}

CU_TestInfo test_challenged[] = {
	{ "a BYE that is challenged ends no call", test_bye },
	{ "the next nonce is one of ours", test_next },
	CU_TEST_INFO_NULL,
};
