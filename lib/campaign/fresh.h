/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_FRESH_H
#define CAMPAIGN_FRESH_H

#include "campaign/expect_model.h"
#include "campaign/outcome.h"

/** A list of names in the order in which they were added. */
struct fresh_name {
	struct str text;
	struct fresh_name *next;
};

/** Failures that an expectation file does not know, alike but for the case. */
struct fresh {
	struct fresh_name *cases;
	size_t case_count;
	struct fresh_name
		*checks;   /* that failed; NULL: none, or no known one */
	struct str reason; /* without what YAML would have to escape but
				    * quotes and backslashes */
	struct fresh *next;
};

/**
 * Find them. Left out are cases that the suite does not have and those that must pass.
 *
 * @param[out] first  the first one, NULL when there is none; lives in the arena
 * @param      date   for their reasons
 * @return 0 or ENOMEM
 */
int fresh_find(struct fresh **first, struct arena *arena,
	       const struct expect_file *file, const struct outcomes *outcomes,
	       const struct suite *suite, struct str date);

/**
 * Write an entry of a list in block form.
 *
 * @param indent  blanks before its dash
 */
void fresh_write(struct buf *out, const struct fresh *fresh, size_t indent);

/** Write an entry in flow form, as JSON too has it. */
void fresh_write_flow(struct buf *out, const struct fresh *fresh);

/** What the value of a key in a file is, as far as names can be. */
enum fresh_form {
	FRESH_ONE,  /* a lone name, or a flow list in one line */
	FRESH_FLOW, /* always a flow list in one line */
	FRESH_PART, /* names of a flow list that is there */
	FRESH_BLOCK /* a name a line, each behind its dash */
};

/**
 * Write names as the value of a key.
 *
 * @param quote   '"' or '\'' around each; 0: only around those that need it
 * @param indent  blanks before the dashes of FRESH_BLOCK, which begins with LF
 */
void fresh_write_names(struct buf *out, const struct fresh_name *name,
		       char quote, enum fresh_form form, size_t indent);

#endif
