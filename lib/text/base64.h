/* SPDX-License-Identifier: MIT */
#ifndef TEXT_BASE64_H
#define TEXT_BASE64_H

#include "text/buf.h"

/** Add bytes in base64 (RFC 4648 §4), padded, on one line. */
void base64_add(struct buf *out, struct str bytes);

#endif
