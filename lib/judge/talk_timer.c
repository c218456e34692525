/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/reliable.h"
#include "sip/field.h"

/* Session timers (RFC 4028): who refreshes, and what is done when nobody does. */

enum { SECOND_US = 1000000, SPARE_S = 5, EARLY_END_S = 32 };

/** The interval that the newest 2xx of a dialog set. */
struct session {
	long talk;
	size_t set;        /* entry of that 2xx */
	uint64_t start_us; /* when it went out */
	uint64_t interval_us;
	bool is_theirs; /* the client refreshes */
};

/** The client's INVITE or UPDATE that a 2xx of ours in this dialog answers. */
static bool is_session_answer(const struct view *view, long talk, size_t entry)
{
	const struct facts *facts = view_facts(view, entry);
	long exchange = view->item[entry].exchange;

	if (facts->is_request || facts->status / 100 != 2 ||
	    exchange == NOTHING || view->exchange[exchange].is_ours ||
	    view_entry(view, entry)->is_spoilt)
		return false;
	return (str_eq(facts->method, STR("INVITE")) ||
		str_eq(facts->method, STR("UPDATE"))) &&
	       (view->exchange[exchange].dialog == talk ||
		view->talk[talk].invite == (size_t)exchange);
}

/** Whether the client said at the start that it knows session timers. */
static bool offers_timer(const struct view *view, long talk)
{
	size_t invite = view->talk[talk].invite;

	return reliable_offers(view, view->exchange[invite].request,
			       STR("timer"));
}

/** Read Session-Expires of a 2xx. @return whether it sets an interval */
static bool read_session(struct session *session, const struct view *view,
			 size_t entry)
{
	const struct message *message = view_entry(view, entry)->message;
	struct str value = message_find(message, STR("Session-Expires"), 0);
	struct str number, refresher;
	uint64_t seconds;

	if (value.p == NULL)
		value = message_find(message, STR("x"), 0);
	if (value.p == NULL ||
	    !field_param(value, STR("refresher"), &refresher) ||
	    !field_next_part(&value, &number) ||
	    str_parse_uint(number, UINT32_MAX, &seconds) != 0 || seconds == 0 ||
	    (!str_ieq(refresher, STR("uac")) &&
	     !str_ieq(refresher, STR("uas"))))
		return false;
	session->set = entry;
	session->start_us = view_at_us(view, entry);
	session->interval_us = seconds * SECOND_US;
	session->is_theirs = str_ieq(refresher, STR("uac"));
	return true;
}

/** The next 2xx that sets an interval, of any dialog. */
static bool next_session(struct session *session, const struct view *view,
			 size_t *entry)
{
	while (*entry < view->record->count) {
		size_t at = (*entry)++;
		long exchange = view->item[at].exchange;

		if (view_entry(view, at)->type != ENTRY_OUT ||
		    exchange == NOTHING || view->item[at].is_repeat)
			continue;
		session->talk = look_talk(view, &view->exchange[exchange],
					  view_facts(view, at)->to_tag);
		if (session->talk != NOTHING &&
		    is_session_answer(view, session->talk, at) &&
		    offers_timer(view, session->talk) &&
		    read_session(session, view, at))
			return true;
	}
	return false;
}

/** The next request of one side that renews or ends the session, or NULL. */
static const struct exchange *
find_next(const struct view *view, const struct session *session, bool is_ours)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];
		struct str method = view_facts(view, exchange->request)->method;

		if (exchange->dialog == session->talk &&
		    exchange->is_ours == is_ours &&
		    exchange->request > session->set &&
		    (str_eq(method, STR("INVITE")) ||
		     str_eq(method, STR("UPDATE")) ||
		     str_eq(method, STR("BYE"))))
			return exchange;
	}
	return NULL;
}

/** What came of one interval. */
struct fate {
	const struct exchange *theirs; /* what the client did next, or NULL */
	double after_s;
	double interval_s;
	bool is_ours; /* we renewed or ended it ourselves, in time */
};

