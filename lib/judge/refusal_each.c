/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "judge/look.h"
#include "judge/refusal.h"

/* The refused requests of a record, one after the other. */

/* Which refused requests a check looks at. */
typedef bool wants_f(const struct view *view, const struct exchange *exchange);

static bool is_invite(const struct view *view, const struct exchange *exchange)
{
	return look_is_client(view, exchange, STR("INVITE"));
}

static bool is_outside(const struct view *view, const struct exchange *exchange)
{
	(void)view;
	return exchange_is_outside(exchange);
}

static bool is_any(const struct view *view, const struct exchange *exchange)
{
	(void)view;
	return exchange->class != CLASS_CANCEL;
}

static bool is_challenged(const struct view *view,
			  const struct exchange *exchange)
{
	unsigned status = exchange_final(view, exchange);

	return !exchange->is_spoilt && is_any(view, exchange) &&
	       (status == 401 || status == 407);
}

bool refusal_read(struct refusal *refusal, const struct view *view,
		  size_t index)
{
	return is_invite(view, &view->exchange[index]) &&
	       refusal_read_any(refusal, view, index);
}

bool refusal_read_request(struct refusal *refusal, const struct view *view,
			  size_t index)
{
	return is_outside(view, &view->exchange[index]) &&
	       refusal_read_any(refusal, view, index);
}

bool refusal_read_challenged(struct refusal *refusal, const struct view *view,
			     size_t index)
{
	return is_challenged(view, &view->exchange[index]) &&
	       refusal_read_any(refusal, view, index);
}

/* All refused requests of a record, for dozens of checks ask for them. */
struct refusals {
	struct refusal *refusal;
	size_t count;
};

static const char *name_of(struct view *view, const struct refusal *refusal)
{
	const struct facts *request =
		view_facts(view, refusal->exchange->request);
	char text[NOTE_SIZE];
	struct str copy;

	(void)snprintf(text, sizeof(text), "%u to %.*s %llu", refusal->status,
		       (int)(request->method.size < NOTE_SIZE / 2
				     ? request->method.size
				     : NOTE_SIZE / 2),
		       request->method.p, (unsigned long long)request->cseq);
	copy = arena_copy(&view->arena, (struct str){ text, strlen(text) + 1 });
	return copy.p != NULL ? copy.p : "";
}

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
		refusal->name = name_of(view, refusal);
		all->count++;
	}
	view->refusals = all;
	return all;
}

/* The one PASS tells of the first occasion. */
static void pass(struct view *view, enum check_id check, const char *expected,
		 const struct refusal *first, size_t count)
{
	if (first->note[0] == '\0' && count == 1)
		find(view, check, OUTCOME_PASS, expected, "%s", first->name);
	else
		find(view, check, OUTCOME_PASS, expected, "%s%s%s%s",
		     first->note, first->note[0] ? ", " : "", first->name,
		     count > 1 ? ", and so for the others" : "");
	prove(view, first->final);
	if (first->ack != NOTHING)
		prove(view, (size_t)first->ack);
}

static void each(struct view *view, enum check_id check, const char *expected,
		 look_f *look, wants_f *wants)
{
	const struct refusals *all = refusals_of(view);
	struct refusal first = { .ack = NOTHING };
	size_t good = 0;
	size_t said = 0;

	for (size_t i = 0; i < all->count; i++) {
		struct refusal refusal;
		enum look seen;

		if (!wants(view, all->refusal[i].exchange))
			continue;
		refusal = all->refusal[i];
		seen = look(view, &refusal);
		if (seen == LOOK_GOOD && good++ == 0)
			first = refusal;
		if (seen == LOOK_SAID)
			said++;
	}
	if (good && !said)
		pass(view, check, expected, &first, good);
}

void refusal_each(struct view *view, enum check_id check, const char *expected,
		  look_f *look)
{
	each(view, check, expected, look, is_invite);
}

void refusal_each_request(struct view *view, enum check_id check,
			  const char *expected, look_f *look)
{
	each(view, check, expected, look, is_outside);
}

void refusal_each_any(struct view *view, enum check_id check,
		      const char *expected, look_f *look)
{
	each(view, check, expected, look, is_any);
}

void refusal_each_challenged(struct view *view, enum check_id check,
			     const char *expected, look_f *look)
{
	each(view, check, expected, look, is_challenged);
}
