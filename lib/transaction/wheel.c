/* SPDX-License-Identifier: MIT */
#include "transaction/wheel.h"

#include <stddef.h>

/*
 * A timer stands at the level of the highest group of six bits in which its
 * tick differs from the wheel's, in the slot that those six bits name. So all
 * of a level is due before any of the next, and what is next is the first bit
 * used, counted from where the wheel stands. The slot where the wheel stands
 * holds, at level 0, what was due already when it was set; at any other level
 * it is empty. Only the top level goes round: what is further than that waits
 * in its last slot and is placed again when the wheel comes by.
 */
enum { SLOT_BITS = 6, SLOT_MASK = WHEEL_SLOTS - 1, TOP = WHEEL_LEVELS - 1 };
enum { TICK_US = 1000 };

struct place {
	unsigned level;
	unsigned index;
};

void wheel_init(struct wheel *wheel, uint64_t now_us)
{
	*wheel = (struct wheel){ .tick = now_us / TICK_US };
}

/* Rounded up, never early. */
static uint64_t tick_of(uint64_t due_us)
{
	return due_us / TICK_US + (due_us % TICK_US != 0 ? 1 : 0);
}

static unsigned level_of(uint64_t difference)
{
	unsigned level = 0;

	while (level < TOP && difference >> SLOT_BITS != 0) {
		difference >>= SLOT_BITS;
		level++;
	}
	return level;
}

static struct place place_of(const struct wheel *wheel, uint64_t due_us)
{
	uint64_t tick = tick_of(due_us);
	struct place place = { 0, (unsigned)(wheel->tick & SLOT_MASK) };
	uint64_t here;
	uint64_t there;

	if (tick <= wheel->tick)
		return place;

	place.level = level_of(tick ^ wheel->tick);
	here = wheel->tick >> (SLOT_BITS * place.level);
	there = tick >> (SLOT_BITS * place.level);
	if (there - here > SLOT_MASK)
		there = here + SLOT_MASK;
	place.index = (unsigned)(there & SLOT_MASK);
	return place;
}

static void timer_link(struct timer *timer, struct timer **at)
{
	timer->next = *at;
	if (timer->next != NULL)
		timer->next->prevp = &timer->next;
	timer->prevp = at;
	*at = timer;
}

static void timer_unlink(struct timer *timer)
{
	*timer->prevp = timer->next;
	if (timer->next != NULL)
		timer->next->prevp = timer->prevp;
	timer->next = NULL;
	timer->prevp = NULL;
}

static void insert(struct wheel *wheel, struct timer *timer)
{
	struct place place = place_of(wheel, timer->due_us);

	timer_link(timer, &wheel->slot[place.level][place.index]);
	wheel->used[place.level] |= UINT64_C(1) << place.index;
}

/* The bit goes out with the last timer of a slot. */
static void clear_bit(struct wheel *wheel, struct timer *const *at)
{
	uintptr_t offset = (uintptr_t)at - (uintptr_t)&wheel->slot[0][0];
	size_t index = offset / sizeof(struct timer *);

	if (offset < sizeof(wheel->slot) && *at == NULL)
		wheel->used[index / WHEEL_SLOTS] &=
			~(UINT64_C(1) << index % WHEEL_SLOTS);
}

void wheel_stop(struct wheel *wheel, struct timer *timer)
{
	struct timer **at = timer->prevp;

	if (at == NULL)
		return;
	timer_unlink(timer);
	clear_bit(wheel, at);
}

void wheel_set(struct wheel *wheel, struct timer *timer, uint64_t due_us,
	       timer_f *fire)
{
	wheel_stop(wheel, timer);
	timer->due_us = due_us;
	timer->fire = fire;
	insert(wheel, timer);
}

bool timer_is_set(const struct timer *timer)
{
	return timer->prevp != NULL;
}

/* How many slots on from here the first bit of a level is; used is not 0. */
static unsigned distance(uint64_t used, unsigned here)
{
	if (here != 0)
		used = used >> here | used << (WHEEL_SLOTS - here);
	return (unsigned)__builtin_ctzll(used);
}

/* The slot that is to be emptied next and its tick; false when all are empty */
static bool next_slot(const struct wheel *wheel, struct place *place,
		      uint64_t *tick)
{
	for (unsigned level = 0; level < WHEEL_LEVELS; level++) {
		unsigned shift = SLOT_BITS * level;
		uint64_t here = wheel->tick >> shift;

		if (wheel->used[level] == 0)
			continue;
		here += distance(wheel->used[level],
				 (unsigned)(here & SLOT_MASK));
		place->level = level;
		place->index = (unsigned)(here & SLOT_MASK);
		*tick = here << shift;
		return true;
	}
	return false;
}

/* Empty a slot; what was set first comes first, linked by next alone. */
static struct timer *take_slot(struct wheel *wheel, struct place place)
{
	struct timer *timer = wheel->slot[place.level][place.index];
	struct timer *list = NULL;

	while (timer != NULL) {
		struct timer *next = timer->next;

		timer->next = list;
		list = timer;
		timer = next;
	}
	wheel->slot[place.level][place.index] = NULL;
	wheel->used[place.level] &= ~(UINT64_C(1) << place.index);
	return list;
}

/* Timers of a level above 0 are placed again, nearer. */
static void sort_down(struct wheel *wheel, struct timer *list)
{
	while (list != NULL) {
		struct timer *timer = list;

		list = timer->next;
		insert(wheel, timer);
	}
}

static struct timer **append(struct timer **tail, struct timer *list)
{
	while (list != NULL) {
		struct timer *timer = list;

		list = timer->next;
		timer_link(timer, tail);
		tail = &timer->next;
	}
	return tail;
}

/*
 * Walk the wheel up to a tick, from one used slot to the next: how long nobody
 * called does not matter. What is due is put on a list, in order.
 */
static void collect(struct wheel *wheel, uint64_t until, struct timer **tail)
{
	struct place place;
	uint64_t tick;

	while (next_slot(wheel, &place, &tick) && tick <= until) {
		struct timer *list = take_slot(wheel, place);

		wheel->tick = tick;
		if (place.level == 0)
			tail = append(tail, list);
		else
			sort_down(wheel, list);
	}
	wheel->tick = until;
}

/*
 * All that is due leaves the slots before the first timer fires, so that what
 * is set meanwhile waits for the next run and time cannot stand still here.
 */
void wheel_run(struct wheel *wheel, uint64_t now_us)
{
	uint64_t until = now_us / TICK_US;
	struct timer *due = NULL;

	if (until < wheel->tick)
		until = wheel->tick;
	collect(wheel, until, &due);

	while (due != NULL) {
		struct timer *timer = due;

		timer_unlink(timer);
		timer->fire(timer, now_us);
	}
}

uint64_t wheel_due(const struct wheel *wheel)
{
	struct place place;
	uint64_t tick;

	if (!next_slot(wheel, &place, &tick))
		return UINT64_MAX;
	if (tick > UINT64_MAX / TICK_US)
		tick = UINT64_MAX / TICK_US;
	return tick * TICK_US;
}
