/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_UDP_H
#define ENGINE_UDP_H

#include "engine/net.h"
#include "engine/stamp.h"

/** Ask for what comes back by ICMP; where that fails nothing is known of it. */
void udp_ask_errors(int fd, int family);

/** What came back. */
struct udp_error {
	union address remote; /* where the datagram was sent to */
	bool is_refused;      /* nobody listens there */
	bool has_stamp;       /* it says when it came */
	int64_t wall_us;      /* that, since the Epoch */
};

/**
 * Take what came back for a datagram.
 *
 * @param[out] error  what
 * @return whether there was something
 */
bool udp_read_error(int fd, struct udp_error *error);

#endif
