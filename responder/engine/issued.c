/* SPDX-License-Identifier: MIT */
#include "engine/issued.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sip/message.h"
#include "text/map.h"

enum { ASKED_MAX = 16 }; /* challenges of one response that count */

struct entry {
	struct map_node by_nonce;
	struct entry *newer;
	uint64_t until_us;
	char nonce[NONCE_SIZE];
	struct asking asking;
	struct asked asked[ASKED_MAX];
	char text[];
};

struct issued {
	struct map nonces;
	struct entry *oldest;
	struct entry *newest;
	size_t max;
	uint64_t life_us;
};

int issued_new(struct issued **issuedp, size_t max, uint64_t life_us,
	       const uint64_t key[2])
{
	struct issued *issued = calloc(1, sizeof(*issued));

	if (issued == NULL)
		return ENOMEM;
	map_init(&issued->nonces, key);
	issued->max = max;
	issued->life_us = life_us;
	*issuedp = issued;
	return 0;
}

static void drop_oldest(struct issued *issued)
{
	struct entry *entry = issued->oldest;

	issued->oldest = entry->newer;
	if (issued->oldest == NULL)
		issued->newest = NULL;
	map_remove(&issued->nonces, &entry->by_nonce);
	free(entry);
}

void issued_free(struct issued *issued)
{
	if (issued == NULL)
		return;
	while (issued->oldest != NULL)
		drop_oldest(issued);
	map_release(&issued->nonces);
	free(issued);
}

/** The nth challenge of a response, in either header; absent behind the last. */
static struct str challenge_of(const struct message *response, size_t nth)
{
	static const struct str name[] = {
		STR_INIT("WWW-Authenticate"),
		STR_INIT("Proxy-Authenticate"),
	};
	struct str value = { NULL, 0 };

	for (size_t i = 0; i < ARRAY_SIZE(name); i++) {
		for (size_t n = 0;; n++) {
			value = message_find(response, name[i], n);
			if (value.p == NULL)
				break;
			if (nth-- == 0)
				return value;
		}
	}
	return value;
}

/** The digits of the first nonce in the challenges. @return whether there is one */
static bool find_nonce(char nonce[NONCE_SIZE], const struct message *response)
{
	struct arena arena;
	struct digest digest;
	struct str text = { NULL, 0 };
	struct str value;

	arena_init(&arena);
	for (size_t n = 0; n < ASKED_MAX && text.size < NONCE_SIZE; n++) {
		value = challenge_of(response, n);
		if (value.p == NULL)
			break;
		if (digest_parse(&digest, &arena, value) == 0)
			text = digest_text(&digest, DIGEST_NONCE);
	}
	if (text.size >= NONCE_SIZE)
		memcpy(nonce, text.p, NONCE_SIZE);
	arena_release(&arena);
	return text.size >= NONCE_SIZE;
}

/** An entry with copies of these values; NULL when memory is short. */
static struct entry *entry_new(const char nonce[NONCE_SIZE],
			       const struct str *value, size_t count)
{
	struct entry *entry;
	size_t size = 0;

	for (size_t n = 0; n < count; n++)
		size += value[n].size;
	entry = calloc(1, sizeof(*entry) + size);
	if (entry == NULL)
		return NULL;
	memcpy(entry->nonce, nonce, NONCE_SIZE);
	size = 0;
	for (size_t n = 0; n < count; n++) {
		memcpy(entry->text + size, value[n].p, value[n].size);
		entry->asked[n].value =
			(struct str){ entry->text + size, value[n].size };
		size += value[n].size;
	}
	entry->asking.asked = entry->asked;
	entry->asking.count = count;
	return entry;
}

static void append(struct issued *issued, struct entry *entry, uint64_t now_us)
{
	struct str nonce = { entry->nonce, NONCE_SIZE };

	entry->until_us = now_us + issued->life_us;
	if (map_add(&issued->nonces, &entry->by_nonce,
		    map_hash(&issued->nonces, nonce)) != 0) {
		free(entry);
		return;
	}
	if (issued->newest != NULL)
		issued->newest->newer = entry;
	else
		issued->oldest = entry;
	issued->newest = entry;
}

