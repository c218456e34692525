/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/reliable.h"
#include "judge/success.h"

/*
 * A reliable provisional response is acknowledged with PRACK (RFC 3262 §4):
 * each in its dialog, and a 199 too.
 */

/** Why the absence of a PRACK proves nothing: words; absent: it does prove. */
static const char *find_doubt(struct view *view,
			      const struct reliable *reliable)
{
	const struct exchange *invite = reliable->invite;
	uint64_t sent_us = view_at_us(view, reliable->first);
	uint64_t window_us = view_64t1_us(view);
	long bye = look_bye(view, look_talk(view, invite, reliable->tag));

	if (look_is_gone(view, sent_us, sent_us + window_us))
		return "client-gone: it went away within the window";
	if (invite->cancel != NOTHING || bye != NOTHING)
		return "the client ended the call";
	/* RFC 3262 §4: what comes after the final may be discarded. */
	if (invite->final != NOTHING &&
	    view_at_us(view, (size_t)invite->final) <
		    sent_us + timing_64t1_us(&view->config->timing))
		return "our final response went out before the window was over";
	if (look_window(view, sent_us, window_us) != WINDOW_OVER)
		return "the record ends before the window does";
	if (invite->is_spoilt)
		return "our faulty response may have ended the call";
	if (!view_is_receiving(view, reliable->first))
		return "unreachable: nothing shows that it arrived";
	if (reliable->sends < SURE_SENDS &&
	    !look_is_stream(view, reliable->first))
		return "it was sent too few times: packets get lost";
	return NULL;
}

/** Whether a PRACK came for this INVITE whose RAck names nothing of it. */
static bool has_wrong_rack(const struct view *view,
			   const struct reliable *reliable)
{
	struct str call_id =
		view_facts(view, reliable->invite->request)->call_id;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *prack = &view->exchange[i];
		struct reliable other;
		struct rack rack;
		bool is_named = false;
		size_t at = 0;

		if (!look_is_client(view, prack, STR("PRACK")) ||
		    prack->request < reliable->first ||
		    !str_eq(view_facts(view, prack->request)->call_id, call_id))
			continue;
		if (!reliable_read_rack(&rack, view, prack->request))
			return true;
		while (!is_named && reliable_next(&other, view, &at))
			is_named = reliable_is_named(view, &other, &rack);
		if (!is_named)
			return true;
	}
	return false;
}

/** Which check asks for the PRACK of a response; CHECK_COUNT: none does. */
static enum check_id owner(const struct view *view,
			   const struct reliable *reliable)
{
	if (!reliable->is_offered || !reliable->is_next || !reliable->is_sure)
		return CHECK_COUNT;
	if (view_facts(view, reliable->first)->status == 199 &&
	    !reliable->is_known)
		return CHECK_ID_p199_stray;
	return reliable->is_forked ? CHECK_ID_prack_per_dialog
				   : CHECK_ID_prack_sent;
}

/** The RSeq of the newest reliable response of another dialog before this. */
static bool follows_other(const struct view *view,
			  const struct reliable *reliable)
{
	struct reliable other;
	uint64_t newest = 0;
	size_t at = 0;

	while (reliable_next(&other, view, &at) &&
	       other.first < reliable->first) {
		if (other.invite == reliable->invite &&
		    !str_eq(other.tag, reliable->tag))
			newest = other.rseq;
	}
	return reliable->rseq == newest + 1;
}

/**
 * What the absence says where it proves something. RFC 3262 §4 may be read
 * so that RSeq counts over all dialogs of an INVITE: one that does not go on
 * with it may be dropped by a careful client.
 */
static enum outcome blame(const struct view *view,
			  const struct reliable *reliable)
{
	return reliable->is_forked && !follows_other(view, reliable)
		       ? OUTCOME_WARN
		       : OUTCOME_FAIL;
}

