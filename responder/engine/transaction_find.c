/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "engine/transaction.h"

#define BRANCH_COOKIE "z9hG4bK"

static void add_field(struct buf *key, const char *text)
{
	if (text != NULL)
		buf_add_text(key, text);
	buf_add_char(key, '\n');
}

struct str transaction_key(struct server *server, struct message *request,
			   struct str method)
{
	const sip_t *sip = message_sip(request);
	const sip_via_t *via = sip->sip_via;
	struct str branch = str_from(via->v_branch);
	struct buf *key = &server->key;

	buf_clear(key);
	buf_add_str(key, method);
	buf_add_char(key, '\n');
	add_field(key, via->v_host);
	add_field(key, via->v_port);
	add_field(key, via->v_branch);
	if (!str_istarts(branch, STR(BRANCH_COOKIE))) {
		buf_add_str(key, message_uri(request));
		buf_add_char(key, '\n');
		add_field(key, sip->sip_from->a_tag);
		add_field(key, sip->sip_call_id->i_id);
		buf_addf(key, "%u", (unsigned)sip->sip_cseq->cs_seq);
	}
	return buf_str(key);
}

struct transaction *transaction_find(struct server *server, struct str key)
{
	uint64_t hash = map_hash(&server->transactions, key);
	struct map_node *node = map_find(&server->transactions, hash);

	for (; node != NULL; node = map_find_next(node)) {
		struct transaction *tx =
			CONTAINER_OF(node, struct transaction, by_key);
		struct str own = { tx->key, tx->key_size };

		if (str_eq(own, key))
			return tx;
	}
	return NULL;
}

/** RFC 3261 §8.2.2.2: what a merged request has in common with the first. */
static uint64_t pending_hash(struct server *server, struct message *request)
{
	const sip_t *sip = message_sip(request);
	struct buf *key = &server->key;

	buf_clear(key);
	add_field(key, sip->sip_call_id->i_id);
	add_field(key, sip->sip_from->a_tag);
	buf_addf(key, "%u", (unsigned)sip->sip_cseq->cs_seq);
	return map_hash(&server->pending, buf_str(key));
}

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_merged(struct message *a, struct message *b)
{
	const sip_t *x = message_sip(a);
	const sip_t *y = message_sip(b);

	return x != NULL && y != NULL &&
	       is_same_text(x->sip_call_id->i_id, y->sip_call_id->i_id) &&
	       is_same_text(x->sip_from->a_tag, y->sip_from->a_tag) &&
	       x->sip_cseq->cs_seq == y->sip_cseq->cs_seq &&
	       str_eq(message_uri(a), message_uri(b));
}

struct transaction *transaction_find_merged(struct server *server,
					    struct message *request)
{
	struct map_node *node =
		map_find(&server->pending, pending_hash(server, request));

	for (; node != NULL; node = map_find_next(node)) {
		struct transaction *tx =
			CONTAINER_OF(node, struct transaction, by_pending);

		if (is_merged(tx->request, request))
			return tx;
	}
	return NULL;
}

int transaction_list(struct transaction *tx)
{
	struct server *server = tx->server;
	int err = map_add(&server->pending, &tx->by_pending,
			  pending_hash(server, tx->request));

	tx->is_pending = !err;
	return err;
}

void transaction_unlist(struct transaction *tx)
{
	if (tx->is_pending)
		map_remove(&tx->server->pending, &tx->by_pending);
	tx->is_pending = false;
}
