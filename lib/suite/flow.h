/* SPDX-License-Identifier: MIT */
#ifndef SUITE_FLOW_H
#define SUITE_FLOW_H

#include "suite/write.h"

/** Write the `flow:` of a scenario file. */
void suite_flow_write(struct buf *out, const struct suite_case *one,
		      const struct vary *vary);

#endif
