/* SPDX-License-Identifier: MIT */
#include "engine/call.h"
#include "engine/call_flow.h"
#include "engine/journal.h"
#include "engine/peer.h"
#include "engine/probe.h"

enum {
	GRACE_US = 100000, /* for packets of a client that has ended */
	PROBES_MAX = 2,    /* 64*T1 apart, before it is said to be gone */
	JUDGED_A_T1 = 100  /* entries that add one T1 to the wait */
};

static void on_timer(struct timer *timer, uint64_t now_us);

/** What was sent in answer to what was read is later than that by a little. */
static uint64_t end_of(const struct record *record, uint64_t now_us)
{
	uint64_t last_us =
		record->count > 0 ? record->entry[record->count - 1].at_us : 0;

	return last_us > now_us ? last_us : now_us;
}

/** The verdict by what was recorded up to now. @return whether there is one */
static bool judge_run(struct run *run, struct findings *findings, bool is_cut,
		      uint64_t now_us)
{
	struct judge_config config = {
		.timing = run->server->config.timing,
		.end_us = end_of(&run->record, now_us),
		.is_closed = is_cut,
		.is_mangled = run->is_mangled,
		.is_brief = run->server->config.is_brief,
		.demands = &run->demands,
		.accounts = run->server->config.accounts,
		.account_count = run->server->config.account_count,
	};

	run->open_us = 0;
	run->judged_us = now_us;
	run->judged_count = run->record.count;
	if (run->record.max == 0)
		return false;
	run->verdict = VERDICT_ERROR; /* unless memory suffices */
	if (judge(findings, &run->record, &config) != 0)
		return false;
	run->verdict = verdict_of(findings, run->key);
	run->open_us = findings->open_us;
	return true;
}

/** Whether time, or an answer to our OPTIONS, may still change the verdict. */
static bool is_open(const struct run *run)
{
	return run->busy > 0 || run->open_us != 0 || run->probe != NULL;
}

static void plan(struct run *run, uint64_t due_us)
{
	if (!timer_is_set(&run->timer) || due_us < run->timer.due_us)
		loop_set(run->server->loop, &run->timer, due_us, on_timer);
}

/** Nothing more can be said on a stream that it broke: the client opens another. */
static void end_stream(struct run *run, uint64_t now_us)
{
	struct flow *flow = run->path.flow;

	if (!run->has_broken || flow == NULL || !flow_is_broken(flow) ||
	    !flow_is_usable(flow))
		return;
	peer_gone(run->server, &run->path, now_us);
	flow_end(flow);
}

/** The calls that were only held go soon, but not from under one of them. */
static void close_run(struct run *run, const struct findings *findings,
		      uint64_t now_us)
{
	run->is_closed = true;
	run->open_us = 0;
	loop_stop_timer(run->server->loop, &run->timer);
	if (run->calls != NULL)
		plan(run, now_us);
	journal_tell(run, REPORT_CLOSED, findings, now_us);
	end_stream(run, now_us);
}

/** Judge, and tell what is to be told. @param is_cut  nothing more will come */
static void review(struct run *run, bool is_over, bool is_cut, uint64_t now_us)
{
	const struct findings *said = NULL;
	struct findings findings;

	findings_init(&findings);
	if (judge_run(run, &findings, is_cut, now_us))
		said = &findings;
	if (is_over)
		journal_tell(run, REPORT_OVER, said, now_us);
	if (run->is_closed && run->verdict != run->told)
		journal_tell(run, REPORT_AMENDED, said, now_us);
	if (!run->is_closed && (is_cut || !is_open(run)))
		close_run(run, said, now_us);
	else if (!run->is_closed && run->open_us != 0)
		plan(run, run->open_us);
	findings_release(&findings);
}

/** A lone call that was judged, and nothing came since: time changes nothing. */
static bool is_said(const struct run *run)
{
	return run->number == 0 && run->busy == 0 && run->outside == NULL &&
	       run->record.max > 0 && run->verdict == run->told &&
	       run->verdict != VERDICT_INCONCLUSIVE &&
	       run->judged_count == run->record.count;
}

static bool is_watched(const struct run *run)
{
	return run->server->config.observer.call != NULL && !run->is_done;
}

void run_call_over(struct run *run, uint64_t now_us)
{
	run->busy--;
	if (!is_watched(run))
		return;
	if (run->is_closed) {
		run_touch(run, now_us);
		return;
	}
	run->is_judged = true;
	if (run->busy == 0 && !run->is_leaving)
		run->probes += probe_send(run, now_us);
	review(run, true, run->is_leaving && run->busy == 0, now_us);
}

