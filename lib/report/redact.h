/* SPDX-License-Identifier: MIT */
#ifndef REPORT_REDACT_H
#define REPORT_REDACT_H

#include "text/buf.h"

/**
 * Add a message (or any text) with what is secret in it replaced by "redacted": digest
 * response, cnonce and nonce, Basic and Bearer credentials, passwords in SIP URIs,
 * keys of SDP (a=crypto inline, k=). Line structure and everything else stay as they
 * are; Content-Length is made to fit the body again.
 */
void redact_add(struct buf *out, struct str bytes);

#endif
