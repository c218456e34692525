/* SPDX-License-Identifier: MIT */
#ifndef STORE_RULES_H
#define STORE_RULES_H

#include "report/results.h"

/**
 * What findings are about stands once in a file, and the same few dozen rules come with
 * every case: their numbers are kept here, so that the file is rarely asked.
 */
enum { RULES_SLOTS = 512 };

struct rules {
	struct rules_slot {
		char *text; /* the four texts, one behind the other; owned */
		size_t size[4];
		int64_t id;
	} slot[RULES_SLOTS];
};

/** Forget all; a zeroed struct is empty. */
void rules_release(struct rules *rules);

/** The number of a finding's rule, or 0 when it is not known here. */
int64_t rules_find(const struct rules *rules,
		   const struct result_finding *finding);

/** Keep it; without memory it is not kept, which only takes time. */
void rules_keep(struct rules *rules, const struct result_finding *finding,
		int64_t id);

#endif
