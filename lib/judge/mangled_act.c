/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/mangled.h"

/* What a client makes of a response that it has to drop. */

enum { DUE = 3, PERCENT = 100, LATE = 115 };

enum flaw mangled_flaw(const struct view *view, size_t entry)
{
	const struct entry *sent = view_entry(view, entry);

	if (sent->type != ENTRY_OUT)
		return FLAW_COUNT;
	if (sent->message == NULL)
		return FLAW_STATUS;
	/* in a stream the length says where the next message begins */
	if (view->item[entry].flaw == FLAW_LENGTH &&
	    look_is_stream(view, entry))
		return FLAW_COUNT;
	return view->item[entry].flaw;
}

long mangled_invite(const struct view *view, size_t entry)
{
	long index = view->item[entry].exchange;

	if (view_entry(view, entry)->message == NULL)
		for (index = (long)view->exchange_count - 1; index >= 0;
		     index--)
			if (view->exchange[index].request < entry &&
			    !view->exchange[index].is_ours)
				break;
	if (index < 0 ||
	    !look_is_client(view, &view->exchange[index], STR("INVITE")))
		return NOTHING;
	return index;
}

bool mangled_read(struct mangled *mangled, const struct view *view,
		  size_t entry)
{
	const struct exchange *invite = &view->exchange[mangled->index];

	mangled->invite = invite;
	mangled->first = entry;
	mangled->early_end = mangled->final_end = view->record->count;
	mangled->was_early = false;
	for (size_t i = 0; i < invite->response_count; i++) {
		size_t at = invite->response[i];

		if (view_entry(view, at)->is_spoilt)
			continue;
		if (at < entry && view_facts(view, at)->status >= 200)
			return false;
		if (at < entry)
			mangled->was_early = true;
		else if (at < mangled->early_end)
			mangled->early_end = at;
	}
	if (invite->final != NOTHING)
		mangled->final_end = (size_t)invite->final;
	return true;
}

/** Note what an ACK is for: the last final before it, and whether it is one of many. */
static void read_ack(struct reaction *reaction, const struct view *view,
		     const struct mangled *mangled, size_t ack)
{
	bool is_found = false;

	for (size_t i = mangled->invite->request; i < ack; i++) {
		enum flaw flaw = mangled_flaw(view, i);
		unsigned status = view_facts(view, i)->status;
		bool is_ours = view_entry(view, i)->type == ENTRY_OUT &&
			       mangled_invite(view, i) == (long)mangled->index;

		if (!is_ours || (view_entry(view, i)->message && status > 0 &&
				 status >= 100 && status < 200))
			continue;
		if (flaw == mangled->rule->flaw) {
			is_found = true;
			reaction->status = status;
		} else {
			reaction->is_unclear = true;
		}
	}
	if (is_found)
		reaction->act = (long)ack;
}

/** Whether a request can only follow a response to the INVITE, and no final. */
static bool follows_early(const struct view *view,
			  const struct mangled *mangled, size_t entry)
{
	const struct item *item = &view->item[entry];
	const struct exchange *exchange;

	if (item->exchange == NOTHING || item->class == CLASS_COPY)
		return false;
	exchange = &view->exchange[item->exchange];
	if (item->class == CLASS_CANCEL)
		return exchange->parent == (long)mangled->index;
	return item->class == CLASS_DIALOG && exchange->dialog != NOTHING &&
	       view->talk[exchange->dialog].invite == mangled->index;
}

static bool is_ack_for(const struct view *view, const struct mangled *mangled,
		       size_t entry)
{
	return view->item[entry].exchange == (long)mangled->index &&
	       str_eq(view_facts(view, entry)->method, STR("ACK"));
}

/** The last copy of the INVITE before an entry. */
static size_t last_copy(const struct mangled *mangled, size_t before)
{
	const struct exchange *invite = mangled->invite;
	size_t last = 0;

	while (last + 1 < invite->copy_count && invite->copy[last + 1] < before)
		last++;
	return last;
}

/**
 * Whether the copies of the INVITE ended: two or more that were due did not
 * come. A client whose T1 was not seen may have one of up to T2.
 */
static bool has_stopped(const struct view *view, const struct mangled *mangled,
			uint64_t end_us)
{
	const struct exchange *invite = mangled->invite;
	size_t last = last_copy(mangled, mangled->early_end);
	uint64_t last_us = view_at_us(view, invite->copy[last]);
	uint64_t apart_us = look_t2_us(view);
	uint64_t first_us = look_start_us(view, invite);

	if (last > 0)
		apart_us = 2 *
			   (last_us - view_at_us(view, invite->copy[last - 1]));
	return !look_is_stream(view, mangled->first) &&
	       view_at_us(view, mangled->first) < last_us + apart_us &&
	       last_us + DUE * apart_us < first_us + view_64t1_us(view) &&
	       !look_is_gone(view, first_us, end_us) &&
	       end_us >= last_us + (last > 0 ? DUE * apart_us * LATE / PERCENT
					     : 2 * apart_us);
}

/** The last copy of the INVITE before an entry that the response did not stop. */
static long find_kept(const struct view *view, const struct mangled *mangled,
		      size_t before)
{
	size_t copy = mangled->invite->copy[last_copy(mangled, before)];

	if (view_at_us(view, copy) >
	    view_at_us(view, mangled->first) + look_t1_us(view) / 2)
		return (long)copy;
	return NOTHING;
}

/** A client that goes on with its copies and cancels has another fault. */
static void read_follower(struct reaction *reaction, const struct view *view,
			  const struct mangled *mangled, size_t entry)
{
	reaction->act = (long)entry;
	reaction->is_unclear = find_kept(view, mangled, entry) != NOTHING;
}

/** What a 1xx with the flaw led to, while nothing else had been sent. */
static void read_early(struct reaction *reaction, const struct view *view,
		       const struct mangled *mangled)
{
	uint64_t end_us = mangled->early_end < view->record->count
				  ? view_at_us(view, mangled->early_end)
				  : view->config->end_us;

	reaction->kept = find_kept(view, mangled, mangled->early_end);
	if (reaction->kept == NOTHING)
		reaction->has_stopped = has_stopped(view, mangled, end_us);
}

struct reaction mangled_reaction(const struct view *view,
				 const struct mangled *mangled)
{
	struct reaction reaction = {
		.act = NOTHING,
		.kept = NOTHING,
		.status = view_facts(view, mangled->first)->status,
	};

	for (size_t i = mangled->first + 1;
	     i < mangled->final_end && reaction.act == NOTHING; i++) {
		if (view_entry(view, i)->type != ENTRY_IN)
			continue;
		if (is_ack_for(view, mangled, i))
			read_ack(&reaction, view, mangled, i);
		else if (!mangled->was_early && i < mangled->early_end &&
			 follows_early(view, mangled, i))
			read_follower(&reaction, view, mangled, i);
	}
	if (reaction.act == NOTHING && !mangled->was_early &&
	    reaction.status >= 100 && reaction.status < 200)
		read_early(&reaction, view, mangled);
	return reaction;
}
