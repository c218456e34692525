/* SPDX-License-Identifier: MIT */
#include "engine/leg.h"

#include <stdlib.h>

#include "engine/call_flow.h"

enum { RSEQ_FIRST_MAX = 1000000, OWED_BITS = 32 };

struct str leg_tag(const struct transaction *tx)
{
	const sip_t *sip = message_sip(tx->request);

	if (sip != NULL && sip->sip_to->a_tag != NULL)
		return str_from(sip->sip_to->a_tag);
	return transaction_tag(tx);
}

struct leg *leg_find(struct call *call, struct str tag)
{
	struct leg *leg = call->legs;

	/* RFC 3261 §7.3.1: tags in any case */
	while (leg != NULL && !str_ieq(leg->dialog->local_tag, tag))
		leg = leg->next;
	return leg;
}

struct leg *leg_for(struct call *call, struct transaction *tx, struct str tag)
{
	struct leg *leg = leg_find(call, tag);

	if (leg != NULL)
		return leg;
	leg = calloc(1, sizeof(*leg));
	if (leg == NULL)
		return NULL;
	if (dialog_new(&leg->dialog, tx->request, tag) != 0) {
		free(leg);
		return NULL;
	}
	leg->next = call->legs;
	call->legs = leg;
	return leg;
}

/** The newest request outside of a dialog that our answer made one of, or NULL. */
static struct transaction *find_first(const struct call *call)
{
	struct transaction *tx = call->newest;

	for (; tx != NULL; tx = tx->next) {
		const sip_t *sip;

		if (tx->request == NULL || !call_makes_dialog(tx))
			continue;
		sip = message_sip(tx->request);
		if (sip != NULL && sip->sip_to->a_tag == NULL)
			return tx;
	}
	return NULL;
}

struct leg *leg_current(struct call *call)
{
	struct transaction *tx = find_first(call);
	struct leg *leg;

	if (tx == NULL)
		return call->legs;
	leg = leg_for(call, tx, transaction_tag(tx));
	if (leg != NULL && tx->fsm.code >= 200) {
		leg->is_accepted = true;
		leg->is_acked |= tx->fsm.is_acked;
	}
	return leg;
}

struct leg *leg_of(struct call *call, struct message *request)
{
	struct leg *leg;

	(void)leg_current(call);
	leg = call->legs;
	while (leg != NULL && !dialog_has(leg->dialog, request))
		leg = leg->next;
	return leg;
}

static struct leg *find_talking(const struct call *call)
{
	struct leg *leg = call->legs;

	while (leg != NULL && (!leg->is_acked || leg->is_ended))
		leg = leg->next;
	return leg;
}

struct leg *leg_pick(struct call *call, struct str tag)
{
	struct leg *current = leg_current(call);
	struct leg *leg;

	if (tag.p != NULL)
		return leg_find(call, tag);
	leg = find_talking(call);
	return leg != NULL ? leg : current;
}

bool leg_is_talking(const struct call *call)
{
	return find_talking(call) != NULL;
}

bool leg_all_ended(struct call *call)
{
	bool is_accepted = false, has_open = false, has_accepted_open = false;

	(void)leg_current(call);
	for (const struct leg *leg = call->legs; leg != NULL; leg = leg->next) {
		is_accepted |= leg->is_accepted;
		has_open |= !leg->is_ended;
		has_accepted_open |= leg->is_accepted && !leg->is_ended;
	}
	if (call->legs == NULL)
		return false;
	return is_accepted ? !has_accepted_open : !has_open;
}

uint32_t leg_next_rseq(struct leg *leg, uint32_t random, uint32_t step)
{
	/* RFC 3262 §3 allows up to 2**31 - 1 for the first. */
	if (leg->rseq == 0)
		leg->rseq = random % RSEQ_FIRST_MAX + (step == 0 ? 1 : 0);
	leg->rseq += step;
	leg->owed = step < OWED_BITS ? leg->owed << step : 0;
	if (step > 0)
		leg->owed |= 1;
	return leg->rseq;
}

bool leg_prove(struct leg *leg, const struct transaction *invite,
	       struct str rack)
{
	struct str word;
	uint64_t rseq;
	uint64_t cseq;
	uint32_t bit;

	(void)str_cut(str_trim(rack), ' ', &word, &rack);
	if (str_parse_uint(word, UINT32_MAX, &rseq) != 0 || rseq > leg->rseq ||
	    leg->rseq - rseq >= OWED_BITS)
		return false;
	bit = 1U << (leg->rseq - rseq);
	(void)str_cut(str_trim(rack), ' ', &word, &rack);
	if (str_parse_uint(word, UINT32_MAX, &cseq) != 0 ||
	    cseq != invite->cseq || !str_eq(str_trim(rack), STR("INVITE")) ||
	    (leg->owed & bit) == 0)
		return false;
	leg->owed &= ~bit;
	return true;
}

void leg_free_all(struct leg *leg)
{
	while (leg != NULL) {
		struct leg *next = leg->next;

		dialog_free(leg->dialog);
		free(leg);
		leg = next;
	}
}
