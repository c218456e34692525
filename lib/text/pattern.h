/* SPDX-License-Identifier: MIT */
#ifndef TEXT_PATTERN_H
#define TEXT_PATTERN_H

#include <regex.h>

#include "text/str.h"

enum { PATTERN_TEXT_MAX = 4096 }; /* longer values fit no pattern */

/**
 * Whether a pattern is found in a value. An absent value, one with a NUL in it and
 * one of PATTERN_TEXT_MAX bytes or more fit none.
 *
 * @param pattern  compiled; NULL: every value fits, an absent one too
 */
bool pattern_fits(const regex_t *pattern, struct str value);

#endif
