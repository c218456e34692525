/* SPDX-License-Identifier: MIT */
#include "engine/peer.h"

#include <stdlib.h>

struct peer {
	struct map_node by_address;
	union address address;
	enum transport transport;
	struct run *runs;
	uint64_t gone_us; /* it was told last, 0: never */
};

static bool is_same(const struct peer *peer, const struct path *path)
{
	return peer->transport == flow_transport(path->flow) &&
	       address_port(&peer->address) == address_port(&path->remote) &&
	       address_same_host(&peer->address, &path->remote);
}

static uint64_t hash_of(const struct server *server, const struct path *path)
{
	struct endpoint end;

	address_endpoint(&end, &path->remote, flow_transport(path->flow));
	return map_hash(&server->peers, str_from(end.host)) * 31 + end.port;
}

static struct peer *find(const struct server *server, const struct path *path,
			 uint64_t hash)
{
	struct map_node *node = map_find(&server->peers, hash);

	for (; node != NULL; node = map_find_next(node)) {
		struct peer *peer = CONTAINER_OF(node, struct peer, by_address);

		if (is_same(peer, path))
			return peer;
	}
	return NULL;
}

static struct peer *add(struct server *server, const struct path *path,
			uint64_t hash)
{
	struct peer *peer = calloc(1, sizeof(*peer));

	if (peer == NULL)
		return NULL;
	peer->address = path->remote;
	peer->transport = flow_transport(path->flow);
	if (map_add(&server->peers, &peer->by_address, hash) == 0)
		return peer;
	free(peer);
	return NULL;
}

void peer_unset(struct run *run)
{
	struct peer *peer = run->peer;

	if (peer == NULL)
		return;
	*run->peer_prevp = run->peer_next;
	if (run->peer_next != NULL)
		run->peer_next->peer_prevp = run->peer_prevp;
	run->peer = NULL;
	if (peer->runs != NULL)
		return;
	map_remove(&run->server->peers, &peer->by_address);
	free(peer);
}

void peer_set(struct run *run)
{
	struct server *server = run->server;
	uint64_t hash;
	struct peer *peer;

	if (run->peer != NULL && is_same(run->peer, &run->path))
		return;
	peer_unset(run);
	hash = hash_of(server, &run->path);
	peer = find(server, &run->path, hash);
	if (peer == NULL)
		peer = add(server, &run->path, hash);
	if (peer == NULL)
		return;
	run->peer = peer;
	run->peer_next = peer->runs;
	run->peer_prevp = &peer->runs;
	if (peer->runs != NULL)
		peer->runs->peer_prevp = &run->peer_next;
	peer->runs = run;
}

/** One that has many calls is told of once in a while: each copy is refused. */
static bool is_told(const struct server *server, const struct peer *peer,
		    uint64_t now_us)
{
	uint64_t t1_us = (uint64_t)server->config.timing.t1_ms * 1000;

	return peer->gone_us != 0 && now_us < peer->gone_us + t1_us;
}

void peer_gone(struct server *server, const struct path *path, uint64_t now_us)
{
	struct peer *peer = find(server, path, hash_of(server, path));

	if (peer == NULL || is_told(server, peer, now_us))
		return;
	peer->gone_us = now_us;
	for (struct run *run = peer->runs; run != NULL; run = run->peer_next) {
		if (!run->is_closed)
			run_record_event(run, ENTRY_GONE, now_us);
	}
}
