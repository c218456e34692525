/* SPDX-License-Identifier: MIT */
#include "judge/again.h"
#include "judge/look.h"
#include "sip/field.h"

/*
 * Overload control (RFC 7339): a response that asks in its Via for nothing
 * more. Less than that is a matter of statistics and of local policy (§5.10.1).
 */

enum { ALL = 100, VALIDITY_MS = 500, VALIDITY_MAX_MS = 3600000 };

static const char rule[] =
	"no new request outside of dialogs while oc=100 is valid";

/** A response that asks for nothing more. */
struct overload {
	const struct exchange *exchange;
	size_t response;
	uint64_t from_us; /* when the client has it for sure */
	uint64_t end_us;
};

/** Whether a response limits a client that said that it honours it. */
static bool is_limit(const struct view *view, size_t entry, uint64_t *oc)
{
	const struct item *item = &view->item[entry];
	const struct entry *sent = view_entry(view, entry);

	if (sent->type != ENTRY_OUT || sent->is_spoilt || !sent->message ||
	    item->facts.is_request || item->exchange == NOTHING ||
	    view->exchange[item->exchange].is_ours)
		return false;
	return view_facts(view, view->exchange[item->exchange].request)->oc.p !=
		       NULL &&
	       str_parse_uint(item->facts.oc, VALIDITY_MAX_MS, oc) == 0;
}

static bool is_loss(struct str via)
{
	struct str algorithm;

	return field_param(via, STR("oc-algo"), &algorithm) &&
	       str_ieq(algorithm, STR("\"loss\""));
}

/** The next response that says another share to the same client ends it. */
static uint64_t find_end(const struct view *view, size_t entry,
			 uint64_t until_us)
{
	const struct exchange *first =
		&view->exchange[view->item[entry].exchange];
	uint64_t oc;

	for (size_t i = entry + 1; i < view->record->count; i++) {
		if (view_at_us(view, i) >= until_us)
			break;
		if (is_limit(view, i, &oc) && oc != ALL &&
		    again_is_same_client(
			    view, first,
			    &view->exchange[view->item[i].exchange]))
			return view_at_us(view, i);
	}
	return until_us;
}

static bool read_overload(struct overload *overload, const struct view *view,
			  size_t entry)
{
	struct str via = view_facts(view, entry)->via;
	uint64_t oc, valid_ms = VALIDITY_MS, at_us = view_at_us(view, entry);
	struct str text;

	if (!is_limit(view, entry, &oc) || oc != ALL || !is_loss(via))
		return false;
	if (field_param(via, STR("oc-validity"), &text) &&
	    str_parse_uint(text, VALIDITY_MAX_MS, &valid_ms) != 0)
		return false;
	overload->exchange = &view->exchange[view->item[entry].exchange];
	overload->response = entry;
	overload->from_us = at_us + look_t1_us(view);
	overload->end_us = find_end(view, entry, at_us + valid_ms * 1000);
	return overload->end_us > overload->from_us;
}

/** What local policy lets pass: calls for help, and those with a priority. */
static bool is_urgent(const struct view *view, const struct exchange *later)
{
	const struct message *request =
		view_entry(view, later->request)->message;

	return str_istarts(view_facts(view, later->request)->uri,
			   STR("urn:service:sos")) ||
	       message_find(request, STR("Resource-Priority"), 0).p != NULL;
}

static const struct exchange *find_breach(const struct view *view,
					  const struct overload *overload)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *later = &view->exchange[i];
		uint64_t at_us = look_start_us(view, later);

		if (at_us < overload->from_us || at_us >= overload->end_us ||
		    later->is_ours || !exchange_is_outside(later) ||
		    is_urgent(view, later) ||
		    !again_is_same_server(view, overload->exchange, later) ||
		    !again_is_same_client(view, overload->exchange, later))
			continue;
		return later;
	}
	return NULL;
}

static enum outcome grade(const struct view *view,
			  const struct overload *overload,
			  const struct exchange *later)
{
	if (look_is_proxied(view, later->request) ||
	    look_is_proxied(view, overload->exchange->request) ||
	    !view_is_receiving(view, overload->response))
		return OUTCOME_INCONCLUSIVE;
	/* it may keep a binding alive */
	return look_is_client(view, later, STR("OPTIONS")) ? OUTCOME_INFO
							   : OUTCOME_FAIL;
}

/** @return whether there was a finding that is no PASS */
static bool judge_overload(struct view *view, const struct overload *overload)
{
	const struct exchange *later = find_breach(view, overload);

	if (later == NULL)
		return !quiet_is_over(view, overload->from_us,
				      overload->end_us - overload->from_us);
	find(view, CHECK_ID_overload_oc, grade(view, overload, later), rule,
	     "%.*s %.3f s after it",
	     STR_ARG(view_facts(view, later->request)->method),
	     look_seconds(view_at_us(view, overload->response),
			  look_start_us(view, later)));
	prove(view, overload->response);
	prove(view, later->request);
	return true;
}

void check_overload_oc(struct view *view)
{
	struct overload overload;
	long kept = NOTHING;

	for (size_t i = 0; i < view->record->count; i++) {
		if (!read_overload(&overload, view, i))
			continue;
		if (judge_overload(view, &overload))
			return;
		kept = (long)i;
	}
	if (kept == NOTHING)
		return;
	find(view, CHECK_ID_overload_oc, OUTCOME_PASS, rule, "none came");
	prove(view, (size_t)kept);
}
