/* SPDX-License-Identifier: MIT */
#include "catalogue/catalogue.h"
#include "judge/look.h"
#include "judge/refusal.h"

/*
 * Codes that the client cannot know, or that belong to another request: they
 * count as the x00 of their class (RFC 3261 §8.1.3.2).
 */
enum { NOTICED_MS = 1000 };

static const char rule[] = "an ACK, and the call is over, as after the x00";

static bool is_foreign(const struct view *view, const struct exchange *exchange,
		       unsigned status)
{
	const struct row *row = catalogue_find(status);
	struct message *invite = view_entry(view, exchange->request)->message;

	return !row || row->registry == REGISTRY_UNREGISTERED ||
	       (row->prereq != PREREQ_NONE &&
		!prereq_is_met((enum prereq)row->prereq, invite));
}

/*
 * A CANCEL so long after the ACK that it cannot have crossed: the client was
 * still waiting for what it thought would come.
 */
static enum look look_cancel(struct view *view, const struct refusal *refusal)
{
	const struct exchange *cancel;
	uint64_t ack_us = view_at_us(view, (size_t)refusal->ack);

	if (refusal->exchange->cancel == NOTHING || refusal->is_proxied)
		return LOOK_GOOD;
	cancel = &view->exchange[refusal->exchange->cancel];
	if (look_start_us(view, cancel) <= ack_us + scaled_us(view, NOTICED_MS))
		return LOOK_GOOD;

	find(view, CHECK_ID_foreign_as_x00, OUTCOME_WARN, rule,
	     "CANCEL %.3f s after the ACK: the client did not notice the %u",
	     look_seconds(ack_us, look_start_us(view, cancel)),
	     refusal->status);
	prove(view, refusal->final);
	prove(view, (size_t)refusal->ack);
	prove(view, cancel->request);
	return LOOK_SAID;
}

static enum look look_foreign(struct view *view, struct refusal *refusal)
{
	enum doubt doubt;

	if (!is_foreign(view, refusal->exchange, refusal->status))
		return LOOK_NONE;
	if (refusal->ack != NOTHING)
		return look_cancel(view, refusal);

	doubt = refusal_doubt(view, refusal);
	find(view, CHECK_ID_foreign_as_x00,
	     doubt == DOUBT_NONE ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE, rule,
	     "no ACK for the %u; %s", refusal->status, doubt_text(doubt));
	prove(view, refusal->exchange->request);
	prove(view, refusal->final);
	return LOOK_SAID;
}

/*
 * An unknown 2xx is judged by the checks of the ACK for a 2xx; here it is only
 * said that it was taken for one.
 */
static void judge_success(struct view *view)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];
		unsigned status = exchange_final(view, exchange);

		if (!look_is_client(view, exchange, STR("INVITE")) ||
		    status <= 200 || status > 299 || exchange->ack_count == 0 ||
		    view->item[exchange->ack[0]].class != CLASS_ACK_SUCCESS ||
		    !is_foreign(view, exchange, status))
			continue;
		find(view, CHECK_ID_foreign_as_x00, OUTCOME_PASS,
		     "a 2xx counts as 200", "ACK for the %u", status);
		prove(view, (size_t)exchange->final);
		prove(view, exchange->ack[0]);
		return;
	}
}

void check_foreign_as_x00(struct view *view)
{
	refusal_each(view, CHECK_ID_foreign_as_x00, rule, look_foreign);
	judge_success(view);
}
