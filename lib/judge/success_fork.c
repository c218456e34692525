/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/success.h"

/*
 * A 2xx of another dialog to the same INVITE (RFC 3261 §13.2.2.4): it is
 * acknowledged too, and BYE ends what is not wanted.
 */

static const char fork_rule[] =
	"an ACK for the 2xx of each dialog, BYE for those not wanted";

/** Say what a fork that got BYE, but no ACK, shows. */
static void report_bye(struct view *view, const struct success *success)
{
	size_t bye = view->exchange[success->bye].request;
	enum lack lack = success_lack(view, success);

	find(view, CHECK_ID_ack_2xx_fork, lack_outcome(lack), fork_rule,
	     "BYE, but no ACK, for the 2xx with tag %.*s (sent %zu times)",
	     STR_ARG(success->tag), success->sends);
	prove(view, success->first);
	prove(view, bye);
}

/**
 * Whether the call was on elsewhere when this 2xx went out: the client was
 * there.
 */
static bool is_call_on(const struct view *view, const struct success *success)
{
	struct success other;

	for (size_t at = 0; success_next(&other, view, success->index, &at);) {
		if (other.first == success->first || other.ack == NOTHING ||
		    other.talk == NOTHING)
			continue;
		if (view->talk[other.talk].ended == NOTHING ||
		    (size_t)view->talk[other.talk].ended > success->first)
			return true;
	}
	return false;
}

/** Say what a fork without any answer shows; one packet may be lost. */
static void report_nothing(struct view *view, const struct success *success)
{
	enum lack lack = success_lack(view, success);

	if (lack == LACK_UNREACHABLE && is_call_on(view, success))
		lack = success->sends < SURE_SENDS ? LACK_FEW : LACK_PROVEN;
	find(view, CHECK_ID_ack_2xx_fork, lack_outcome(lack), fork_rule,
	     "neither ACK nor BYE for the 2xx with tag %.*s (sent %zu times): "
	     "%s",
	     STR_ARG(success->tag), success->sends, lack_text(lack));
	prove(view, success->invite->request);
	prove(view, success->first);
}

/** @return whether this fork kept the rule */
static bool check_fork(struct view *view, const struct success *success)
{
	if (success->ack != NOTHING)
		return true;
	if (success->bye != NOTHING)
		report_bye(view, success);
	else
		report_nothing(view, success);
	return false;
}

/** Judge an INVITE with several dialogs; the first 2xx starts their time. */
static void check_forks(struct view *view, size_t exchange)
{
	struct success first, success;
	size_t count = 1, at = 0, ended;
	bool is_kept = true;

	if (!success_next(&first, view, exchange, &at) || first.is_only ||
	    first.any_ack == NOTHING)
		return; /* without any ACK it is ack-2xx-sent that is broken */

	ended = first.bye != NOTHING ? 1 : 0;
	is_kept = check_fork(view, &first);
	while (success_next(&success, view, exchange, &at)) {
		if (view_at_us(view, success.first) >=
		    view_at_us(view, first.first) + view_64t1_us(view))
			break;
		count++;
		ended += success.bye != NOTHING ? 1 : 0;
		is_kept = check_fork(view, &success) && is_kept;
	}
	if (!is_kept || count == 1)
		return;

	find(view, CHECK_ID_ack_2xx_fork, OUTCOME_PASS, fork_rule,
	     "%zu dialogs, each with its ACK; BYE in %zu of them", count,
	     ended);
	prove(view, first.first);
	prove(view, (size_t)first.ack);
}

void check_ack_2xx_fork(struct view *view)
{
	for (size_t i = 0; i < view->exchange_count; i++)
		check_forks(view, i);
}
