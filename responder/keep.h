/* SPDX-License-Identifier: MIT */
#ifndef KEEP_H
#define KEEP_H

#include "clock.h"
#include "engine/server.h"
#include "option.h"

/**
 * What `gamut serve --results` keeps: the result of each call of a case, in one run of
 * the results file. It is there as soon as the call is over, and is put right when what
 * came later changed the verdict.
 */
struct keep;

/** @return exit status, after a message; options and wall are borrowed */
int keep_open(struct keep **keepp, const struct options *options,
	      const struct wall *wall);

/**
 * Take what the server says of a call. What cannot be kept is told on standard error,
 * once in a row, and does not end anything.
 */
void keep_call(struct keep *keep, const struct suite *suite,
	       const struct call_report *report);

/** NULL is fine. @return exit status: whether all was kept */
int keep_close(struct keep *keep, uint64_t now_us);

#endif
