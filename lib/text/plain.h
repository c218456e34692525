/* SPDX-License-Identifier: MIT */
#ifndef TEXT_PLAIN_H
#define TEXT_PLAIN_H

#include "text/buf.h"

/**
 * Text from the network made harmless: what a terminal would obey, what turns the
 * direction of writing, and what is no UTF-8 is shown and not done.
 */

/**
 * The first character of a text.
 *
 * @param[out] is_plain  whether it may be shown as it is; a line end may not
 * @return its bytes, 1 when it is no UTF-8, 0 when the text is empty
 */
size_t plain_next(struct str text, bool *is_plain);

/** Whether all of it may be shown as it is. */
bool plain_is(struct str text);

/** Add it on one line: CR, LF and HTAB as \r, \n, \t, other bytes as \x1b. */
void plain_add(struct buf *out, struct str text);

/** The same, at most max columns; what is cut off ends in "…". */
void plain_add_cut(struct buf *out, struct str text, size_t max);

#endif
