/* SPDX-License-Identifier: MIT */
#ifndef TEXT_LAYOUT_H
#define TEXT_LAYOUT_H

#include "text/buf.h"

/** Text for people, on a screen of so many columns: wrapped, aligned, labelled. */
enum { LAYOUT_WIDTH = 80 };

/** Columns that UTF-8 text takes on the screen. */
size_t layout_width(struct str text);

/** Add blanks that lead from one column to another, none when it is past that. */
void layout_pad(struct buf *out, size_t from, size_t to);

/**
 * Write text in lines of at most LAYOUT_WIDTH columns. A newline in the text
 * stays; the lines between begin at column `indent`.
 *
 * @param column  where the first line goes on; blanks are added up to indent
 */
void layout_wrap(struct buf *out, size_t column, size_t indent,
		 struct str text);

/** A label and its text: "  RFC       RFC 3261 §21.4.24"; nothing without text. */
void layout_field(struct buf *out, const char *label, struct str text);

/**
 * Write tab-separated lines as aligned columns, two blanks between them and
 * none at the end of a line.
 */
void layout_align(struct buf *out, struct str lines);

#endif
