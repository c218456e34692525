/* SPDX-License-Identifier: MIT */
#include "engine/attempts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sip/field.h"
#include "text/map.h"

enum { KEY_MAX = 1024 };
#define MEMORY_US ((uint64_t)3600 * 1000000)

/** A caller of a scenario; the list is in order of their last calls. */
struct caller {
	struct map_node by_key;
	struct caller *older;
	struct caller *newer;
	uint64_t called_us;
	size_t count;
	struct str key;
	char text[];
};

struct attempts {
	struct map callers;
	struct caller *newest;
	struct caller *oldest;
	size_t max;
};

int attempts_new(struct attempts **attemptsp, size_t max, const uint64_t key[2])
{
	struct attempts *attempts = calloc(1, sizeof(*attempts));

	if (attempts == NULL)
		return ENOMEM;
	map_init(&attempts->callers, key);
	attempts->max = max;
	*attemptsp = attempts;
	return 0;
}

static void unlink_caller(struct attempts *attempts, struct caller *caller)
{
	if (caller->newer != NULL)
		caller->newer->older = caller->older;
	else
		attempts->newest = caller->older;
	if (caller->older != NULL)
		caller->older->newer = caller->newer;
	else
		attempts->oldest = caller->newer;
}

static void link_newest(struct attempts *attempts, struct caller *caller)
{
	caller->newer = NULL;
	caller->older = attempts->newest;
	if (attempts->newest != NULL)
		attempts->newest->newer = caller;
	else
		attempts->oldest = caller;
	attempts->newest = caller;
}

static void forget(struct attempts *attempts, struct caller *caller)
{
	unlink_caller(attempts, caller);
	map_remove(&attempts->callers, &caller->by_key);
	free(caller);
}

void attempts_free(struct attempts *attempts)
{
	if (attempts == NULL)
		return;
	while (attempts->oldest != NULL)
		forget(attempts, attempts->oldest);
	map_release(&attempts->callers);
	free(attempts);
}

static struct caller *find(const struct attempts *attempts, struct str key)
{
	struct map_node *node =
		map_find(&attempts->callers, map_hash(&attempts->callers, key));

	for (; node != NULL; node = map_find_next(node)) {
		struct caller *caller =
			CONTAINER_OF(node, struct caller, by_key);

		if (str_eq(caller->key, key))
			return caller;
	}
	return NULL;
}

static struct caller *add(struct attempts *attempts, struct str key)
{
	struct caller *caller = calloc(1, sizeof(*caller) + key.size);

	if (caller == NULL)
		return NULL;
	memcpy(caller->text, key.p, key.size);
	caller->key = (struct str){ caller->text, key.size };
	if (map_add(&attempts->callers, &caller->by_key,
		    map_hash(&attempts->callers, key)) != 0) {
		free(caller);
		return NULL;
	}
	link_newest(attempts, caller);
	return caller;
}

static void drop_old(struct attempts *attempts, uint64_t now_us)
{
	while (attempts->oldest != NULL &&
	       (attempts->callers.count > attempts->max ||
		now_us - attempts->oldest->called_us > MEMORY_US))
		forget(attempts, attempts->oldest);
}

static size_t count_call(struct attempts *attempts, struct str key,
			 uint64_t now_us)
{
	struct caller *caller;

	drop_old(attempts, now_us);
	caller = find(attempts, key);
	if (caller == NULL)
		caller = add(attempts, key);
	if (caller == NULL)
		return 0;
	unlink_caller(attempts, caller);
	link_newest(attempts, caller);
	caller->called_us = now_us;
	return caller->count++;
}

size_t attempts_next(struct attempts *attempts, const struct scenario *scenario,
		     struct message *invite, uint64_t now_us)
{
	struct buf key;
	size_t attempt = 0;

	if (scenario->attempt_count == 1)
		return 0;
	buf_init(&key, KEY_MAX);
	buf_add_str(&key, scenario->id);
	buf_add_char(&key, '\n');
	buf_add_str(&key, field_uri(message_header(invite, HEADER_FROM, 0)));
	if (buf_error(&key) == 0)
		attempt = count_call(attempts, buf_str(&key), now_us);
	buf_release(&key);
	return attempt;
}
