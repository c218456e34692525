/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "sip/field.h"

/*
 * A registration that timed out is not tried again at once (RFC 3261 §10.2.7).
 */

static const char again_rule[] =
	"no new REGISTER to the same registrar right after a timeout";

/**
 * The first registration of the same address that came after a time, or
 * NOTHING.
 */
static long find_register(const struct view *view,
			  const struct exchange *before, uint64_t from_us)
{
	const struct facts *was = view_facts(view, before->request);
	const struct entry *there = view_entry(view, before->request);

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *other = &view->exchange[i];
		const struct facts *facts = view_facts(view, other->request);
		const struct entry *entry = view_entry(view, other->request);

		if (look_is_client(view, other, STR("REGISTER")) &&
		    look_start_us(view, other) >= from_us &&
		    uri_is_equal(field_uri(facts->to), field_uri(was->to)) &&
		    uri_is_equal(facts->uri, was->uri) &&
		    str_eq(str_from(entry->local->host),
			   str_from(there->local->host)) &&
		    entry->local->port == there->local->port)
			return (long)other->request;
	}
	return NOTHING;
}

static void judge_timeout(struct view *view, const struct exchange *exchange)
{
	uint64_t start_us = look_start_us(view, exchange);
	uint64_t end_us = start_us + view_64t1_us(view);
	uint64_t quiet_us = 10 * look_t1_us(view);
	long again = find_register(view, exchange, end_us - look_t1_us(view));

	if (again != NOTHING &&
	    view_at_us(view, (size_t)again) < end_us + quiet_us) {
		find(view, CHECK_ID_nit_timeout_quiet, OUTCOME_WARN, again_rule,
		     "REGISTER again %.1f s after the one that timed out",
		     look_seconds(start_us, view_at_us(view, (size_t)again)));
		prove(view, exchange->request);
		prove(view, (size_t)again);
		return;
	}
	if (look_window(view, end_us, quiet_us) != WINDOW_OVER)
		return;
	find(view, CHECK_ID_nit_timeout_quiet, OUTCOME_PASS, again_rule,
	     "nothing within %.1f s", look_seconds(end_us, end_us + quiet_us));
	prove(view, exchange->request);
}

void check_nit_timeout_quiet(struct view *view)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (look_is_client(view, exchange, STR("REGISTER")) &&
		    exchange->response_count == 0)
			judge_timeout(view, exchange);
	}
}
