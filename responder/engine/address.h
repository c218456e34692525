/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_ADDRESS_H
#define ENGINE_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "sip/endpoint.h"

/** An IPv4 or IPv6 address with its port, as small as it can be. */
union address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

socklen_t address_size(const union address *address);
uint16_t address_port(const union address *address); /* host order */
void address_set_port(union address *address, uint16_t port);

/**
 * Read a numeric address ("192.0.2.1", "2001:db8::1", "[2001:db8::1]").
 *
 * @return 0, or EINVAL when it is none
 */
int address_parse(union address *address, struct str host, uint16_t port);

/** As text; an IPv4-mapped IPv6 address gives the IPv4 one. */
void address_endpoint(struct endpoint *end, const union address *address,
		      enum transport transport);

/** Same host, whatever the port. */
bool address_same_host(const union address *a, const union address *b);

bool address_is_wildcard(const union address *address);
bool address_is_loopback(const union address *address);

/** An address range, "192.0.2.0/24", "2001:db8::/32"; a bare address is itself. */
struct prefix {
	union address address;
	uint8_t bits;
};

/** @return 0, or EINVAL (no address, too many bits, bits set behind the prefix) */
int prefix_parse(struct prefix *prefix, struct str text);

bool prefix_has(const struct prefix *prefix, const union address *address);

#endif
