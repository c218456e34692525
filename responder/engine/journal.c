/* SPDX-License-Identifier: MIT */
#include "engine/journal.h"

#include <stdlib.h>
#include <string.h>

#include "sip/field.h"

enum { NAME_MAX_SIZE = 96, TEXT_MAX = 1024 };

void journal_add(struct call *call, unsigned what)
{
	struct event *last = &call->event[call->event_count];

	if (call->event_count > 0 && last[-1].what == what) {
		if (last[-1].times < UINT16_MAX)
			last[-1].times++;
		return;
	}
	if (call->event_count == JOURNAL_EVENTS)
		return;
	*last = (struct event){ .what = (uint16_t)what, .times = 1 };
	call->event_count++;
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

char *journal_names(struct message *invite)
{
	const sip_t *sip = message_sip(invite);
	struct buf names;

	buf_init(&names, TEXT_MAX);
	add_name(&names, address_of(message_header(invite, HEADER_FROM, 0)));
	add_name(&names, message_header(invite, HEADER_USER_AGENT, 0));
	add_name(&names, str_from(sip->sip_request->rq_url->url_user));
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

static void write_events(struct buf *out, const struct call *call)
{
	for (size_t i = 0; i < call->event_count; i++) {
		const struct event *event = &call->event[i];

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

/** The verdict by what was recorded up to now. */
static int judge_call(const struct call *call, struct findings *findings,
		      enum verdict *verdict, bool is_closed, uint64_t now_us)
{
	struct judge_config config = {
		.timing = call->server->config.timing,
		.end_us = now_us,
		.is_closed = is_closed,
	};
	int err = judge(findings, &call->record, &config);

	if (!err)
		*verdict =
			verdict_of(findings,
				   check_find(call->play.scenario->expect.key));
	return err;
}

static void tell(struct call *call, struct call_report *report)
{
	const struct observer *observer = &call->server->config.observer;
	struct buf events;

	buf_init(&events, TEXT_MAX);
	write_events(&events, call);
	report->events = buf_str(&events);
	address_endpoint(&report->remote, &call->path.remote,
			 flow_transport(call->path.flow));
	observer->call(observer->arg, report);
	buf_release(&events);
}

/** Judge and tell; a final report only when it says something else. */
static void report(struct call *call, bool is_final, uint64_t now_us)
{
	struct call_report report = {
		.start_us = call->start_us,
		.end_us = now_us,
		.caller = name_at(call->names, 0),
		.agent = name_at(call->names, 1),
		.dialled = name_at(call->names, 2),
		.scenario = call->play.scenario->id,
		.is_prereq_missing = call->is_prereq_missing,
		.stage = is_final ? REPORT_AMENDED : REPORT_OVER,
		.record = &call->record,
	};
	struct findings findings;

	findings_init(&findings);
	if (call->record.max > 0)
		report.is_judged = judge_call(call, &findings, &report.verdict,
					      is_final, now_us) == 0;
	report.findings = &findings;
	report.open_us = findings.open_us;
	if (!is_final || (report.is_judged && report.verdict != call->verdict))
		tell(call, &report);
	call->verdict = report.verdict;
	call->judged_count = call->record.count;
	findings_release(&findings);
}

void journal_report(struct call *call, uint64_t now_us)
{
	if (call->server->config.observer.call != NULL)
		report(call, false, now_us);
}

/** Nothing came since, and nothing was left open that time could decide. */
static bool is_said(const struct call *call)
{
	return call->judged_count == call->record.count &&
	       call->verdict == VERDICT_PASS;
}

void journal_judge(struct call *call)
{
	if (call->server->config.observer.call != NULL && call->is_reported &&
	    call->record.max > 0 && !is_said(call))
		report(call, true, loop_now_us(call->server->loop));
}

void call_unmatched(struct transaction *tx, struct str why, uint64_t now_us)
{
	const struct observer *observer = &tx->server->config.observer;
	struct call_report report = {
		.stage = REPORT_OVER,
		.start_us = tx->received_us,
		.end_us = now_us,
		.scenario = STR(""),
		.events = STR("→ 404"),
		.why = why,
	};
	char *names;

	if (observer->call == NULL)
		return;
	names = journal_names(tx->request);
	report.caller = name_at(names, 0);
	report.agent = name_at(names, 1);
	report.dialled = name_at(names, 2);
	address_endpoint(&report.remote, &tx->path.remote,
			 flow_transport(tx->path.flow));
	observer->call(observer->arg, &report);
	free(names);
}
