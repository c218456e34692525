/* SPDX-License-Identifier: MIT */
#include "judge/refusal.h"

#include "judge/look.h"

enum { T1_MS = 500, US = 1000, LATE_MS = 500, ROUTE_MAX = 512, SENDS_MIN = 3 };

const char *doubt_text(enum doubt doubt)
{
	static const char *const text[] = {
#define X(id, words) [DOUBT_##id] = (words),
		DOUBT_MAP(X)
#undef X
	};

	return text[doubt];
}

uint64_t scaled_us(const struct view *view, unsigned ms)
{
	return (uint64_t)ms * US * view->config->timing.t1_ms / T1_MS;
}

bool is_failure_ack(const struct view *view, size_t entry)
{
	return view->item[entry].class == CLASS_ACK_FAILURE;
}

/* Whether a final with a fault of ours came before the one that counts. */
static bool has_spoilt(const struct view *view, const struct exchange *exchange)
{
	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t at = exchange->response[i];

		if (at >= (size_t)exchange->final)
			break;
		if (view_facts(view, at)->status >= 200 &&
		    view_entry(view, at)->is_spoilt)
			return true;
	}
	return false;
}

static long first_ack(const struct view *view, const struct exchange *exchange)
{
	for (size_t i = 0; i < exchange->ack_count; i++)
		if (is_failure_ack(view, exchange->ack[i]))
			return (long)exchange->ack[i];
	return NOTHING;
}

bool refusal_read_any(struct refusal *refusal, const struct view *view,
		      size_t index)
{
	const struct exchange *exchange = &view->exchange[index];
	unsigned status = exchange_final(view, exchange);

	if (exchange->is_ours || status < 300 || status > 699)
		return false;

	*refusal = (struct refusal){
		.exchange = exchange,
		.index = index,
		.final = (size_t)exchange->final,
		.status = status,
		.at_us = view_at_us(view, (size_t)exchange->final),
		.ack = first_ack(view, exchange),
		.is_spoilt = has_spoilt(view, exchange),
		.is_proxied = look_is_proxied(view, exchange->request),
	};
	return true;
}

/*
 * Whether the client had ended its transaction before we answered: Timer B
 * while it had no answer at all (RFC 3261 §17.1.1.2), or 64*T1 after its
 * CANCEL (§9.1).
 */
static bool is_late(const struct view *view, const struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;
	uint64_t life_us = view_64t1_us(view) - scaled_us(view, LATE_MS);
	uint64_t answer_us = refusal->at_us;
	uint64_t from_us = view_at_us(view, exchange->request);

	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t at = exchange->response[i];

		if (!view_entry(view, at)->is_spoilt) {
			answer_us = view_at_us(view, at);
			break;
		}
	}
	if (answer_us >= from_us + life_us)
		return true;
	if (exchange->cancel == NOTHING)
		return false;
	from_us = view_at_us(view, view->exchange[exchange->cancel].request);
	return refusal->at_us >= from_us + life_us;
}

/*
 * Whether the client's command ended before the window did, or its address
 * refused and nothing came from it any more.
 */
static bool is_gone(const struct view *view, const struct refusal *refusal,
		    uint64_t end_us)
{
	uint64_t from_us = view_at_us(view, refusal->exchange->request);

	for (;;) {
		long gone = view_gone(view, from_us);
		uint64_t gone_us;

		if (gone == NOTHING)
			return false;
		gone_us = view_at_us(view, (size_t)gone);
		if (gone_us > end_us)
			return false;
		if (view_entry(view, (size_t)gone)->type == ENTRY_EXIT ||
		    view_next_in(view, gone_us + 1) == NOTHING)
			return true;
		from_us = gone_us + 1;
	}
}

/* On UDP one final and one ACK may be lost, and once more. */
static bool is_seldom_sent(const struct view *view,
			   const struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;
	size_t sent = 0;

	if (look_is_stream(view, refusal->final))
		return false;
	for (size_t i = 0; i < exchange->response_count; i++) {
		size_t at = exchange->response[i];

		if (view_facts(view, at)->status == refusal->status &&
		    view_entry(view, at)->is_spoilt ==
			    view_entry(view, refusal->final)->is_spoilt)
			sent++;
	}
	return sent < SENDS_MIN;
}

enum doubt refusal_doubt(struct view *view, const struct refusal *refusal)
{
	uint64_t window_us = view_64t1_us(view);

	if (refusal->is_spoilt)
		return DOUBT_SPOILT;
	if (refusal->exchange->ack_count > 0)
		return DOUBT_OTHER;
	if (is_late(view, refusal))
		return DOUBT_LATE;
	if (is_gone(view, refusal, refusal->at_us + window_us))
		return DOUBT_GONE;
	if (!view_is_over(view, refusal->at_us, window_us))
		return DOUBT_CUT;
	if (view_lost_in(view, refusal->final) != NOTHING)
		return DOUBT_LOST;
	if (!view_is_receiving(view, refusal->final))
		return DOUBT_UNREACHABLE;
	if (is_seldom_sent(view, refusal))
		return DOUBT_FEW;
	return refusal->is_proxied ? DOUBT_PROXY : DOUBT_NONE;
}

const char *refusal_route(struct view *view, const struct refusal *refusal)
{
	const struct facts *request =
		view_facts(view, refusal->exchange->request);
	struct buf text;
	struct str copy;

	buf_init(&text, ROUTE_MAX);
	buf_add_text(&text, "sent to ");
	endpoint_write(&text, view_entry(view, refusal->final)->remote);
	buf_add_text(&text, "; Via ");
	buf_add_str(&text, str_sub(request->via, 0, ROUTE_MAX / 2));
	buf_add_char(&text, '\0');
	copy = arena_copy(&view->arena, buf_str(&text));
	buf_release(&text);
	return copy.p ? copy.p : "";
}

long refusal_stray_ack(const struct view *view, const struct refusal *refusal)
{
	struct str tag = view_facts(view, refusal->final)->to_tag;

	for (size_t i = refusal->final; i < view->record->count; i++)
		if (view->item[i].class == CLASS_ACK_STRAY && tag.p &&
		    view_entry(view, i)->type == ENTRY_IN &&
		    str_eq(view_facts(view, i)->to_tag, tag))
			return (long)i;
	return NOTHING;
}

/* The client's command has ended: it does nothing more. */
static bool has_exited(const struct view *view, uint64_t from_us)
{
	const struct record *record = view->record;

	for (size_t i = record->count; i > 0; i--) {
		const struct entry *entry = &record->entry[i - 1];

		if (entry->at_us < from_us)
			return false;
		if (entry->type == ENTRY_EXIT)
			return true;
	}
	return false;
}

bool quiet_is_over(struct view *view, uint64_t from_us, uint64_t window_us)
{
	return view->config->is_closed || has_exited(view, from_us) ||
	       view_is_over(view, from_us, window_us);
}

enum look look_quiet(struct view *view, const struct refusal *refusal,
		     enum check_id check, uint64_t from_us, uint64_t window_us)
{
	if (quiet_is_over(view, from_us, window_us))
		return LOOK_GOOD;

	find(view, check, OUTCOME_INCONCLUSIVE, "nothing of it in the window",
	     "nothing so far, but the window of %.3f s after the %u is open",
	     (double)window_us / 1e6, refusal->status);
	prove(view, refusal->final);
	return LOOK_SAID;
}
