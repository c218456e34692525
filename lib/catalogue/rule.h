/* SPDX-License-Identifier: MIT */
#ifndef CATALOGUE_RULE_H
#define CATALOGUE_RULE_H

#include "catalogue/context.h"
#include "text/buf.h"

/**
 * How the headers of responses get their values: id, header, what it is computed from.
 * A rule with a function rule_<id>() in rule_*.c writes its whole line or lines (it may
 * write none: a Contact belongs in a 200 to INVITE, not to BYE). Rules that are only
 * named ("may") have none: RULE_NAMED.
 */
#include "catalogue/rule.def"

enum rule {
	RULE_NONE,
#define RULE_WRITTEN(id, header, how) RULE_##id,
#define RULE_NAMED(id, header, how)   RULE_##id,
	RULE_MAP
#undef RULE_WRITTEN
#undef RULE_NAMED
		RULE_COUNT
};

/** The header's name, "Min-SE". */
const char *rule_header(enum rule rule);

/** How the value is computed, a sentence without its full stop. */
const char *rule_how(enum rule rule);

/** Whether rule_write() ever writes anything for it. */
bool rule_is_written(enum rule rule);

/** Write the header lines of this rule with CRLF, or nothing where it does not apply. */
void rule_write(struct buf *out, enum rule rule, const struct context *ctx);

#endif
