/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_PLACE_H
#define CAMPAIGN_PLACE_H

#include "campaign/edit.h"
#include "scenario/yaml.h"

/** Where the parts of a file stand in its text, and how list items are taken out. */

/** The first byte of a node. */
size_t place_from(const struct edits *edits, const struct node *node);

/** The byte behind its last one. */
size_t place_end(const struct edits *edits, const struct node *node);

/** The line that its last byte is in. */
size_t place_last_line(const struct edits *edits, const struct node *node);

/** The byte behind the ':' of a key. */
size_t place_behind_key(const struct edits *edits, const struct node *key);

/** Whether a list or map stands in brackets. */
bool place_is_flow(const struct edits *edits, const struct node *node);

/** An item of a block list, in lines. */
struct place_item {
	size_t first; /* with the comment lines right above that are indented as
			* its dash is, or less */
	size_t last;  /* with the comment lines right below that are more */
	size_t indent; /* of its dash */
};

void place_item(struct place_item *place, const struct edits *edits,
		const struct node *item);

/**
 * Take items out of a list that keeps at least one of them, unless it is in block form.
 *
 * @param is_gone  by item
 */
void place_remove(struct edits *edits, const struct node *list,
		  const bool *is_gone);

#endif
