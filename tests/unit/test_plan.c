/* SPDX-License-Identifier: MIT */
#include "campaign/plan.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "text/buf.h"

enum { ITEMS_MAX = 10, OUT_MAX = 4096, ACTIONS_MAX = 64 };

/*
 * A script: words between blanks. "@N" is the time in ms, ">" the time at which the plan
 * wants to be asked; bN oN cN xN: a call of run N begun, over, the run closed, its command
 * exited; "n": next is dialled; "eID" "eID.N": ID is dialled, with a run token; "!": the
 * interruption. What is done about it, with the time when it is another: +N started, -N
 * stopped, xN exit told, ~N closed, ID finished (with why), "end"; for n and e the run.
 */
struct row {
	const char *what;
	enum plan_mode mode;
	size_t jobs;
	size_t first;
	size_t last;
	size_t attempts; /* of each case */
	const char *ids; /* a letter each */
	const char *script;
	const char *done;
};

struct trial {
	struct plan plan;
	struct plan_item item[ITEMS_MAX];
	struct buf out;
	uint64_t now_us;
	uint64_t shown_us;
};

static const char *const lack_name[] = {
#define X(id) #id,
	PLAN_LACK_MAP(X)
#undef X
};

static void show_time(struct trial *trial)
{
	if (trial->shown_us != trial->now_us)
		buf_addf(&trial->out, "@%lu ",
			 (unsigned long)(trial->now_us / 1000));
	trial->shown_us = trial->now_us;
}

static void show(struct trial *trial, const struct plan_action *action)
{
	static const char *const sign[] = {
		[PLAN_START_ACTION] = "+",
		[PLAN_STOP_ACTION] = "-",
		[PLAN_EXIT_ACTION] = "x",
		[PLAN_CLOSE_ACTION] = "~",
	};

	show_time(trial);
	if (action->type == PLAN_END_ACTION) {
		buf_add_text(&trial->out, "end ");
		return;
	}
	if (action->type != PLAN_DONE_ACTION) {
		buf_addf(&trial->out, "%s%u ", sign[action->type],
			 action->item->run);
		return;
	}
	buf_add_str(&trial->out, action->item->id);
	if (action->item->lack != PLAN_LACK_NONE)
		buf_addf(&trial->out, ":%s", lack_name[action->item->lack]);
	buf_add_char(&trial->out, ' ');
}

static void take_all(size_t row, struct trial *trial)
{
	struct plan_action action;
	size_t count = 0;

	while (plan_take(&trial->plan, trial->now_us, &action)) {
		show(trial, &action);
		/* The server judges at once. */
		if (action.type == PLAN_CLOSE_ACTION)
			plan_closed(&trial->plan, action.item->run,
				    trial->now_us);
		if (!CHECK(row, ++count < ACTIONS_MAX))
			return;
	}
	CHECK(row, plan_due_us(&trial->plan) > trial->now_us);
}

static void show_run(struct trial *trial, unsigned run)
{
	show_time(trial);
	buf_addf(&trial->out, "=%u ", run);
}

static void play_word(struct trial *trial, struct str word)
{
	struct plan *plan = &trial->plan;
	unsigned number = (unsigned)strtoul(word.p + 1, NULL, 10);
	uint64_t now_us = trial->now_us;
	struct plan_item *item;
	struct str id;
	struct str run;

	switch (word.p[0]) {
	case '@': trial->now_us = (uint64_t)number * 1000; break;
	case '>': trial->now_us = plan_due_us(plan); break;
	case 'b': plan_begun(plan, number, now_us); break;
	case 'o': plan_over(plan, number, now_us); break;
	case 'c': plan_closed(plan, number, now_us); break;
	case 'x': plan_exited(plan, number, now_us); break;
	case '!': plan_interrupt(plan); break;
	case 'n':
		item = plan_next(plan, now_us);
		show_run(trial, item != NULL ? item->run : 0);
		break;
	default:
		(void)str_cut(str_sub(word, 1, word.size), '.', &id, &run);
		number = run.size > 0 ? (unsigned)strtoul(run.p, NULL, 10) : 0;
		show_run(trial, plan_enter(plan, id, number, now_us));
		break;
	}
}

static void play_row(size_t number, const struct row *row, uint64_t stay_us)
{
	struct trial trial = { .shown_us = 0 };
	struct plan_config config = {
		.mode = row->mode,
		.jobs = row->jobs,
		.timeout_us = 40000000,
		.stay_us = stay_us,
		.wait_us = 60000000,
		.first = row->first,
		.last = row->last,
	};
	struct str rest = str_from(row->script);
	struct str word;

	buf_init(&trial.out, OUT_MAX);
	for (size_t i = 0; i < strlen(row->ids); i++) {
		trial.item[i].id = (struct str){ &row->ids[i], 1 };
		trial.item[i].attempts = row->attempts;
	}
	plan_init(&trial.plan, &config, trial.item, strlen(row->ids), 0);
	take_all(number, &trial);
	while (rest.size > 0) {
		(void)str_cut(rest, ' ', &word, &rest);
		play_word(&trial, word);
		take_all(number, &trial);
	}
	buf_truncate(&trial.out, trial.out.size > 0 ? trial.out.size - 1 : 0);
	if (!CHECK_STR(number, buf_str(&trial.out), row->done))
		CHECK_TEXT(number, row->what, "");
	buf_release(&trial.out);
}

