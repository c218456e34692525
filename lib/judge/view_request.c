/* SPDX-License-Identifier: MIT */
#include "judge/view_build.h"
#include "judge/view_token.h"

/*
 * What a request of the client is. A credential for a nonce of ours comes first, then
 * the tag of a dialog; then a token of ours that is new: it is certain, while
 * Call-ID and From tag of a redirected request may be kept or not (RFC 3261
 * §8.1.3.4); then what repeats Call-ID and From tag.
 */

/** What a request was found to be. */
struct sorted {
	enum class class;
	long parent;
	long dialog;
};

static bool is_method(const struct facts *facts, const char *method)
{
	return str_eq(facts->method, str_from(method));
}

static const struct exchange *exchange_at(const struct build *build, long at)
{
	return &build->view->exchange[at];
}

/** Whether credentials answer the challenge that they name. */
static bool is_auth(const struct build *build, const struct facts *facts,
		    const struct key_node *nonce, long talk)
{
	const struct facts *challenged;

	if (nonce == NULL)
		return false;
	challenged = request_facts(build, nonce->value);
	if (!str_eq(challenged->method, facts->method))
		return false;
	/* later requests of a dialog may carry the credentials of its INVITE */
	return talk == NOTHING || challenged->to_tag.p != NULL;
}

/** A request with a To tag; @return false when no response of ours had it */
static bool sort_tagged(const struct build *build, const struct facts *facts,
			long talk, struct sorted *sorted)
{
	const struct key_node *stray =
		index_find_text(build, KEY_STRAY_TAG, facts->to_tag);

	if (stray != NULL && (talk == NOTHING || is_method(facts, "INVITE"))) {
		const struct facts *before = request_facts(build, stray->value);

		sorted->class = str_eq(before->method, facts->method)
					? CLASS_RETRY
					: CLASS_OTHER;
		sorted->parent = (long)stray->value;
		return true;
	}
	if (talk == NOTHING)
		return false;
	sorted->class = CLASS_DIALOG;
	sorted->dialog = talk;
	return true;
}

/**
 * The same number on another branch. Where the first one is still open, another path
 * makes it the same request once more (RFC 3261 §8.2.2.2); on the same path, or when
 * the first one has failed, the client tries anew (RFC 3263 §4.3).
 */
static enum class sort_again(const struct build *build, long parent,
			     size_t entry) {
	const struct view *view = build->view;
	const struct entry *now = &view->record->entry[entry];
	const struct exchange *first = exchange_at(build, parent);
	const struct entry *before = &view->record->entry[first->request];
	unsigned final = build->progress[parent].final;
	uint64_t age_us = now->at_us - before->at_us;

	if (final >= 300 ||
	    (final == 0 &&
	     age_us >= timing_64t1_us(
			       &view->config->timing))) return CLASS_FAILOVER;
	if (final == 0 &&
	    view->item[entry].facts.via_count ==
		    view->item[first->request].facts.via_count &&
	    str_eq(str_from(now->remote->host),
		   str_from(before->remote->host))) return CLASS_FAILOVER;
	return CLASS_MERGED;
}

/** A request with the Call-ID, From tag and method of one before. */
static bool sort_attempt(const struct build *build, size_t entry,
			 struct sorted *sorted)
{
	const struct facts *facts = &build->view->item[entry].facts;
	struct key_node *node =
		index_first(build, KEY_ATTEMPT,
			    hash_pair(build, KEY_ATTEMPT, facts->call_id,
				      facts_from_tag(facts)));

	for (unsigned i = 0; node != NULL && i < CHAIN_MAX;
	     i++, node = index_next(node)) {
		const struct facts *before = request_facts(build, node->value);

		if (before->cseq > facts->cseq ||
		    !str_eq(before->method, facts->method) ||
		    !str_eq(before->call_id, facts->call_id) ||
		    !str_eq(facts_from_tag(before), facts_from_tag(facts)))
			continue;
		sorted->parent = (long)node->value;
		sorted->class =
			before->cseq < facts->cseq
				? CLASS_RETRY
				: sort_again(build, sorted->parent, entry);
		return true;
	}
	return false;
}

static bool is_new_call(const struct build *build, const struct facts *facts)
{
	const struct facts *call;

	if (build->call == NOTHING)
		return false;
	call = &build->view->item[build->call].facts;
	return str_eq(call->method, facts->method) &&
	       !str_eq(call->call_id, facts->call_id) &&
	       !str_eq(call->from_tag, facts->from_tag) &&
	       uri_is_equal(call->uri, facts->uri);
}

static void sort_outside(struct build *build, size_t entry,
			 struct sorted *sorted)
{
	const struct facts *facts = &build->view->item[entry].facts;
	struct key_node *token = find_token(build, entry);

	if ((token == NULL || token->is_used) &&
	    sort_attempt(build, entry, sorted))
		return;
	if (token != NULL) {
		token->is_used = true;
		sorted->class = CLASS_CHILD;
		sorted->parent = (long)token->value;
	} else if ((long)entry == build->call) {
		sorted->class = CLASS_CALL;
	} else if (is_new_call(build, facts)) {
		sorted->class = CLASS_NEW_CALL;
	}
}

/** What an entry is that is no copy. */
static struct sorted sort(struct build *build, size_t entry,
			  const struct key_node *nonce)
{
	const struct facts *facts = &build->view->item[entry].facts;
	struct sorted sorted = { CLASS_OTHER, NOTHING, NOTHING };
	long talk = NOTHING;

	if (facts->to_tag.size > 0)
		talk = index_find_talk(build, facts->to_tag, facts->call_id);
	if (is_auth(build, facts, nonce, talk)) {
		sorted.class = CLASS_AUTH;
		sorted.parent = (long)nonce->value;
		sorted.dialog = talk;
	} else if (facts->to_tag.size > 0) {
		(void)sort_tagged(build, facts, talk, &sorted);
	} else {
		sort_outside(build, entry, &sorted);
	}
	return sorted;
}

void sort_request(struct build *build, size_t entry)
{
	struct view *view = build->view;
	struct item *item = &view->item[entry];
	const struct key_node *nonce = find_nonce(build, entry);
	long known = index_find_transaction(build, &item->facts);
	struct exchange *exchange;
	struct sorted sorted;
	size_t added;

	if (known != NOTHING && build->progress[known].nonce == nonce) {
		item->class = CLASS_COPY;
		item->exchange = known;
		view->exchange[known].copy_count++;
		return;
	}

	sorted = sort(build, entry, nonce);
	added = add_exchange(build, entry, sorted.class, false);
	exchange = &view->exchange[added];
	exchange->parent = sorted.parent;
	exchange->dialog = sorted.dialog;
	build->progress[added].nonce = nonce;
	if (sorted.dialog == NOTHING)
		index_add(build, KEY_ATTEMPT,
			  hash_pair(build, KEY_ATTEMPT, item->facts.call_id,
				    facts_from_tag(&item->facts)),
			  added, (struct str){ NULL, 0 });
	else if (is_method(&item->facts, "BYE") &&
		 view->talk[sorted.dialog].ended == NOTHING)
		view->talk[sorted.dialog].ended = (long)entry;
}
