/* SPDX-License-Identifier: MIT */
#include "judge/view_build.h"

#include "text/str.h"

enum { US_PER_MS = 1000, PERCENT = 100, EARLY = 85, LATE = 115 };

/** Whether a CANCEL comes after an answer to its INVITE, as it must. */
static bool is_answered(const struct view *view, size_t entry)
{
	const struct item *item = &view->item[entry];
	const struct exchange *invite;

	if (view->exchange[item->exchange].parent == NOTHING)
		return false;
	invite = &view->exchange[view->exchange[item->exchange].parent];
	return invite->response_count > 0 && invite->response[0] < entry;
}

/**
 * Whether only packets of ours can have caused this entry. Copies show nothing: they
 * come because something of ours did not arrive.
 */
static bool is_sign(const struct view *view, size_t entry)
{
	const struct item *item = &view->item[entry];

	if (view->record->entry[entry].type != ENTRY_IN ||
	    item->exchange == NOTHING)
		return false;
	switch (item->class) {
	case CLASS_ACK_FAILURE:
	case CLASS_ACK_SUCCESS:
	case CLASS_ACK_STRAY:
	case CLASS_DIALOG:
	case CLASS_AUTH:
	case CLASS_CHILD:
	case CLASS_ANSWER: return true;
	case CLASS_CANCEL: return is_answered(view, entry);
	case CLASS_RETRY:
	case CLASS_OTHER:
		/* with a parent and a tag: the tag is ours */
		return item->facts.to_tag.size > 0 &&
		       view->exchange[item->exchange].parent != NOTHING;
	case CLASS_CALL:
	case CLASS_COPY:
	case CLASS_FAILOVER:
	case CLASS_MERGED:
	case CLASS_NEW_CALL: break;
	}
	return false;
}

/**
 * The shortest time between copies of an INVITE that had no answer yet: T1 of the
 * client, or more when a copy was lost; 0 when there is none.
 */
static uint64_t first_interval(const struct view *view,
			       const struct exchange *invite)
{
	uint64_t least_us = 0;

	for (size_t i = 1; i < invite->copy_count; i++) {
		uint64_t apart_us = view_at_us(view, invite->copy[i]) -
				    view_at_us(view, invite->copy[i - 1]);

		if (invite->response_count > 0 &&
		    invite->response[0] < invite->copy[i])
			break;
		if (least_us == 0 || apart_us < least_us)
			least_us = apart_us;
	}
	return least_us;
}

/** T1 of the client as its copies show it, within [ours, T2]. */
static uint64_t read_t1(const struct view *view)
{
	uint64_t t1_us = (uint64_t)view->config->timing.t1_ms * US_PER_MS;
	uint64_t t2_us = (uint64_t)view->config->timing.t2_ms * US_PER_MS;
	uint64_t longest_us = t1_us;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];
		uint64_t apart_us;

		if (exchange->is_ours || exchange->copy_count < 2 ||
		    !str_eq(view->item[exchange->request].facts.method,
			    STR("INVITE")))
			continue;
		apart_us = first_interval(view, exchange);
		/* a timer that runs a little late is no longer T1 */
		if (apart_us > t1_us * LATE / PERCENT && apart_us > longest_us)
			longest_us = apart_us;
	}
	return longest_us < t2_us || t2_us < t1_us ? longest_us : t2_us;
}

void view_read_signs(struct view *view)
{
	long next_in = NOTHING, next_gone = NOTHING, next_sign = NOTHING;

	for (size_t i = view->record->count; i-- > 0;) {
		enum entry_type type = view->record->entry[i].type;

		if (type == ENTRY_IN && view->item[i].facts.is_request &&
		    view->item[i].facts.via_count > 1)
			view->has_proxy = true;
		if (type == ENTRY_IN)
			next_in = (long)i;
		else if (type == ENTRY_GONE || type == ENTRY_EXIT)
			next_gone = (long)i;
		if (is_sign(view, i))
			next_sign = (long)i;
		view->item[i].next_in = next_in;
		view->item[i].next_gone = next_gone;
		view->item[i].next_sign = next_sign;
	}
	view->client_t1_us = read_t1(view);
}

/** What the client waits before its next copy, by those that were seen. */
static uint64_t next_interval(const struct view *view,
			      const struct exchange *exchange)
{
	uint64_t t2_us = (uint64_t)view->config->timing.t2_ms * US_PER_MS;
	size_t count = exchange->copy_count;
	bool is_invite = str_eq(view_facts(view, exchange->request)->method,
				STR("INVITE"));
	uint64_t apart_us;

	if (count < 2)
		return view->client_t1_us;
	apart_us = view_at_us(view, exchange->copy[count - 1]) -
		   view_at_us(view, exchange->copy[count - 2]);
	if (!is_invite && apart_us * 2 > t2_us)
		return t2_us;
	return apart_us * 2;
}

/**
 * Whether the copies of a request stopped after an answer of ours although one was
 * due while its timers still ran (RFC 3261 §17.1.1.2).
 */
static bool has_stopped(const struct view *view,
			const struct exchange *exchange)
{
	uint64_t first_us = view_at_us(view, exchange->request);
	uint64_t last_us =
		view_at_us(view, exchange->copy[exchange->copy_count - 1]);
	uint64_t apart_us = next_interval(view, exchange);
	uint64_t answer_us = view_at_us(view, exchange->response[0]);
	uint64_t sure_us;

	/* without an answer it would have come: without one it did not, either */
	if (answer_us >= last_us + apart_us * EARLY / PERCENT)
		return false;
	/* a client whose T1 nobody has seen may have a longer one, up to T2 */
	sure_us = last_us + apart_us * LATE / PERCENT;
	if (exchange->copy_count < 2)
		sure_us = last_us +
			  (uint64_t)view->config->timing.t2_ms * US_PER_MS;
	return last_us + apart_us < first_us + view_64t1_us(view) &&
	       view->config->end_us >= sure_us;
}

/** Whether the client went away before a window from this entry on was over. */
static bool has_left(const struct view *view, size_t out_entry)
{
	long exchange = view->item[out_entry].exchange;
	size_t since = exchange != NOTHING ? view->exchange[exchange].request
					   : out_entry;
	long gone = view->item[since].next_gone;

	return gone != NOTHING &&
	       view_at_us(view, (size_t)gone) <
		       view_at_us(view, out_entry) + view_64t1_us(view);
}

/** Whether a stream closed so soon behind this that what the client sent is lost. */
static bool is_cut_off(const struct view *view, size_t out_entry)
{
	long gone = view->item[out_entry].next_gone;
	uint64_t t2_us = (uint64_t)view->config->timing.t2_ms * US_PER_MS;

	return transport_is_stream(
		       view_entry(view, out_entry)->local->transport) &&
	       gone != NOTHING &&
	       view_entry(view, (size_t)gone)->type == ENTRY_GONE &&
	       view_at_us(view, (size_t)gone) <
		       view_at_us(view, out_entry) + t2_us;
}

bool view_is_receiving(const struct view *view, size_t out_entry)
{
	const struct item *item = &view->item[out_entry];
	const struct exchange *exchange;

	if (is_cut_off(view, out_entry))
		return false;
	if (item->next_sign != NOTHING)
		return true;
	if (has_left(view, out_entry))
		return false;
	/* what TCP takes it delivers, or the stream breaks */
	if (transport_is_stream(view_entry(view, out_entry)->local->transport))
		return true;
	if (item->exchange == NOTHING)
		return false;
	exchange = &view->exchange[item->exchange];
	return !exchange->is_ours && exchange->response_count > 0 &&
	       has_stopped(view, exchange);
}
