/* SPDX-License-Identifier: MIT */
#ifndef SCENARIO_MATCH_H
#define SCENARIO_MATCH_H

#include "scenario/scenario.h"
#include "sip/endpoint.h"
#include "sip/message.h"

/** Whether every given field of a `match:` fits the request from there. */
bool match_fits(const struct match *match, const struct message *request,
		const struct endpoint *source);

#endif
