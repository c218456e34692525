/* SPDX-License-Identifier: MIT */
#include "judge/view_token.h"

#include "judge/uri.h"
#include "sip/field.h"

static struct str unquote(struct str text)
{
	if (text.size >= 2 && text.p[0] == '"' && text.p[text.size - 1] == '"')
		return str_sub(text, 1, text.size - 2);
	return text;
}

/** The nonce of a challenge or of credentials: "Digest a=b, nonce=\"c\"". */
static struct str read_nonce(struct str value)
{
	struct str pair, name, text;

	(void)str_cut(value, ' ', &pair, &value);
	while (field_next(&value, &pair)) {
		if (str_cut(pair, '=', &name, &text) &&
		    str_ieq(str_trim(name), STR("nonce")))
			return unquote(str_trim(text));
	}
	return (struct str){ NULL, 0 };
}

static void add_nonces(struct build *build, const struct message *message,
		       struct str header, size_t exchange)
{
	struct str value, nonce;

	for (size_t nth = 0;; nth++) {
		value = message_find(message, header, nth);
		if (value.p == NULL)
			return;
		nonce = read_nonce(value);
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
	if (status == 401)
		add_nonces(build, message, STR("WWW-Authenticate"), exchange);
	if (status == 401 || status == 407)
		add_nonces(build, message, STR("Proxy-Authenticate"), exchange);
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

static struct key_node *find_in(const struct build *build,
				const struct message *message,
				enum header header)
{
	struct key_node *node;
	struct str value;

	for (size_t nth = 0;; nth++) {
		value = message_header(message, header, nth);
		if (value.p == NULL)
			return NULL;
		node = index_find_text(build, KEY_NONCE, read_nonce(value));
		if (node != NULL)
			return node;
	}
}

struct key_node *find_nonce(const struct build *build, size_t entry)
{
	const struct message *message =
		build->view->record->entry[entry].message;
	struct key_node *node;

	if (!build->has_nonces)
		return NULL;
	node = find_in(build, message, HEADER_AUTHORIZATION);
	if (node == NULL)
		node = find_in(build, message, HEADER_PROXY_AUTHORIZATION);
	return node;
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
