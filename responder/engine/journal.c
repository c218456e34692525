/* SPDX-License-Identifier: MIT */
#include "engine/journal.h"

#include <stdlib.h>
#include <string.h>

#include "sip/field.h"

enum { NAME_MAX_SIZE = 96, TEXT_MAX = 1024 };

void journal_add(const struct call *call, unsigned what)
{
	struct run *run = call->run;
	struct event *last = &run->event[run->event_count];

	if (run->event_count > 0 && last[-1].what == what) {
		if (last[-1].times < UINT16_MAX)
			last[-1].times++;
		return;
	}
	if (run->event_count == JOURNAL_EVENTS)
		return;
	*last = (struct event){ .what = (uint16_t)what, .times = 1 };
	run->event_count++;
}

static void add_name(struct buf *names, struct str name)
{
	buf_add_str(names, str_sub(name, 0, NAME_MAX_SIZE));
	buf_add_char(names, '\0');
}

/** The URI without its scheme. */
static struct str address_of(struct str field)
{
	struct str uri = field_uri(field);
	struct str scheme;
	struct str rest;

	return str_cut(uri, ':', &scheme, &rest) ? rest : uri;
}

char *journal_names(struct message *first, struct str scenario)
{
	const sip_t *sip = message_sip(first);
	const url_t *dialled = sip->sip_request->rq_url;
	struct buf names;

	/* The Request-URI of a REGISTER names nobody (RFC 3261 §10.2). */
	if (str_eq(message_method(first), STR("REGISTER")))
		dialled = sip->sip_to->a_url;

	buf_init(&names, TEXT_MAX);
	add_name(&names, address_of(message_header(first, HEADER_FROM, 0)));
	add_name(&names, message_header(first, HEADER_USER_AGENT, 0));
	add_name(&names, str_from(dialled->url_user));
	add_name(&names, scenario);
	return buf_take(&names, NULL);
}

static const char *mark_text(unsigned what)
{
	static const char *const text[] = {
#define X(id, text) [MARK_##id - MARK_FIRST] = (text),
		MARK_MAP(X)
#undef X
	};

	return text[what - MARK_FIRST];
}

static void write_events(struct buf *out, const struct run *run)
{
	for (size_t i = 0; i < run->event_count; i++) {
		const struct event *event = &run->event[i];

		if (i > 0)
			buf_add_char(out, ' ');
		if (event->what < MARK_FIRST)
			buf_addf(out, "→ %u", event->what);
		else
			buf_add_text(out, mark_text(event->what));
		if (event->times > 1)
			buf_addf(out, " ×%u", event->times);
	}
}

/** The nth of the call's names. */
static struct str name_at(const char *names, size_t n)
{
	if (names == NULL)
		return STR("");
	while (n-- > 0)
		names += strlen(names) + 1;
	return str_from(names);
}

void journal_tell(struct run *run, enum report_stage stage,
		  const struct findings *findings, uint64_t now_us)
{
	const struct observer *observer = &run->server->config.observer;
	struct call_report report = {
		.stage = stage,
		.run = run->number,
		.start_us = run->start_us,
		.end_us = now_us,
		.caller = name_at(run->names, 0),
		.agent = name_at(run->names, 1),
		.dialled = name_at(run->names, 2),
		.scenario = name_at(run->names, 3),
		.is_prereq_missing = run->is_prereq_missing,
		.is_judged = run->is_judged && run->record.max > 0,
		.is_changed =
			stage == REPORT_OVER ||
			(stage != REPORT_BEGUN && run->verdict != run->told),
		.verdict = run->verdict,
		.findings = findings,
		.record = &run->record,
		.open_us = run->open_us,
	};
	struct buf events;

	if (observer->call == NULL)
		return;
	buf_init(&events, TEXT_MAX);
	write_events(&events, run);
	report.events = buf_str(&events);
	address_endpoint(&report.remote, &run->path.remote,
			 flow_transport(run->path.flow));
	if (stage != REPORT_BEGUN)
		run->told = run->verdict;
	observer->call(observer->arg, &report);
	buf_release(&events);
}

void call_unmatched(struct transaction *tx, struct str why, uint64_t now_us)
{
	const struct observer *observer = &tx->server->config.observer;
	struct call_report report = {
		.stage = REPORT_OVER,
		.start_us = tx->path.came_us,
		.end_us = now_us,
		.scenario = STR(""),
		.is_changed = true,
		.events = STR("→ 404"),
		.why = why,
	};
	char *names;

	if (observer->call == NULL)
		return;
	names = journal_names(tx->request, STR(""));
	report.caller = name_at(names, 0);
	report.agent = name_at(names, 1);
	report.dialled = name_at(names, 2);
	address_endpoint(&report.remote, &tx->path.remote,
			 flow_transport(tx->path.flow));
	observer->call(observer->arg, &report);
	free(names);
}
