/* SPDX-License-Identifier: MIT */
#include "text/arena.h"

#include <assert.h>
#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_MIN = 1024, BLOCK_MAX = 65536 };

struct arena_block {
	struct arena_block *next;
	size_t size;
	alignas(max_align_t) char byte[];
};

void arena_init(struct arena *arena)
{
	*arena = (struct arena){ .block = NULL };
}

void arena_release(struct arena *arena)
{
	struct arena_block *block = arena->block;

	while (block != NULL) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena_init(arena);
}

static struct arena_block *new_block(struct arena *arena, size_t size)
{
	struct arena_block *block = NULL;

	if (size <= SIZE_MAX - sizeof(*block))
		block = calloc(1, sizeof(*block) + size);
	if (block == NULL)
		arena->error = ENOMEM;
	else
		block->size = size;
	return block;
}

/** A block of its own behind the newest, whose rest stays in use. */
static void *alloc_large(struct arena *arena, size_t size)
{
	struct arena_block *block = new_block(arena, size);

	if (block == NULL)
		return NULL;
	if (arena->block == NULL) {
		arena->block = block;
		arena->left = 0;
	} else {
		block->next = arena->block->next;
		arena->block->next = block;
	}
	return block->byte;
}

/** A new newest block, twice as large as the one before. */
static bool grow(struct arena *arena, size_t size)
{
	size_t room = BLOCK_MIN;
	struct arena_block *block;

	if (arena->block != NULL && arena->block->size < BLOCK_MAX)
		room = arena->block->size * 2;
	else if (arena->block != NULL)
		room = BLOCK_MAX;
	if (room < size)
		room = size;

	block = new_block(arena, room);
	if (block == NULL)
		return false;
	block->next = arena->block;
	arena->block = block;
	arena->left = room;
	return true;
}

void arena_reserve(struct arena *arena, size_t size)
{
	assert(arena->block == NULL);
	if (arena->error == 0)
		(void)grow(arena, size);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t step = alignof(max_align_t);
	void *piece;

	if (arena->error != 0)
		return NULL;
	if (size > SIZE_MAX - step) {
		arena->error = ENOMEM;
		return NULL;
	}

	size = size == 0 ? step : (size + step - 1) / step * step;
	if (size > arena->left && size > BLOCK_MIN)
		return alloc_large(arena, size);
	if (size > arena->left && !grow(arena, size))
		return NULL;

	piece = arena->block->byte + (arena->block->size - arena->left);
	arena->left -= size;
	return piece;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size) {
		if (arena->error == 0)
			arena->error = ENOMEM;
		return NULL;
	}
	return arena_alloc(arena, count * size);
}

struct str arena_copy(struct arena *arena, struct str text)
{
	struct str copy = { NULL, 0 };
	char *p;

	if (text.p == NULL)
		return copy;
	p = arena_alloc(arena, text.size);
	if (p == NULL)
		return copy;
	if (text.size > 0)
		memcpy(p, text.p, text.size);
	copy.p = p;
	copy.size = text.size;
	return copy;
}

int arena_error(const struct arena *arena)
{
	return arena->error;
}
