/* SPDX-License-Identifier: MIT */
#include "judge/aim.h"
#include "judge/look.h"

/*
 * A provisional response with a tag makes an early dialog, and one that nobody
 * knows counts as 183 (RFC 3261 §12.1, §8.1.3.2).
 */

static const char early_rule[] =
	"the Contact and the routes of the 1xx in requests before the final";

/**
 * Whether a request was sent in a dialog that had no final response yet, and is no
 * PRACK, which has checks of its own.
 */
static bool is_early(const struct view *view, const struct exchange *exchange)
{
	const struct talk *talk;
	const struct exchange *invite;

	if (!look_is_in_dialog(view, exchange) ||
	    look_is_client(view, exchange, STR("PRACK")))
		return false;
	talk = &view->talk[exchange->dialog];
	invite = &view->exchange[talk->invite];
	return (talk->confirmed == NOTHING ||
		talk->confirmed > (long)exchange->request) &&
	       (invite->final == NOTHING ||
		invite->final > (long)exchange->request);
}

/** Whether a status is provisional, and of none that an RFC defines. */
static bool is_unknown(unsigned status)
{
	return status > 100 && status < 200 &&
	       !(status >= 180 && status <= 183) && status != 199;
}

/** The first 1xx of an INVITE that the client cannot know, or NOTHING. */
static long find_unknown(const struct view *view, const struct exchange *invite)
{
	for (size_t i = 0; i < invite->response_count; i++) {
		size_t entry = invite->response[i];

		if (is_unknown(view_facts(view, entry)->status) &&
		    !view_entry(view, entry)->is_spoilt)
			return (long)entry;
	}
	return NOTHING;
}

/**
 * What shows that the client still was in the call after this 1xx, or NOTHING.
 */
static long find_proof(const struct view *view, const struct exchange *invite,
		       long unknown)
{
	for (size_t i = 0; i < invite->ack_count; i++) {
		if ((long)invite->ack[i] > unknown)
			return (long)invite->ack[i];
	}
	if (invite->cancel == NOTHING)
		return NOTHING;
	return (long)view->exchange[invite->cancel].request > unknown
		       ? (long)view->exchange[invite->cancel].request
		       : NOTHING;
}

/** Say that an unknown 1xx did no harm, once. */
static void judge_unknown(struct view *view)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *invite = &view->exchange[i];
		long unknown, proof;

		if (!look_is_client(view, invite, STR("INVITE")))
			continue;
		unknown = find_unknown(view, invite);
		proof = find_proof(view, invite, unknown);
		if (unknown == NOTHING || proof == NOTHING)
			continue;
		find(view, CHECK_ID_prov_early_dialog, OUTCOME_PASS,
		     "an unknown 1xx counts as 183",
		     "the call went on after the %u",
		     view_facts(view, (size_t)unknown)->status);
		prove(view, (size_t)unknown);
		prove(view, (size_t)proof);
		return;
	}
}

void check_prov_early_dialog(struct view *view)
{
	bool is_kept = true;
	long kept = NOTHING;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (!is_early(view, exchange))
			continue;
		if (aim_check(view, CHECK_ID_prov_early_dialog,
			      exchange->dialog, exchange->request))
			kept = (long)exchange->request;
		else
			is_kept = false;
	}
	if (!is_kept)
		return;
	if (kept == NOTHING) {
		judge_unknown(view);
		return;
	}
	find(view, CHECK_ID_prov_early_dialog, OUTCOME_PASS, early_rule,
	     "so they had");
	prove(view, (size_t)kept);
}
