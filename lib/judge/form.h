/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_FORM_H
#define JUDGE_FORM_H

#include "judge/view.h"

/**
 * What the checks of single requests share: which ones are the client's own
 * work, and a loop that says "pass" once.
 */

enum { FORM_SHOWN = 80 }; /* bytes of a value that a finding quotes */

/** The two arguments of a "%.*s" that shows no more than the start of s. */
#define FORM_SHOW(s) (int)((s).size < FORM_SHOWN ? (s).size : FORM_SHOWN), (s).p

/** What one request is by one rule. */
enum form {
	FORM_NONE, /* the rule says nothing of it */
	FORM_GOOD,
	FORM_FOUND /* a finding was added */
};

/** A rule of single requests. */
struct form_rule {
	enum check_id check;
	const char *expected;
	const char *good; /* what was seen when all requests keep it */
	enum form (*judge)(struct view *view, const struct form_rule *rule,
			   size_t entry, bool has_proxy);
};

/**
 * Whether this entry is a request that the client wrote. Behind a proxy the
 * CANCELs, the ACKs for refusals and the requests beside the call can be the
 * proxy's own.
 */
bool form_is_client(const struct view *view, size_t entry, bool has_proxy);

/** The Via that the client wrote: the last one; absent when there is none. */
struct str form_via(const struct view *view, size_t entry);

/**
 * Whether the top Via names the address that the request came from, so that no
 * NAT and no other box between can have changed its text.
 */
bool form_is_straight(const struct view *view, size_t entry);

/**
 * Judge every request of the client by a rule, each once however often it
 * came.
 */
void form_run(struct view *view, const struct form_rule *rule);

#endif
