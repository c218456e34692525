/* SPDX-License-Identifier: MIT */
#include "judge/look.h"
#include "judge/reliable.h"

/* A 100 makes no dialog and gets no PRACK (RFC 3261 §12.1, RFC 3262 §4). */

static const char trying_rule[] = "no PRACK for a 100, even with RSeq";

/** What an INVITE had before a PRACK came. */
struct provisional {
	long trying;   /* a 100 with the number that PRACK names, or NOTHING */
	bool is_other; /* another 1xx has it, too */
};

static struct provisional find_numbered(const struct view *view,
					const struct exchange *invite,
					size_t before, uint64_t wanted)
{
	struct provisional found = { .trying = NOTHING };
	uint64_t rseq;

	for (size_t i = 0; i < invite->response_count; i++) {
		size_t entry = invite->response[i];
		unsigned status = view_facts(view, entry)->status;

		if (entry > before || status >= 200 ||
		    !reliable_read_rseq(view, entry, &rseq))
			continue;
		if (rseq != wanted)
			continue;
		if (status == 100)
			found.trying = (long)entry;
		else
			found.is_other = true;
	}
	return found;
}

/** The INVITE of the call that a PRACK is in, by its CSeq number; or NULL. */
static const struct exchange *find_invite(const struct view *view, size_t prack,
					  uint64_t cseq)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *invite = &view->exchange[i];
		const struct facts *facts = view_facts(view, invite->request);

		if (look_is_client(view, invite, STR("INVITE")) &&
		    facts->cseq == cseq &&
		    str_eq(facts->call_id, view_facts(view, prack)->call_id))
			return invite;
	}
	return NULL;
}

/** @return whether a PRACK is for a 100, which was said then */
static bool check_prack(struct view *view, size_t prack)
{
	const struct exchange *invite;
	struct provisional found;
	struct rack rack;

	if (!reliable_read_rack(&rack, view, prack))
		return false;
	invite = find_invite(view, prack, rack.cseq);
	if (invite == NULL)
		return false;
	found = find_numbered(view, invite, prack, rack.rseq);
	if (found.trying == NOTHING || found.is_other)
		return false;

	find(view, CHECK_ID_prov_100, OUTCOME_FAIL, trying_rule,
	     "PRACK with RAck %llu, which only a 100 had as RSeq",
	     (unsigned long long)rack.rseq);
	prove(view, (size_t)found.trying);
	prove(view, prack);
	return true;
}

/** The first 100 with a number that we sent, or NOTHING. */
static long find_trying(const struct view *view)
{
	uint64_t rseq;

	for (size_t i = 0; i < view->record->count; i++) {
		const struct entry *entry = view_entry(view, i);

		if (entry->type == ENTRY_OUT && entry->message != NULL &&
		    view_facts(view, i)->status == 100 &&
		    reliable_read_rseq(view, i, &rseq))
			return (long)i;
	}
	return NOTHING;
}

void check_prov_100(struct view *view)
{
	long trying = find_trying(view);

	if (trying == NOTHING)
		return;
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];

		if (look_is_client(view, exchange, STR("PRACK")) &&
		    check_prack(view, exchange->request))
			return;
	}
	find(view, CHECK_ID_prov_100, OUTCOME_PASS, trying_rule, "none came");
	prove(view, (size_t)trying);
}
