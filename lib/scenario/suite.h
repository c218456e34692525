/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_SUITE_H
#define SCENARIO_SUITE_H

#include "scenario/scenario.h"

/**
 * The scenarios that were loaded, const once they are. Today: one for each row
 * of the catalogue (prov/180, success/200, redirect/302, final/486).
 */
struct suite;

/** @return 0 or ENOMEM */
int suite_load(struct suite **suitep, const uint64_t key[2]);

void suite_free(struct suite *suite); /* NULL is fine */

size_t suite_count(const struct suite *suite);

/** The nth in order of ids. */
const struct scenario *suite_at(const struct suite *suite, size_t n);

/** By case id ("final/486", typed "final.486"), or NULL. */
const struct scenario *suite_find(const struct suite *suite, struct str id);

/**
 * The scenario that a Request-URI user selects: a case id, else the keypad
 * grammar. The user may be escaped (%2A) and is cut at ; and :.
 *
 * @param[out] scenariop  the suite's, or one made for this call
 * @param[out] madep      the one made for this call: scenario_free() it; or NULL
 * @return 0, ENOENT when it selects nothing, or ENOMEM
 */
int suite_select(const struct suite *suite, struct str user,
		 const struct scenario **scenariop, struct scenario **madep);

/**
 * The cases whose ids or dial strings are most like this user, best first.
 *
 * @return how many were written, max at most
 */
size_t suite_nearest(const struct suite *suite, struct str user,
		     const struct scenario **nearest, size_t max);

#endif