static void say_lack(struct view *view, enum check_id check,
		     const struct reliable *reliable, const char *expected)
{
	const char *doubt = find_doubt(view, reliable);

	find(view, check,
	     doubt != NULL ? OUTCOME_INCONCLUSIVE : blame(view, reliable),
	     expected, "no PRACK for the %u with RSeq %llu, sent %zu times%s%s",
	     view_facts(view, reliable->first)->status,
	     (unsigned long long)reliable->rseq, reliable->sends,
	     doubt != NULL ? ": " : "", doubt != NULL ? doubt : "");
	prove(view, reliable->invite->request);
	prove(view, reliable->first);
}

/** Look at every response that this check asks for. */
static void check_owned(struct view *view, enum check_id check,
			const char *expected)
{
	struct reliable reliable, kept = { .prack = NULL };
	bool is_lacking = false;
	size_t at = 0;

	while (reliable_next(&reliable, view, &at)) {
		if (owner(view, &reliable) != check)
			continue;
		if (reliable.prack != NULL) {
			kept = reliable;
			continue;
		}
		is_lacking = true;
		if (!has_wrong_rack(view, &reliable))
			say_lack(view, check, &reliable, expected);
	}
	if (kept.prack == NULL || is_lacking)
		return;
	find(view, check, OUTCOME_PASS, expected, "PRACK for RSeq %llu",
	     (unsigned long long)kept.rseq);
	prove(view, kept.first);
	prove(view, kept.prack->request);
}

void check_prack_sent(struct view *view)
{
	check_owned(view, CHECK_ID_prack_sent,
		    "PRACK for a reliable provisional response");
}

void check_prack_per_dialog(struct view *view)
{
	check_owned(
		view, CHECK_ID_prack_per_dialog,
		"PRACK in each dialog with a reliable provisional response");
}

/** Whether a 199 is the first response with its tag. */
static bool is_stray(const struct view *view, const struct exchange *invite,
		     size_t entry)
{
	for (size_t i = 0; i < invite->response_count; i++) {
		size_t before = invite->response[i];

		if (before >= entry)
			break;
		if (str_eq(view_facts(view, before)->to_tag,
			   view_facts(view, entry)->to_tag))
			return false;
	}
	return true;
}

/** The client's first request in the dialog that a stray 199 names, or NULL. */
static const struct exchange *
find_use(const struct view *view, const struct exchange *invite, size_t stray)
{
	struct str tag = view_facts(view, stray)->to_tag;
	long talk = look_talk(view, invite, tag);

	/* what made the dialog later makes its requests right */
	if (talk == NOTHING || view->talk[talk].out_count != 1)
		return NULL;
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (look_is_in_dialog(view, exchange) &&
		    exchange->dialog == talk && exchange->request > stray)
			return exchange;
	}
	return NULL;
}

static void judge_stray(struct view *view, const struct exchange *invite,
			size_t stray)
{
	const struct exchange *use = find_use(view, invite, stray);

	if (use == NULL) {
		find(view, CHECK_ID_p199_stray, OUTCOME_PASS,
		     "a 199 of an unknown dialog is dropped", "so it was");
		prove(view, stray);
		return;
	}
	find(view, CHECK_ID_p199_stray, OUTCOME_FAIL,
	     "a 199 of an unknown dialog is dropped",
	     "%.*s in the dialog that nothing but the 199 names",
	     STR_ARG(view_facts(view, use->request)->method));
	prove(view, stray);
	prove(view, use->request);
}

void check_p199_stray(struct view *view)
{
	uint64_t rseq;

	check_owned(view, CHECK_ID_p199_stray,
		    "PRACK for a reliable 199, of an unknown dialog too");
	for (size_t i = 0; i < view->record->count; i++) {
		const struct entry *entry = view_entry(view, i);
		long exchange = view->item[i].exchange;

		if (entry->type != ENTRY_OUT || entry->message == NULL ||
		    entry->is_spoilt || exchange == NOTHING ||
		    view_facts(view, i)->status != 199 ||
		    reliable_read_rseq(view, i, &rseq) ||
		    !is_stray(view, &view->exchange[exchange], i))
			continue;
		judge_stray(view, &view->exchange[exchange], i);
	}
}
