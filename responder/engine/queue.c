/* SPDX-License-Identifier: MIT */
#include "engine/queue.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct str queue_str(const struct queue *queue)
{
	if (queue->size == queue->from)
		return STR("");
	return (struct str){ queue->p + queue->from,
			     queue->size - queue->from };
}

/*
 * Bytes are moved only when at least as many were taken since the last
 * move: so each byte is moved once at most.
 */
static void slide(struct queue *queue)
{
	size_t size = queue->size - queue->from;

	if (queue->from == 0 || queue->from < size)
		return;
	memmove(queue->p, queue->p + queue->from, size);
	queue->from = 0;
	queue->size = size;
}

int queue_reserve(struct queue *queue, size_t size)
{
	size_t room;
	char *p;

	if (queue->room - queue->size >= size)
		return 0;
	slide(queue);
	if (queue->room - queue->size >= size)
		return 0;

	room = queue->room * 2;
	if (room < queue->size + size)
		room = queue->size + size;
	p = realloc(queue->p, room);
	if (p == NULL)
		return ENOMEM;
	queue->p = p;
	queue->room = room;
	return 0;
}

int queue_add(struct queue *queue, struct str bytes)
{
	if (bytes.size == 0)
		return 0;
	if (queue_reserve(queue, bytes.size))
		return ENOMEM;
	memcpy(queue->p + queue->size, bytes.p, bytes.size);
	queue->size += bytes.size;
	return 0;
}

void queue_take(struct queue *queue, size_t size)
{
	assert(size <= queue->size - queue->from);
	queue->from += size;
	if (queue->from < queue->size)
		return;
	queue->from = 0;
	queue->size = 0;
}

void queue_release(struct queue *queue)
{
	free(queue->p);
	*queue = (struct queue){ .p = NULL };
}
