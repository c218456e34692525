/* SPDX-License-Identifier: MIT */
#include "judge/aim.h"
#include "judge/look.h"
#include "judge/success.h"

/*
 * What the ACK for a 2xx carries of its dialog (RFC 3261 §13.2.2.4,
 * §12.2.1.1).
 */

static enum said look_at_acks(struct view *view, size_t exchange, ack_f *look,
			      size_t *kept)
{
	enum said said, all = SAID_NOTHING;
	struct success first, success;

	if (!success_first(&first, view, exchange))
		return SAID_NOTHING;

	success = first;
	for (size_t i = 0; i < first.invite->ack_count; i++) {
		size_t ack = first.invite->ack[i];

		if (ack < first.first ||
		    view->item[ack].class == CLASS_ACK_FAILURE)
			continue;
		if (!str_eq(view_facts(view, ack)->to_tag, success.tag)) {
			success = first;
			success_match(&success, view, ack);
		}
		said = look(view, &success, ack);
		if (said == SAID_BROKEN)
			return said;
		if (said == SAID_NOTHING)
			continue;
		all = said;
		*kept = ack;
	}
	return all;
}

void success_each_ack(struct view *view, enum check_id check,
		      const char *expected, ack_f *look)
{
	bool is_broken = false, is_kept = false;
	enum said said;
	size_t kept = 0;

	for (size_t i = 0; i < view->exchange_count; i++) {
		said = look_at_acks(view, i, look, &kept);
		is_broken = is_broken || said == SAID_BROKEN;
		is_kept = is_kept || said == SAID_KEPT;
	}
	if (!is_kept || is_broken)
		return;
	find(view, check, OUTCOME_PASS, expected, "so it does");
	prove(view, kept);
}

bool success_is_refused(const struct view *view, const struct success *success,
			size_t ack)
{
	const struct facts *invite = view_facts(view, success->invite->request);
	const struct facts *facts = view_facts(view, ack);
	struct aim_targets targets;

	if (facts->branch.p == NULL || !str_eq(facts->branch, invite->branch) ||
	    !uri_is_equal(facts->uri, invite->uri))
		return false;

	aim_find_targets(&targets, view, success->talk, ack);
	for (size_t i = 0; i < targets.count; i++) {
		if (aim_is_at(facts->uri, targets.uri[i]))
			return false;
	}
	return targets.count > 0;
}

static enum said look_at_branch(struct view *view,
				const struct success *success, size_t ack)
{
	struct str invite = look_client_branch(view, success->invite->request);
	struct str branch = look_client_branch(view, ack);

	if (branch.p == NULL || invite.p == NULL)
		return SAID_NOTHING;
	if (!str_eq(branch, invite))
		return SAID_KEPT;
	if (success->status != 200 && success_is_refused(view, success, ack))
		return SAID_NOTHING; /* s2xx-unknown-as-200 says it */

	find(view, CHECK_ID_ack_2xx_new_branch, OUTCOME_FAIL,
	     "a branch that is not the INVITE's",
	     "branch %.*s, as in the INVITE", STR_ARG(branch));
	prove(view, success->invite->request);
	prove(view, ack);
	return SAID_BROKEN;
}

void check_ack_2xx_new_branch(struct view *view)
{
	success_each_ack(view, CHECK_ID_ack_2xx_new_branch,
			 "the ACK has a branch of its own", look_at_branch);
}

/** One field of an ACK that is another than it has to be. */
static enum said say_field(struct view *view, const struct success *success,
			   size_t ack, const char *expected, struct str actual)
{
	find(view, CHECK_ID_ack_2xx_fields, OUTCOME_FAIL, expected, "%.*s",
	     STR_ARG(actual.p == NULL ? STR("none") : actual));
	prove(view, success->first);
	prove(view, ack);
	return SAID_BROKEN;
}

static enum said look_at_ids(struct view *view, const struct success *success,
			     size_t ack)
{
	const struct facts *invite = view_facts(view, success->invite->request);
	const struct facts *facts = view_facts(view, ack);

	if (!str_eq(facts->call_id, invite->call_id))
		return say_field(view, success, ack,
				 "the Call-ID of the INVITE", facts->call_id);
	if (!str_eq(facts->from_tag, invite->from_tag))
		return say_field(view, success, ack,
				 "the From tag of the INVITE", facts->from);
	if (!str_eq(facts->to_tag, success->tag))
		return say_field(view, success, ack, "the To tag of our 2xx",
				 facts->to);
	return SAID_KEPT;
}

static enum said look_at_cseq(struct view *view, const struct success *success,
			      size_t ack)
{
	const struct facts *invite = view_facts(view, success->invite->request);
	const struct facts *facts = view_facts(view, ack);

	if (facts->has_cseq && facts->cseq == invite->cseq &&
	    str_eq(facts->cseq_method, STR("ACK")))
		return SAID_KEPT;
	if (look_plain_acked(view, ack) != NULL)
		return SAID_NOTHING; /* nit-no-ack says it */

	find(view, CHECK_ID_ack_2xx_fields, OUTCOME_FAIL,
	     "CSeq with the number of the INVITE and the method ACK",
	     "CSeq %llu %.*s for the INVITE with %llu",
	     (unsigned long long)facts->cseq, STR_ARG(facts->cseq_method),
	     (unsigned long long)invite->cseq);
	prove(view, success->invite->request);
	prove(view, ack);
	return SAID_BROKEN;
}

static enum said look_at_fields(struct view *view,
				const struct success *success, size_t ack)
{
	if (success->invite->is_spoilt) /* its tag may be the right one */
		return SAID_NOTHING;
	if (look_at_ids(view, success, ack) == SAID_BROKEN ||
	    look_at_cseq(view, success, ack) == SAID_BROKEN)
		return SAID_BROKEN;
	if (success->talk == NOTHING || success_is_refused(view, success, ack))
		return SAID_NOTHING; /* its branch is what is wrong */
	return aim_check(view, CHECK_ID_ack_2xx_fields, success->talk, ack)
		       ? SAID_KEPT
		       : SAID_BROKEN;
}

void check_ack_2xx_fields(struct view *view)
{
	success_each_ack(view, CHECK_ID_ack_2xx_fields,
			 "tags, CSeq, target and routes of the dialog",
			 look_at_fields);
}
