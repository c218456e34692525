/* SPDX-License-Identifier: MIT */
#include "judge/look.h"

/*
 * After a provisional response the client waits for the final one (§13.2.2.1).
 */

enum {
	WAIT_T1 = 10,   /* 5 s: a shorter wait shows nothing of patience */
	SURE_SENDS = 3, /* of our final: they cannot all be lost */
};

static const char wait_rule[] = "an ACK for the final response, or CANCEL";

/** The first 1xx, and what came of the INVITE. */
struct wait {
	const struct exchange *invite;
	size_t early; /* entry of its first 1xx */
	size_t last;  /* and of the last one before the final */
	size_t final;
};

/** Whether a client that waits for too little would be seen here. */
static bool is_tried(const struct view *view, const struct wait *wait)
{
	uint64_t start_us = look_start_us(view, wait->invite);
	uint64_t final_us = view_at_us(view, wait->final);

	return final_us >= view_at_us(view, wait->last) +
				   WAIT_T1 * look_t1_us(view) &&
	       final_us < start_us + view_64t1_us(view);
}

static void report(struct view *view, enum outcome outcome,
		   const struct wait *wait, const char *what, long proof)
{
	find(view, CHECK_ID_prov_waits, outcome, wait_rule,
	     "%s; the %u came %.1f s after the %u", what,
	     view_facts(view, wait->final)->status,
	     look_seconds(view_at_us(view, wait->last),
			  view_at_us(view, wait->final)),
	     view_facts(view, wait->last)->status);
	prove(view, wait->invite->request);
	prove(view, wait->last);
	prove(view, wait->final);
	if (proof != NOTHING)
		prove(view, (size_t)proof);
}

/** Whether our final went out too seldom to have arrived for sure. */
static bool is_seldom_sent(const struct view *view, const struct wait *wait)
{
	size_t sends = 0;

	for (size_t i = 0; i < wait->invite->response_count; i++) {
		if (wait->invite->response[i] >= wait->final)
			sends++;
	}
	return sends < SURE_SENDS && !look_is_stream(view, wait->final);
}

/**
 * No ACK and no CANCEL: the client gave up silently, if it was there at all.
 */
static void judge_silence(struct view *view, const struct wait *wait)
{
	uint64_t final_us = view_at_us(view, wait->final);
	long talk = look_talk(view, wait->invite,
			      view_facts(view, wait->final)->to_tag);

	if (!is_tried(view, wait) || look_bye(view, talk) != NOTHING)
		return;
	if (look_window(view, final_us, view_64t1_us(view)) != WINDOW_OVER)
		return;
	if (look_is_proxied(view, wait->invite->request))
		report(view, OUTCOME_INCONCLUSIVE, wait,
		       "no ACK, but a proxy is in between", NOTHING);
	else if (look_is_gone(view, view_at_us(view, wait->early),
			      final_us + view_64t1_us(view)))
		report(view, OUTCOME_INCONCLUSIVE, wait,
		       "client-gone: it went away", NOTHING);
	else if (!view_is_receiving(view, wait->early))
		report(view, OUTCOME_INCONCLUSIVE, wait,
		       "unreachable: nothing shows that the 1xx arrived",
		       NOTHING);
	else if (is_seldom_sent(view, wait))
		report(view, OUTCOME_INCONCLUSIVE, wait,
		       "no ACK, but packets get lost", NOTHING);
	else
		report(view, OUTCOME_FAIL, wait,
		       "gave up silently: neither ACK nor CANCEL", NOTHING);
}

/** Read an INVITE that was answered 1xx and then finally. */
static bool find_wait(struct wait *wait, const struct view *view,
		      const struct exchange *invite)
{
	long early;

	if (!look_is_client(view, invite, STR("INVITE")) ||
	    invite->final == NOTHING)
		return false;
	early = look_response(view, invite, 100, 199);
	if (early == NOTHING || early > invite->final)
		return false;

	wait->invite = invite;
	wait->early = (size_t)early;
	wait->last = wait->early;
	wait->final = (size_t)invite->final;
	for (size_t i = 0; i < invite->response_count; i++) {
		size_t entry = invite->response[i];

		if (entry < wait->final &&
		    view_facts(view, entry)->status < 200)
			wait->last = entry;
	}
	return true;
}

void check_prov_waits(struct view *view)
{
	bool is_said = false;
	struct wait wait;
	long cancel, proof;

	for (size_t i = 0; i < view->exchange_count; i++) {
		if (!find_wait(&wait, view, &view->exchange[i]))
			continue;
		proof = wait.invite->ack_count > 0 ? (long)wait.invite->ack[0]
						   : NOTHING;
		cancel = wait.invite->cancel;
		if (proof == NOTHING && cancel != NOTHING)
			proof = (long)view->exchange[cancel].request;
		if (proof == NOTHING)
			judge_silence(view, &wait);
		else if (!is_said)
			report(view, OUTCOME_PASS, &wait,
			       wait.invite->ack_count > 0 ? "ACK" : "CANCEL",
			       proof);
		is_said = is_said || proof != NOTHING;
	}
}
