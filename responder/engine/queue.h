/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_QUEUE_H
#define ENGINE_QUEUE_H

#include "text/str.h"

/**
 * Bytes in at the end, bytes out at the front, at a cost linear in the bytes.
 * All zero is an empty queue.
 */
struct queue {
	char *p;
	size_t from; /* the first byte that is still in */
	size_t size; /* where the next byte goes */
	size_t room; /* bytes allocated */
};

/** What is in it, borrowed until the next change. */
struct str queue_str(const struct queue *queue);

/** Make room for size bytes at p + size. @return 0 or ENOMEM */
int queue_reserve(struct queue *queue, size_t size);

/** @return 0 or ENOMEM; nothing was added then */
int queue_add(struct queue *queue, struct str bytes);

/** Throw away bytes at the front; there must be as many. */
void queue_take(struct queue *queue, size_t size);

/** Free its memory; it is empty and usable again. */
void queue_release(struct queue *queue);

#endif
