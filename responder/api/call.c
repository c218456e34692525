/* SPDX-License-Identifier: MIT */
#include "own.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "text/map.h"

enum { TEXT_MAX = 4096 };

static void on_time(struct timer *timer, uint64_t now_us);

static uint64_t now(const struct gamut_call *call)
{
	return loop_now_us(call->gamut->host.loop);
}

/* Not at once: the server may be in the middle of what it tells. */
static void wake(struct gamut_call *call)
{
	loop_set(call->gamut->host.loop, &call->timer, now(call), on_time);
}

/** It is over: from now on nothing of it changes. */
static void finish(struct gamut_call *call)
{
	struct gamut *gamut = call->gamut;
	int err;

	if (call->trial.end_us == 0)
		call->trial.end_us = now(call);
	err = trial_conclude(&call->trial, &call->item, &call->terms,
			     &gamut->host.wall);
	if (!err)
		err = api_result(call);
	(void)pthread_mutex_lock(&gamut->lock);
	call->err = call->err != 0 ? call->err : err;
	call->is_done = true;
	(void)pthread_cond_broadcast(&gamut->changed);
	(void)pthread_mutex_unlock(&gamut->lock);
}

static void on_time(struct timer *timer, uint64_t now_us)
{
	struct gamut_call *call = CONTAINER_OF(timer, struct gamut_call, timer);
	struct plan_action action;

	while (plan_take(&call->plan, now_us, &action)) {
		switch (action.type) {
		case PLAN_EXIT_ACTION:
			server_run_exit(call->gamut->host.server,
					call->item.run, now_us);
			break;
		case PLAN_DONE_ACTION: finish(call); break;
		case PLAN_START_ACTION: /* the client is the programme's */
		case PLAN_STOP_ACTION:
		case PLAN_CLOSE_ACTION:
		case PLAN_END_ACTION: break;
		}
	}
	if (!timer_is_set(timer))
		loop_set(call->gamut->host.loop, timer,
			 plan_due_us(&call->plan), on_time);
}

static struct gamut_call *find(const struct gamut *gamut, unsigned run)
{
	struct gamut_call *call = gamut->calls;

	while (call != NULL && call->item.run != run)
		call = call->next;
	return call;
}

void api_on_call(void *arg, const struct call_report *report)
{
	struct gamut *gamut = arg;
	struct gamut_call *call = find(gamut, report->run);
	uint64_t now_us = report->end_us;

	if (report->run == 0 || call == NULL || call->item.state == PLAN_DONE)
		return;
	switch (report->stage) {
	case REPORT_BEGUN:
		plan_begun(&call->plan, report->run, report->start_us);
		break;
	case REPORT_OVER:
		plan_over(&call->plan, report->run, now_us);
		call->trial.end_us = now_us;
		break;
	case REPORT_CLOSED:
		plan_closed(&call->plan, report->run, now(call));
		call->err =
			trial_judge(&call->trial, report, &gamut->host.wall);
		break;
	case REPORT_AMENDED:
		call->err =
			trial_judge(&call->trial, report, &gamut->host.wall);
		break;
	}
	wake(call);
}

/* The token says which it is. A client that drops it gets the newest of the case. */
unsigned api_enter(void *arg, struct str scenario, unsigned token,
		   const struct path *path)
{
	const struct gamut *gamut = arg;
	const struct gamut_call *call = find(gamut, token);

	(void)path;
	if (token != 0 && call != NULL &&
	    str_eq(call->trial.scenario->id, scenario))
		return token;
	for (call = gamut->calls; call != NULL; call = call->next) {
		if (call->item.state == PLAN_STARTED &&
		    str_eq(call->trial.scenario->id, scenario))
			return call->item.run;
	}
	return 0;
}

/** What the task of gamut_call_new() takes and gives. */
struct wish {
	struct gamut *gamut;
	struct gamut_call *call; /* in the making */
	const char *id;
	int err;
};

/** The URI; what is dialled is the id, or what was asked for. */
static int write_uri(struct gamut_call *call, struct str id)
{
	struct buf user;
	struct buf uri;

	buf_init(&user, TEXT_MAX);
	buf_init(&uri, TEXT_MAX);
	trial_write_user(&user, id, call->item.run);
	endpoint_write_uri(&uri, &call->gamut->target, buf_str(&user));
	call->uri = buf_take(&uri, NULL);
	buf_release(&user);
	return call->uri == NULL ? ENOMEM : 0;
}

