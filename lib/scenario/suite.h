/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_SUITE_H
#define SCENARIO_SUITE_H

#include "scenario/match.h"
#include "scenario/scenario.h"

/**
 * The scenarios that were loaded. First they are added, then the suite is
 * finished, and from then on it is const and shared: a call keeps the suite it
 * began with. Ids and dial strings are found in constant time.
 */
struct suite;

/** An empty suite with one reference. @return 0 or ENOMEM */
int suite_new(struct suite **suitep, const uint64_t key[2]);

struct suite *suite_ref(struct suite *suite);
void suite_unref(struct suite *suite); /* NULL is fine */

/**
 * Add a scenario, which is the suite's in any case.
 *
 * @param      origin  a number for the folder that it is from; one of a higher number
 *                     takes the place of one with the same id, and its dial
 *                     strings go first
 * @param[out] other   on EEXIST the scenario of the same origin that has the id
 *                     or a dial string already; else the one that was replaced, or NULL.
 *                     Valid until the next add
 * @param[out] dial    on EEXIST the dial string, absent when it is the id
 * @return 0, ENOMEM or EEXIST
 */
int suite_add(struct suite *suite, struct scenario *scenario, unsigned origin,
	      const struct scenario **other, struct str *dial);

/** All are added: put them in order. @return 0 or ENOMEM */
int suite_finish(struct suite *suite);

size_t suite_count(const struct suite *suite);

/** The nth in order of ids. */
const struct scenario *suite_at(const struct suite *suite, size_t n);

/** By case id ("final/486", typed "final.486"), or NULL. */
const struct scenario *suite_find(const struct suite *suite, struct str id);

/**
 * The scenario that a Request-URI user selects: a case id, a dial string, else
 * the keypad grammar. The user may be escaped (%2A) and is cut at ; and :.
 *
 * @param[out] scenariop  the suite's, or one made for this call
 * @param[out] madep      the one made for this call: scenario_free() it; or NULL
 * @return 0, ENOENT when it selects nothing, or ENOMEM
 */
int suite_select(const struct suite *suite, struct str user,
		 const struct scenario **scenariop, struct scenario **madep);

/** The first in order of ids whose `match:` fits the request, or NULL. */
const struct scenario *suite_match(const struct suite *suite,
				   const struct message *request,
				   const struct endpoint *source);

/**
 * The cases whose ids or dial strings are most like this user, best first.
 *
 * @return how many were written, max at most
 */
size_t suite_nearest(const struct suite *suite, struct str user,
		     const struct scenario **nearest, size_t max);

#endif
