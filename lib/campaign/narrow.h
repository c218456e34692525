/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_NARROW_H
#define CAMPAIGN_NARROW_H

#include "campaign/fresh.h"
#include "campaign/place.h"

/** An expectation file on its way to what results say. */
struct narrow {
	const struct expect_file *file; /* what it says */
	const struct node *root;        /* the same, with places */
	struct edits edits;             /* of its text */
	struct arena arena;
	const struct suite *suite;
	struct outcomes outcomes;
};

/**
 * Note the edits of known failures: what passed goes, what is new comes.
 *
 * @param fresh  the first of what is new, or NULL
 */
void narrow_known(struct narrow *narrow, const struct fresh *fresh);

/**
 * Note the edits of one entry whose cases passed in part.
 *
 * @param entry  its map, of the entry of file->known
 * @return false when all its cases passed: then nothing is noted, and it has to go
 */
bool narrow_entry(struct narrow *narrow, const struct node *entry,
		  const struct expect_known *known);

/** The key of a map, or NULL. */
const struct node *narrow_key(const struct node *map, struct str name);

#endif
