/* SPDX-License-Identifier: MIT */
#include "judge/success.h"

#include "judge/look.h"

/** Whether an entry is a 2xx to this INVITE that we did not spoil. */
static bool is_success(const struct view *view, size_t entry)
{
	const struct facts *facts = view_facts(view, entry);

	return facts->status >= 200 && facts->status < 300 &&
	       !view_entry(view, entry)->is_spoilt;
}

/** Whether a 2xx before the nth of this exchange has the same tag. */
static bool is_tag_known(const struct view *view,
			 const struct exchange *exchange, size_t nth)
{
	struct str tag = view_facts(view, exchange->response[nth])->to_tag;

	for (size_t i = 0; i < nth; i++) {
		size_t entry = exchange->response[i];

		if (is_success(view, entry) &&
		    str_eq(view_facts(view, entry)->to_tag, tag))
			return true;
	}
	return false;
}

/** Whether a refusal that we did not spoil went out before this entry. */
static bool is_refused_before(const struct view *view,
			      const struct exchange *exchange, size_t entry)
{
	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t other = exchange->response[i];

		if (other < entry && view_facts(view, other)->status >= 300 &&
		    !view_entry(view, other)->is_spoilt)
			return true;
	}
	return false;
}

static void count_sends(struct success *success, const struct view *view)
{
	const struct exchange *invite = success->invite;

	success->sends = 0;
	success->is_only = true;
	for (size_t i = 0; i < invite->response_count; i++) {
		size_t entry = invite->response[i];

		if (!is_success(view, entry))
			continue;
		if (str_eq(view_facts(view, entry)->to_tag, success->tag))
			success->sends++;
		else
			success->is_only = false;
	}
}

/** The first ACK with this tag; with any, when there is only one 2xx. */
static long find_ack(const struct success *success, const struct view *view)
{
	const struct exchange *invite = success->invite;

	for (size_t i = 0; i < invite->ack_count; i++) {
		size_t ack = invite->ack[i];

		if (ack < success->first)
			continue;
		if (success->is_only ||
		    str_eq(view_facts(view, ack)->to_tag, success->tag))
			return (long)ack;
	}
	return NOTHING;
}

static long find_any_ack(const struct success *success)
{
	const struct exchange *invite = success->invite;

	for (size_t i = 0; i < invite->ack_count; i++) {
		if (invite->ack[i] > success->first)
			return (long)invite->ack[i];
	}
	return NOTHING;
}

static void read_success(struct success *success, const struct view *view,
			 size_t exchange, size_t entry)
{
	const struct facts *facts = view_facts(view, entry);

	success->invite = &view->exchange[exchange];
	success->index = exchange;
	success->first = entry;
	success->tag = facts->to_tag;
	success->status = facts->status;
	success->talk = look_talk(view, success->invite, facts->to_tag);
	success->bye = look_bye(view, success->talk);
	count_sends(success, view);
	success->ack = find_ack(success, view);
	success->any_ack = find_any_ack(success);
}

bool success_find(struct success *success, const struct view *view,
		  size_t exchange, size_t nth)
{
	const struct exchange *invite = &view->exchange[exchange];

	if (!look_is_client(view, invite, STR("INVITE")))
		return false;

	for (size_t i = 0; i < invite->response_count; i++) {
		size_t entry = invite->response[i];

		if (!is_success(view, entry) || is_tag_known(view, invite, i))
			continue;
		if (is_refused_before(view, invite, entry))
			return false;
		if (nth-- > 0)
			continue;
		read_success(success, view, exchange, entry);
		return true;
	}
	return false;
}

long success_cancel(const struct view *view, const struct success *success)
{
	long cancel = success->invite->cancel;

	if (cancel == NOTHING || success->ack == NOTHING)
		return cancel;
	return view->exchange[cancel].request < (size_t)success->ack ? cancel
								     : NOTHING;
}

bool success_lacks_answer(const struct view *view,
			  const struct success *success)
{
	if (!look_has_sdp(view, success->invite->request))
		return false;

	for (size_t i = 0; i < success->invite->response_count; i++) {
		size_t entry = success->invite->response[i];

		if (entry <= success->first && look_has_sdp(view, entry) &&
		    str_eq(view_facts(view, entry)->to_tag, success->tag))
			return false;
	}
	return true;
}

enum check_id success_owner(const struct view *view,
			    const struct success *success)
{
	if (success_cancel(view, success) != NOTHING)
		return CHECK_ID_cancel_glare_200;
	if (success->status != 200)
		return CHECK_ID_s2xx_unknown_as_200;
	if (success_lacks_answer(view, success))
		return CHECK_ID_s2xx_no_sdp;
	return CHECK_ID_ack_2xx_sent;
}