/**
 * All of the record is judged each time, which takes time in proportion to its
 * entries: the wait grows with them, so that a client that sends without end takes
 * no more than a part of our time. --max-record ends the growth of both.
 */
static uint64_t wait_us(const struct run *run)
{
	uint64_t t1_us = (uint64_t)run->server->config.timing.t1_ms * 1000;

	return t1_us * (1 + run->judged_count / JUDGED_A_T1);
}

void run_touch(struct run *run, uint64_t now_us)
{
	uint64_t due_us = run->judged_us + wait_us(run);

	if (!run->is_judged || run->busy > 0 || !is_watched(run))
		return;
	plan(run, due_us > now_us ? due_us : now_us);
}

/** Whether a window closes soon: then more is known than when it is cut. */
static bool is_due(const struct run *run)
{
	uint64_t wait_us = timing_64t1_us(&run->server->config.timing);

	return run->open_us != 0 && run->open_us <= run->judged_us + wait_us &&
	       !is_said(run);
}

bool run_holds(const struct run *run)
{
	return !run->is_closed && (run->number != 0 || is_due(run));
}

void run_leave(struct call *call)
{
	struct run *run = call->run;
	struct call **p = &run->calls;
	uint64_t now_us = loop_now_us(run->server->loop);

	while (*p != call)
		p = &(*p)->run_next;
	*p = call->run_next;
	if (!call->is_over)
		run->busy--;
	if (run->calls == NULL && run->is_judged && is_watched(run) &&
	    run->probe == NULL) {
		if (!run->is_closed && is_said(run))
			close_run(run, NULL, now_us);
		else if (!run->is_closed ||
			 run->judged_count != run->record.count)
			review(run, false, true, now_us);
	}
	run_unref(run);
}

void run_probed(struct run *run, const struct outgoing *probe, bool is_answered,
		uint64_t now_us)
{
	if (run->probe != probe)
		return;
	run->probe = NULL;
	if (!run->is_judged || run->busy > 0 || run->is_closed ||
	    !is_watched(run))
		return;
	if (!is_answered && run->probes < PROBES_MAX &&
	    probe_send(run, now_us)) {
		run->probes++;
		return;
	}
	review(run, false, run->calls == NULL, now_us);
}

/** Calls that were held to be found. */
static void let_go(struct run *run, uint64_t now_us)
{
	struct call *next;

	for (struct call *call = run->calls; call != NULL; call = next) {
		next = call->run_next;
		call_settle(call, now_us);
	}
}

/** The client is no more: nothing is sent to its address, which others may get. */
static void finish(struct run *run, uint64_t now_us)
{
	if (!run->is_closed)
		review(run, false, true, now_us);
	run->is_done = true;
	while (run->calls != NULL)
		call_drop(run->calls);
}

/** It is closed: what came since is judged, unless it was judged just now. */
static void amend(struct run *run, uint64_t now_us)
{
	uint64_t due_us = run->judged_us + wait_us(run);

	if (run->judged_count == run->record.count)
		return;
	if (now_us < due_us)
		plan(run, due_us);
	else
		review(run, false, false, now_us);
}

static void on_timer(struct timer *timer, uint64_t now_us)
{
	struct run *run = run_ref(CONTAINER_OF(timer, struct run, timer));

	if (run->is_leaving)
		finish(run, now_us);
	else if (run->is_closed)
		amend(run, now_us);
	else if (run->busy == 0 && !is_said(run))
		review(run, false, false, now_us);
	else if (run->busy == 0)
		close_run(run, NULL, now_us);
	if (run->is_closed)
		let_go(run, now_us);
	run_unref(run);
}

void server_run_exit(struct server *server, unsigned number, uint64_t now_us)
{
	struct run *run = run_find(server, number);

	if (run == NULL || run->is_done)
		return;
	(void)run_ref(run);
	run_record_event(run, ENTRY_EXIT, now_us);
	run->is_leaving = true;
	if (run->busy == 0)
		finish(run, now_us);
	else
		loop_set(server->loop, &run->timer, now_us + GRACE_US,
			 on_timer);
	run_unref(run);
}

void server_run_close(struct server *server, unsigned number, uint64_t now_us)
{
	struct run *run = run_find(server, number);
	struct call *next;

	if (run == NULL || run->is_done)
		return;
	(void)run_ref(run);
	if (!run->is_closed)
		review(run, false, true, now_us);
	run->is_done = true;
	for (struct call *call = run->calls; call != NULL; call = next) {
		next = call->run_next;
		call_dismiss(call, now_us);
	}
	run_unref(run);
}
