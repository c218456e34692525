/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_YAML_H
#define SCENARIO_YAML_H

#include "text/arena.h"
#include "text/diag.h"

/** A file of YAML 1.1 as a tree. All scalars are text: no number, no bool, no null. */

enum node_type { NODE_TEXT, NODE_LIST, NODE_MAP };

enum node_style {
	NODE_PLAIN,
	NODE_SINGLE,
	NODE_DOUBLE,
	NODE_LITERAL,
	NODE_FOLDED
};

struct node {
	enum node_type type;
	enum node_style style; /* of a text: how it is quoted */
	unsigned line;         /* from 1 */
	unsigned column;       /* from 1, in characters */
	unsigned end_line;     /* the place behind it; behind a block list or
				* map it is somewhere before what follows */
	unsigned end_column;
	struct str text; /* of a text, never absent */
	struct node
		*first; /* of a list its first item, of a map its first key */
	struct node *next;  /* the item or key behind this one */
	struct node *value; /* of a key; never NULL */
	size_t count;       /* items or keys */
};

enum {
	NODE_FILE_MAX = 1048576, /* bytes */
	NODE_TEXT_MAX = 65535,   /* bytes */
	NODE_COUNT_MAX = 10000,
	NODE_DEPTH_MAX = 32,
	NODE_KEYS_MAX = 256 /* of one map */
};

/**
 * Read diags->source. Refused: what is not UTF-8 or holds control characters, more than
 * one document, anchors, aliases, tags, merge keys, %TAG, keys that are no text or
 * stand twice in their map (the first one stays), and what exceeds the limits.
 *
 * @param[out] rootp  lives in the arena; written only on success
 * @return 0: there is a tree, but faults may have been added to diags all the same;
 *         EBADMSG: there is none, and at least one fault was added; ENOMEM
 */
int node_parse(const struct node **rootp, struct arena *arena,
	       struct diags *diags);

/**
 * Where a byte of a node's text stands in the source; the place of the node itself
 * when it cannot be told (escapes, folded lines).
 */
void node_place(const struct node *node, size_t offset,
		const struct diags *diags, unsigned *line, unsigned *column);

/** "a text", "a list", "a map". */
const char *node_type_name(enum node_type type);

#endif
