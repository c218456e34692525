/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/refusal.h"
#include "judge/reliable.h"
#include "judge/success.h"

/* A 199 ends an early dialog, and not the call (RFC 6228 §4, §7). */

enum { CROSSING_MS = 500 };

static const char quiet_rule[] =
	"nothing but PRACK in an early dialog that a 199 ended";

/** A 199 for a dialog that was there. */
struct ended {
	const struct exchange *invite;
	size_t entry;
	long talk;
};

/** The next one in order of time; copies are passed over. */
static bool next_ended(struct ended *ended, const struct view *view, size_t *at)
{
	while (*at < view->record->count) {
		size_t entry = (*at)++;
		const struct entry *sent = view_entry(view, entry);
		long exchange = view->item[entry].exchange;

		if (sent->type != ENTRY_OUT || sent->message == NULL ||
		    sent->is_spoilt || exchange == NOTHING ||
		    view->item[entry].is_repeat ||
		    view_facts(view, entry)->status != 199)
			continue;
		ended->invite = &view->exchange[exchange];
		ended->entry = entry;
		ended->talk = look_talk(view, ended->invite,
					view_facts(view, entry)->to_tag);
		if (ended->talk != NOTHING &&
		    look_is_client(view, ended->invite, STR("INVITE")))
			return true;
	}
	return false;
}

/** The first request that may not be in the dialog any more, or NULL. */
static const struct exchange *find_breach(const struct view *view,
					  const struct ended *ended)
{
	uint64_t from_us =
		view_at_us(view, ended->entry) + scaled_us(view, CROSSING_MS);

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (look_is_in_dialog(view, exchange) &&
		    exchange->dialog == ended->talk &&
		    look_start_us(view, exchange) >= from_us &&
		    !look_is_client(view, exchange, STR("PRACK")))
			return exchange;
	}
	return NULL;
}

/** Whether an entry of ours shows that the dialog is not over. */
static bool goes_on(const struct view *view, const struct ended *ended,
		    size_t out)
{
	const struct item *item = &view->item[out];

	if (out <= ended->entry || item->is_repeat)
		return false;
	return view_facts(view, out)->is_request ||
	       &view->exchange[item->exchange] == ended->invite;
}

/** Whether the dialog that the 199 ended went on by our own doing. */
static bool is_alive(const struct view *view, const struct ended *ended)
{
	const struct talk *talk = &view->talk[ended->talk];

	for (size_t i = 0; i < talk->out_count; i++) {
		if (goes_on(view, ended, talk->out[i]))
			return true;
	}
	return talk->confirmed != NOTHING;
}

static void judge_quiet(struct view *view, const struct ended *ended)
{
	const struct exchange *breach = find_breach(view, ended);
	bool is_known =
		reliable_offers(view, ended->invite->request, STR("199"));
	bool is_over;

	if (breach != NULL) {
		find(view, CHECK_ID_p199_quiet,
		     is_known ? OUTCOME_FAIL : OUTCOME_INCONCLUSIVE, quiet_rule,
		     "%.*s in it%s",
		     STR_ARG(view_facts(view, breach->request)->method),
		     is_known ? "" : ", but the INVITE does not support 199");
		prove(view, ended->entry);
		prove(view, breach->request);
		return;
	}
	is_over = ended->invite->final != NOTHING ||
		  quiet_is_over(view, view_at_us(view, ended->entry),
				scaled_us(view, QUIET_MS));
	find(view, CHECK_ID_p199_quiet,
	     is_over ? OUTCOME_PASS : OUTCOME_INCONCLUSIVE, quiet_rule,
	     is_over ? "nothing came" : "nothing so far");
	prove(view, ended->entry);
}

void check_p199_quiet(struct view *view)
{
	struct ended ended;
	size_t at = 0;

	while (next_ended(&ended, view, &at)) {
		if (!is_alive(view, &ended))
			judge_quiet(view, &ended);
	}
}

static const char wait_rule[] = "the client waits for the final response";

/** Whether our final went out often and long enough to be acknowledged. */
static bool is_due(struct view *view, const struct exchange *invite)
{
	size_t final = (size_t)invite->final;
	size_t sends = 0;

	for (size_t i = 0; i < invite->response_count; i++)
		sends += invite->response[i] >= final;
	return (sends >= SURE_SENDS || look_is_stream(view, final)) &&
	       look_window(view, view_at_us(view, final), view_64t1_us(view)) ==
		       WINDOW_OVER;
}

/** BYE in the ended dialog, and no ACK: the client gave up. */
static void judge_wait(struct view *view, const struct ended *ended)
{
	const struct exchange *invite = ended->invite;
	long bye = look_bye(view, ended->talk);

	if (invite->final == NOTHING || invite->final < (long)ended->entry)
		return;
	if (invite->ack_count > 0) {
		find(view, CHECK_ID_p199_waits_final, OUTCOME_PASS, wait_rule,
		     "ACK for the %u", exchange_final(view, invite));
		prove(view, ended->entry);
		prove(view, invite->ack[0]);
		return;
	}
	if (bye == NOTHING || invite->cancel != NOTHING ||
	    view->exchange[bye].request < ended->entry || !is_due(view, invite))
		return; /* what asks for the ACK says it */
	find(view, CHECK_ID_p199_waits_final,
	     reliable_offers(view, invite->request, STR("199"))
		     ? OUTCOME_FAIL
		     : OUTCOME_INCONCLUSIVE,
	     wait_rule, "BYE after the 199, and no ACK for the %u",
	     exchange_final(view, invite));
	prove(view, ended->entry);
	prove(view, view->exchange[bye].request);
	prove(view, (size_t)invite->final);
}

void check_p199_waits_final(struct view *view)
{
	struct ended ended;
	size_t at = 0;

	while (next_ended(&ended, view, &at))
		judge_wait(view, &ended);
}
