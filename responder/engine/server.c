/* SPDX-License-Identifier: MIT */
#include "engine/server.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "engine/attempts.h"
#include "engine/call.h"
#include "engine/issued.h"
#include "engine/outgoing.h"
#include "engine/parcel.h"
#include "engine/peer.h"
#include "engine/weather.h"

enum { ISSUED_MAX = 16384 }; /* responses whose challenges are remembered */

static int random_fill(struct server *server)
{
	ssize_t size = getrandom(server->random, sizeof(server->random), 0);

	if (size != (ssize_t)sizeof(server->random))
		return size < 0 ? errno : EIO;
	server->random_left = RANDOM_WORDS;
	return 0;
}

uint64_t server_random(struct server *server)
{
	/* 512 bytes never fail once the kernel's pool is up, and it was. */
	if (server->random_left == 0 && random_fill(server) != 0)
		abort();
	return server->random[--server->random_left];
}

static void write_token(char token[TOKEN_SIZE + 1], uint64_t value)
{
	(void)snprintf(token, TOKEN_SIZE + 1, "%016" PRIx64, value);
}

void server_token(struct server *server, char token[TOKEN_SIZE + 1])
{
	write_token(token, server_random(server));
}

uint64_t token_value(struct str text)
{
	uint64_t value = 0;

	if (text.size < TOKEN_SIZE)
		return 0;
	for (size_t i = 0; i < TOKEN_SIZE; i++) {
		size_t digit = str_find(STR("0123456789abcdef"), text.p[i]);

		if (digit == 16)
			return 0;
		value = value << 4 | digit;
	}
	return value;
}

/** The half of a nonce's word that proves that we made it. */
static uint32_t nonce_proof(const struct server *server, struct str token,
			    uint32_t salt)
{
	char text[TOKEN_SIZE + 8 + 1];
	struct map keyed;

	(void)snprintf(text, sizeof(text), "%.*s%08" PRIx32, TOKEN_SIZE,
		       token.p, salt);
	map_init(&keyed, server->nonce_key);
	return (uint32_t)map_hash(&keyed, str_from(text));
}

uint64_t nonce_word(struct server *server, struct str token)
{
	uint32_t salt = (uint32_t)server_random(server);

	return (uint64_t)salt << 32 | nonce_proof(server, token, salt);
}

uint64_t nonce_token(const struct server *server, struct str nonce)
{
	uint64_t word;

	if (nonce.size < (size_t)2 * TOKEN_SIZE)
		return 0;
	word = token_value(str_sub(nonce, TOKEN_SIZE, TOKEN_SIZE));
	if ((uint32_t)word !=
	    nonce_proof(server, nonce, (uint32_t)(word >> 32)))
		return 0;
	return token_value(nonce);
}

void server_gone(void *owner, const struct path *path, uint64_t now_us)
{
	peer_gone(owner, path, now_us);
}

struct path response_path(const struct path *path,
			  const struct message *request)
{
	struct path back = *path;
	struct endpoint source;

	if (transport_is_stream(flow_transport(path->flow)))
		return back;
	address_endpoint(&source, &path->remote, flow_transport(path->flow));
	address_set_port(&back.remote, response_port(request, &source));
	return back;
}

/** Whether the name may stand in a Contact of ours. */
static bool is_host_name(struct str host)
{
	bool has_letter = false;

	for (size_t i = 0; i < host.size; i++) {
		unsigned char c = (unsigned char)host.p[i];

		if (!isalnum(c) && c != '-' && c != '.')
			return false;
		has_letter |= isalpha(c) != 0;
	}
	return has_letter && host.size < HOST_SIZE;
}

/**
 * A caller who reached us by a name reaches us by it again. Through a proxy the
 * name may be the proxy's, or nobody's.
 */
static void use_called_name(struct endpoint *local, struct message *request)
{
	const sip_t *sip = message_sip(request);
	const url_t *url;
	struct str host;
	uint64_t port;

	if (sip == NULL || sip->sip_request == NULL || sip->sip_route != NULL ||
	    sip->sip_via == NULL || sip->sip_via->v_next != NULL)
		return;
	url = sip->sip_request->rq_url;
	host = str_from(url->url_host);
	if (host.p == NULL || !is_host_name(host))
		return;
	(void)snprintf(local->host, sizeof(local->host), "%s", url->url_host);
	if (str_parse_uint(str_from(url->url_port), UINT16_MAX, &port) == 0 &&
	    port != 0)
		local->port = (uint16_t)port;
}

