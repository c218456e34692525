/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_UDP_H
#define ENGINE_UDP_H

#include "engine/net.h"

/** Ask for what comes back by ICMP; where that fails nothing is known of it. */
void udp_ask_errors(int fd, int family);

/**
 * Take what came back for a datagram.
 *
 * @param[out] remote      where that was sent to
 * @param[out] is_refused  nobody listens there
 * @return whether there was something
 */
bool udp_read_error(int fd, union address *remote, bool *is_refused);

#endif
