/* SPDX-License-Identifier: MIT */
#include "judge/reliable.h"

#include "judge/look.h"

/* What is sent reliably, and which PRACK is for it (RFC 3262 §3, §4). */

bool reliable_read_rseq(const struct view *view, size_t entry, uint64_t *rseq)
{
	struct str value =
		message_find(view_entry(view, entry)->message, STR("RSeq"), 0);

	return value.p != NULL && str_parse_uint(value, UINT32_MAX, rseq) == 0;
}

bool reliable_read_rack(struct rack *rack, const struct view *view,
			size_t prack)
{
	struct str value =
		message_find(view_entry(view, prack)->message, STR("RAck"), 0);
	struct str first, rest, second, method;

	if (value.p == NULL || !str_cut(str_trim(value), ' ', &first, &rest))
		return false;
	(void)str_cut(str_trim(rest), ' ', &second, &method);
	rack->method = str_trim(method);
	return str_parse_uint(first, UINT32_MAX, &rack->rseq) == 0 &&
	       str_parse_uint(second, UINT32_MAX, &rack->cseq) == 0;
}

bool reliable_offers(const struct view *view, size_t request, struct str tag)
{
	const struct message *message = view_entry(view, request)->message;

	return message_lists(message, HEADER_SUPPORTED, tag) ||
	       message_lists(message, HEADER_REQUIRE, tag);
}

bool reliable_is_named(const struct view *view, const struct reliable *reliable,
		       const struct rack *rack)
{
	return rack->rseq == reliable->rseq &&
	       rack->cseq ==
		       view_facts(view, reliable->invite->request)->cseq &&
	       str_eq(rack->method, STR("INVITE"));
}

/** Whether an entry is one of a reliable kind; its RSeq. */
static bool is_reliable(const struct view *view, size_t entry, uint64_t *rseq)
{
	const struct entry *at = view_entry(view, entry);
	unsigned status;

	if (at->type != ENTRY_OUT || at->message == NULL || at->is_spoilt)
		return false;
	status = view_facts(view, entry)->status;
	return status > 100 && status < 200 &&
	       message_lists(at->message, HEADER_REQUIRE, STR("100rel")) &&
	       reliable_read_rseq(view, entry, rseq);
}

/** The first PRACK of the client that names a response, or NULL. */
static const struct exchange *find_prack(const struct view *view,
					 const struct reliable *reliable)
{
	struct str call_id =
		view_facts(view, reliable->invite->request)->call_id;

	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *prack = &view->exchange[i];
		const struct facts *facts = view_facts(view, prack->request);
		struct rack rack;

		if (look_is_client(view, prack, STR("PRACK")) &&
		    prack->request > reliable->first &&
		    str_eq(facts->call_id, call_id) &&
		    str_eq(facts->to_tag, reliable->tag) &&
		    reliable_read_rack(&rack, view, prack->request) &&
		    reliable_is_named(view, reliable, &rack))
			return prack;
	}
	return NULL;
}

/**
 * Look at the responses before one.
 *
 * @return whether it is a copy of one of them
 */
static bool compare(struct reliable *reliable, const struct view *view)
{
	struct reliable before = *reliable;
	bool has_before = false;
	uint64_t rseq;

	for (size_t i = 0; i < reliable->invite->response_count; i++) {
		size_t entry = reliable->invite->response[i];
		const struct facts *facts = view_facts(view, entry);
		bool is_same = str_eq(facts->to_tag, reliable->tag);

		if (entry >= reliable->first)
			break;
		reliable->is_known |= is_same;
		if (!is_reliable(view, entry, &rseq))
			continue;
		if (is_same && rseq == reliable->rseq)
			return true;
		reliable->is_forked |= !is_same;
		if (!is_same || (has_before && rseq != before.rseq + 1))
			continue;
		has_before = true;
		before.rseq = rseq;
		before.first = entry;
	}
	if (!has_before)
		return false;
	reliable->is_next = reliable->rseq == before.rseq + 1;
	before.prack = find_prack(view, &before);
	reliable->is_sure =
		before.prack != NULL && before.prack->request < reliable->first;
	return false;
}

static size_t count_sends(const struct reliable *reliable,
			  const struct view *view)
{
	size_t sends = 0;
	uint64_t rseq;

	for (size_t i = 0; i < reliable->invite->response_count; i++) {
		size_t entry = reliable->invite->response[i];

		if (is_reliable(view, entry, &rseq) && rseq == reliable->rseq &&
		    str_eq(view_facts(view, entry)->to_tag, reliable->tag))
			sends++;
	}
	return sends;
}

/** Read the response at an entry. @return false when it is none, or a copy */
static bool read_one(struct reliable *reliable, const struct view *view,
		     size_t entry)
{
	long exchange = view->item[entry].exchange;
	uint64_t rseq;

	if (!is_reliable(view, entry, &rseq) || exchange == NOTHING ||
	    !look_is_client(view, &view->exchange[exchange], STR("INVITE")))
		return false;
	*reliable = (struct reliable){
		.invite = &view->exchange[exchange],
		.tag = view_facts(view, entry)->to_tag,
		.rseq = rseq,
		.first = entry,
		.is_next = true,
		.is_sure = true,
	};
	return !compare(reliable, view);
}

bool reliable_next(struct reliable *reliable, const struct view *view,
		   size_t *at)
{
	while (*at < view->record->count) {
		if (!read_one(reliable, view, (*at)++))
			continue;
		reliable->sends = count_sends(reliable, view);
		reliable->is_offered =
			reliable_offers(view, reliable->invite->request,
					STR("100rel"));
		reliable->prack = find_prack(view, reliable);
		return true;
	}
	return false;
}
