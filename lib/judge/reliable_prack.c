/* SPDX-License-Identifier: MIT */
#include "judge/aim.h"
#include "judge/look.h"
#include "judge/reliable.h"

/* What a PRACK looks like (RFC 3262 §4, §5, §7.2). */

/** The reliable response before a PRACK that fits it best. */
struct match {
	struct reliable reliable;
	bool is_any;   /* there is one in the call */
	bool is_named; /* RAck names it; else it is the newest */
};

static void match_prack(struct match *match, const struct view *view,
			size_t prack, const struct rack *rack)
{
	struct str call_id = view_facts(view, prack)->call_id;
	struct reliable reliable;
	size_t at = 0;

	*match = (struct match){ .is_any = false };
	while (reliable_next(&reliable, view, &at) && reliable.first < prack) {
		const struct facts *invite =
			view_facts(view, reliable.invite->request);

		if (!str_eq(invite->call_id, call_id) || match->is_named)
			continue;
		match->reliable = reliable;
		match->is_any = true;
		match->is_named =
			rack != NULL &&
			reliable_is_named(view, &reliable, rack) &&
			str_eq(view_facts(view, prack)->to_tag, reliable.tag);
	}
}

static const char rack_rule[] =
	"RAck with the RSeq of the response, the CSeq number of the INVITE, "
	"and INVITE";

/** Whether some reliable response before the PRACK has what RAck names. */
static bool is_named_anywhere(const struct view *view, size_t prack,
			      const struct rack *rack)
{
	struct reliable reliable;
	size_t at = 0;

	while (reliable_next(&reliable, view, &at) && reliable.first < prack) {
		if (reliable_is_named(view, &reliable, rack))
			return true;
	}
	return false;
}

/** @return whether it names a response; else a finding was added */
static bool check_one_rack(struct view *view, size_t prack)
{
	struct str value =
		message_find(view_entry(view, prack)->message, STR("RAck"), 0);
	struct match match;
	struct rack rack;
	bool is_read = reliable_read_rack(&rack, view, prack);

	if (is_read && is_named_anywhere(view, prack, &rack))
		return true;
	match_prack(&match, view, prack, is_read ? &rack : NULL);
	find(view, CHECK_ID_prack_rack, OUTCOME_FAIL, rack_rule, "%s%.*s",
	     value.p == NULL ? "no RAck" : "RAck: ", STR_ARG(value));
	prove(view, match.reliable.first);
	prove(view, prack);
	return false;
}

/** The client's PRACKs, each once, that came after a reliable response. */
static const struct exchange *next_prack(const struct view *view, size_t *at)
{
	while (*at < view->exchange_count) {
		const struct exchange *prack = &view->exchange[(*at)++];
		struct match match;

		if (!look_is_client(view, prack, STR("PRACK")))
			continue;
		match_prack(&match, view, prack->request, NULL);
		if (match.is_any && !match.reliable.invite->is_spoilt)
			return prack;
	}
	return NULL;
}

void check_prack_rack(struct view *view)
{
	const struct exchange *prack, *kept = NULL;
	bool is_broken = false;
	size_t at = 0;

	while ((prack = next_prack(view, &at)) != NULL) {
		if (check_one_rack(view, prack->request))
			kept = prack;
		else
			is_broken = true;
	}
	if (kept == NULL || is_broken)
		return;
	find(view, CHECK_ID_prack_rack, OUTCOME_PASS, rack_rule, "so it is");
	prove(view, kept->request);
}

static const char dialog_rule[] =
	"a request in the dialog of the response: its tag, Contact and routes";

/** Whether a PRACK stands in the dialog of the response that it names. */
static bool check_tag(struct view *view, size_t prack,
		      const struct reliable *reliable)
{
	struct str tag = view_facts(view, prack)->to_tag;

	if (str_eq(tag, reliable->tag))
		return true;
	find(view, CHECK_ID_prack_dialog, OUTCOME_FAIL, dialog_rule,
	     "To tag %.*s, for a response with tag %.*s", STR_ARG(tag),
	     STR_ARG(reliable->tag));
	prove(view, reliable->first);
	prove(view, prack);
	return false;
}

/** Find the response that a PRACK names, in its own dialog if there is one. */
static bool find_named(struct reliable *reliable, const struct view *view,
		       size_t prack)
{
	struct str tag = view_facts(view, prack)->to_tag;
	struct reliable next;
	struct rack rack;
	bool is_found = false;
	size_t at = 0;

	if (!reliable_read_rack(&rack, view, prack))
		return false;
	while (reliable_next(&next, view, &at) && next.first < prack) {
		if (!reliable_is_named(view, &next, &rack) ||
		    !str_eq(view_facts(view, prack)->call_id,
			    view_facts(view, next.invite->request)->call_id))
			continue;
		if (!is_found || str_eq(next.tag, tag))
			*reliable = next;
		is_found = true;
	}
	return is_found;
}

void check_prack_dialog(struct view *view)
{
	const struct exchange *prack, *kept = NULL;
	struct reliable reliable;
	bool is_broken = false;
	size_t at = 0;

	while ((prack = next_prack(view, &at)) != NULL) {
		if (prack->dialog == NOTHING ||
		    !find_named(&reliable, view, prack->request))
			continue; /* dlg-tags and prack-rack say it */
		if (check_tag(view, prack->request, &reliable) &&
		    aim_check(view, CHECK_ID_prack_dialog, prack->dialog,
			      prack->request))
			kept = prack;
		else
			is_broken = true;
	}
	if (kept == NULL || is_broken)
		return;
	find(view, CHECK_ID_prack_dialog, OUTCOME_PASS, dialog_rule,
	     "so it is");
	prove(view, kept->request);
}

/** Whether the first session description of the dialog is in this response. */
static bool is_offer(const struct view *view, const struct reliable *reliable)
{
	const struct exchange *invite = reliable->invite;

	if (look_has_sdp(view, invite->request) ||
	    !look_has_sdp(view, reliable->first))
		return false;
	for (size_t i = 0; i < invite->response_count; i++) {
		size_t entry = invite->response[i];

		if (entry < reliable->first && look_has_sdp(view, entry) &&
		    str_eq(view_facts(view, entry)->to_tag, reliable->tag))
			return false;
	}
	return true;
}

void check_prack_answer(struct view *view)
{
	struct reliable reliable;
	size_t at = 0;

	while (reliable_next(&reliable, view, &at)) {
		bool is_kept;

		if (reliable.prack == NULL || !is_offer(view, &reliable))
			continue;
		is_kept = look_has_sdp(view, reliable.prack->request);
		find(view, CHECK_ID_prack_answer,
		     is_kept ? OUTCOME_PASS : OUTCOME_FAIL,
		     "the answer to the offer of the response",
		     is_kept ? "SDP" : "no SDP in the PRACK");
		prove(view, reliable.first);
		prove(view, reliable.prack->request);
	}
}
