/* SPDX-License-Identifier: MIT */
#include "judge/look.h"

/* A 100 makes no dialog and gets no PRACK (RFC 3261 §12.1, RFC 3262 §4). */

static const char trying_rule[] = "no PRACK for a 100, even with RSeq";

/** The number of a response's RSeq. @return whether it has one */
static bool read_rseq(const struct view *view, size_t entry, uint64_t *rseq)
{
	struct str value =
		message_find(view_entry(view, entry)->message, STR("RSeq"), 0);

	return value.p != NULL && str_parse_uint(value, UINT32_MAX, rseq) == 0;
}

/** What RAck names: the RSeq and the CSeq number of the INVITE. */
static bool read_rack(const struct view *view, size_t entry, uint64_t *rseq,
		      uint64_t *cseq)
{
	struct str value =
		message_find(view_entry(view, entry)->message, STR("RAck"), 0);
	struct str first, rest, second, method;

	if (value.p == NULL || !str_cut(value, ' ', &first, &rest))
		return false;
	(void)str_cut(str_trim(rest), ' ', &second, &method);
	return str_parse_uint(first, UINT32_MAX, rseq) == 0 &&
	       str_parse_uint(second, UINT32_MAX, cseq) == 0;
}

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
		    !read_rseq(view, entry, &rseq))
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
	uint64_t rseq, cseq;

	if (!read_rack(view, prack, &rseq, &cseq))
		return false;
	invite = find_invite(view, prack, cseq);
	if (invite == NULL)
		return false;
	found = find_numbered(view, invite, prack, rseq);
	if (found.trying == NOTHING || found.is_other)
		return false;

	find(view, CHECK_ID_prov_100, OUTCOME_FAIL, trying_rule,
	     "PRACK with RAck %llu, which only a 100 had as RSeq",
	     (unsigned long long)rseq);
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
		    read_rseq(view, i, &rseq))
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
