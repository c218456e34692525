/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_SELECT_H
#define CAMPAIGN_SELECT_H

#include "report/results.h"
#include "scenario/suite.h"

/** Which cases of a suite a campaign runs, and in which order. */
struct selection {
	const struct scenario **scenario; /* owned array */
	size_t count;                     /* sanity cases not counted */
	size_t sanity_first; /* of scenario[]: how many stand before the rest */
	size_t sanity_last;  /* and how many behind it */
};

/** What was asked for. Patterns are globs over ids: * ? [a-z], * crosses no '/'... */
struct wish {
	const struct str *only; /* --case: any of them; none: every case */
	size_t only_count;
	const struct str *skip; /* --skip */
	size_t skip_count;
	const struct str *tag; /* --tag: any of them */
	size_t tag_count;
};

/** Whether a case id fits a glob. "final/4*" "*" "final/48[06]"; '*' fits '/' too. */
bool glob_fits(struct str pattern, struct str id);

/**
 * Choose. Cases stand in order of ids; sanity cases (their ids begin with "sanity/") stand
 * first, and sanity/last last; they are there whatever was asked for unless skipped.
 *
 * @param[out] stale  the first pattern that fits no case at all, or absent
 * @return 0, ENOENT when a pattern of only or skip fits nothing, or ENOMEM
 */
int selection_make(struct selection *selection, const struct suite *suite,
		   const struct wish *wish, struct str *stale);
void selection_release(struct selection *selection);

#endif
