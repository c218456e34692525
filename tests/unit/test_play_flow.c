/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "play_rows.h"

enum { STEPS = 8 };

#define RESPOND(number)                                              \
	{                                                            \
		.type = STEP_RESPOND, .respond = {.code = (number) } \
	}
#define RELIABLE(number)                           \
	{                                          \
		.type = STEP_RESPOND, .respond = { \
			.code = (number),          \
			.is_reliable = true        \
		}                                  \
	}
#define SEND(name, ms)                            \
	{                                         \
		.type = STEP_SEND, .send = {      \
			.method = STR_INIT(name), \
			.after_ms = (ms)          \
		}                                 \
	}
#define WAIT(ms)                                   \
	{                                          \
		.type = STEP_WAIT, .wait_ms = (ms) \
	}
#define WAIT_COPY(ms)                                                   \
	{                                                               \
		.type = STEP_WAIT, .wait_ms = (ms), .is_for_copy = true \
	}
#define RAW(words)                                                  \
	{                                                           \
		.type = STEP_RAW, .raw = {.text = STR_INIT(words) } \
	}
#define RECEIVE(names, ms)                          \
	{                                           \
		.type = STEP_RECEIVE, .receive = {  \
			.methods = STR_INIT(names), \
			.within_ms = (ms)           \
		}                                   \
	}

struct flow_row {
	struct step step[STEPS];
	size_t count;
	struct moment at[EVENTS];
};

/** With reactions: a CANCEL gets 200 and 1 s later 487, a BYE gets 481. */
static void check_flow(size_t row, const struct flow_row *flow)
{
	static const struct step on_cancel[] = { RESPOND(200), WAIT(1000),
						 RESPOND(487) };
	static const struct step on_bye[] = { RESPOND(481) };
	struct steps attempt = { flow->step, flow->count };
	struct reaction reaction[] = {
		{ STR("CANCEL"), { on_cancel, ARRAY_SIZE(on_cancel) } },
		{ STR("BYE"), { on_bye, ARRAY_SIZE(on_bye) } },
	};
	const struct scenario scenario = {
		.attempt = &attempt,
		.attempt_count = 1,
		.reaction = reaction,
		.reaction_count = ARRAY_SIZE(reaction),
	};

	play_check(row, &scenario, flow->at);
}

static void waits_for_answers_and_proofs(void)
{
	static const struct flow_row row[] = {
		{ { RAW("x"), RAW("y"), RESPOND(486) },
		  3,
		  { { 0, TIME, "'x' 'y' 486 end", -1 } } },
		/* the next step only when ours was answered, counted from then */
		{ { RESPOND(200), SEND("INFO", 100), SEND("BYE", 50) },
		  3,
		  { { 0, TIME, "200 idle", -1 },
		    { 10, ACK, "idle", 110 },
		    { 110, TIME, "INFO idle", -1 },
		    { 500, TIME, "idle", -1 },
		    { 600, ANSWERED, "idle", 650 },
		    { 650, TIME, "BYE idle", -1 },
		    { 700, ANSWERED, "end", -1 } } },
		/* and so with what needs no answer itself */
		{ { RESPOND(200), SEND("INFO", 0), RAW("x"), WAIT(10) },
		  4,
		  { { 0, ACK, "200 INFO idle", -1 },
		    { 5, ANSWERED, "'x' idle", 15 },
		    { 15, TIME, "end", -1 } } },
		{ { RELIABLE(183), RESPOND(180), RESPOND(200) },
		  3,
		  { { 0, TIME, "183 idle", -1 },
		    { 400, TIME, "idle", -1 },
		    { 500, PROVED, "180 200 end", -1 } } },
		{ { RELIABLE(183), WAIT(1000), RESPOND(486) },
		  3,
		  { { 0, TIME, "183 idle", -1 },
		    { 500, PROVED, "idle", 1500 },
		    { 1500, TIME, "486 end", -1 } } },
		{ { RESPOND(200), RECEIVE("UPDATE, INFO", 5000), RESPOND(469) },
		  3,
		  { { 0, TIME, "200 idle", 5000 },
		    { 10, PLAIN, "idle", 5000 },
		    { 20, INFO, "469 end", -1 } } },
		/* a copy of the INVITE ends no other wait */
		{ { WAIT_COPY(9000), RESPOND(180), WAIT(1000), RESPOND(486) },
		  4,
		  { { 0, TIME, "idle", 9000 },
		    { 500, COPIED, "180 idle", 1500 },
		    { 1400, COPIED, "idle", 1500 },
		    { 1500, TIME, "486 end", -1 },
		    { 1600, COPIED, "end", -1 } } },
		{ { WAIT_COPY(9000), RESPOND(486) },
		  2,
		  { { 0, TIME, "idle", 9000 },
		    { 9000, TIME, "486 end", -1 } } },
		{ { WAIT(0) }, 0, { { 0, TIME, "end", -1 } } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		check_flow(i, &row[i]);
}

static void reacts_in_place_of_the_flow(void)
{
	static const struct flow_row row[] = {
		{ { RESPOND(180), WAIT(3000), RESPOND(486) },
		  3,
		  { { 0, TIME, "180 idle", 3000 },
		    { 100, REACT_CANCEL, "200 idle", 1100 },
		    { 1100, TIME, "487 end", -1 },
		    { 3000, TIME, "end", -1 } } },
		/* one reaction takes the place of another */
		{ { RESPOND(180), WAIT(3000), RESPOND(486) },
		  3,
		  { { 0, TIME, "180 idle", 3000 },
		    { 100, REACT_CANCEL, "200 idle", 1100 },
		    { 200, REACT_BYE, "481 end", -1 },
		    { 1100, TIME, "end", -1 } } },
		/* also when the flow is over */
		{ { RESPOND(200) },
		  1,
		  { { 0, TIME, "200 end", -1 },
		    { 100, REACT_BYE, "481 end", -1 } } },
		/* and while it waits for a proof */
		{ { RELIABLE(183), RESPOND(200) },
		  2,
		  { { 0, TIME, "183 idle", -1 },
		    { 100, REACT_CANCEL, "200 idle", 1100 } } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		check_flow(i, &row[i]);
}

static void reacts_only_to_what_is_named(void)
{
	static const struct step on_info[] = { RESPOND(469) };
	struct steps attempt = { on_info, 1 };
	struct reaction reaction = { STR("INFO"), { on_info, 1 } };
	const struct scenario scenario = { .attempt = &attempt,
					   .attempt_count = 1,
					   .reaction = &reaction,
					   .reaction_count = 1 };
	struct play play;

	play_init(&play, &scenario, 0, HOLD_MS);
	CHECK(0, !play_react(&play, STR("CANCEL")));
	CHECK(1, play_react(&play, STR("INFO")));
	CHECK(2, play_react(&play, STR("INFO")));
}

CU_TestInfo test_play_flow[] = {
	{ "waits for answers and proofs", waits_for_answers_and_proofs },
	{ "reacts in place of the flow", reacts_in_place_of_the_flow },
	{ "reacts only to what is named", reacts_only_to_what_is_named },
	CU_TEST_INFO_NULL,
};
