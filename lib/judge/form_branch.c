/* SPDX-License-Identifier: MIT */
#include "judge/form.h"

#include <stdlib.h>

#include "judge/look.h"

/* Each transaction has a branch of its own (RFC 3261 §8.1.1.7). */

struct use {
	struct str branch;
	size_t entry;
};

static int compare_uses(const void *a, const void *b)
{
	const struct use *one = a, *two = b;
	size_t size = one->branch.size;

	if (size != two->branch.size)
		return size < two->branch.size ? -1 : 1;
	for (size_t i = 0; i < size; i++) {
		if (one->branch.p[i] != two->branch.p[i])
			return one->branch.p[i] < two->branch.p[i] ? -1 : 1;
	}
	return one->entry < two->entry ? -1 : one->entry > two->entry;
}

/**
 * Whether a changed INVITE is a copy that went wrong: its INVITE has no final
 * response yet, so nothing new is to be begun. inv-retransmit has it.
 */
static bool is_bad_copy(const struct view *view, size_t entry)
{
	const struct item *item = &view->item[entry];
	long final;

	if (item->class != CLASS_COPY || item->exchange == NOTHING)
		return false;
	final = view->exchange[item->exchange].final;
	return final == NOTHING || (size_t) final > entry;
}

/**
 * CANCEL and ACK share the branch of their INVITE, or have checks that say so.
 */
static bool is_exempt(struct str a, struct str b)
{
	struct str cancel = STR("CANCEL"), ack = STR("ACK");
	struct str invite = STR("INVITE");

	if (str_eq(a, cancel) || str_eq(b, cancel))
		return true;
	return (str_eq(a, ack) && str_eq(b, invite)) ||
	       (str_eq(b, ack) && str_eq(a, invite));
}

/**
 * Whether these two are different transactions. A proxy may have forked the
 * one that the client sent, or have answered a challenge for it.
 */
static bool is_reuse(const struct view *view, size_t first, size_t again,
		     bool has_proxy)
{
	const struct facts *a = view_facts(view, first);
	const struct facts *b = view_facts(view, again);

	if (is_exempt(a->method, b->method))
		return false;
	if (!str_eq(a->method, b->method))
		return true;
	if (has_proxy || is_bad_copy(view, again))
		return false;
	return !str_eq(a->call_id, b->call_id) || a->cseq != b->cseq ||
	       !uri_is_equal(a->uri, b->uri);
}

/** Two clients, each at a place of its own, may have the same branch. */
static bool is_one_sender(const struct view *view, size_t first, size_t again,
			  bool has_proxy)
{
	return has_proxy || str_ieq(view_facts(view, first)->sent_by,
				    view_facts(view, again)->sent_by);
}

static void report(struct view *view, const struct use *first,
		   const struct use *again)
{
	const struct facts *a = view_facts(view, first->entry);
	const struct facts *b = view_facts(view, again->entry);

	find(view, CHECK_ID_req_branch_unique, OUTCOME_FAIL,
	     "a branch of its own for each transaction",
	     "%.*s %llu and %.*s %llu both have branch %.*s",
	     FORM_SHOW(a->method), (unsigned long long)a->cseq,
	     FORM_SHOW(b->method), (unsigned long long)b->cseq,
	     FORM_SHOW(again->branch));
	prove(view, first->entry);
	prove(view, again->entry);
}

/** Judge the uses of one branch; @return whether one was reported */
static bool judge_branch(struct view *view, const struct use *use, size_t count,
			 bool has_proxy)
{
	for (size_t i = 1; i < count; i++) {
		if (!is_one_sender(view, use[0].entry, use[i].entry,
				   has_proxy) ||
		    !is_reuse(view, use[0].entry, use[i].entry, has_proxy))
			continue;
		report(view, &use[0], &use[i]);
		return true;
	}
	return false;
}

static size_t find_uses(const struct view *view, struct use *use,
			bool has_proxy)
{
	struct str branch;
	size_t count = 0;

	for (size_t i = 0; i < view->record->count; i++) {
		if (!form_is_client(view, i, has_proxy))
			continue;
		branch = look_client_branch(view, i);
		if (branch.size > 0)
			use[count++] = (struct use){ branch, i };
	}
	return count;
}

static bool is_same_branch(const struct use *a, const struct use *b)
{
	return str_eq(a->branch, b->branch);
}

void check_req_branch_unique(struct view *view)
{
	struct use *use =
		arena_array(&view->arena, view->record->count, sizeof(*use));
	bool has_proxy = view->has_proxy, has_found = false;
	size_t count, end, first = view->record->count;

	if (use == NULL)
		return;

	count = find_uses(view, use, has_proxy);
	if (count == 0)
		return;
	qsort(use, count, sizeof(*use), compare_uses);
	for (size_t from = 0; from < count; from = end) {
		end = from + 1;
		while (end < count && is_same_branch(&use[from], &use[end]))
			end++;
		if (use[from].entry < first)
			first = use[from].entry;
		if (judge_branch(view, &use[from], end - from, has_proxy))
			has_found = true;
	}
	if (has_found)
		return;

	find(view, CHECK_ID_req_branch_unique, OUTCOME_PASS,
	     "a branch of its own for each transaction", "no branch twice");
	prove(view, first);
}
