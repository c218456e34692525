/* SPDX-License-Identifier: MIT */
#ifndef SIP_ENDPOINT_H
#define SIP_ENDPOINT_H

#include "text/buf.h"

#define TRANSPORT_MAP(X)            \
	X(UDP, "udp", "UDP", false) \
	X(TCP, "tcp", "TCP", true)

/** name (as in a URI), as in a Via, whether it is a stream */
enum transport {
#define X(id, name, via, stream) TRANSPORT_##id,
	TRANSPORT_MAP(X)
#undef X
		TRANSPORT_COUNT
};

enum { SIP_PORT = 5060, HOST_SIZE = 64 };

/**
 * One end of a flow in text: a numeric IPv4 or IPv6 address (no brackets), or
 * a host name.
 */
struct endpoint {
	char host[HOST_SIZE];
	uint16_t port;
	enum transport transport;
};

const char *transport_name(enum transport transport);
const char *transport_via(enum transport transport);
bool transport_is_stream(enum transport transport);

/** Find by name, any case; @return whether there is such a transport */
bool transport_find(enum transport *transport, struct str name);

/** Whether the host is an IPv6 address (holds a colon). */
bool endpoint_is_ip6(const struct endpoint *end);

/** "192.0.2.1:5060", "[2001:db8::1]:5060": always with the port. */
void endpoint_write(struct buf *out, const struct endpoint *end);

/** A SIP URI there: "sip:user@host:port", with ;transport=tcp on TCP. No user, no @. */
void endpoint_write_uri(struct buf *out, const struct endpoint *end,
			struct str user);

#endif
