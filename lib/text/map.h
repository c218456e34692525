/* SPDX-License-Identifier: MIT */
#ifndef TEXT_MAP_H
#define TEXT_MAP_H

#include "text/str.h"

/**
 * Hash table of nodes that live inside the caller's structs. It owns its
 * buckets, never the nodes, and compares hashes only: the caller compares
 * keys. The hash is keyed (SipHash-1-3), so that a peer who picks the keys
 * cannot pick the buckets. Adding, finding, removing cost the same however
 * many there are; growing doubles the buckets.
 */
struct map_node {
	struct map_node *next;
	uint64_t hash;
};

struct map {
	struct map_node **bucket;
	size_t bucket_count; /* a power of two, 0 before the first add */
	size_t count;        /* nodes in the table */
	size_t first;        /* every bucket before this one is empty */
	uint64_t key[2];
};

/** @param key  two random words; allocates nothing */
void map_init(struct map *map, const uint64_t key[2]);

/** Free the buckets; nodes are left as they are. */
void map_release(struct map *map);

uint64_t map_hash(const struct map *map, struct str text);

/**
 * Add a node under a hash of map_hash() (or any evenly spread number). The
 * same hash may be added more than once; the newest is found first.
 *
 * @return 0 or ENOMEM, then the node is not in the table
 */
int map_add(struct map *map, struct map_node *node, uint64_t hash);

/** Take a node out that is in the table. */
void map_remove(struct map *map, struct map_node *node);

/** The newest node with this hash, or NULL. */
struct map_node *map_find(const struct map *map, uint64_t hash);

/** The next older node with the same hash as node, or NULL. */
struct map_node *map_find_next(const struct map_node *node);

/**
 * Any node, to empty a table with; NULL when there is none. Emptying a table
 * of n nodes by map_any() and map_remove() costs O(n + buckets) in all.
 */
struct map_node *map_any(struct map *map);

/** The struct of this type whose member the node is. */
#define CONTAINER_OF(node, type, member) \
	((type *)(void *)((char *)(node)-offsetof(type, member)))

#endif
