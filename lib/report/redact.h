/* SPDX-License-Identifier: MIT */
#ifndef REPORT_REDACT_H
#define REPORT_REDACT_H

#include "report/results.h"

/**
 * Add a message (or any text) with what is secret in it replaced by "redacted": digest
 * response, cnonce and nonce, Basic and Bearer credentials, passwords in SIP URIs,
 * keys of SDP (a=crypto inline, k=). Line structure and everything else stay as they
 * are; Content-Length is made to fit the body again.
 */
void redact_add(struct buf *out, struct str bytes);

/**
 * The same for results: findings, what the command wrote, URIs. Messages are not among
 * them, the reports do that as they fetch them.
 *
 * @param[out] to  has its texts from `from`, which must outlive it, where nothing in
 *                 them is secret; release it, even after an error
 * @return 0 or ENOMEM
 */
int redact_results(struct results *to, const struct results *from);

#endif
