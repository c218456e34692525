/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_EXPECT_H
#define CAMPAIGN_EXPECT_H

#include "report/results.h"
#include "scenario/suite.h"
#include "text/diag.h"

/**
 * The expectation file of a client: what it can do, what it is known to fail and why, and
 * what it must pass.
 *
 *   gamut-expect: 1
 *   agent: baresip
 *   features:                # tags of cases; false: such cases are unsupported
 *     reliable: false
 *   unsupported: [auth/401-sha256]
 *   known-failures:
 *     - cases: redirect/302*        # a glob or a list of globs
 *       checks: redir-no-repeat-uri # optional: only these may fail
 *       reason: follows a loop sixteen times, issue 12
 *   must-pass: ["final/4*"]
 */
struct expect_file;

/**
 * Load one. Faults of the author's go into diags.
 *
 * @return 0, EBADMSG when there are faults, or ENOMEM
 */
int expect_file_load(struct expect_file **filep, struct str text,
		     struct diags *diags);
void expect_file_free(struct expect_file *file); /* NULL is fine */

struct str expect_file_agent(const struct expect_file *file); /* or absent */

/**
 * Every pattern and feature that fits no case of the suite is a fault in diags, at its
 * place in the file.
 *
 * @return 0 or EBADMSG
 */
int expect_file_check(const struct expect_file *file, const struct suite *suite,
		      struct diags *diags);

/** Whether the client is declared not to have what the case needs; and why. */
bool expect_file_lacks(const struct expect_file *file,
		       const struct scenario *scenario, struct str *why);

/** Compare a result's verdict: sets expectation and reason. */
void expect_file_compare(const struct expect_file *file, struct result *result);

/**
 * Write the file anew from results: known failures that pass now are taken out, new
 * failures are added with a reason to fill in; comments and the order stay.
 *
 * @param text     the file as it is, "" for a new one
 * @return 0, EBADMSG (faults in diags) or ENOMEM
 */
int expect_file_update(struct buf *out, struct str text,
		       const struct results *results, struct diags *diags);

#endif
