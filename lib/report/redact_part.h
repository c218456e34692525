/* SPDX-License-Identifier: MIT */
#ifndef REPORT_REDACT_PART_H
#define REPORT_REDACT_PART_H

#include "text/buf.h"

/** The parts of redacting: each adds a piece of text without what is secret in it. */

/** What stands for a secret; line ends in it stay, as folds. */
void redact_add_secret(struct buf *out, struct str secret);

/** Any text: passwords of SIP URIs, and quoted values that only a digest has. */
void redact_add_text(struct buf *out, struct str text);

/** A line of a body, keys of SDP too. */
void redact_add_line(struct buf *out, struct str line);

/** Whether a header of this name carries credentials or a challenge. */
bool redact_is_auth(struct str name);

/** The value of such a header, folds included. */
void redact_add_auth(struct buf *out, struct str name, struct str value);

/** Whether a parameter of a digest is secret: "nonce", "response" ... */
bool redact_is_secret(struct str name);

/** Bytes of a quoted string at the start of the text, to its end if it is open. */
size_t redact_quoted_size(struct str text);

/** Add a value that is secret, its quotes kept. */
void redact_add_value(struct buf *out, struct str value);

#endif
