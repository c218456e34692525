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

static struct entry *entry_new(const struct message *response)
{
	struct entry *entry;
	struct str value;
	size_t size = 0;
	size_t count = 0;

	while (count < ASKED_MAX &&
	       (value = challenge_of(response, count)).p != NULL) {
		size += value.size;
		count++;
	}
	entry = calloc(1, sizeof(*entry) + size);
	if (entry == NULL)
		return NULL;
	size = 0;
	for (size_t n = 0; n < count; n++) {
		value = challenge_of(response, n);
		memcpy(entry->text + size, value.p, value.size);
		entry->asked[n].value =
			(struct str){ entry->text + size, value.size };
		size += value.size;
	}
	entry->asking.asked = entry->asked;
	entry->asking.count = count;
	return entry;
}

static void append(struct issued *issued, struct entry *entry)
{
	struct str nonce = { entry->nonce, NONCE_SIZE };

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

void issued_add(struct issued *issued, struct str response, unsigned rounds,
		uint64_t now_us)
{
	struct message *message;
	struct entry *entry = NULL;
	char nonce[NONCE_SIZE];

	while (issued->oldest != NULL && (issued->oldest->until_us <= now_us ||
					  issued->nonces.count >= issued->max))
		drop_oldest(issued);
	if (message_load(&message, response) != 0)
		return;
	if (find_nonce(nonce, message))
		entry = entry_new(message);
	message_free(message);
	if (entry == NULL)
		return;
	memcpy(entry->nonce, nonce, NONCE_SIZE);
	entry->until_us = now_us + issued->life_us;
	entry->asking.rounds = rounds;
	append(issued, entry);
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
