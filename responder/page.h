/* SPDX-License-Identifier: MIT */
#ifndef PAGE_H
#define PAGE_H

#include "text/buf.h"

/** What a command prints on the terminal: wrapped text, columns, labels. */
enum { PAGE_WIDTH = 80, PAGE_MAX = 4 << 20 };

/**
 * Write text in lines of at most PAGE_WIDTH columns. A newline in the text
 * stays; the lines between begin at column `indent`.
 *
 * @param column  where the first line goes on; blanks are added up to indent
 */
void page_wrap(struct buf *out, size_t column, size_t indent, struct str text);

/** A label and its text: "  RFC       RFC 3261 §21.4.24"; nothing without text. */
void page_field(struct buf *out, const char *label, struct str text);

/**
 * Write tab-separated lines as aligned columns, two blanks between them and
 * none at the end of a line.
 */
void page_align(struct buf *out, struct str lines);

/** Write lines without their CR; what a terminal would obey becomes '?'. */
void page_add_plain(struct buf *out, struct str lines);

/** Whether a person looks at standard output: it is a terminal. */
bool page_is_terminal(void);

/** Write a heading, in bold on a terminal that can. */
void page_heading(struct buf *out, const char *text);

/**
 * Write the page to standard output and release it.
 *
 * @return exit status: STATUS_OK, or STATUS_RUNTIME after a message
 */
int page_print(struct buf *page);

#endif
