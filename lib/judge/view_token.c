/* SPDX-License-Identifier: MIT */
#include "judge/view_token.h"

#include "judge/uri.h"
#include "sip/digest.h"
#include "sip/field.h"

/** The nonce of a challenge or of credentials: "Digest a=b, nonce=\"c\"". */
static struct str read_nonce(const struct build *build, struct str value)
{
	struct digest digest;

	if (digest_parse(&digest, &build->view->arena, value) != 0)
		return (struct str){ NULL, 0 };
	return digest_text(&digest, DIGEST_NONCE);
}

static void add_nonces(struct build *build, const struct message *message,
		       struct str header, size_t exchange)
{
	struct str value, nonce;

	for (size_t nth = 0;; nth++) {
		value = message_find(message, header, nth);
		if (value.p == NULL)
			return;
		nonce = read_nonce(build, value);
		if (nonce.size == 0 ||
		    index_find_text(build, KEY_NONCE, nonce) != NULL)
			continue;
		index_add(build, KEY_NONCE, hash_text(build, KEY_NONCE, nonce),
			  exchange, nonce);
		build->has_nonces = true;
	}
}

static void add_token(struct build *build, struct str value, size_t exchange)
{
	struct str user = uri_user(field_uri(value));
	struct str called = uri_user(request_facts(build, exchange)->uri);

	/* what leads back to where the request went tells nothing apart */
	if (user.size == 0 || uri_text_is_equal(user, called) ||
	    index_find_text(build, KEY_TOKEN, user) != NULL)
		return;
	index_add(build, KEY_TOKEN, hash_text(build, KEY_TOKEN, user), exchange,
		  user);
	build->has_tokens = true;
}

void add_tokens(struct build *build, size_t entry, size_t exchange)
{
	const struct message *message =
		build->view->record->entry[entry].message;
	unsigned status = build->view->item[entry].facts.status;
	struct str list, value;

	if (status < 300)
		return;
	if (status == 401 || status == 407) {
		add_nonces(build, message, STR("WWW-Authenticate"), exchange);
		add_nonces(build, message, STR("Proxy-Authenticate"), exchange);
	}
	for (size_t nth = 0;; nth++) {
		list = message_header(message, HEADER_CONTACT, nth);
		if (list.p == NULL)
			break;
		while (field_next(&list, &value))
			add_token(build, value, exchange);
	}
	value = message_find(message, STR("Error-Info"), 0);
	if (value.p != NULL)
		add_token(build, value, exchange);
}

/** The newest nonce that one header has credentials for, or the one given. */
static struct key_node *find_in(const struct build *build,
				const struct message *message,
				enum header header, struct key_node *newest)
{
	struct key_node *node;
	struct str value;

	for (size_t nth = 0;; nth++) {
		value = message_header(message, header, nth);
		if (value.p == NULL)
			return newest;
		node = index_find_text(build, KEY_NONCE,
				       read_nonce(build, value));
		if (node != NULL &&
		    (newest == NULL || node->value > newest->value))
			newest = node;
	}
}

/** Credentials of an earlier realm are kept (RFC 3261 §22.3): the newest count. */
struct key_node *find_nonce(const struct build *build, size_t entry)
{
	const struct message *message =
		build->view->record->entry[entry].message;
	struct key_node *node;

	if (!build->has_nonces)
		return NULL;
	node = find_in(build, message, HEADER_AUTHORIZATION, NULL);
	return find_in(build, message, HEADER_PROXY_AUTHORIZATION, node);
}

struct key_node *find_token(const struct build *build, size_t entry)
{
	const struct facts *facts = &build->view->item[entry].facts;
	struct key_node *node;
	struct str route;

	if (!build->has_tokens)
		return NULL;
	node = index_find_text(build, KEY_TOKEN, uri_user(facts->uri));
	if (node != NULL || facts->route_count == 0)
		return node;
	route = route_at(build->view->record->entry[entry].message,
			 HEADER_ROUTE, 0);
	return index_find_text(build, KEY_TOKEN, uri_user(field_uri(route)));
}