static struct fate read_outcome(const struct view *view,
				const struct session *session)
{
	const struct exchange *ours = find_next(view, session, true);
	struct fate of = {
		.theirs = find_next(view, session, false),
		.interval_s = (double)session->interval_us / SECOND_US,
	};

	if (of.theirs != NULL)
		of.after_s = look_seconds(session->start_us,
					  look_start_us(view, of.theirs));
	of.is_ours = ours != NULL &&
		     look_start_us(view, ours) < session->start_us +
							 session->interval_us +
							 SPARE_S * SECOND_US &&
		     (of.theirs == NULL || ours->request < of.theirs->request);
	return of;
}

static void say(struct view *view, enum check_id check, enum outcome outcome,
		const char *expected, const struct session *session,
		const struct fate *of, const char *words)
{
	if (of->theirs != NULL)
		find(view, check, outcome, expected,
		     "%.*s after %.1f of %.0f s",
		     STR_ARG(view_facts(view, of->theirs->request)->method),
		     of->after_s, of->interval_s);
	else
		find(view, check, outcome, expected, "%s in %.0f s", words,
		     of->interval_s);
	prove(view, session->set);
	if (of->theirs != NULL)
		prove(view, of->theirs->request);
}

/** Nothing came: whether that proves anything yet. */
static void say_silence(struct view *view, enum check_id check,
			enum outcome outcome, const char *expected,
			const struct session *session, uint64_t window_us)
{
	struct fate of = { .interval_s =
				   (double)session->interval_us / SECOND_US };

	if (look_window(view, session->start_us, window_us) != WINDOW_OVER)
		outcome = OUTCOME_INCONCLUSIVE;
	if (look_is_gone(view, session->start_us,
			 session->start_us + window_us) ||
	    !view_is_receiving(view, session->set))
		outcome = OUTCOME_INCONCLUSIVE;
	say(view, check, outcome, expected, session, &of, "nothing");
}

static const char refresh_rule[] = "a refresh in half of the interval, or BYE";

/** Behind this the other side may end the session (RFC 4028 §10). */
static double latest_s(double interval_s)
{
	double third = interval_s / 3;

	return interval_s - (third < EARLY_END_S ? third : EARLY_END_S);
}

void check_st_refresh(struct view *view)
{
	const enum check_id check = CHECK_ID_st_refresh;
	struct session session;
	size_t entry = 0;

	while (next_session(&session, view, &entry)) {
		struct fate of = read_outcome(view, &session);
		bool is_bye;

		if (!session.is_theirs || of.is_ours)
			continue;
		if (of.theirs == NULL) {
			say_silence(view, check, OUTCOME_FAIL, refresh_rule,
				    &session,
				    session.interval_us + SPARE_S * SECOND_US);
			continue;
		}
		is_bye = look_is_client(view, of.theirs, STR("BYE"));
		if (of.after_s > of.interval_s + SPARE_S)
			say(view, check, OUTCOME_FAIL, refresh_rule, &session,
			    &of, "");
		else if (!is_bye && of.after_s > latest_s(of.interval_s))
			say(view, check, OUTCOME_WARN, refresh_rule, &session,
			    &of, "");
		else
			say(view, check, OUTCOME_PASS, refresh_rule, &session,
			    &of, "");
	}
}

static const char end_rule[] =
	"BYE before a session ends that nobody refreshes";

void check_st_expire_bye(struct view *view)
{
	const enum check_id check = CHECK_ID_st_expire_bye;
	struct session session;
	size_t entry = 0;

	while (next_session(&session, view, &entry)) {
		struct fate of = read_outcome(view, &session);

		if (session.is_theirs || of.is_ours)
			continue;
		if (of.theirs == NULL)
			say_silence(view, check, OUTCOME_WARN, end_rule,
				    &session,
				    session.interval_us + SPARE_S * SECOND_US);
		else
			say(view, check,
			    of.after_s > of.interval_s + SPARE_S ? OUTCOME_WARN
								 : OUTCOME_PASS,
			    end_rule, &session, &of, "");
	}
}
