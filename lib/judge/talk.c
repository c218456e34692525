/* SPDX-License-Identifier: MIT */
#include "judge/aim.h"
#include "judge/look.h"

/*
 * Tags and targets of the client's requests in a dialog (RFC 3261 §12.2.1.1).
 */

/** The request that made a dialog. */
static const struct facts *maker_of(const struct view *view, long talk)
{
	size_t invite = view->talk[talk].invite;

	return view_facts(view, view->exchange[invite].request);
}

static void report_tags(struct view *view, size_t request, const char *expected,
			struct str actual)
{
	find(view, CHECK_ID_dlg_tags, OUTCOME_FAIL, expected, "%.*s: %.*s",
	     STR_ARG(view_facts(view, request)->method),
	     STR_ARG(actual.p == NULL ? STR("none") : actual));
	prove(view, request);
}

/** A request with a tag of ours. @return whether its other ids are right */
static bool check_ids(struct view *view, const struct exchange *exchange)
{
	const struct facts *facts = view_facts(view, exchange->request);
	const struct facts *invite = maker_of(view, exchange->dialog);

	if (!str_eq(facts->call_id, invite->call_id)) {
		report_tags(view, exchange->request,
			    "the Call-ID of the dialog", facts->call_id);
		return false;
	}
	if (!str_eq(facts->from_tag, invite->from_tag)) {
		report_tags(view, exchange->request,
			    "the From tag that the client chose", facts->from);
		return false;
	}
	return true;
}

/** Methods that only exist in a dialog that an INVITE made. */
static bool is_dialog_method(struct str method)
{
	return str_eq(method, STR("BYE")) || str_eq(method, STR("INFO")) ||
	       str_eq(method, STR("UPDATE")) || str_eq(method, STR("PRACK"));
}

/** Whether we chose this tag in a response to a request that had none. */
static bool is_tag_ours(const struct view *view, const struct facts *facts)
{
	for (size_t i = 0; i < view->record->count; i++) {
		const struct entry *entry = view_entry(view, i);
		long index = view->item[i].exchange;
		size_t request;

		if (entry->type != ENTRY_OUT || index == NOTHING ||
		    view_facts(view, i)->is_request)
			continue;
		request = view->exchange[index].request;
		if (view_facts(view, request)->to_tag.p == NULL &&
		    str_eq(view_facts(view, i)->to_tag, facts->to_tag) &&
		    str_eq(view_facts(view, i)->call_id, facts->call_id))
			return true;
	}
	return false;
}

/** Whether we made a dialog in this call before the request came. */
static bool has_dialog(const struct view *view, const struct facts *facts,
		       size_t request)
{
	for (size_t i = 0; i < view->talk_count; i++) {
		const struct exchange *invite =
			&view->exchange[view->talk[i].invite];
		long made = look_response(view, invite, 101, 299);

		if (made != NOTHING && (size_t)made < request &&
		    !view_entry(view, (size_t)made)->is_spoilt &&
		    str_eq(maker_of(view, (long)i)->call_id, facts->call_id))
			return true;
	}
	return false;
}

/**
 * A request that has to be in a dialog of this call, but has no tag of ours.
 */
static bool is_tag_lost(const struct view *view,
			const struct exchange *exchange)
{
	const struct facts *facts = view_facts(view, exchange->request);

	return !exchange->is_ours && exchange->dialog == NOTHING &&
	       is_dialog_method(facts->method) &&
	       has_dialog(view, facts, exchange->request) &&
	       !is_tag_ours(view, facts);
}

void check_dlg_tags(struct view *view)
{
	const struct exchange *exchange;
	bool is_kept = true;
	long kept = NOTHING;

	for (size_t i = 0; i < view->exchange_count; i++) {
		exchange = &view->exchange[i];
		if (is_tag_lost(view, exchange)) {
			is_kept = false;
			report_tags(view, exchange->request,
				    "the To tag of a dialog that we made",
				    view_facts(view, exchange->request)->to);
		} else if (look_is_in_dialog(view, exchange)) {
			kept = (long)exchange->request;
			is_kept = check_ids(view, exchange) && is_kept;
		}
	}
	if (kept == NOTHING || !is_kept)
		return;
	find(view, CHECK_ID_dlg_tags, OUTCOME_PASS,
	     "Call-ID and both tags of the dialog", "so in all requests");
	prove(view, (size_t)kept);
}

/** Before its 2xx the dialog is early, and prov-early-dialog looks at it. */
static bool is_confirmed(const struct view *view,
			 const struct exchange *exchange)
{
	long confirmed = view->talk[exchange->dialog].confirmed;

	return confirmed != NOTHING && confirmed < (long)exchange->request;
}

void check_dlg_target(struct view *view)
{
	bool is_kept = true;
	long kept = NOTHING;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (!look_is_in_dialog(view, exchange) ||
		    !is_confirmed(view, exchange))
			continue;
		if (aim_check(view, CHECK_ID_dlg_target, exchange->dialog,
			      exchange->request))
			kept = (long)exchange->request;
		else
			is_kept = false;
	}
	if (kept == NOTHING || !is_kept)
		return;
	find(view, CHECK_ID_dlg_target, OUTCOME_PASS,
	     "our Contact as Request-URI, our routes as Route",
	     "so in all requests");
	prove(view, (size_t)kept);
}
