/* SPDX-License-Identifier: MIT */
#include "judge/success.h"

#include "judge/look.h"
#include "judge/route.h"
#include "sip/field.h"

enum outcome lack_outcome(enum lack lack)
{
	static const enum outcome outcome[] = {
#define X(id, outcome, text) OUTCOME_##outcome,
		LACK_MAP(X)
#undef X
	};

	return outcome[lack];
}

const char *lack_text(enum lack lack)
{
	static const char *const text[] = {
#define X(id, outcome, text) text,
		LACK_MAP(X)
#undef X
	};

	return text[lack];
}

/** Whether the first hop that a 2xx gives is where its INVITE arrived. */
static bool is_next_hop_here(const struct view *view,
			     const struct success *success)
{
	const struct endpoint *here =
		view_entry(view, success->invite->request)->local;
	struct aim_targets targets;
	struct route_set set;
	struct str uri, host;
	unsigned port;

	route_set_init(&set, view_entry(view, success->first)->message);
	aim_find_targets(&targets, view, success->talk, success->first + 1);
	if (set.count > 0)
		uri = field_uri(route_set_at(&set, 0));
	else if (targets.count > 0)
		uri = targets.uri[targets.count - 1];
	else
		return false;

	look_uri_host(uri, &host, &port);
	return str_ieq(host, str_from(here->host)) && port == here->port;
}

/** Whether a request in the dialog, or another ACK of the call, came to us. */
static bool has_come(const struct view *view, const struct success *success)
{
	struct str call_id =
		view_facts(view, success->invite->request)->call_id;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (!str_eq(view_facts(view, exchange->request)->call_id,
			    call_id))
			continue;
		if (look_is_in_dialog(view, exchange))
			return true;
	}
	return success->invite->ack_count > 0;
}

/** Sends of this 2xx before an entry. */
static size_t count_before(const struct view *view,
			   const struct success *success, size_t before)
{
	size_t count = 0;

	for (size_t i = 0; i < success->invite->response_count; i++) {
		size_t entry = success->invite->response[i];

		if (entry < before && entry >= success->first &&
		    str_eq(view_facts(view, entry)->to_tag, success->tag))
			count++;
	}
	return count;
}

/**
 * Whether a BYE may have been sent in the early dialog, before the 2xx
 * arrived.
 */
static bool may_cross(const struct view *view, const struct success *success,
		      size_t bye)
{
	return look_response(view, success->invite, 101, 199) != NOTHING &&
	       view_at_us(view, bye) <
		       view_at_us(view, success->first) + look_t1_us(view);
}

/** The client ended a call that it did not acknowledge. */
static enum lack lack_with_bye(struct view *view, const struct success *success)
{
	size_t bye = view->exchange[success->bye].request;

	if (look_window(view, view_at_us(view, bye), look_t2_us(view)) ==
	    WINDOW_OPEN)
		return LACK_CUT; /* the ACK may come behind its BYE */
	if (view_lost_in(view, success->first) != NOTHING)
		return LACK_THROWN;
	if (look_is_stream(view, success->first) &&
	    !view_is_receiving(view, success->first))
		return LACK_GONE;
	if (look_is_stream(view, bye) && !may_cross(view, success, bye))
		return LACK_PROVEN;
	return count_before(view, success, bye) >= SURE_SENDS ? LACK_PROVEN
							      : LACK_LOST;
}

/** Whether our first answer went out when the client had given up (Timer B). */
static bool is_late(const struct view *view, const struct success *success)
{
	uint64_t start_us = look_start_us(view, success->invite);

	return success->invite->response_count > 0 &&
	       view_at_us(view, success->invite->response[0]) >=
		       start_us + view_64t1_us(view);
}

enum lack success_lack(struct view *view, const struct success *success)
{
	uint64_t sent_us = view_at_us(view, success->first);
	uint64_t window_us = view_64t1_us(view);

	if (success->bye != NOTHING &&
	    view->exchange[success->bye].request > success->first)
		return lack_with_bye(view, success);
	if (is_late(view, success))
		return LACK_LATE;
	if (success->invite->is_spoilt)
		return LACK_SPOILT;
	if (look_is_gone(view, sent_us, sent_us + window_us))
		return LACK_GONE;
	if (look_window(view, sent_us, window_us) != WINDOW_OVER)
		return LACK_CUT;
	if (view_lost_in(view, success->first) != NOTHING)
		return LACK_THROWN;
	if (!is_next_hop_here(view, success) && !has_come(view, success))
		return LACK_ELSEWHERE;
	if (!view_is_receiving(view, success->first))
		return LACK_UNREACHABLE;
	if (success->sends < SURE_SENDS &&
	    !look_is_stream(view, success->first))
		return LACK_FEW;
	return LACK_PROVEN;
}

void success_report_lack(struct view *view, enum check_id check,
			 const char *expected, const struct success *success)
{
	enum lack lack = success_lack(view, success);

	find(view, check, lack_outcome(lack), expected,
	     "the %u went out %zu times in %.1f s: %s", success->status,
	     success->sends,
	     look_seconds(view_at_us(view, success->first),
			  view->config->end_us),
	     lack_text(lack));
	mark_unacked(view);
	prove(view, success->invite->request);
	prove(view, success->first);
	if (success->bye != NOTHING)
		prove(view, view->exchange[success->bye].request);
}
