/* SPDX-License-Identifier: MIT */
#include "scenario/scenario.h"

#include <string.h>

#include "check.h"

enum { STEPS = 4 };

#define RESPOND(number)                                              \
	{                                                            \
		.type = STEP_RESPOND, .respond = {.code = (number) } \
	}
#define RAW(words)                                                  \
	{                                                           \
		.type = STEP_RAW, .raw = {.text = STR_INIT(words) } \
	}
#define WAIT                                      \
	{                                         \
		.type = STEP_WAIT, .wait_ms = 486 \
	}

static size_t count_steps(const struct step *step)
{
	size_t count = 0;

	while (count < STEPS && (step[count].type != STEP_RESPOND ||
				 step[count].respond.code != 0))
		count++;
	return count;
}

static void is_about_a_code(void)
{
	static const struct {
		const char *id;
		struct step step[STEPS];
		unsigned code;
	} row[] = {
		{ "prov/180", { RESPOND(180), RESPOND(200) }, 180 },
		{ "final/486", { RESPOND(486) }, 486 },
		{ "unknown/699", { RESPOND(486) }, 699 },
		{ "x/700", { RESPOND(486) }, 486 },
		{ "x/099", { RESPOND(486) }, 486 },
		{ "x/0486", { RESPOND(404) }, 404 },
		{ "x/486a", { RESPOND(404) }, 404 },
		{ "x/a486", { RESPOND(404) }, 404 },
		{ "auth/401-200", { RESPOND(401), RESPOND(200) }, 401 },
		{ "ring/180-486", { RESPOND(180), WAIT, RESPOND(486) }, 486 },
		/* what is dialled is no id: it has no folder */
		{ "180", { RESPOND(180), RESPOND(200) }, 200 },
		{ "x/early", { RESPOND(183), RESPOND(180) }, 183 },
		{ "x/raw", { RAW("SIP/2.0 486 Busy") }, 486 },
		{ "x/raw",
		  { RAW("SIP/2.0 180 R"), RAW("SIP/2.0 603 D") },
		  603 },
		{ "x/raw", { RAW("SIP/2.0 48"), RESPOND(404) }, 404 },
		{ "x/raw", { RAW("SIP/2.0 999 Much") }, 0 },
		{ "x/raw", { RAW("BYE sip:a SIP/2.0") }, 0 },
		{ "x/none", { WAIT }, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct steps steps = { row[i].step,
					     count_steps(row[i].step) };
		struct scenario *scenario = NULL;

		CHECK_INT(i,
			  scenario_new(&scenario, str_from(row[i].id),
				       STR("title"), steps),
			  0);
		CHECK_INT(i, scenario->code, row[i].code);
		scenario_free(scenario);
	}
}

static void accepts_with_its_first_answer(void)
{
	static const struct {
		struct step step[STEPS];
		bool accepts;
	} row[] = {
		{ { RESPOND(200) }, true },
		{ { RESPOND(299) }, true },
		{ { RESPOND(101) }, true },
		{ { RESPOND(180), RESPOND(486) }, true },
		{ { RESPOND(100), RESPOND(200) }, true },
		{ { RESPOND(100), RESPOND(300) }, false },
		{ { RESPOND(100) }, false },
		{ { RESPOND(300) }, false },
		{ { RESPOND(486), RESPOND(200) }, false },
		{ { WAIT, RESPOND(200) }, true },
		{ { WAIT }, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		const struct steps steps = { row[i].step,
					     count_steps(row[i].step) };

		CHECK_INT(i, steps_accept(&steps), row[i].accepts);
	}
}

static void copies_its_texts(void)
{
	char text[] = "abcdefgh";
	struct str word[8];
	struct step step[4] = {
		{ .type = STEP_RESPOND },
		{ .type = STEP_SEND },
		{ .type = STEP_RECEIVE },
		{ .type = STEP_RAW },
	};
	struct scenario *scenario = NULL;
	const struct step *have;

	for (size_t i = 0; i < ARRAY_SIZE(word); i++)
		word[i] = (struct str){ text + i, 1 };
	step[0].respond.code = 486;
	step[0].respond.phrase = word[0];
	step[0].respond.to_tag = word[1];
	step[0].respond.carry.headers = word[2];
	step[1].send.method = word[3];
	step[1].send.carry.body = word[4];
	step[2].receive.methods = word[5];
	step[3].raw.text = word[6];
	CHECK_INT(0,
		  scenario_new(&scenario, word[7], word[0],
			       (struct steps){ step, 4 }),
		  0);
	memset(text, 'z', sizeof(text));

	have = scenario->attempt[0].step;
	CHECK_INT(0, scenario->attempt_count, 1);
	CHECK_INT(0, scenario->attempt[0].count, 4);
	CHECK_STR(0, scenario->id, "h");
	CHECK_STR(0, scenario->title, "a");
	CHECK_STR(0, have[0].respond.phrase, "a");
	CHECK_STR(0, have[0].respond.to_tag, "b");
	CHECK_STR(0, have[0].respond.carry.headers, "c");
	CHECK_STR(0, have[0].respond.carry.body, NULL);
	CHECK_STR(0, have[1].send.method, "d");
	CHECK_STR(0, have[1].send.carry.body, "e");
	CHECK_STR(0, have[2].receive.methods, "f");
	CHECK_STR(0, have[3].raw.text, "g");
	CHECK_STR(0, scenario->file, NULL);
	scenario_free(scenario);
	scenario_free(NULL);
}

static void finds_its_reaction(void)
{
	struct reaction reaction[] = {
		{ .method = STR_INIT("CANCEL") },
		{ .method = STR_INIT("BYE") },
	};
	const struct scenario scenario = { .reaction = reaction,
					   .reaction_count = 2 };

	CHECK(0, scenario_reaction(&scenario, STR("BYE")) == &reaction[1]);
	CHECK(1, scenario_reaction(&scenario, STR("CANCEL")) == &reaction[0]);
	CHECK(2, scenario_reaction(&scenario, STR("bye")) == NULL);
	CHECK(3, scenario_reaction(&scenario, STR("INFO")) == NULL);
}

static void says_if_it_is_mangled(void)
{
	static const struct {
		const char *id;
		bool is_broken;
		bool is_mangled;
	} row[] = {
		{ "final/486", false, false },
		{ "mangled/raw-486", false, true },
		{ "own/486", true, true },
		{ "mangled", false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct scenario scenario = { .id = str_from(row[i].id),
					     .is_broken = row[i].is_broken };

		CHECK(i, scenario_is_mangled(&scenario) == row[i].is_mangled);
	}
}

CU_TestInfo test_scenario[] = {
	{ "is about a code", is_about_a_code },
	{ "accepts with its first answer", accepts_with_its_first_answer },
	{ "copies its texts", copies_its_texts },
	{ "finds its reaction", finds_its_reaction },
	{ "says if it is mangled", says_if_it_is_mangled },
	CU_TEST_INFO_NULL,
};
