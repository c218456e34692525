/* SPDX-License-Identifier: MIT */
#ifndef BENCH_PACKET_H
#define BENCH_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Who calls whom on the loopback. */
struct caller {
	uint16_t local_port;
	uint16_t port;    /* the server's */
	const char *user; /* of the Request-URI */
	unsigned run;     /* tells the calls of two runs apart */
};

/** A final response; to borrows from the packet. */
struct final {
	uint32_t id; /* the call's number */
	int status;
	const char *to;
	int to_size;
};

/** Both return the size as snprintf() does: room or more when it is too small. */
int packet_write_invite(char *packet, size_t room, const struct caller *caller,
			uint32_t id);
int packet_write_ack(char *packet, size_t room, const struct caller *caller,
		     const struct final *final);

/**
 * Read a terminated packet.
 *
 * @param[out] final  written only on success
 * @return whether it is a final response to a call of this run
 */
bool packet_read_final(struct final *final, const struct caller *caller,
		       const char *packet);

#endif
