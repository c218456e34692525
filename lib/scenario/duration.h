/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_DURATION_H
#define SCENARIO_DURATION_H

#include "text/str.h"

/**
 * Read a duration: a number, decimals allowed, with ms, s, m or h.
 *
 * @param[out] ms  written only when it is one
 * @return whether it is one
 */
bool duration_parse(struct str text, uint64_t *ms);

#endif
