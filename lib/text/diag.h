/* SPDX-License-Identifier: MIT */
#ifndef TEXT_DIAG_H
#define TEXT_DIAG_H

#include "text/arena.h"
#include "text/buf.h"

/**
 * What is wrong with a file that a person wrote: place and words. Several
 * faults of one file are told in one go, up to DIAG_MAX.
 */
enum { DIAG_MAX = 20 };

struct diag {
	unsigned line;   /* from 1; 0: the file as a whole */
	unsigned column; /* from 1, in characters (UTF-8), not bytes */
	struct str
		text; /* what is wrong and what to write instead; owned by the list */
};

/** The faults of one file in the order in which they stand in it, the first DIAG_MAX. */
struct diags {
	struct str file; /* as it is shown; borrowed */
	struct str
		source; /* the text of the file, for the line under the fault; borrowed */
	struct diag diag[DIAG_MAX];
	size_t count;
	size_t more;        /* faults beyond DIAG_MAX, counted only */
	struct arena arena; /* owns the texts */
};

void diags_init(struct diags *diags, struct str file, struct str source);
void diags_release(struct diags *diags);

/**
 * Add a fault at a place. Two at the same place: the first one stays alone. Faults are
 * sorted by place; the last one makes room when there are too many.
 */
__attribute__((format(printf, 4, 5))) void diags_add(struct diags *diags,
						     unsigned line,
						     unsigned column,
						     const char *format, ...);

/** Whether a fault behind all that are there would only be counted. */
bool diags_is_full(const struct diags *diags);

/** The line of the source (from 1) without its line end; absent when there is none. */
struct str diags_line(const struct diags *diags, unsigned line);

/** 0 or ENOMEM: a text is missing. */
int diags_error(const struct diags *diags);

/**
 * Write them as a compiler does:
 *
 *   scenarios/final/486.yaml:7:5: unknown key 'respnd', did you mean 'respond'?
 *     - respnd: 486
 *       ^
 *
 * A long line is cut around the caret; control characters of the source and of the
 * texts become '?'. Faults that were only counted are told in a line at the end.
 */
void diags_write(struct buf *out, const struct diags *diags);

#endif
