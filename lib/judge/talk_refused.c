/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"

/*
 * A re-INVITE or an UPDATE that we refused: the session stays as it was, or ends
 * with its dialog (RFC 3261 §14.1, RFC 5057 §5.1, RFC 3311 §5.3).
 */

enum {
	BYE_MS = 2000,   /* a BYE so soon is the client's own reaction */
	END_MS = 5000,   /* how long it may take to end the dialog */
	OWNER_MS = 2100, /* who made the Call-ID waits for 2.1 to 4 s */
	OWNER_MAX_MS = 4000,
	EARLY_MS = 50,
	LATE_MS = 500,
	MS = 1000
};

/** A refused request that was to change the session. */
struct change {
	const struct exchange *exchange;
	size_t final;
	unsigned status;
	uint64_t at_us; /* when the final went out first */
};

/** The next one in order of time. */
static bool next_change(struct change *change, const struct view *view,
			size_t *at)
{
	while (*at < view->exchange_count) {
		const struct exchange *exchange = &view->exchange[(*at)++];

		change->status = exchange_final(view, exchange);
		if (exchange->dialog == NOTHING || exchange->is_spoilt ||
		    change->status < 300 ||
		    (!look_is_client(view, exchange, STR("INVITE")) &&
		     !look_is_client(view, exchange, STR("UPDATE"))))
			continue;
		change->exchange = exchange;
		change->final = (size_t)exchange->final;
		change->at_us = view_at_us(view, change->final);
		return true;
	}
	return false;
}

/** The next request of the client in the dialog behind the final, or NULL. */
static const struct exchange *find_later(const struct view *view,
					 const struct change *change)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (look_is_in_dialog(view, later) &&
		    later->dialog == change->exchange->dialog &&
		    later->request > change->final)
			return later;
	}
	return NULL;
}

/** The next try at changing the session, or NULL. */
static const struct exchange *find_try(const struct view *view,
				       const struct change *change)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];

		if (later->dialog == change->exchange->dialog &&
		    later->request > change->final &&
		    (look_is_client(view, later, STR("INVITE")) ||
		     look_is_client(view, later, STR("UPDATE"))))
			return later;
	}
	return NULL;
}

static void say(struct view *view, enum check_id check, enum outcome outcome,
		const char *expected, const char *actual,
		const struct change *change, const struct exchange *later)
{
	find(view, check, outcome, expected, "%s", actual);
	prove(view, change->exchange->request);
	prove(view, change->final);
	if (later != NULL)
		prove(view, later->request);
}

/** What ends the dialog or its session of itself (RFC 5057 §5.1). */
static bool is_end(unsigned status)
{
	static const unsigned row[] = { 404, 405, 408, 410, 416, 480, 481, 482,
					483, 484, 485, 489, 501, 502, 604 };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		if (row[i] == status)
			return true;
	}
	return false;
}

/** The first answer of the client to a request of ours behind the final. */
static const struct exchange *find_answered(const struct view *view,
					    const struct change *change)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *ours = &view->exchange[i];

		if (ours->is_ours && ours->request > change->final &&
		    ours->dialog == change->exchange->dialog &&
		    ours->final != NOTHING)
			return ours;
	}
	return NULL;
}

static const char keeps_rule[] = "the session goes on as it was";

/** @return whether the dialog was seen to go on; else something may be said */
static bool keeps(struct view *view, const struct change *change)
{
	const enum check_id check = CHECK_ID_reinvite_fail_keeps_session;
	const struct exchange *ours = find_answered(view, change);
	const struct exchange *later = find_later(view, change);

	if (ours != NULL && exchange_final(view, ours) == 481) {
		say(view, check, OUTCOME_FAIL, keeps_rule,
		    "481 to a request in the dialog", change, ours);
		return false;
	}
	if (later != NULL && look_is_client(view, later, STR("BYE")) &&
	    look_start_us(view, later) < change->at_us + BYE_MS * MS) {
		say(view, check, OUTCOME_WARN, keeps_rule,
		    "BYE at once, which may be the user's", change, later);
		return false;
	}
	return ours != NULL || later != NULL;
}

