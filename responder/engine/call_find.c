/* SPDX-License-Identifier: MIT */
#include "engine/call_flow.h"
#include "sip/field.h"

/* Which call a request belongs to. */

struct call *call_find(struct server *server, uint64_t token)
{
	struct map_node *node = map_find(&server->calls, token);

	return node != NULL ? CONTAINER_OF(node, struct call, by_token) : NULL;
}

uint64_t call_session_hash(const struct server *server, struct message *request)
{
	const sip_t *sip = message_sip(request);
	struct str text[] = { str_from(sip->sip_call_id->i_id),
			      str_from(sip->sip_from->a_tag) };
	uint64_t hash = map_hash(&server->sessions, text[0]);

	/* RFC 3261 §10.2: its Call-ID stays, but each may have a tag of its own. */
	if (str_eq(message_method(request), STR("REGISTER")))
		text[1] = field_uri(message_header(request, HEADER_TO, 0));

	/* Two keyed hashes: who does not know the key cannot make them meet. */
	return hash * 31 + map_hash(&server->sessions, text[1]);
}

struct call *call_find_session(struct server *server, struct message *request,
			       uint64_t now_us)
{
	struct map_node *node =
		map_find(&server->sessions, call_session_hash(server, request));

	for (; node != NULL; node = map_find_next(node)) {
		struct call *call = CONTAINER_OF(node, struct call, by_session);

		if (play_is_waiting(&call->play, message_method(request),
				    WITH_ANYTHING, now_us))
			return call;
	}
	return NULL;
}

struct call *call_find_open(struct server *server, struct message *request)
{
	struct map_node *node =
		map_find(&server->sessions, call_session_hash(server, request));

	for (; node != NULL; node = map_find_next(node)) {
		struct call *call = CONTAINER_OF(node, struct call, by_session);

		if (run_is_open(call->run))
			return call;
	}
	return NULL;
}

/**
 * By the user of our Contact, or else the Call-ID, when the tag is a scenario's and
 * leads nowhere. Both ids of the client may be those of another call of it, whose
 * random numbers are poor.
 */
static struct call *find_by_session(struct server *server,
				    struct message *request)
{
	const sip_t *sip = message_sip(request);
	struct str user = str_from(sip->sip_request->rq_url->url_user);
	struct call *aimed = call_find(server, token_value(user));
	struct map_node *node =
		map_find(&server->sessions, call_session_hash(server, request));

	if (aimed != NULL && leg_of(aimed, request) != NULL)
		return aimed;
	for (; node != NULL; node = map_find_next(node)) {
		struct call *call = CONTAINER_OF(node, struct call, by_session);

		if (leg_of(call, request) != NULL)
			return call;
	}
	return NULL;
}

struct call *call_find_dialog(struct server *server, struct message *request)
{
	const sip_t *sip = message_sip(request);
	struct call *call =
		call_find(server, token_value(str_from(sip->sip_to->a_tag)));

	if (call == NULL)
		return find_by_session(server, request);
	return leg_of(call, request) != NULL ? call : NULL;
}

struct call *call_find_related(struct server *server, struct message *request)
{
	const sip_t *sip = message_sip(request);
	struct call *call =
		call_find(server, token_value(str_from(sip->sip_to->a_tag)));
	struct map_node *node;

	if (call != NULL)
		return call;
	node = map_find(&server->sessions, call_session_hash(server, request));
	return node != NULL ? CONTAINER_OF(node, struct call, by_session)
			    : NULL;
}

void call_adopt_related(struct transaction *tx)
{
	struct call *call = call_find_related(tx->server, tx->request);

	if (call != NULL)
		call_adopt(call, tx);
}