/** What has expired goes, and the oldest when there are too many. */
static void make_room(struct issued *issued, uint64_t now_us)
{
	while (issued->oldest != NULL && (issued->oldest->until_us <= now_us ||
					  issued->nonces.count >= issued->max))
		drop_oldest(issued);
}

void issued_add(struct issued *issued, struct str response, unsigned rounds,
		uint64_t now_us)
{
	struct message *message;
	struct entry *entry = NULL;
	struct str value[ASKED_MAX];
	char nonce[NONCE_SIZE];
	size_t count = 0;

	make_room(issued, now_us);
	if (message_load(&message, response) != 0)
		return;
	while (count < ASKED_MAX &&
	       (value[count] = challenge_of(message, count)).p != NULL)
		count++;
	if (find_nonce(nonce, message))
		entry = entry_new(nonce, value, count);
	message_free(message);
	if (entry == NULL)
		return;
	entry->asking.rounds = rounds;
	append(issued, entry, now_us);
}

/** The nonce that a response tells the client to use next; absent: none. */
static struct str find_next(struct arena *arena, const struct message *response)
{
	static const struct str name[] = {
		STR_INIT("Authentication-Info"),
		STR_INIT("Proxy-Authentication-Info"),
	};
	struct digest info;

	for (size_t i = 0; i < ARRAY_SIZE(name); i++) {
		struct str value = message_find(response, name[i], 0);

		if (value.p != NULL &&
		    digest_parse_info(&info, arena, value) == 0 &&
		    digest_text(&info, DIGEST_NEXTNONCE).size >= NONCE_SIZE)
			return digest_text(&info, DIGEST_NEXTNONCE);
	}
	return (struct str){ NULL, 0 };
}

/** The challenge with another nonce in place of its own. */
static struct str renew(struct arena *arena, struct str challenge,
			struct str nonce)
{
	struct digest digest;
	struct str old, renewed = { NULL, 0 };
	size_t before, after;
	char *p;

	if (digest_parse(&digest, arena, challenge) != 0)
		return challenge;
	old = digest.value[DIGEST_NONCE].written;
	if (old.p == NULL)
		return challenge;
	before = (size_t)(old.p - challenge.p);
	after = challenge.size - before - old.size;
	p = arena_alloc(arena, challenge.size - old.size + nonce.size);
	if (p == NULL)
		return renewed;
	memcpy(p, challenge.p, before);
	memcpy(p + before, nonce.p, nonce.size);
	memcpy(p + before + nonce.size, old.p + old.size, after);
	renewed.p = p;
	renewed.size = before + nonce.size + after;
	return renewed;
}

void issued_add_next(struct issued *issued, struct str response,
		     struct str nonce, uint64_t now_us)
{
	const struct asking *asking;
	struct message *message;
	struct entry *entry = NULL;
	struct str value[ASKED_MAX];
	struct arena arena;
	struct str next;

	make_room(issued, now_us);
	asking = issued_find(issued, nonce, now_us);
	if (asking == NULL || message_load(&message, response) != 0)
		return;
	arena_init(&arena);
	next = find_next(&arena, message);
	for (size_t n = 0; next.p != NULL && n < asking->count; n++)
		value[n] = renew(&arena, asking->asked[n].value, next);
	if (next.p != NULL && arena_error(&arena) == 0)
		entry = entry_new(next.p, value, asking->count);
	if (entry != NULL)
		append(issued, entry, now_us);
	arena_release(&arena);
	message_free(message);
}

struct asking *issued_find(struct issued *issued, struct str nonce,
			   uint64_t now_us)
{
	struct str digits = str_sub(nonce, 0, NONCE_SIZE);
	struct map_node *node =
		map_find(&issued->nonces, map_hash(&issued->nonces, digits));

	for (; node != NULL; node = map_find_next(node)) {
		struct entry *entry =
			CONTAINER_OF(node, struct entry, by_nonce);
		struct str own = { entry->nonce, NONCE_SIZE };

		if (str_eq(own, digits))
			return entry->until_us > now_us ? &entry->asking : NULL;
	}
	return NULL;
}