void local_endpoint(struct endpoint *local, const struct server *server,
		    const struct path *path, struct message *request)
{
	const struct endpoint *advertise = &server->config.advertise;

	address_endpoint(local, &path->local, flow_transport(path->flow));
	if (advertise->host[0] == '\0') {
		use_called_name(local, request);
		return;
	}
	memcpy(local->host, advertise->host, sizeof(local->host));
	if (advertise->port != 0)
		local->port = advertise->port;
}

void media_endpoint(struct endpoint *media, const struct server *server,
		    const struct path *path)
{
	const char *advertise = server->config.advertise.host;
	union address numeric;

	address_endpoint(media, &path->local, flow_transport(path->flow));
	if (address_parse(&numeric, str_from(advertise), 0) == 0)
		memcpy(media->host, advertise, sizeof(media->host));
}

void server_set_suite(struct server *server, struct suite *suite)
{
	struct suite *old = server->suite;

	server->suite = suite_ref(suite);
	suite_unref(old);
}

void server_counts(struct server_counts *counts, const struct server *server)
{
	*counts = server->counts;
	counts->transactions = server->transactions.count;
	counts->calls = server->calls.count;
}

static int server_init(struct server *server)
{
	uint64_t key[2];
	int err = random_fill(server);

	if (err)
		return err;
	key[0] = server_random(server);
	key[1] = server_random(server);
	server->nonce_key[0] = server_random(server);
	server->nonce_key[1] = server_random(server);
	map_init(&server->transactions, key);
	map_init(&server->pending, key);
	map_init(&server->calls, key);
	map_init(&server->outgoing, key);
	map_init(&server->sessions, key);
	map_init(&server->runs, key);
	map_init(&server->peers, key);
	buf_init(&server->key, MESSAGE_MAX);
	buf_init(&server->text, MESSAGE_MAX);
	err = mishaps_any(&server->config.mishaps)
		      ? weather_new(&server->weather, &server->config.mishaps)
		      : 0;
	if (err)
		return err;
	err = registrar_new(&server->registrar, server->config.binding_max,
			    key);
	if (!err)
		err = issued_new(&server->issued, ISSUED_MAX,
				 (uint64_t)server->config.nonce_life_ms * 1000,
				 key);
	if (err)
		return err;
	return attempts_new(&server->attempts, server->config.binding_max, key);
}

int server_new(struct server **serverp, struct loop *loop, struct suite *suite,
	       const struct server_config *config)
{
	struct server *server = calloc(1, sizeof(*server));
	int err;

	if (server == NULL)
		return ENOMEM;
	server->loop = loop;
	server->suite = suite_ref(suite);
	server->config = *config;
	err = server_init(server);
	if (err)
		goto out;

	*serverp = server;
	server = NULL; /* the caller owns it now */
out:
	server_free(server);
	return err;
}

void server_free(struct server *server)
{
	struct map_node *node;

	if (server == NULL)
		return;
	server->config.observer = (struct observer){ .arg = NULL };
	parcel_free_all(server);
	while ((node = map_any(&server->calls)) != NULL)
		call_free(CONTAINER_OF(node, struct call, by_token));
	while ((node = map_any(&server->outgoing)) != NULL)
		outgoing_free(CONTAINER_OF(node, struct outgoing, by_branch));
	while ((node = map_any(&server->transactions)) != NULL)
		transaction_free(
			CONTAINER_OF(node, struct transaction, by_key));
	map_release(&server->transactions);
	map_release(&server->pending);
	map_release(&server->calls);
	map_release(&server->outgoing);
	map_release(&server->sessions);
	map_release(&server->runs);
	map_release(&server->peers);
	registrar_free(server->registrar);
	attempts_free(server->attempts);
	issued_free(server->issued);
	weather_free(server->weather);
	suite_unref(server->suite);
	buf_release(&server->key);
	buf_release(&server->text);
	free(server);
}