void check_reinvite_fail_keeps_session(struct view *view)
{
	struct change change, kept = { .exchange = NULL };
	bool is_said = false;
	size_t at = 0;

	while (next_change(&change, view, &at)) {
		size_t before = view->findings->count;

		if (is_end(change.status))
			continue;
		if (keeps(view, &change))
			kept = change;
		is_said |= view->findings->count > before;
	}
	if (kept.exchange != NULL && !is_said)
		say(view, CHECK_ID_reinvite_fail_keeps_session, OUTCOME_PASS,
		    keeps_rule, "the dialog went on", &kept, NULL);
}

static const char end_rule[] = "BYE, or no more of the dialog";

void check_reinvite_481_408(struct view *view)
{
	const enum check_id check = CHECK_ID_reinvite_481_408;
	struct change change;
	size_t at = 0;

	while (next_change(&change, view, &at)) {
		const struct exchange *later;
		enum window window;

		if (change.status != 481 && change.status != 408)
			continue;
		later = find_later(view, &change);
		if (later != NULL && !look_is_client(view, later, STR("BYE"))) {
			say(view, check, OUTCOME_WARN, end_rule,
			    "it goes on using the dialog", &change, later);
			continue;
		}
		window = look_window(view, change.at_us, END_MS * MS);
		if (later != NULL)
			say(view, check, OUTCOME_PASS, end_rule, "BYE", &change,
			    later);
		else if (change.status == 481 && window == WINDOW_OVER)
			say(view, check, OUTCOME_PASS, end_rule,
			    "nothing more of the dialog", &change, NULL);
		else
			say(view, check, OUTCOME_INCONCLUSIVE, end_rule,
			    "nothing so far", &change, NULL);
	}
}

/** When the last copy of the final went out. */
static uint64_t last_us(const struct view *view, const struct change *change)
{
	const struct exchange *exchange = change->exchange;
	size_t last = change->final;

	for (size_t i = 0; i < exchange->response_count; i++) {
		if (view_facts(view, exchange->response[i])->status ==
		    change->status)
			last = exchange->response[i];
	}
	return view_at_us(view, last);
}

static const char glare_rule[] =
	"another try after 2.1 to 4 s, by who made the Call-ID";

void check_reinvite_491(struct view *view)
{
	const enum check_id check = CHECK_ID_reinvite_491;
	struct change change;
	size_t at = 0;

	while (next_change(&change, view, &at)) {
		const struct exchange *again;
		uint64_t again_us;

		if (change.status != 491)
			continue;
		again = find_try(view, &change);
		if (again == NULL) {
			(void)look_window(view, last_us(view, &change),
					  (OWNER_MAX_MS + LATE_MS) * MS);
			say(view, check, OUTCOME_INCONCLUSIVE, glare_rule,
			    "no other try", &change, NULL);
			continue;
		}
		again_us = look_start_us(view, again);
		if (again_us < change.at_us + (OWNER_MS - EARLY_MS) * MS)
			say(view, check, OUTCOME_WARN, glare_rule,
			    "another try too early", &change, again);
		else if (again_us <=
			 last_us(view, &change) + (OWNER_MAX_MS + LATE_MS) * MS)
			say(view, check, OUTCOME_PASS, glare_rule,
			    "another try in time", &change, again);
		else
			say(view, check, OUTCOME_INCONCLUSIVE, glare_rule,
			    "another try later", &change, again);
	}
}

static const char wait_rule[] =
	"no other try before the time that Retry-After names";

void check_reinvite_500_retry_after(struct view *view)
{
	const enum check_id check = CHECK_ID_reinvite_500_retry_after;
	struct change change;
	uint64_t seconds;
	size_t at = 0;

	while (next_change(&change, view, &at)) {
		const struct exchange *again;
		bool is_early;

		if (change.status != 500 ||
		    !again_retry_after(view, change.final, &seconds) ||
		    seconds > UINT32_MAX)
			continue;
		again = find_try(view, &change);
		if (again == NULL) {
			say(view, check, OUTCOME_INCONCLUSIVE, wait_rule,
			    "no other try", &change, NULL);
			continue;
		}
		is_early = look_start_us(view, again) + EARLY_MS * MS <
			   change.at_us + seconds * 1000000;
		say(view, check, is_early ? OUTCOME_WARN : OUTCOME_PASS,
		    wait_rule, is_early ? "too early" : "so it was", &change,
		    again);
	}
}