static void commands(void)
{
	static const struct row row[] = {
		{ "one after the other", PLAN_COMMAND, 1, 0, 0, 1, "ab",
		  "@10 b1 @20 o1 @30 x1 @40 c1 @50 b2 o2 x2 c2",
		  "+1 @30 x1 +2 @40 a @50 x2 b end" },
		{ "a quiet window holds no job", PLAN_COMMAND, 1, 0, 0, 1, "ab",
		  "@10 b1 o1 x1 @20 b2 o2 x2 c2 @30 c1",
		  "+1 @10 x1 +2 @20 x2 b @30 a end" },
		{ "as many at once as there are jobs", PLAN_COMMAND, 2, 0, 0, 1,
		  "abc", "@10 x2", "+1 +2 @10 +3" },
		{ "one that has called keeps no other waiting", PLAN_COMMAND, 2,
		  0, 0, 1, "abcd", "@10 b1 b2 @20 o1 @30 b1 @40 b3 o3 @50 o1",
		  "+1 +2 @20 +3 @50 +4" },
		{ "but where there is a lone job", PLAN_COMMAND, 1, 0, 0, 1,
		  "ab", "@10 b1 o1 c1 @20 x1", "+1 @20 x1 a +2" },
		{ "nor more than four to a job", PLAN_COMMAND, 2, 0, 0, 1,
		  "abcdefghij",
		  "@10 b1 o1 b2 o2 b3 o3 b4 o4 b5 o5 b6 o6 b7 o7 @20 b8 o8 "
		  "@30 x1",
		  "+1 +2 @10 +3 +4 +5 +6 +7 +8 @30 x1 +9" },
		{ "closed before its command ended", PLAN_COMMAND, 1, 0, 0, 1,
		  "a", "@10 b1 o1 c1 @20 x1", "+1 @20 x1 a end" },
		{ "it does not end: it is ended", PLAN_COMMAND, 1, 0, 0, 1, "a",
		  "@10 b1 o1 @20 c1 > x1", "+1 @2010 -1 x1 a end" },
		{ "nothing is open any more: it is ended", PLAN_COMMAND, 1, 0,
		  0, 1, "a", "@10 b1 o1 @5010 c1 x1", "+1 @5010 -1 x1 a end" },
		{ "it never calls", PLAN_COMMAND, 1, 0, 0, 1, "a",
		  "> @41000 x1 >", "+1 @40000 -1 @41500 a:NO_CALL end" },
		{ "it ends and has not called", PLAN_COMMAND, 1, 0, 0, 1, "a",
		  "@10 x1 >", "+1 @510 a:EXITED end" },
		{ "its call was still in the socket", PLAN_COMMAND, 1, 0, 0, 1,
		  "a", "@10 x1 @20 b1 o1 c1", "+1 @20 x1 a end" },
		{ "a call in progress is not cut off", PLAN_COMMAND, 1, 0, 0, 1,
		  "a", "@10 b1 @50000 o1 > x1", "+1 @52000 ~1 -1 x1 a end" },
		{ "windows are cut before it is ended", PLAN_COMMAND, 1, 0, 0,
		  1, "a", "@39000 b1 o1 > @41100 x1",
		  "+1 @41000 ~1 -1 @41100 x1 a end" },
		{ "it ends during its call", PLAN_COMMAND, 1, 0, 0, 1, "a",
		  "@10 b1 @20 x1 @30 c1", "+1 @20 x1 @30 a end" },
		{ "two calls are awaited", PLAN_COMMAND, 1, 0, 0, 2, "a",
		  "@10 b1 o1 c1 @3000 b1 o1 > x1", "+1 @5000 -1 x1 a end" },
		{ "but not for ever", PLAN_COMMAND, 1, 0, 0, 2, "a",
		  "@10 b1 o1 c1 > x1", "+1 @40000 -1 x1 a end" },
		{ "what is no run changes nothing", PLAN_COMMAND, 1, 0, 0, 1,
		  "a", "b0 o7 c7 x7 b7", "+1" },
		{ "no case", PLAN_COMMAND, 1, 0, 0, 1, "", "@1", "end" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		play_row(i, &row[i], 0);
}

static void stays(void)
{
	static const struct row row[] = {
		{ "so long after its call, whatever is open", PLAN_COMMAND, 1,
		  0, 0, 1, "ab", "@10 b1 @900 o1 > x1",
		  "+1 @1400 ~1 -1 x1 a +2" },
		{ "or closed", PLAN_COMMAND, 1, 0, 0, 1, "a",
		  "@10 b1 o1 c1 @20 > x1", "+1 @510 -1 x1 a end" },
		{ "the next call of it is waited for so long", PLAN_COMMAND, 1,
		  0, 0, 2, "a", "@10 b1 o1 @400 b1 @900 o1 > x1",
		  "+1 @1400 ~1 -1 x1 a end" },
		{ "a client that ends before is judged then", PLAN_COMMAND, 1,
		  0, 0, 1, "a", "@10 b1 o1 @20 x1 c1", "+1 @20 x1 a end" },
		{ "its first call may come as late as ever", PLAN_COMMAND, 1, 0,
		  0, 1, "a", "> x1 >", "+1 @40000 -1 @40500 a:NO_CALL end" },
		{ "a trigger is no client", PLAN_TRIGGER, 1, 0, 0, 1, "a",
		  "@10 b1 o1 @9000 c1", "+1 @9000 a end" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		play_row(i, &row[i], 500000);
}

static void ends(void)
{
	static const struct row row[] = {
		{ "first and last are alone", PLAN_COMMAND, 4, 1, 1, 1, "fabl",
		  "@10 b1 @20 o1 x1 @30 x2 @40 x3 @50 b4 o4 c4 x4 > > c1",
		  "+1 @20 x1 +2 +3 @40 +4 @50 x4 l @530 a:EXITED @540 b:EXITED f "
		  "end" },
		{ "after a first that did not call nothing is run",
		  PLAN_COMMAND, 4, 1, 1, 1, "fal", "@10 x1 >",
		  "+1 @510 f:EXITED a:NO_FIRST l:NO_FIRST end" },
		{ "a first whose command ended may have called", PLAN_COMMAND,
		  4, 1, 0, 1, "fa", "@10 x1 @20 b1 o1", "+1 @20 x1 +2" },
		{ "the interruption", PLAN_COMMAND, 3, 0, 0, 1, "abcde",
		  "@10 b1 o1 x1 b2 o2 @20 b3 !",
		  "+1 +2 +3 @10 +4 x1 +5 @20 ~1 a ~2 b c:INTERRUPTED "
		  "d:INTERRUPTED e:INTERRUPTED end" },
		{ "what was judged before stays", PLAN_COMMAND, 1, 0, 0, 1, "a",
		  "@10 b1 o1 c1 !", "+1 @10 a end" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		play_row(i, &row[i], 0);
}

static void others(void)
{
	static const struct row row[] = {
		{ "the end of a trigger means nothing", PLAN_TRIGGER, 1, 0, 0,
		  1, "ab", "@10 x1 @20 b1 @30 o1 @40 c1 @50 b2 o2 c2",
		  "+1 @30 +2 @40 a @50 b end" },
		{ "a trigger that leads to no call", PLAN_TRIGGER, 1, 0, 0, 1,
		  "ab", "@10 x1 > x2 >",
		  "+1 @40000 a:NO_CALL +2 @80000 b:NO_CALL end" },
		{ "a second call may come as late as the first", PLAN_TRIGGER,
		  1, 0, 0, 2, "a", "@10 b1 o1 c1 >", "+1 @40010 a end" },
		{ "next, until nothing is left", PLAN_CALLERS, 1, 0, 0, 1, "ab",
		  "n b1 o1 @10 n b2 o2 n @20 c1 c2",
		  "=1 @10 =2 =0 @20 a b end" },
		{ "a person dials in any order, and again", PLAN_CALLERS, 1, 0,
		  0, 1, "ab", "eb b1 ez ea b2 eb.1 b1 o1 o2 o1 c1 c2",
		  "=1 =0 =2 =1 b a end" },
		{ "a token of another case is none", PLAN_CALLERS, 1, 0, 0, 1,
		  "ab", "ea b1 eb.1", "=1 =2" },
		{ "nobody calls", PLAN_CALLERS, 1, 1, 0, 1, "ab", ">",
		  "@60000 a:NOBODY b:NOBODY end" },
		{ "nobody calls any more, but a call goes on", PLAN_CALLERS, 1,
		  0, 0, 1, "ab", "@30 ea b1 @70000 o1 @80000 c1 >",
		  "@30 =1 @80000 a @130000 b:NOBODY end" },
		{ "next was given, and did not come", PLAN_CALLERS, 1, 0, 0, 1,
		  "a", "@10 n >", "@10 =1 @40010 a:NO_CALL end" },
		{ "no next where commands are run", PLAN_COMMAND, 1, 0, 0, 1,
		  "ab", "n ea eb", "+1 =0 =1 =0" },
		{ "no call starts a case after the interruption", PLAN_CALLERS,
		  1, 0, 0, 1, "a", "! n ea", "a:INTERRUPTED end =0 =0" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		play_row(i, &row[i], 0);
}

CU_TestInfo test_plan[] = {
	{ "commands are started, awaited, ended", commands },
	{ "a client is ended when it has stayed long enough", stays },
	{ "first, last and interrupted cases", ends },
	{ "triggers and callers", others },
	CU_TEST_INFO_NULL,
};
