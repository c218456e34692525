/* SPDX-License-Identifier: MIT */
#ifndef READY_H
#define READY_H

#include "option.h"

/** Asking a server by SIP whether it answers, from beside it. */

enum { READY_WHY_SIZE = 128 };

/**
 * Where to ask a server that listens at this place; a wildcard is asked on the loopback
 * of its family.
 *
 * @return 0, or EINVAL: the port is the kernel's choice, or the host is no address
 */
int ready_target(union address *address, const struct listen_option *place);

/**
 * Send an OPTIONS without a user, which selects no case, and wait for its answer.
 *
 * @param      wait_ms  at most so long
 * @param[out] why      on failure what came instead, for people
 * @return 0: the answer is not a 5xx; ETIMEDOUT: none came; EAGAIN: it is a 5xx, or
 *         no SIP; or what the system says (ECONNREFUSED …)
 */
int ready_ask(const union address *address, enum transport transport,
	      unsigned wait_ms, char why[READY_WHY_SIZE]);

#endif
