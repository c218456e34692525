/* SPDX-License-Identifier: MIT */
#include "judge/view_build.h"

#include <errno.h>

#include "judge/uri.h"

void index_add(struct build *build, enum key_kind kind, uint64_t hash,
	       size_t value, struct str text)
{
	struct key_node *node = arena_alloc(&build->view->arena, sizeof(*node));

	if (node == NULL) {
		build->error = ENOMEM;
		return;
	}
	node->kind = kind;
	node->value = value;
	node->text = text;
	if (map_add(&build->index, &node->node, hash) != 0)
		build->error = ENOMEM;
}

static struct key_node *of_kind(struct map_node *node, enum key_kind kind)
{
	struct key_node *key;

	for (; node != NULL; node = map_find_next(node)) {
		key = CONTAINER_OF(node, struct key_node, node);
		if (key->kind == kind)
			return key;
	}
	return NULL;
}

struct key_node *index_first(const struct build *build, enum key_kind kind,
			     uint64_t hash)
{
	return of_kind(map_find(&build->index, hash), kind);
}

struct key_node *index_next(const struct key_node *node)
{
	return of_kind(map_find_next(&node->node), node->kind);
}

/** Spread a number over all bits; the kinds shall not meet in one bucket. */
static uint64_t mix(uint64_t hash, uint64_t number)
{
	return (hash ^ number) * 0x9e3779b97f4a7c15U ^ hash >> 32;
}

uint64_t hash_text(const struct build *build, enum key_kind kind,
		   struct str text)
{
	return mix(map_hash(&build->index, text), kind);
}

uint64_t hash_pair(const struct build *build, enum key_kind kind, struct str a,
		   struct str b)
{
	return mix(hash_text(build, kind, a), map_hash(&build->index, b));
}

uint64_t hash_number(const struct build *build, enum key_kind kind,
		     const struct facts *facts)
{
	return mix(hash_pair(build, kind, facts->call_id, facts->from_tag),
		   facts->cseq);
}

struct key_node *index_find_text(const struct build *build, enum key_kind kind,
				 struct str text)
{
	struct key_node *node =
		index_first(build, kind, hash_text(build, kind, text));

	while (node != NULL && !str_eq(node->text, text))
		node = index_next(node);
	return node;
}

long index_find_talk(const struct build *build, struct str tag,
		     struct str call_id)
{
	struct key_node *node = index_find_text(build, KEY_TAG, tag);
	long talk = NOTHING;

	for (unsigned i = 0; node != NULL && i < CHAIN_MAX; i++) {
		size_t invite = build->view->talk[node->value].invite;

		if (talk == NOTHING)
			talk = (long)node->value;
		if (str_eq(request_facts(build, invite)->call_id, call_id))
			return (long)node->value;
		node = index_next(node);
	}
	return talk;
}

static bool has_number(const struct facts *a, const struct facts *b)
{
	return a->cseq == b->cseq && str_eq(a->call_id, b->call_id) &&
	       str_eq(a->from_tag, b->from_tag);
}

long index_find_number(const struct build *build, const struct facts *facts,
		       struct str method)
{
	struct key_node *node =
		index_first(build, KEY_NUMBER,
			    hash_number(build, KEY_NUMBER, facts));
	long other = NOTHING;

	for (unsigned i = 0; node != NULL && i < CHAIN_MAX; i++) {
		const struct facts *request = request_facts(build, node->value);

		if (has_number(request, facts)) {
			if (str_eq(request->method, method))
				return (long)node->value;
			if (other == NOTHING)
				other = (long)node->value;
		}
		node = index_next(node);
	}
	return other;
}

bool has_cookie(struct str branch)
{
	return str_starts(branch, STR("z9hG4bK"));
}

/** How well a request with the branch of another fits it; 0: not at all. */
static unsigned fit(const struct facts *request, const struct facts *facts)
{
	if (!str_eq(request->branch, facts->branch))
		return 0;
	return 1 + (has_number(request, facts) ? 1U : 0U) +
	       (str_eq(request->method, STR("INVITE")) ? 2U : 0U);
}

long index_find_branch(const struct build *build, const struct facts *facts)
{
	struct key_node *node = NULL;
	unsigned best = 0, fits;
	long exchange = NOTHING;

	if (has_cookie(facts->branch))
		node = index_first(build, KEY_BRANCH,
				   hash_text(build, KEY_BRANCH, facts->branch));
	for (unsigned i = 0; node != NULL && i < CHAIN_MAX; i++) {
		fits = fit(request_facts(build, node->value), facts);
		if (fits > best) {
			best = fits;
			exchange = (long)node->value;
		}
		node = index_next(node);
	}
	return exchange;
}

/** Whether it is of the transaction of this request (RFC 3261 §17.2.3, §17.1.3). */
static bool is_of(const struct facts *request, const struct facts *facts)
{
	if (!str_eq(request->method, facts->method))
		return false;
	if (has_cookie(facts->branch))
		return str_eq(request->branch, facts->branch) &&
		       str_ieq(request->sent_by, facts->sent_by);
	if (!has_number(request, facts))
		return false;
	return !facts->is_request ||
	       (str_eq(request->to_tag, facts->to_tag) &&
		value_is_equal(request->via, facts->via) &&
		uri_is_equal(request->uri, facts->uri));
}

long index_find_transaction(const struct build *build,
			    const struct facts *facts)
{
	enum key_kind kind = KEY_NUMBER;
	struct key_node *node;
	long exchange = NOTHING;
	uint64_t hash;

	if (has_cookie(facts->branch)) {
		kind = KEY_TRANSACTION;
		hash = hash_pair(build, kind, facts->branch, facts->method);
	} else {
		hash = hash_number(build, kind, facts);
	}
	node = index_first(build, kind, hash);
	for (unsigned i = 0; node != NULL && i < CHAIN_MAX; i++) {
		const struct facts *request = request_facts(build, node->value);

		if (is_of(request, facts)) {
			if (request->cseq == facts->cseq)
				return (long)node->value;
			if (exchange == NOTHING)
				exchange = (long)node->value;
		}
		node = index_next(node);
	}
	return exchange;
}
