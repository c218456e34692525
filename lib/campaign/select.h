/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_SELECT_H
#define CAMPAIGN_SELECT_H

#include "scenario/suite.h"

/** Which cases of a suite a campaign runs, and in which order. */
struct selection {
	const struct scenario **scenario; /* owned array */
	size_t count;                     /* sanity cases not counted */
	size_t sanity_first; /* of scenario[]: how many stand before the rest */
	size_t sanity_last;  /* and how many behind it */
};

/** What was asked for; a pattern is what case_fits() takes. */
struct wish {
	const struct str *only; /* --case: any of them; none: every case */
	size_t only_count;
	const struct str *skip; /* --skip */
	size_t skip_count;
	const struct str *tag; /* --tag: any of them; none: whatever its tags */
	size_t tag_count;
};

/**
 * Whether a case id fits a glob: '*' is any number of characters, '/' too; '?' is any
 * one; [06], [a-z], [!a-z] and [^a-z] are one of a set, or none of it. All else
 * stands for itself, a '[' that is never closed too.
 */
bool glob_fits(struct str pattern, struct str id);

/** Whether there is a '*', '?' or '[' in it. */
bool glob_is(struct str pattern);

/**
 * Whether a case is meant by a pattern: a glob over its id; without wildcards its id,
 * also with dots for slashes as it is typed on a phone, or one of its dial strings.
 */
bool case_fits(struct str pattern, const struct scenario *scenario);

/**
 * Take the next pattern off a list as --case @FILE reads it: one a line, without the
 * blanks around it; a '#' in front of it or behind a blank begins a comment.
 *
 * @param[in,out] rest     what is left of the list
 * @param[out]    pattern  borrows from it, never empty; written only on success
 * @return whether there was one left
 */
bool pattern_next(struct str *rest, struct str *pattern);

/**
 * Choose. Cases stand in order of ids; sanity cases (their ids begin with "sanity/") stand
 * first, and sanity/last last; they are there whatever was asked for unless skipped,
 * or unless every other case is begun by another request than INVITE.
 *
 * @param[out] selection  selection_release() it, whatever is returned
 * @param[out] stale      the first pattern that fits no case at all, or absent
 * @return 0, ENOENT when a pattern of only or skip fits nothing, or ENOMEM
 */
int selection_make(struct selection *selection, const struct suite *suite,
		   const struct wish *wish, struct str *stale);
void selection_release(struct selection *selection);

#endif
