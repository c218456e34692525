/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_EDIT_H
#define CAMPAIGN_EDIT_H

#include "text/arena.h"
#include "text/buf.h"

/**
 * Changes to a text that a person wrote: all that is not changed stays, byte by byte.
 * First they are noted, in any order, then the new text is written in one go. Lines
 * count from 0 here; an offset is in bytes.
 */
struct edits {
	struct str source; /* borrowed */
	struct arena
		arena; /* owns what follows; ask edits_error() at the end */
	size_t *line;  /* where each begins; one more: the end */
	size_t line_count;
	bool *is_cut; /* by line */
	struct edit *edit;
	size_t count;
	size_t room;
	const char *eol; /* how its lines end */
};

/** Bytes that others take the place of. */
struct edit {
	size_t from;
	size_t to; /* from: only something is added */
	struct str text;
};

/** @return 0 or ENOMEM; edits_release() it in any case */
int edits_init(struct edits *edits, struct str source);
void edits_release(struct edits *edits);

/** Where a place of a node is: line and column from 1, the column in characters. */
size_t edits_offset(const struct edits *edits, unsigned line, unsigned column);

/** The line that a byte is in. */
size_t edits_line(const struct edits *edits, size_t offset);

/** A line without its end. */
struct str edits_text(const struct edits *edits, size_t line);

bool edits_is_blank(const struct edits *edits, size_t line);

/** Whether nothing but a comment stands in it. */
bool edits_is_comment(const struct edits *edits, size_t line);

/** How many blanks a line begins with. */
size_t edits_indent(const struct edits *edits, size_t line);

/** Whether a line would begin here, behind the last one. */
bool edits_is_at_end(const struct edits *edits, size_t offset);

/** Put a text (its lines end in LF) in the place of bytes that no other edit changes. */
void edits_replace(struct edits *edits, size_t from, size_t to,
		   struct str text);

/** Add whole lines behind a line. */
void edits_add_lines(struct edits *edits, size_t line, struct str text);

/** Take lines out, the last one too. */
void edits_cut(struct edits *edits, size_t first, size_t last);

/**
 * Write the new text. Of two empty lines that meet where lines were taken out one stays.
 *
 * @param[in,out] changes  lines that went ("-…") and came ("+…") are added, below a
 *                         line "@@ line 12 @@" each time; nothing without a change
 * @return 0 or ENOMEM; ask both buffers too
 */
int edits_write(struct edits *edits, struct buf *out, struct buf *changes);

#endif
