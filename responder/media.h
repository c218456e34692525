/* SPDX-License-Identifier: MIT */
#ifndef MEDIA_H
#define MEDIA_H

#include <stdint.h>

/**
 * Where callers may send their media: sockets for RTP and RTCP that no one
 * reads, so that a caller's packets are not answered by "port unreachable",
 * which some take for the end of the call.
 */
struct media {
	int fd[4]; /* RTP and RTCP over IPv4, then over IPv6; -1: none */
	uint16_t port;
};

/**
 * @param port  an even one, or 0: chosen by the kernel
 * @return 0 or a positive errno
 */
int media_open(struct media *media, uint16_t port);

void media_close(struct media *media);

#endif
