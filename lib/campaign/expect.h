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

/** What became of an expectation file, see expect_file_update(). */
struct expect_update {
	struct buf text;    /* the new file */
	struct buf changes; /* lines that went ('-') and came ('+'), in hunks
			     * "@@ line 12 @@"; empty when nothing changed */
	size_t passed;      /* cases taken out of known failures */
	size_t added;       /* cases added to them */
};

void expect_update_init(struct expect_update *update);
void expect_update_release(struct expect_update *update);

/**
 * Write the file anew from results. Of known failures what passes now is taken out: an
 * entry all of whose cases pass goes with the comment lines right above it and its own;
 * a glob of which some pass becomes the list of those that do not. Failures that are
 * not known are added with "new, <date>: <what happened>" as their reason; not so those
 * of must-pass, which remain demands. All else stays, byte by byte. Only the newest
 * result of each agent for a case counts; a case passes when it does with all of them.
 * To update once more with the same results changes nothing.
 *
 * @param[in,out] update   of expect_update_init()
 * @param         text     the file as it is; "" or only comments: a new one
 * @param         suite    finished; it says what a glob fits besides what was run
 * @param         date     "2025-01-31"
 * @return 0; EBADMSG: faults are in diags, whose source is the text now: those of the file,
 *         that no result is of its agent, or that what comes of it would not load
 *         again; EMSGSIZE: the new file would be larger than a file may be; or ENOMEM
 */
int expect_file_update(struct expect_update *update, struct str text,
		       const struct results *results, const struct suite *suite,
		       struct str date, struct diags *diags);

#endif
