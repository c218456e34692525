/* SPDX-License-Identifier: MIT */
#ifndef TEXT_ARENA_H
#define TEXT_ARENA_H

#include "text/str.h"

/**
 * Memory that is given out piece by piece and freed in one go. It keeps its
 * first error, as a buffer does: allocate all, then ask arena_error() once; after an
 * error every piece is NULL.
 */
struct arena {
	struct arena_block *block; /* newest first; owned */
	size_t left;               /* bytes free in the newest */
	int error;                 /* 0 or ENOMEM */
};

/** Allocates nothing; a zeroed arena is an empty one. */
void arena_init(struct arena *arena);

/** Free every piece; the arena is empty and usable again. */
void arena_release(struct arena *arena);

/** Of an empty arena: get so many bytes at once, for what comes first. */
void arena_reserve(struct arena *arena, size_t size);

/** Zeroed bytes, aligned for any type, or NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/** An array of count zeroed elements, or NULL (too many is ENOMEM too). */
void *arena_array(struct arena *arena, size_t count, size_t size);

/** A copy of the text; an absent string stays absent; absent when memory is short. */
struct str arena_copy(struct arena *arena, struct str text);

int arena_error(const struct arena *arena);

#endif
