/* SPDX-License-Identifier: MIT */
#ifndef JUDGE_DEMAND_H
#define JUDGE_DEMAND_H

#include <regex.h>

#include "judge/check.h"
#include "text/buf.h"

/** What one case asks of its client, beside the table of checks. */

/** How strong a rule is in this case. */
struct demand_level {
	enum check_id check;
	bool is_off; /* not judged at all */
	enum level level;
};

/**
 * What every request with this method must have, for the check case-headers: with
 * neither `equals` nor `pattern` the header must be there, or must not.
 */
struct demand_header {
	struct str method;
	struct str name;
	bool is_absent;
	struct str equals;  /* the value of a line of it; absent: not asked */
	struct str matches; /* the text of the pattern; absent: not asked */
	regex_t *pattern;   /* found in a line of it; NULL: not asked */
};

struct demands {
	struct demand_level *level;
	size_t level_count;
	struct demand_header *header;
	size_t header_count;
};

struct findings;

/** What is asked, in words: "X-Site in every INVITE, and it is berlin". */
void demand_write(struct buf *out, const struct demand_header *demand);

/**
 * The level of a check in a case.
 *
 * @param demands  NULL: none
 * @return NULL when it is that of the table
 */
const struct demand_level *demands_level(const struct demands *demands,
					 enum check_id check);

/**
 * Say anew how bad what was found is: of a MUST a fail, of a SHOULD a warn, of a MAY
 * an info. What the case says nothing of stays as it is.
 */
void demands_grade(const struct demands *demands, struct findings *findings);

#endif
