/* SPDX-License-Identifier: MIT */
#include "judge/look.h"

/*
 * CSeq numbers of a dialog go up by one (RFC 3261 §12.2.1.1). On UDP a request
 * may arrive late, and a proxy's challenge takes a number that we never see.
 */

/** The count of one dialog. */
struct count {
	struct view *view;
	long talk;
	uint64_t first; /* number of the INVITE that made it */
	uint64_t last;  /* the highest seen */
	size_t last_at; /* and the request that had it */
	bool is_known;  /* that INVITE had a number */
	bool is_kept;
};

/**
 * Requests that count in a dialog: its first INVITE, and all but ACK and
 * CANCEL.
 */
static bool is_counted(const struct view *view, const struct exchange *exchange,
		       long talk)
{
	return exchange->dialog == talk && look_is_in_dialog(view, exchange) &&
	       view_facts(view, exchange->request)->has_cseq;
}

/** An earlier exchange of the dialog with this number, or NULL. */
static const struct exchange *find_same(const struct count *count,
					size_t before, uint64_t number)
{
	const struct view *view = count->view;

	for (size_t i = 0; i < before; i++) {
		const struct exchange *other = &view->exchange[i];

		if (is_counted(view, other, count->talk) &&
		    view_facts(view, other->request)->cseq == number)
			return other;
	}
	if (number == count->first)
		return &view->exchange[view->talk[count->talk].invite];
	return NULL;
}

/**
 * Whether two requests with one number are one that was sent on another path:
 * after 503 or no answer (RFC 3263 §4.3), or doubled by a proxy that forks.
 */
static bool is_failover(const struct view *view, const struct exchange *first,
			const struct exchange *again)
{
	const struct facts *a = view_facts(view, first->request);
	const struct facts *b = view_facts(view, again->request);
	unsigned final = exchange_final(view, first);

	if (again->class == CLASS_FAILOVER || again->class == CLASS_MERGED)
		return true;
	return str_eq(a->method, b->method) && uri_is_equal(a->uri, b->uri) &&
	       (final == 0 || final == 503 || final == 408 || b->via_count > 1);
}

static void report(struct count *count, enum outcome outcome,
		   const struct exchange *exchange, size_t other,
		   const char *actual)
{
	struct view *view = count->view;
	const struct facts *facts = view_facts(view, exchange->request);
	const struct facts *before = view_facts(view, other);

	count->is_kept = false;
	find(view, CHECK_ID_dlg_cseq, outcome,
	     "a CSeq number one higher than the last of the dialog",
	     "%.*s with CSeq %llu %s %.*s with %llu", STR_ARG(facts->method),
	     (unsigned long long)facts->cseq, actual, STR_ARG(before->method),
	     (unsigned long long)before->cseq);
	prove(view, other);
	prove(view, exchange->request);
}

/** A number that is not above all others: used twice, late, or wrong. */
static void judge_low(struct count *count, size_t index)
{
	struct view *view = count->view;
	const struct exchange *exchange = &view->exchange[index];
	const struct facts *facts = view_facts(view, exchange->request);
	const struct exchange *same = find_same(count, index, facts->cseq);
	bool is_ordered = look_is_stream(view, exchange->request) &&
			  look_is_stream(view, count->last_at) &&
			  facts->via_count == 1;

	if (same != NULL && is_failover(view, same, exchange))
		return;
	if (same != NULL)
		report(count, OUTCOME_FAIL, exchange, same->request,
		       "takes the number of");
	else if (facts->cseq < count->first || is_ordered)
		report(count, OUTCOME_FAIL, exchange, count->last_at,
		       "comes after");
	else
		report(count, OUTCOME_INFO, exchange, count->last_at,
		       "comes late, after");
}

/** Whether a number was used by a request that came later. */
static bool is_filled(const struct count *count, uint64_t number)
{
	return find_same(count, count->view->exchange_count, number) != NULL;
}

/** Whether a proxy, or we, may have asked for credentials in between. */
static bool is_explained(const struct view *view,
			 const struct exchange *exchange)
{
	return look_is_proxied(view, exchange->request) ||
	       view_facts(view, exchange->request)->route_count > 0 ||
	       look_has(view, exchange->request, HEADER_AUTHORIZATION) ||
	       look_has(view, exchange->request, HEADER_PROXY_AUTHORIZATION);
}

enum { GAP_MAX = 16 }; /* numbers of a gap that are looked for one by one */

static void judge_gap(struct count *count, const struct exchange *exchange,
		      uint64_t number)
{
	bool is_all_filled = number - count->last <= GAP_MAX;

	for (uint64_t n = count->last + 1; is_all_filled && n < number; n++)
		is_all_filled = is_filled(count, n);
	if (!is_all_filled && !is_explained(count->view, exchange))
		report(count, OUTCOME_WARN, exchange, count->last_at,
		       "leaves a gap behind");
}

static void judge_request(struct count *count, size_t index)
{
	const struct exchange *exchange = &count->view->exchange[index];
	uint64_t number = view_facts(count->view, exchange->request)->cseq;

	if (number <= count->last) {
		judge_low(count, index);
		return;
	}
	if (number > count->last + 1)
		judge_gap(count, exchange, number);
	count->last = number;
	count->last_at = exchange->request;
}

/** A count for each dialog, or NULL when memory is short. */
static struct count *start_counts(struct view *view)
{
	struct count *counts =
		arena_array(&view->arena, view->talk_count, sizeof(*counts));

	for (size_t i = 0; counts != NULL && i < view->talk_count; i++) {
		size_t request = view->exchange[view->talk[i].invite].request;

		counts[i] = (struct count){
			.view = view,
			.talk = (long)i,
			.first = view_facts(view, request)->cseq,
			.last = view_facts(view, request)->cseq,
			.last_at = request,
			.is_known = view_facts(view, request)->has_cseq,
			.is_kept = true,
		};
	}
	return counts;
}

void check_dlg_cseq(struct view *view)
{
	struct count *counts = start_counts(view);
	bool is_kept = true;
	long kept = NOTHING;

	if (counts == NULL)
		return;
	for (size_t i = 0; i < view->exchange_count; i++) {
		long talk = view->exchange[i].dialog;

		if (talk == NOTHING || !counts[talk].is_known ||
		    !is_counted(view, &view->exchange[i], talk))
			continue;
		judge_request(&counts[talk], i);
		is_kept = is_kept && counts[talk].is_kept;
		kept = (long)view->exchange[i].request;
	}
	if (kept == NOTHING || !is_kept)
		return;
	find(view, CHECK_ID_dlg_cseq, OUTCOME_PASS,
	     "CSeq numbers of a dialog that go up by one", "so they do");
	prove(view, (size_t)kept);
}
