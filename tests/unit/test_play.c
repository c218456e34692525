/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "play/play.h"
#include "scenario/dial.h"
#include "text/buf.h"

enum { MS = 1000, HOLD_MS = 30000 };

/** A flow as it is dialled. */
static struct scenario *dialled(const char *user)
{
	struct step step[SCENARIO_STEPS_MAX];
	struct scenario head = { .id = str_from(user) };
	struct scenario *scenario = NULL;
	struct dial dial = { .count = 0 };

	CHECK_INT(0, dial_parse(&dial, str_from(user)), 0);
	CHECK_INT(0,
		  scenario_new(&scenario, &head, step, dial_steps(step, &dial)),
		  0);
	return scenario;
}

/** What the flow does now, as text: "180 486 end". */
static void carry_out(struct buf *out, struct play *play, uint64_t now_us)
{
	const struct step *step;

	for (;;) {
		switch (play_next(play, now_us, &step)) {
		case PLAY_RESPOND:
			buf_addf(out, "%u ", step->respond.code);
			break;
		case PLAY_SEND:
			buf_addf(out, "%.*s ", STR_ARG(step->send.method));
			break;
		case PLAY_IDLE: buf_add_text(out, "idle"); return;
		case PLAY_END: buf_add_text(out, "end"); return;
		}
	}
}

enum event { TIME, ACK, CREDENTIALS, CHILD, PLAIN, STOP };

static void happens(struct play *play, enum event event, uint64_t now_us)
{
	switch (event) {
	case TIME: break;
	case ACK: play_confirm(play); break;
	case CREDENTIALS:
		(void)play_receive(play, STR("INVITE"), WITH_CREDENTIALS,
				   now_us);
		break;
	case CHILD:
		(void)play_receive(play, STR("INVITE"), WITH_CHILD, now_us);
		break;
	case PLAIN:
		(void)play_receive(play, STR("INVITE"), WITH_ANYTHING, now_us);
		break;
	case STOP: play_stop(play); break;
	}
}

static void goes_on_with_events_and_time(void)
{
	static const struct {
		const char *user;
		struct {
			uint32_t at_ms;
			enum event event;
			const char *does; /* NULL: no more */
			int64_t due_ms;   /* -1: never */
		} at[6];
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
		    { 32100, TIME, "BYE end", -1 } } },
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
		struct play play;

		play_init(&play, scenario, HOLD_MS);
		for (size_t k = 0; k < 6 && row[i].at[k].does != NULL; k++) {
			uint64_t now_us = (uint64_t)row[i].at[k].at_ms * MS;
			int64_t due_ms = row[i].at[k].due_ms;
			struct buf does;

			buf_init(&does, 128);
			happens(&play, row[i].at[k].event, now_us);
			carry_out(&does, &play, now_us);
			CHECK_STR(i * 10 + k, buf_str(&does),
				  row[i].at[k].does);
			CHECK(i * 10 + k,
			      play_due(&play) ==
				      (due_ms < 0 ? NEVER
						  : (uint64_t)due_ms * MS));
			buf_release(&does);
		}
		scenario_free(scenario);
	}
}

static void a_miss_that_is_not_optional_is_told(void)
{
	struct scenario *scenario = dialled("302");
	const struct step *step;
	struct play play;

	scenario->step[1].receive.is_optional = false;
	play_init(&play, scenario, HOLD_MS);
	CHECK_INT(0, play_next(&play, 0, &step), PLAY_RESPOND);
	CHECK_INT(0, play_next(&play, 0, &step), PLAY_IDLE);
	CHECK_INT(0, play_next(&play, 10000 * MS, &step), PLAY_END);
	CHECK(0, play.is_missed);
	scenario_free(scenario);
}

CU_TestInfo test_play[] = {
	{ "goes on with events and time", goes_on_with_events_and_time },
	{ "a miss that is not optional is told",
	  a_miss_that_is_not_optional_is_told },
	CU_TEST_INFO_NULL,
};
