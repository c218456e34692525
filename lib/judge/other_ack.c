/* SPDX-License-Identifier: MIT */
#include "judge/look.h"

/* No ACK for a request other than INVITE (RFC 3261 §17.1.2.1). */

/** The final response of a request that nobody may acknowledge, or NOTHING. */
static long find_final(const struct view *view)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (look_is_plain(view, exchange) &&
		    exchange->class != CLASS_CANCEL &&
		    exchange->final != NOTHING)
			return exchange->final;
	}
	return NOTHING;
}

void check_nit_no_ack(struct view *view)
{
	long done = find_final(view);
	const struct exchange *acked;

	for (size_t i = 0; i < view->record->count; i++) {
		if (!view_facts(view, i)->is_request ||
		    view_entry(view, i)->type != ENTRY_IN ||
		    !str_eq(view_facts(view, i)->method, STR("ACK")))
			continue;
		acked = look_plain_acked(view, i);
		if (acked == NULL)
			continue;
		find(view, CHECK_ID_nit_no_ack, OUTCOME_FAIL,
		     "no ACK for a request other than INVITE",
		     "ACK for the %.*s",
		     STR_ARG(view_facts(view, acked->request)->method));
		prove(view, acked->request);
		prove(view, i);
		return;
	}
	if (done == NOTHING)
		return;
	find(view, CHECK_ID_nit_no_ack, OUTCOME_PASS,
	     "no ACK for a request other than INVITE", "none came");
	prove(view, (size_t)done);
}
