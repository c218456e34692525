/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_EXPECT_H
#define CAMPAIGN_EXPECT_H

#include "report/results.h"
#include "scenario/suite.h"
#include "text/diag.h"

/**
 * The expectation file of a client: what it can do, what it is known to fail and why, and
 * what it must pass. Its keys are those of KEY_EXPECTATION_MAP in scenario/key.def.
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
 *
 * Globs are those of glob_fits() over ids, as they are: nothing is dialled here.
 */
struct expect_file;

/**
 * Load one. Faults of the author's go into diags, whose source the text becomes.
 *
 * @param[out] filep  written only on success; everything is copied
 * @return 0, EBADMSG when there are faults, or ENOMEM
 */
int expect_file_load(struct expect_file **filep, struct str text,
		     struct diags *diags);
void expect_file_free(struct expect_file *file); /* NULL is fine */

struct str expect_file_agent(const struct expect_file *file); /* or absent */

/**
 * Every pattern that fits no case of the suite, feature that no case has as a tag, and
 * check that does not exist is a fault in diags, at its place in the file.
 *
 * @param diags  its source is the text that was loaded
 * @return 0, EBADMSG or ENOMEM
 */
int expect_file_check(const struct expect_file *file, const struct suite *suite,
		      struct diags *diags);

/**
 * Whether the client is declared not to have what the case needs.
 *
 * @param[out] why  for people, in one line; borrowed from the file, written only when it
 *                  lacks it
 */
bool expect_file_lacks(const struct expect_file *file,
		       const struct scenario *scenario, struct str *why);

/**
 * Compare a result's verdict: sets expectation and reason, which is borrowed from the
 * file. In this order:
 *
 *   - a case of must-pass that neither passes nor warns: MUST_PASS
 *   - a known failure that passes: UNEXPECTED_PASS
 *   - a known failure that fails or warns: KNOWN; but where its checks are named, only
 *     when some check fails (or warns) and every one that does is named. Several
 *     entries for one case are taken together
 *   - all else: NONE, the verdict speaks for itself
 *
 * A warn is no proof that a known failure is mended, so it is never unexpected; a
 * missed, inconclusive or unsupported case is none either.
 */
void expect_file_compare(const struct expect_file *file, struct result *result);

#endif
