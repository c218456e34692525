/* SPDX-License-Identifier: MIT */
#include "judge/view_build.h"

static bool is_invite(const struct build *build, long exchange)
{
	return exchange != NOTHING &&
	       str_eq(request_facts(build, (size_t)exchange)->method,
		      STR("INVITE"));
}

static bool is_refused(const struct build *build, long exchange)
{
	return is_invite(build, exchange) &&
	       build->progress[exchange].final >= 300;
}

static bool is_accepted(const struct build *build, long exchange)
{
	return is_invite(build, exchange) &&
	       build->progress[exchange].final >= 200 &&
	       build->progress[exchange].final < 300;
}

/**
 * Whether an ACK with the branch of an INVITE is for what refused that behind a
 * 2xx: it goes where the INVITE went. For the 2xx it would go to our Contact.
 */
static bool is_for_refusal(const struct build *build, long branch,
			   const struct facts *facts)
{
	return is_accepted(build, branch) &&
	       build->progress[branch].is_refused &&
	       uri_is_equal(facts->uri,
			    request_facts(build, (size_t)branch)->uri);
}

/** The talk with the To tag of an ACK, if a 2xx of ours had it; or NOTHING. */
static long find_confirmed(const struct build *build, const struct facts *facts)
{
	long talk = NOTHING;

	if (facts->to_tag.size > 0)
		talk = index_find_talk(build, facts->to_tag, facts->call_id);
	if (talk == NOTHING || build->last_invite[talk] == NOTHING)
		return NOTHING;
	return talk;
}

void sort_ack(struct build *build, size_t entry)
{
	struct item *item = &build->view->item[entry];
	const struct facts *facts = &item->facts;
	long branch = index_find_branch(build, facts);
	long number = index_find_number(build, facts, STR("INVITE"));
	long talk = find_confirmed(build, facts);

	item->class = CLASS_ACK_STRAY;
	if (is_refused(build, branch) || is_for_refusal(build, branch, facts)) {
		item->class = CLASS_ACK_FAILURE;
		item->exchange = branch;
	} else if (!is_invite(build, branch) && is_refused(build, number) &&
		   talk == NOTHING) {
		item->class = CLASS_ACK_FAILURE;
		item->exchange = number;
	} else if (is_accepted(build, number)) {
		item->class = CLASS_ACK_SUCCESS;
		item->exchange = number;
	} else if (talk != NOTHING) {
		item->class = CLASS_ACK_SUCCESS;
		item->exchange = build->last_invite[talk];
	} else {
		item->exchange = branch != NOTHING ? branch : number;
	}
	if (item->class != CLASS_ACK_STRAY)
		build->view->exchange[item->exchange].ack_count++;
}

void sort_cancel(struct build *build, size_t entry)
{
	struct view *view = build->view;
	struct item *item = &view->item[entry];
	long known = index_find_transaction(build, &item->facts);
	long invite = index_find_branch(build, &item->facts);
	size_t added;

	if (known != NOTHING) {
		item->class = CLASS_COPY;
		item->exchange = known;
		view->exchange[known].copy_count++;
		return;
	}

	if (!is_invite(build, invite))
		invite = index_find_number(build, &item->facts, STR("INVITE"));
	added = add_exchange(build, entry, CLASS_CANCEL, false);
	if (!is_invite(build, invite))
		return;
	view->exchange[added].parent = invite;
	if (view->exchange[invite].cancel == NOTHING)
		view->exchange[invite].cancel = (long)added;
}
