/* SPDX-License-Identifier: MIT */
#include "judge/view.h"

/*
 * Whether the client is still there (RFC 3261 §11): our OPTIONS before and after the
 * run, its next call, and in a run of mangled messages what becomes of it.
 */

/*
 * How a program ends: it closes its port, tidies up, and exits. What is sent to it
 * meanwhile is refused before its exit is seen. (A command that dies by a signal
 * is told by its status.)
 */
enum { EXIT_US = 2000000 };

static const char expected[] =
	"an answer to OPTIONS after the run, as before it";

/** Our OPTIONS outside of dialogs. */
struct tries {
	long answered; /* the last one with an answer: exchange, or NOTHING */
	long first;    /* the first one after that without, or NOTHING */
	long last;     /* the last one without, or NOTHING */
};

static struct tries find_tries(const struct view *view)
{
	struct tries tries = { NOTHING, NOTHING, NOTHING };

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (!exchange->is_ours || !exchange_is_outside(exchange) ||
		    !str_eq(view_facts(view, exchange->request)->method,
			    STR("OPTIONS")))
			continue;
		if (exchange->response_count > 0) {
			tries = (struct tries){ (long)i, NOTHING, NOTHING };
			continue;
		}
		if (tries.first == NOTHING)
			tries.first = (long)i;
		tries.last = (long)i;
	}
	return tries;
}

static uint64_t start_us(const struct view *view, long exchange)
{
	return view_at_us(view, view->exchange[exchange].request);
}

/** Where it was sent: what stands behind it came later, be it in the same µs. */
static const struct item *item_of(const struct view *view, long exchange)
{
	return &view->item[view->exchange[exchange].request];
}

static void find_answered(struct view *view, long exchange)
{
	const struct exchange *answered = &view->exchange[exchange];

	find(view, CHECK_ID_client_alive, OUTCOME_PASS, expected,
	     "OPTIONS answered %u",
	     view_facts(view, answered->response[0])->status);
	prove(view, answered->request);
	prove(view, answered->response[0]);
}

/** It is gone: nobody's fault, but for a client that a mangled message drove away. */
static void find_gone(struct view *view, long gone, bool is_fault)
{
	const struct entry *entry = view_entry(view, (size_t)gone);

	find(view, CHECK_ID_client_alive,
	     is_fault ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE, expected,
	     "client-gone: %s",
	     entry->type == ENTRY_EXIT ? "its command ended"
				       : "its address refuses");
	prove(view, (size_t)gone);
}

/** Whether an address refuses, of a client that had no reason to leave. */
static bool is_crash(const struct view *view, long gone)
{
	const struct entry *entry = view_entry(view, (size_t)gone);

	/* a stream may be closed for garbage, a command may just have ended */
	return view->config->is_mangled && entry->type == ENTRY_GONE &&
	       !transport_is_stream(entry->local->transport);
}

/** The end of the command that its closed port announced, or NOTHING. */
static long find_exit(const struct view *view, long gone)
{
	uint64_t until_us = view_at_us(view, (size_t)gone) + EXIT_US;

	for (size_t i = (size_t)gone; i < view->record->count; i++) {
		if (view_at_us(view, i) > until_us)
			break;
		if (view_entry(view, i)->type == ENTRY_EXIT)
			return (long)i;
	}
	return NOTHING;
}

/**
 * It is gone.
 *
 * @param spoilt      the message that may have driven it away, or NOTHING
 * @param is_suspect  it was there before, and had no reason to leave
 */
static void judge_gone(struct view *view, long gone, long spoilt,
		       bool is_suspect)
{
	uint64_t at_us = view_at_us(view, (size_t)gone);
	long ended = find_exit(view, gone);
	bool is_fault = is_suspect && is_crash(view, gone) && ended == NOTHING;

	if (is_fault && !view_is_over(view, at_us, EXIT_US)) {
		if (!view->config->is_closed)
			return;
		is_fault = false;
	}
	find_gone(view, ended != NOTHING ? ended : gone, is_fault);
	if (spoilt != NOTHING)
		prove(view, (size_t)spoilt);
}

