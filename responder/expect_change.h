/* SPDX-License-Identifier: MIT */
#ifndef EXPECT_CHANGE_H
#define EXPECT_CHANGE_H

#include "option.h"

/**
 * `gamut expect update`: the results, and folders or *.yaml with more cases.
 *
 * @return exit status
 */
int expect_change(const struct options *options, int argc, char *argv[]);

#endif
