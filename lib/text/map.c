/* SPDX-License-Identifier: MIT */
#include "text/map.h"

#include <errno.h>
#include <stdlib.h>

enum { BUCKETS_MIN = 16 };

void map_init(struct map *map, const uint64_t key[2])
{
	*map = (struct map){ .key = { key[0], key[1] } };
}

void map_release(struct map *map)
{
	const uint64_t key[2] = { map->key[0], map->key[1] };

	free(map->bucket);
	map_init(map, key);
}

static uint64_t rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] = rotate(v[2], 32);
}

static void sip_word(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
}

/* Up to 8 bytes, little-endian on every machine. */
static uint64_t load(const char *p, size_t size)
{
	uint64_t word = 0;

	for (size_t i = 0; i < size; i++)
		word |= (uint64_t)(unsigned char)p[i] << (8 * i);
	return word;
}

/* The same of 8, in a form that compilers know to be one load. */
static uint64_t load_word(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
	       (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
	       (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
	       (uint64_t)b[7] << 56;
}

/* SipHash with 1 round a word and 3 at the end. */
uint64_t map_hash(const struct map *map, struct str text)
{
	uint64_t v[4] = {
		map->key[0] ^ 0x736f6d6570736575U,
		map->key[1] ^ 0x646f72616e646f6dU,
		map->key[0] ^ 0x6c7967656e657261U,
		map->key[1] ^ 0x7465646279746573U,
	};
	struct str rest = text;

	for (; rest.size >= 8; rest.p += 8, rest.size -= 8)
		sip_word(v, load_word(rest.p));
	sip_word(v, (uint64_t)text.size << 56 | load(rest.p, rest.size));

	v[2] ^= 0xff;
	for (unsigned i = 0; i < 3; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static size_t index_of(const struct map *map, uint64_t hash)
{
	return (size_t)(hash & (map->bucket_count - 1));
}

/*
 * Share the nodes of one bucket out to itself and the one that doubling put
 * beside it. Their order stays: the newest of a hash is to be found first.
 */
static void split(struct map *map, size_t index)
{
	struct map_node *node = map->bucket[index];
	struct map_node **low = &map->bucket[index];
	struct map_node **high = &map->bucket[index + map->bucket_count / 2];

	for (; node != NULL; node = node->next) {
		if (index_of(map, node->hash) == index) {
			*low = node;
			low = &node->next;
		} else {
			*high = node;
			high = &node->next;
		}
	}
	*low = NULL;
	*high = NULL;
}

static int grow(struct map *map)
{
	size_t old_count = map->bucket_count;
	size_t count = old_count != 0 ? old_count * 2 : BUCKETS_MIN;
	struct map_node **bucket;

	if (count > SIZE_MAX / sizeof(struct map_node *))
		return ENOMEM;
	bucket = realloc(map->bucket, count * sizeof(struct map_node *));
	if (bucket == NULL)
		return ENOMEM;

	for (size_t i = old_count; i < count; i++)
		bucket[i] = NULL;
	map->bucket = bucket;
	map->bucket_count = count;
	for (size_t i = 0; i < old_count; i++)
		split(map, i);
	return 0;
}

int map_add(struct map *map, struct map_node *node, uint64_t hash)
{
	size_t index;
	int err;

	if (map->count >= map->bucket_count) {
		err = grow(map);
		if (err)
			return err;
	}

	index = index_of(map, hash);
	node->hash = hash;
	node->next = map->bucket[index];
	map->bucket[index] = node;
	map->count++;
	if (index < map->first)
		map->first = index;
	return 0;
}

void map_remove(struct map *map, struct map_node *node)
{
	struct map_node **at = &map->bucket[index_of(map, node->hash)];

	while (*at != node)
		at = &(*at)->next;
	*at = node->next;
	node->next = NULL;
	map->count--;
}

static struct map_node *first_of(struct map_node *node, uint64_t hash)
{
	while (node != NULL && node->hash != hash)
		node = node->next;
	return node;
}

struct map_node *map_find(const struct map *map, uint64_t hash)
{
	if (map->count == 0)
		return NULL;
	return first_of(map->bucket[index_of(map, hash)], hash);
}

struct map_node *map_find_next(const struct map_node *node)
{
	return first_of(node->next, node->hash);
}

struct map_node *map_any(struct map *map)
{
	if (map->count == 0)
		return NULL;
	while (map->bucket[map->first] == NULL)
		map->first++;
	return map->bucket[map->first];
}
