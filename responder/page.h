/* SPDX-License-Identifier: MIT */
#ifndef PAGE_H
#define PAGE_H

#include "text/buf.h"

/** What a command prints on the terminal; text/layout.h has its shape. */
enum { PAGE_MAX = 4 << 20 };

/** Write lines without their CR; what a terminal would obey becomes '?'. */
void page_add_plain(struct buf *out, struct str lines);

/** Whether a person looks at standard output: it is a terminal. */
bool page_is_terminal(void);

/** Whether standard output is a terminal that shows bold and colours, and may. */
bool page_has_style(void);

/** Columns of the terminal that standard output is; 0: it is none. */
size_t page_width(void);

/** Write a heading, in bold on a terminal that can. */
void page_heading(struct buf *out, const char *text);

/**
 * Write the page to standard output and release it.
 *
 * @return exit status: STATUS_OK, or STATUS_RUNTIME after a message
 */
int page_print(struct buf *page);

#endif
