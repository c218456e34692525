/* SPDX-License-Identifier: MIT */
#ifndef REPORT_MARKDOWN_TEXT_H
#define REPORT_MARKDOWN_TEXT_H

#include "text/buf.h"

/**
 * Add text that stands for itself in Markdown (CommonMark and GitHub's tables), on one
 * line, cut when it is very long: no markup, no HTML, no link, no end of a cell.
 */
void markdown_add(struct buf *out, struct str text);

/** Links to RFCs: "[RFC 3261 §17.1.1.3](https://...), [RFC 6026 §8.4](https://...)". */
void markdown_add_rfc(struct buf *out, struct str refs);

#endif
