/* SPDX-License-Identifier: MIT */
#ifndef CASE_PAGE_H
#define CASE_PAGE_H

#include "option.h"
#include "scenario/scenario.h"

/**
 * Write all about a case: what is dialled for it, where it comes from, its
 * steps, its codes with their headers, and each response as it goes on the
 * wire.
 *
 * @return 0, ENOMEM or EMSGSIZE
 */
int case_page_write(struct buf *page, const struct options *options,
		    const struct scenario *scenario);

#endif
