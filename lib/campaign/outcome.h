/* SPDX-License-Identifier: MIT */
#ifndef CAMPAIGN_OUTCOME_H
#define CAMPAIGN_OUTCOME_H

#include "report/results.h"

/** The newest result of each agent for each case, in the order of cases. */
struct outcomes {
	const struct result **result; /* lives in the arena */
	size_t count;
};

/**
 * @param agent  only agents whose name begins so, capitals or not; absent: all
 * @return 0 or ENOMEM
 */
int outcomes_make(struct outcomes *outcomes, struct arena *arena,
		  const struct results *results, struct str agent);

/** Whether there is a result for this case, and none but passes. */
bool outcomes_passed(const struct outcomes *outcomes, struct str id);

#endif
