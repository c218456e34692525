/* SPDX-License-Identifier: MIT */
#ifndef WISH_H
#define WISH_H

#include "campaign/select.h"
#include "option.h"

/**
 * Choose the cases that --case, --skip and --tag ask for. What is wrong is said on
 * standard error.
 *
 * @param selection  selection_release() it, whatever is returned
 * @return 0; EINVAL: a pattern or a list is wrong; ENOENT: no case is left; or an errno,
 *         of a file or ENOMEM
 */
int wish_select(struct selection *selection, const struct suite *suite,
		const struct options *options);

#endif
