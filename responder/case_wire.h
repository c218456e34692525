/* SPDX-License-Identifier: MIT */
#ifndef CASE_WIRE_H
#define CASE_WIRE_H

#include "option.h"
#include "scenario/scenario.h"

/**
 * Write each message that a scenario answers with as it goes on the wire to
 * the requests of sample.h, as if the flow received all that it waits for. One
 * that is the same as the one before it is left out.
 *
 * @param user  what was dialled
 * @return 0, ENOMEM or EMSGSIZE
 */
int case_wire_write(struct buf *page, const struct options *options,
		    const struct scenario *scenario, struct str user);

#endif
