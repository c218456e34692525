/* SPDX-License-Identifier: MIT */
#include "engine/run.h"

#include <errno.h>
#include <stdlib.h>

#include "catalogue/catalogue.h"
#include "engine/call.h"
#include "engine/journal.h"
#include "engine/peer.h"
#include "engine/probe.h"

static uint64_t number_hash(unsigned number)
{
	/* The director's numbers are nobody's to choose. */
	return (uint64_t)number * 0x9e3779b97f4a7c15U;
}

struct run *run_find(struct server *server, unsigned number)
{
	struct map_node *node = map_find(&server->runs, number_hash(number));

	for (; node != NULL; node = map_find_next(node)) {
		struct run *run = CONTAINER_OF(node, struct run, by_number);

		if (run->number == number)
			return run;
	}
	return NULL;
}

struct run *run_ref(struct run *run)
{
	run->refs++;
	return run;
}

void run_unref(struct run *run)
{
	if (run == NULL || --run->refs > 0)
		return;
	loop_stop_timer(run->server->loop, &run->timer);
	if (run->number != 0)
		map_remove(&run->server->runs, &run->by_number);
	peer_unset(run);
	dialog_free(run->outside);
	flow_unref(run->path.flow);
	record_release(&run->record);
	suite_unref(run->suite);
	free(run->names);
	free(run);
}

/** A run of no call yet. */
static struct run *run_new(struct server *server, unsigned number,
			   uint64_t now_us)
{
	struct run *run = calloc(1, sizeof(*run));

	if (run == NULL)
		return NULL;
	if (number != 0 &&
	    map_add(&server->runs, &run->by_number, number_hash(number)) != 0) {
		free(run);
		return NULL;
	}
	run->server = server;
	run->number = number;
	run->start_us = now_us;
	run->key = CHECK_COUNT;
	run->told = VERDICT_COUNT;
	record_init(&run->record, server->config.record_max);
	return run;
}

void run_meet(struct run *run, const struct scenario *scenario,
	      struct message *request)
{
	const struct row *row = catalogue_find(scenario->code);

	if (scenario_is_for(scenario, message_method(request)) && row != NULL &&
	    prereq_is_met(row->prereq, request))
		run->is_prereq_missing = false;
}

int run_join(struct call *call, const struct run_choice *choice,
	     struct message *first, uint64_t now_us)
{
	const struct scenario *scenario = call->play.scenario;
	const struct row *row = catalogue_find(scenario->code);
	struct run *run = choice->run;

	if (run == NULL && choice->number != 0)
		run = run_find(call->server, choice->number);
	if (run == NULL || run->is_done)
		run = run_new(call->server, choice->number, now_us);
	if (run == NULL)
		return ENOMEM;
	if (run->names == NULL) {
		run->names = journal_names(first, scenario->id);
		run->key = scenario->expect.key;
		run->suite = suite_ref(call->suite);
		run->demands = scenario->expect.demands;
	}
	run->is_mangled |= scenario_is_mangled(scenario);
	run->is_prereq_missing |=
		!scenario_is_for(scenario, message_method(first)) ||
		(row != NULL && !prereq_is_met(row->prereq, first));
	call->run = run_ref(run);
	call->run_next = run->calls;
	run->calls = call;
	run->busy++;
	return 0;
}

void run_aim(struct run *run, const struct path *path)
{
	flow_unref(run->path.flow);
	run->path = *path;
	run->path.flow = flow_ref(path->flow);
	if (run->record.max > 0)
		peer_set(run);
}

void run_begin(struct run *run, uint64_t now_us)
{
	if (run->is_closed)
		return;
	journal_tell(run, REPORT_BEGUN, NULL, now_us);
	if (!run->is_judged && run->calls->run_next == NULL)
		probe_send(run, now_us);
}

bool run_is_open(const struct run *run)
{
	return !run->is_closed && !run->is_done;
}
