/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "play_rows.h"
#include "scenario/dial.h"

/** A flow as it is dialled. */
static struct scenario *dialled(const char *user)
{
	struct step step[DIAL_STEPS_MAX] = { 0 };
	struct scenario *scenario = NULL;
	struct steps steps = { .step = step };
	struct dial dial = { .count = 0 };

	CHECK_INT(0, dial_parse(&dial, str_from(user)), 0);
	steps.count = dial_steps(step, &dial);
	CHECK_INT(0,
		  scenario_new(&scenario, str_from(user), str_from(user),
			       steps),
		  0);
	return scenario;
}

static void goes_on_with_events_and_time(void)
{
	static const struct {
		const char *user;
		struct moment at[EVENTS];
	} row[] = {
		{ "486", { { 0, TIME, "486 end", -1 } } },
		{ "180*3*486",
		  { { 0, TIME, "180 idle", 3000 },
		    { 2999, TIME, "idle", 3000 },
		    { 3000, TIME, "486 end", -1 } } },
		{ "180",
		  { { 5, TIME, "180 idle", 2005 },
		    { 2005, TIME, "200 idle", -1 },
		    { 2100, ACK, "idle", 32100 },
		    { 32100, TIME, "BYE idle", -1 },
		    { 32200, ANSWERED, "end", -1 } } },
		/* No BYE before the ACK, however late it is. */
		{ "200",
		  { { 0, TIME, "200 idle", -1 },
		    { 90000, TIME, "idle", -1 },
		    { 90000, ACK, "idle", 120000 } } },
		{ "302",
		  { { 0, TIME, "302 idle", 10000 },
		    { 100, PLAIN, "idle", 10000 },
		    { 200, CREDENTIALS, "idle", 10000 },
		    { 300, CHILD, "200 idle", -1 } } },
		{ "302",
		  { { 0, TIME, "302 idle", 10000 },
		    { 9999, CHILD, "200 idle", -1 } } },
		{ "302",
		  { { 0, TIME, "302 idle", 10000 },
		    { 10000, CHILD, "end", -1 },
		    { 10001, CHILD, "end", -1 } } },
		{ "401",
		  { { 0, TIME, "401 idle", 32000 },
		    { 10, CHILD, "idle", 32000 },
		    { 20, CREDENTIALS, "200 idle", -1 },
		    { 30, CREDENTIALS, "idle", -1 } } },
		{ "180*3*486",
		  { { 0, TIME, "180 idle", 3000 },
		    { 100, STOP, "end", -1 },
		    { 3000, TIME, "end", -1 } } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct scenario *scenario = dialled(row[i].user);

		play_check(i, scenario, row[i].at);
		scenario_free(scenario);
	}
}

#define RESPOND(number)                                              \
	{                                                            \
		.type = STEP_RESPOND, .respond = {.code = (number) } \
	}
#define RECEIVE(names, ms)                          \
	{                                           \
		.type = STEP_RECEIVE, .receive = {  \
			.methods = STR_INIT(names), \
			.within_ms = (ms)           \
		}                                   \
	}

static void each_call_has_its_flow(void)
{
	static const struct step step[] = { RESPOND(503), RESPOND(486),
					    RESPOND(200) };
	struct steps attempt[] = { { &step[0], 1 },
				   { &step[1], 1 },
				   { &step[2], 1 } };
	const struct scenario scenario = { .attempt = attempt,
					   .attempt_count = 3 };
	static const unsigned code[] = { 503, 486, 200, 503, 486 };

	for (size_t i = 0; i < ARRAY_SIZE(code); i++) {
		const struct step *next = NULL;
		struct play play;

		play_init(&play, &scenario, i, HOLD_MS);
		CHECK_INT(i, play_next(&play, 0, &next), PLAY_RESPOND);
		CHECK_INT(i, next->respond.code, code[i]);
		CHECK_INT(i, play_next(&play, 0, &next), PLAY_END);
	}
}

static void a_miss_is_told_unless_it_is_optional(void)
{
	for (size_t i = 0; i < 2; i++) {
		struct step steps[] = { RESPOND(302), RECEIVE("INVITE", 10000),
					RESPOND(200) };
		struct steps attempt = { steps, 3 };
		const struct scenario scenario = { .attempt = &attempt,
						   .attempt_count = 1 };
		const struct step *step;
		struct play play;

		steps[1].receive.is_optional = i == 1;
		play_init(&play, &scenario, 0, HOLD_MS);
		CHECK_INT(i, play_next(&play, 0, &step), PLAY_RESPOND);
		CHECK_INT(i, play_next(&play, 0, &step), PLAY_IDLE);
		CHECK_INT(i, play_next(&play, 9999 * MS, &step), PLAY_IDLE);
		CHECK(i, !play.is_missed);
		CHECK_INT(i, play_next(&play, 10000 * MS, &step), PLAY_END);
		CHECK(i, play.is_missed == (i == 0));
		CHECK(i, play.is_over);
	}
}

static void says_whether_it_waited_for_a_request(void)
{
	static const struct {
		const char *method;
		enum receive_with with;
		enum receive_with asked;
		bool is_waited_for;
	} row[] = {
		{ "INVITE", WITH_ANYTHING, WITH_ANYTHING, true },
		{ "INVITE", WITH_CREDENTIALS, WITH_ANYTHING, true },
		{ "INVITE", WITH_CHILD, WITH_ANYTHING, true },
		{ "INVITE", WITH_ANYTHING, WITH_CREDENTIALS, false },
		{ "INVITE", WITH_CHILD, WITH_CREDENTIALS, false },
		{ "INVITE", WITH_CREDENTIALS, WITH_CREDENTIALS, true },
		{ "INVITE", WITH_CHILD, WITH_CHILD, true },
		{ "UPDATE", WITH_ANYTHING, WITH_ANYTHING, true },
		{ "INFO", WITH_ANYTHING, WITH_ANYTHING, false },
		{ "INV", WITH_ANYTHING, WITH_ANYTHING, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct step step = RECEIVE("INVITE, UPDATE", 10);
		struct steps attempt = { &step, 1 };
		const struct scenario scenario = { .attempt = &attempt,
						   .attempt_count = 1 };
		const struct step *next;
		struct play play;

		step.receive.with = row[i].asked;
		play_init(&play, &scenario, 0, HOLD_MS);
		CHECK_INT(i, play_next(&play, 0, &next), PLAY_IDLE);
		CHECK_INT(i,
			  play_receive(&play, str_from(row[i].method),
				       row[i].with, 9 * MS),
			  row[i].is_waited_for);
		/* one step is for one request */
		CHECK(i, !play_receive(&play, str_from(row[i].method),
				       row[i].with, 9 * MS) ||
				 !row[i].is_waited_for);
	}
}

CU_TestInfo test_play[] = {
	{ "goes on with events and time", goes_on_with_events_and_time },
	{ "each call of a caller has its flow", each_call_has_its_flow },
	{ "a miss is told unless it is optional",
	  a_miss_is_told_unless_it_is_optional },
	{ "says whether it waited for a request",
	  says_whether_it_waited_for_a_request },
	CU_TEST_INFO_NULL,
};