/** Two tries 64*T1 apart had no answer, and nothing else came from the client. */
static void judge_silence(struct view *view, const struct tries *tries)
{
	uint64_t window_us = timing_64t1_us(&view->config->timing);
	uint64_t first_us = start_us(view, tries->first);
	uint64_t last_us = start_us(view, tries->last);
	bool is_twice = last_us >= first_us + window_us &&
			item_of(view, tries->first)->next_in == NOTHING;

	if (!view_is_over(view, last_us, window_us) && !view->config->is_closed)
		return;
	if (tries->answered == NOTHING)
		find(view, CHECK_ID_client_alive, OUTCOME_INCONCLUSIVE,
		     expected, "no answer to any OPTIONS");
	else if (is_twice && view->config->end_us >= last_us + window_us)
		find(view, CHECK_ID_client_alive, OUTCOME_FAIL, expected,
		     "no answer to OPTIONS, twice");
	else
		find(view, CHECK_ID_client_alive, OUTCOME_INCONCLUSIVE,
		     expected,
		     "no answer to OPTIONS, which was not sent for "
		     "long enough");
	if (tries->answered != NOTHING)
		prove(view, view->exchange[tries->answered].request);
	prove(view, view->exchange[tries->first].request);
	if (tries->last != tries->first)
		prove(view, view->exchange[tries->last].request);
}

static void judge_tries(struct view *view, const struct tries *tries)
{
	long heard = item_of(view, tries->last)->next_in;
	long gone = item_of(view, tries->first)->next_gone;

	if (heard != NOTHING) {
		find(view, CHECK_ID_client_alive, OUTCOME_PASS, expected,
		     "no answer to OPTIONS, but the client went on");
		prove(view, (size_t)heard);
	} else if (gone != NOTHING) {
		judge_gone(view, gone, NOTHING, tries->answered != NOTHING);
	} else {
		judge_silence(view, tries);
	}
}

/** The last message that we spoilt, or NOTHING. */
static long last_spoilt(const struct view *view)
{
	for (size_t i = view->record->count; i-- > 0;) {
		if (view_entry(view, i)->is_spoilt)
			return (long)i;
	}
	return NOTHING;
}

/** The newest final response to an INVITE, or NOTHING. */
static long last_final(const struct view *view)
{
	for (size_t i = view->exchange_count; i-- > 0;) {
		const struct exchange *exchange = &view->exchange[i];

		if (!exchange->is_ours && exchange->final != NOTHING &&
		    str_eq(view_facts(view, exchange->request)->method,
			   STR("INVITE")))
			return exchange->final;
	}
	return NOTHING;
}

/** Whether the client had acknowledged a final response before this entry. */
static bool had_ended(const struct view *view, size_t entry)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (!exchange->is_ours && exchange->ack_count > 0 &&
		    exchange->ack[0] < entry)
			return true;
	}
	return false;
}

/**
 * No OPTIONS: what the client did after the last mangled message must tell. Bytes
 * that are no response, and headers that are odd, are not marked as mangled: then a
 * final response behind them tells, but none of them is suspected.
 */
static void judge_mangled(struct view *view)
{
	long spoilt = last_spoilt(view);
	long from = spoilt != NOTHING ? spoilt : last_final(view);
	long sign, gone;

	if (from == NOTHING)
		return;
	sign = view->item[from].next_sign;
	gone = view->item[from].next_gone;
	if (sign != NOTHING) {
		find(view, CHECK_ID_client_alive, OUTCOME_PASS,
		     "a client that goes on after a mangled message",
		     "it went on");
		prove(view, (size_t)from);
		prove(view, (size_t)sign);
	} else if (gone != NOTHING) {
		judge_gone(view, gone, spoilt,
			   spoilt != NOTHING && !had_ended(view, (size_t)gone));
	}
}

void check_client_alive(struct view *view)
{
	struct tries tries = find_tries(view);

	if (tries.first != NOTHING)
		judge_tries(view, &tries);
	else if (tries.answered != NOTHING)
		find_answered(view, tries.answered);
	else if (view->config->is_mangled)
		judge_mangled(view);
}