static int find_case(struct wish *wish, struct str *id)
{
	struct gamut_call *call = wish->call;
	const struct scenario *scenario;
	int err;

	*id = str_from(wish->id);
	err = suite_select(wish->gamut->host.suite, *id, &scenario,
			   &call->made);
	if (err)
		return err;
	if (call->made == NULL)
		*id = scenario->id;
	err = trial_init(&call->trial, scenario);
	call->trial.is_redacted = wish->gamut->options.redact;
	return err;
}

static void begin(struct gamut_call *call)
{
	struct gamut *gamut = call->gamut;
	const struct options *options = &gamut->options;
	struct plan_config config = { .mode = PLAN_TRIGGER, .jobs = 1 };

	call->terms.mode = PLAN_TRIGGER;
	call->terms.timeout_us =
		trial_timeout_us(options->timeout_us, options->t1_ms);
	config.timeout_us = call->terms.timeout_us;
	config.runs = gamut->runs++;
	call->item.id = call->trial.scenario->id;
	call->item.attempts = call->trial.scenario->attempt_count;
	plan_init(&call->plan, &config, &call->item, 1, now(call));
	plan_start(&call->plan, &call->item, now(call));
}

static void start(void *arg)
{
	struct wish *wish = arg;
	struct gamut_call *call = wish->call;
	struct str id;

	wish->err = find_case(wish, &id);
	if (wish->err)
		return;
	begin(call);
	wish->err = write_uri(call, id);
	if (wish->err)
		return;
	call->trial.result.uri = str_from(call->uri);
	call->next = wish->gamut->calls;
	wish->gamut->calls = call;
	wake(call);
}

void api_call_release(struct gamut_call *call)
{
	trial_release(&call->trial);
	scenario_free(call->made);
	arena_release(&call->arena);
	free(call->uri);
	free(call);
}

int gamut_call_new(struct gamut_call **callp, struct gamut *gamut,
		   const char *id)
{
	struct gamut_call *call = calloc(1, sizeof(*call));
	struct wish wish = { .gamut = gamut, .call = call, .id = id };

	if (call == NULL)
		return ENOMEM;
	call->gamut = gamut;
	api_do(gamut, start, &wish);
	if (wish.err) {
		api_call_release(call);
		return wish.err;
	}
	*callp = call;
	return 0;
}

const char *gamut_call_uri(const struct gamut_call *call)
{
	return call->uri;
}

/** From now on it is as if a command of a campaign had ended. */
static void exited(struct gamut_call *call)
{
	call->plan.config.mode = PLAN_COMMAND;
	plan_exited(&call->plan, call->item.run, now(call));
	wake(call);
}

static void on_ended(void *arg)
{
	struct gamut_call *call = arg;

	if (call->item.state == PLAN_STARTED)
		exited(call);
}

void gamut_call_ended(struct gamut_call *call)
{
	api_do(call->gamut, on_ended, call);
}

static void on_close(void *arg)
{
	struct gamut_call *call = arg;

	if (call->item.state != PLAN_STARTED)
		return;
	server_run_close(call->gamut->host.server, call->item.run, now(call));
	call->item.is_told = true; /* and so not once more, as its end */
	exited(call);
}

void gamut_call_close(struct gamut_call *call)
{
	api_do(call->gamut, on_close, call);
}

static void on_free(void *arg)
{
	struct gamut_call *call = arg;
	struct gamut *gamut = call->gamut;
	struct gamut_call **p = &gamut->calls;

	while (*p != call)
		p = &(*p)->next;
	*p = call->next;
	loop_stop_timer(gamut->host.loop, &call->timer);
	server_run_close(gamut->host.server, call->item.run, now(call));
}

void gamut_call_free(struct gamut_call *call)
{
	if (call == NULL)
		return;
	api_do(call->gamut, on_free, call);
	api_call_release(call);
}

static struct timespec after(int ms)
{
	struct timespec at;

	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += (long)(ms % 1000) * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	return at;
}

int gamut_call_wait(struct gamut_call *call, int timeout_ms,
		    const struct gamut_result **resultp)
{
	struct gamut *gamut = call->gamut;
	struct timespec until = after(timeout_ms > 0 ? timeout_ms : 0);
	int err = 0;

	(void)pthread_mutex_lock(&gamut->lock);
	while (!err && !call->is_done) {
		if (timeout_ms < 0)
			err = pthread_cond_wait(&gamut->changed, &gamut->lock);
		else
			err = pthread_cond_timedwait(&gamut->changed,
						     &gamut->lock, &until);
	}
	if (call->is_done)
		err = call->err;
	(void)pthread_mutex_unlock(&gamut->lock);
	if (!err)
		*resultp = &call->result;
	return err;
}
