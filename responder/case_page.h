/* SPDX-License-Identifier: MIT */
#ifndef CASE_PAGE_H
#define CASE_PAGE_H

#include "option.h"
#include "scenario/scenario.h"

/**
 * Write all about a case: what is dialled for it, its code, headers and steps,
 * and each response as it goes on the wire to the INVITE of sample.h.
 *
 * @return 0, ENOMEM or EMSGSIZE
 */
int case_page_write(struct buf *page, const struct options *options,
		    const struct scenario *scenario);

#endif
