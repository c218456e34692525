/* SPDX-License-Identifier: MIT */
#ifndef CASE_FLOW_H
#define CASE_FLOW_H

#include "scenario/scenario.h"
#include "text/buf.h"

/** Write the steps of a scenario: its flows and its reactions. */
void case_flow_write(struct buf *page, const struct scenario *scenario);

#endif
