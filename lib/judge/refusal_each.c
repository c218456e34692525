/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "judge/look.h"
#include "judge/refusal.h"

/* The refused requests of a record, one after the other. */

static bool is_any(const struct exchange *exchange)
{
	return exchange->class != CLASS_CANCEL;
}

static bool is_challenged(const struct exchange *exchange, unsigned status)
{
	return !exchange->is_spoilt && is_any(exchange) &&
	       (status == 401 || status == 407);
}

static unsigned kinds_of(const struct view *view, const struct refusal *refusal)
{
	const struct exchange *exchange = refusal->exchange;
	unsigned kinds = 0;

	if (look_is_client(view, exchange, STR("INVITE")))
		kinds |= REFUSAL_INVITE;
	if (exchange_is_outside(exchange))
		kinds |= REFUSAL_OUTSIDE;
	if (is_any(exchange))
		kinds |= REFUSAL_ANY;
	if (is_challenged(exchange, refusal->status))
		kinds |= REFUSAL_CHALLENGED;
	return kinds;
}

static bool read_kind(struct refusal *refusal, const struct view *view,
		      size_t index, enum refusal_kind kind)
{
	if (!refusal_read_any(refusal, view, index))
		return false;
	refusal->kinds = kinds_of(view, refusal);
	return (refusal->kinds & kind) != 0;
}

bool refusal_read(struct refusal *refusal, const struct view *view,
		  size_t index)
{
	return read_kind(refusal, view, index, REFUSAL_INVITE);
}

bool refusal_read_request(struct refusal *refusal, const struct view *view,
			  size_t index)
{
	return read_kind(refusal, view, index, REFUSAL_OUTSIDE);
}

bool refusal_read_challenged(struct refusal *refusal, const struct view *view,
			     size_t index)
{
	return read_kind(refusal, view, index, REFUSAL_CHALLENGED);
}

/* All refused requests of a record, for dozens of checks ask for them. */
struct refusals {
	struct refusal *refusal;
	size_t count;
	unsigned kinds; /* of all of them */
};

static const struct refusals *refusals_of(struct view *view)
{
	static const struct refusals none;
	struct refusals *all;

	if (view->refusals != NULL)
		return view->refusals;
	view->refusals = &none;
	all = arena_alloc(&view->arena, sizeof(*all));
	if (all != NULL)
		all->refusal = arena_array(&view->arena, view->exchange_count,
					   sizeof(*all->refusal));
	if (all == NULL || all->refusal == NULL)
		return &none; /* and the arena tells */
	for (size_t i = 0; i < view->exchange_count; i++) {
		struct refusal *refusal = &all->refusal[all->count];

		if (!refusal_read_any(refusal, view, i))
			continue;
		refusal->kinds = kinds_of(view, refusal);
		all->kinds |= refusal->kinds;
		all->count++;
	}
	view->refusals = all;
	return all;
}

void refusal_note(struct view *view, struct refusal *refusal,
		  const char *format, ...)
{
	char text[NOTE_SIZE];
	va_list args;

	if (view->config->is_brief)
		return;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	refusal->note =
		arena_copy(&view->arena, (struct str){ text, strlen(text) + 1 })
			.p;
}

/* The one PASS tells of the first occasion. */
static void pass(struct view *view, enum check_id check, const char *expected,
		 const struct refusal *first, size_t count)
{
	const struct facts *request =
		view_facts(view, first->exchange->request);

	find(view, check, OUTCOME_PASS, expected, "%s%s%u to %.*s %llu%s",
	     first->note != NULL ? first->note : "",
	     first->note != NULL ? ", " : "", first->status,
	     (int)(request->method.size < NOTE_SIZE / 2 ? request->method.size
							: NOTE_SIZE / 2),
	     request->method.p, (unsigned long long)request->cseq,
	     count > 1 ? ", and so for the others" : "");
	prove(view, first->final);
	if (first->ack != NOTHING)
		prove(view, (size_t)first->ack);
}

static void each(struct view *view, enum check_id check, const char *expected,
		 look_f *look, enum refusal_kind kind)
{
	const struct refusals *all = refusals_of(view);
	struct refusal first = { .ack = NOTHING };
	size_t good = 0;
	bool has_said = false;

	if ((all->kinds & kind) == 0)
		return;
	for (size_t i = 0; i < all->count; i++) {
		struct refusal refusal = all->refusal[i];
		enum look seen;

		if ((refusal.kinds & kind) == 0)
			continue;
		seen = look(view, &refusal);
		if (seen == LOOK_GOOD && good++ == 0)
			first = refusal;
		has_said |= seen == LOOK_SAID;
	}
	if (good > 0 && !has_said)
		pass(view, check, expected, &first, good);
}

void refusal_each(struct view *view, enum check_id check, const char *expected,
		  look_f *look)
{
	each(view, check, expected, look, REFUSAL_INVITE);
}

void refusal_each_request(struct view *view, enum check_id check,
			  const char *expected, look_f *look)
{
	each(view, check, expected, look, REFUSAL_OUTSIDE);
}

void refusal_each_any(struct view *view, enum check_id check,
		      const char *expected, look_f *look)
{
	each(view, check, expected, look, REFUSAL_ANY);
}

void refusal_each_challenged(struct view *view, enum check_id check,
			     const char *expected, look_f *look)
{
	each(view, check, expected, look, REFUSAL_CHALLENGED);
}
