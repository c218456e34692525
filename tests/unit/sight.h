/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SIGHT_H
#define TESTS_SIGHT_H

#include "judge/view.h"
#include "transcript.h"

/** A view of a transcript that stands in a test. */
struct sight {
	struct transcript transcript;
	struct findings findings;
	struct view view;
};

/** @return whether it is good; a failed test if not. sight_release() in any case */
bool sight_init(struct sight *sight, size_t row, const char *text);

void sight_release(struct sight *sight);

#endif
