/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_ROUTE_H
#define JUDGE_ROUTE_H

#include "judge/aim.h"

/** A route set as a client has to use it: ours reversed (RFC 3261 §12.1.2). */
struct route_set {
	const struct message *source; /* the response that gives it */
	size_t count;
};

/** Values that are looked at: a list without end must not cost without end. */
enum { ROUTE_MAX = 64 };

/** How many values a message has of Route or Record-Route, up to ROUTE_MAX. */
size_t route_count(const struct message *message, enum header header);

void route_set_init(struct route_set *set, const struct message *source);

/** The nth hop of the client's. */
struct str route_set_at(const struct route_set *set, size_t n);

/** Whether its first hop is a strict router: one without lr. */
bool route_set_is_strict(const struct route_set *set);

/** Whether proxies left the values that we added, in their order. */
bool route_is_kept(const struct message *request, const struct message *invite,
		   const struct route_set *set);

/**
 * The first value of Route that is not that of the set, counted from 0, or the
 * count of the set. The one that a strict router takes out is not looked for.
 */
size_t route_wrong_at(const struct message *request,
		      const struct route_set *set);

/**
 * Route as it has to be when nobody is between; the target ends a strict one.
 */
bool route_is_right(const struct message *request, const struct route_set *set,
		    const struct aim_targets *targets);

#endif
