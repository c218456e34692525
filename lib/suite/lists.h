/* SPDX-License-Identifier: MIT */
#ifndef SUITE_LISTS_H
#define SUITE_LISTS_H

#include "suite/axes.h"

/**
 * Put the whole suite: cases/<id>.yaml, manifest.csv with a line for each,
 * dial.csv and dial.html with what to dial.
 *
 * @return how many cases there are
 */
size_t suite_generate(struct suite_out *out, const struct axes *axes,
		      const struct vary *vary);

#endif
