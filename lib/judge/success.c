/* SPDX-License-Identifier: MIT */
#include "judge/success.h"

#include "judge/look.h"
#include "judge/mangled.h"

/** Whether an entry is a 2xx to this INVITE that we did not spoil. */
static bool is_success(const struct view *view, size_t entry)
{
	const struct facts *facts = view_facts(view, entry);

	return facts->status >= 200 && facts->status < 300 &&
	       !view_entry(view, entry)->is_spoilt;
}

/** Whether an entry is the first 2xx with its tag that we did not spoil. */
static bool is_first(const struct view *view, const struct exchange *exchange,
		     size_t entry)
{
	struct str tag = view_facts(view, entry)->to_tag;
	long talk = look_talk(view, exchange, tag);

	if (talk == NOTHING || exchange->dialog != NOTHING)
		return exchange->final == (long)entry;
	return view->talk[talk].confirmed == (long)entry;
}

/** The first refusal that we did not spoil, or the number of entries. */
static size_t find_refusal(const struct view *view,
			   const struct exchange *exchange)
{
	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t entry = exchange->response[i];

		if (view_facts(view, entry)->status >= 300 &&
		    !view_entry(view, entry)->is_spoilt)
			return entry;
	}
	return view->record->count;
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

bool success_next(struct success *success, const struct view *view,
		  size_t exchange, size_t *at)
{
	const struct exchange *invite = &view->exchange[exchange];
	size_t refusal, entry;

	if (*at >= invite->response_count ||
	    !look_is_client(view, invite, STR("INVITE")))
		return false;

	refusal = find_refusal(view, invite);
	while (*at < invite->response_count) {
		entry = invite->response[(*at)++];
		if (entry > refusal)
			return false;
		if (!is_success(view, entry) || !is_first(view, invite, entry))
			continue;
		read_success(success, view, exchange, entry);
		return true;
	}
	return false;
}

bool success_first(struct success *success, const struct view *view,
		   size_t exchange)
{
	size_t at = 0;

	return success_next(success, view, exchange, &at);
}

void success_match(struct success *success, const struct view *view, size_t ack)
{
	struct str tag = view_facts(view, ack)->to_tag;
	long talk, confirmed;

	if (success->is_only || str_eq(tag, success->tag))
		return;
	talk = look_talk(view, success->invite, tag);
	confirmed = talk != NOTHING ? view->talk[talk].confirmed : NOTHING;
	if (confirmed != NOTHING && view->talk[talk].invite == success->index &&
	    (size_t)confirmed < find_refusal(view, success->invite))
		read_success(success, view, success->index, (size_t)confirmed);
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
	if (odd_owns_success(view, success))
		return CHECK_ID_legal_forms;
	if (success->status != 200)
		return CHECK_ID_s2xx_unknown_as_200;
	if (success_lacks_answer(view, success))
		return CHECK_ID_s2xx_no_sdp;
	return CHECK_ID_ack_2xx_sent;
}
