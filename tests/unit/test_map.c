/* SPDX-License-Identifier: MIT */
#include "text/map.h"

#include "check.h"

struct item {
	struct map_node node;
	unsigned number;
};

static const uint64_t no_key[2] = { 0, 0 };
static const uint64_t other_key[2] = { 0xaed66ce184be2329, 0xebe9bbf1f1499052 };

/* What Rust (no text) and CPython (the rows) make of the same keys. */
static void hash(void)
{
	static const struct {
		const char *text;
		uint64_t want;
		uint64_t want_other;
	} row[] = {
		{ "a", 0x407448d2b89b1813, 0xd6300bc9f7cc0e73 },
		{ "z9hG4bK", 0x5c93b537cf47fbd9, 0x52ea6aff5cf9a6f4 },
		{ "12345678", 0x3489982430560a87, 0x06f07c60efe2bad9 },
		{ "123456789", 0x0fbc0f0007965fcf, 0xfd1ae9f33bc59a62 },
		{ "alice@example.org", 0xd94da8ecab3a98ab, 0x0b1c7029c957d73b },
		{ "0123456789abcdef", 0x1d42b30f7e060c24, 0x32fb2aa9e1a93942 },
	};
	struct map map;
	struct map other;

	map_init(&map, no_key);
	map_init(&other, other_key);
	CHECK(99, map_hash(&map, STR("")) == 0xd1fba762150c532c);
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		struct str text = str_from(row[i].text);

		CHECK(i, map_hash(&map, text) == row[i].want);
		CHECK(i, map_hash(&other, text) == row[i].want_other);
	}
}

static void empty(void)
{
	struct map map;

	map_init(&map, no_key);
	CHECK(0, map_find(&map, 0) == NULL);
	CHECK(0, map_any(&map) == NULL);
	CHECK(0, map.bucket == NULL);
	map_release(&map);
	map_release(&map);
}

static void same_hash(void)
{
	struct item item[3] = { { .number = 0 } };
	struct item filler[40] = { { .number = 0 } };
	struct map map;
	struct map_node *node;

	map_init(&map, other_key);
	for (size_t i = 0; i < 3; i++)
		CHECK_INT(i, map_add(&map, &item[i].node, 5), 0);
	/* grows twice; some share the bucket, none the hash */
	for (size_t i = 0; i < ARRAY_SIZE(filler); i++)
		CHECK_INT(i, map_add(&map, &filler[i].node, 5 + 16 * (i + 1)),
			  0);
	CHECK_INT(0, map.bucket_count, 64);

	node = map_find(&map, 5);
	CHECK(1, node == &item[2].node);
	node = map_find_next(node);
	CHECK(2, node == &item[1].node);
	node = map_find_next(node);
	CHECK(3, node == &item[0].node);
	CHECK(4, map_find_next(node) == NULL);

	map_remove(&map, &item[1].node);
	CHECK(5, map_find_next(&item[2].node) == &item[0].node);
	map_remove(&map, &item[2].node);
	CHECK(6, map_find(&map, 5) == &item[0].node);
	map_remove(&map, &item[0].node);
	CHECK(7, map_find(&map, 5) == NULL);
	CHECK_INT(8, map.count, ARRAY_SIZE(filler));
	map_release(&map);
}

enum { MANY = 5000 };

static uint64_t hash_of(const struct map *map, unsigned number)
{
	struct str text = { (const char *)&number, sizeof(number) };

	return map_hash(map, text);
}

static void fill(struct map *map, struct item *item)
{
	map_init(map, other_key);
	for (unsigned i = 0; i < MANY; i++) {
		item[i].number = i;
		CHECK_INT(i, map_add(map, &item[i].node, hash_of(map, i)), 0);
	}
}

static void many(void)
{
	static struct item item[MANY];
	struct map map;

	fill(&map, item);
	CHECK_INT(0, map.count, MANY);
	CHECK_INT(0, map.bucket_count, 8192);
	for (unsigned i = 0; i < MANY; i += 2)
		map_remove(&map, &item[i].node);
	CHECK_INT(1, map.count, MANY / 2);

	for (unsigned i = 0; i < MANY; i++) {
		struct map_node *node = map_find(&map, hash_of(&map, i));

		CHECK(i, node == (i % 2 != 0 ? &item[i].node : NULL));
	}
	map_release(&map);
	CHECK(2, map_find(&map, hash_of(&map, 1)) == NULL);
	CHECK_INT(2, map_add(&map, &item[1].node, hash_of(&map, 1)), 0);
	CHECK(3, map_find(&map, hash_of(&map, 1)) == &item[1].node);
	map_release(&map);
}

static void doubles(void)
{
	static struct item item[33];
	struct map map;

	map_init(&map, no_key);
	for (size_t i = 0; i < ARRAY_SIZE(item); i++) {
		CHECK_INT(i, map_add(&map, &item[i].node, i), 0);
		CHECK(i, map.bucket_count >= map.count);
		CHECK(i, i < 16 || map.bucket_count < 2 * map.count);
	}
	map_release(&map);
}

static void empties(void)
{
	static struct item item[MANY];
	static unsigned seen[MANY];
	struct map map;
	struct map_node *node;
	unsigned added = 0;

	fill(&map, item);
	for (node = map_any(&map); node != NULL; node = map_any(&map)) {
		struct item *it = CONTAINER_OF(node, struct item, node);

		map_remove(&map, node);
		seen[it->number]++;
		/* now and then one comes back, in a bucket passed already */
		if (it->number % 10 == 0 && seen[it->number] == 1) {
			CHECK_INT(it->number, map_add(&map, node, added), 0);
			added++;
		}
	}
	CHECK_INT(0, map.count, 0);
	CHECK_INT(0, added, MANY / 10);
	for (unsigned i = 0; i < MANY; i++)
		CHECK_INT(i, seen[i], i % 10 == 0 ? 2 : 1);
	map_release(&map);
}

CU_TestInfo test_map[] = {
	{ "the hash is SipHash-1-3 under the map's key", hash },
	{ "an empty map has nothing to find", empty },
	{ "of one hash the newest is found first, growth or not", same_hash },
	{ "what is removed is gone and the rest is found", many },
	{ "buckets double when each could hold a node", doubles },
	{ "map_any finds every node once", empties },
	CU_TEST_INFO_NULL,
};
