/* SPDX-License-Identifier: MIT */
#include "judge/view.h"

const struct entry *view_entry(const struct view *view, size_t entry)
{
	return &view->record->entry[entry];
}

const struct facts *view_facts(const struct view *view, size_t entry)
{
	return &view->item[entry].facts;
}

uint64_t view_at_us(const struct view *view, size_t entry)
{
	return view->record->entry[entry].at_us;
}

bool exchange_is_outside(const struct exchange *exchange)
{
	return exchange->dialog == NOTHING && exchange->class != CLASS_CANCEL;
}

unsigned exchange_final(const struct view *view,
			const struct exchange *exchange)
{
	if (exchange->final == NOTHING)
		return 0;
	return view->item[exchange->final].facts.status;
}

/** The first entry at or after a time, or the number of entries. */
static size_t find_time(const struct view *view, uint64_t from_us)
{
	size_t low = 0, high = view->record->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (view->record->entry[middle].at_us < from_us)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

long view_next_in(const struct view *view, uint64_t from_us)
{
	size_t at = find_time(view, from_us);

	return at < view->record->count ? view->item[at].next_in : NOTHING;
}

long view_gone(const struct view *view, uint64_t from_us)
{
	size_t at = find_time(view, from_us);

	return at < view->record->count ? view->item[at].next_gone : NOTHING;
}

bool view_is_over(struct view *view, uint64_t from_us, uint64_t window_us)
{
	uint64_t until_us = from_us + window_us;

	if (view->config->end_us >= until_us)
		return true;
	if (!view->config->is_closed && until_us > view->findings->open_us)
		view->findings->open_us = until_us;
	return false;
}

uint64_t view_64t1_us(const struct view *view)
{
	return 64 * view->client_t1_us;
}

long view_lost_in(const struct view *view, size_t entry)
{
	for (size_t i = entry; i < view->record->count; i++) {
		if (view_entry(view, i)->type == ENTRY_LOST_IN)
			return (long)i;
	}
	return NOTHING;
}
