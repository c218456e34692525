/* SPDX-License-Identifier: MIT */
#include "engine/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

enum { IP4_BITS = 32, IP6_BITS = 128, MAPPED_BITS = IP6_BITS - IP4_BITS };

socklen_t address_size(const union address *address)
{
	return address->sa.sa_family == AF_INET6 ? sizeof(address->in6)
						 : sizeof(address->in);
}

uint16_t address_port(const union address *address)
{
	return ntohs(address->sa.sa_family == AF_INET6 ? address->in6.sin6_port
						       : address->in.sin_port);
}

void address_set_port(union address *address, uint16_t port)
{
	if (address->sa.sa_family == AF_INET6)
		address->in6.sin6_port = htons(port);
	else
		address->in.sin_port = htons(port);
}

/** Without the brackets of "[2001:db8::1]", which only IPv6 may have. */
static bool strip_brackets(struct str *host)
{
	if (host->size < 2 || host->p[0] != '[' ||
	    host->p[host->size - 1] != ']')
		return false;

	*host = str_sub(*host, 1, host->size - 2);
	return true;
}

int address_parse(union address *address, struct str host, uint16_t port)
{
	union address read;
	char text[INET6_ADDRSTRLEN] = "";
	bool is_ip6 = strip_brackets(&host) || str_find(host, ':') < host.size;

	if (host.size == 0 || host.size >= sizeof(text) ||
	    str_find(host, '\0') < host.size)
		return EINVAL;

	memcpy(text, host.p, host.size);
	memset(&read, 0, sizeof(read));
	read.sa.sa_family = is_ip6 ? AF_INET6 : AF_INET;
	if (inet_pton(read.sa.sa_family, text,
		      is_ip6 ? (void *)&read.in6.sin6_addr
			     : (void *)&read.in.sin_addr) != 1)
		return EINVAL;

	address_set_port(&read, port);
	*address = read;
	return 0;
}

/**
 * The IPv4 address inside an IPv4-mapped IPv6 one (RFC 4291 §2.5.5.2), which
 * is how a dual-stack socket names an IPv4 peer; others as they are.
 */
static union address unmap(const union address *address)
{
	union address plain;

	if (address->sa.sa_family != AF_INET6 ||
	    !IN6_IS_ADDR_V4MAPPED(&address->in6.sin6_addr))
		return *address;

	memset(&plain, 0, sizeof(plain));
	plain.in.sin_family = AF_INET;
	plain.in.sin_port = address->in6.sin6_port;
	memcpy(&plain.in.sin_addr,
	       &address->in6.sin6_addr.s6_addr[MAPPED_BITS / 8],
	       sizeof(plain.in.sin_addr));
	return plain;
}

/** The bytes of the address, in network order. */
static const uint8_t *address_bytes(const union address *address)
{
	if (address->sa.sa_family == AF_INET6)
		return address->in6.sin6_addr.s6_addr;
	return (const uint8_t *)&address->in.sin_addr;
}

static unsigned address_bits(const union address *address)
{
	return address->sa.sa_family == AF_INET6 ? IP6_BITS : IP4_BITS;
}

/** As inet_ntop() does; that goes through printf, and each message has two. */
static void write_ip4(char *host, const uint8_t byte[4])
{
	for (size_t i = 0; i < 4; i++) {
		if (byte[i] >= 100)
			*host++ = (char)('0' + byte[i] / 100);
		if (byte[i] >= 10)
			*host++ = (char)('0' + byte[i] / 10 % 10);
		*host++ = (char)('0' + byte[i] % 10);
		*host++ = i < 3 ? '.' : '\0';
	}
}

void address_endpoint(struct endpoint *end, const union address *address,
		      enum transport transport)
{
	union address plain = unmap(address);

	memset(end, 0, sizeof(*end));
	if (plain.sa.sa_family == AF_INET)
		write_ip4(end->host, address_bytes(&plain));
	else
		(void)inet_ntop(AF_INET6, &plain.in6.sin6_addr, end->host,
				sizeof(end->host));
	end->port = address_port(address);
	end->transport = transport;
}

/** Whether the first bits are the same. */
static bool bits_equal(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned whole = bits / 8;
	unsigned spare = 8 - bits % 8;

	if (memcmp(a, b, whole) != 0)
		return false;
	return spare == 8 || a[whole] >> spare == b[whole] >> spare;
}

bool address_same_host(const union address *a, const union address *b)
{
	union address plain_a = unmap(a);
	union address plain_b = unmap(b);

	return plain_a.sa.sa_family == plain_b.sa.sa_family &&
	       bits_equal(address_bytes(&plain_a), address_bytes(&plain_b),
			  address_bits(&plain_a));
}

bool address_is_wildcard(const union address *address)
{
	static const uint8_t zero[IP6_BITS / 8];
	union address plain = unmap(address);

	return bits_equal(address_bytes(&plain), zero, address_bits(&plain));
}

bool address_is_loopback(const union address *address)
{
	union address plain = unmap(address);

	if (plain.sa.sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&plain.in6.sin6_addr);
	return address_bytes(&plain)[0] == IN_LOOPBACKNET;
}

/** Whether all bits behind the prefix are zero. */
static bool is_tail_zero(const uint8_t *bytes, unsigned from, unsigned bits)
{
	for (unsigned i = from; i < bits; i++) {
		if ((bytes[i / 8] & (0x80U >> i % 8)) != 0)
			return false;
	}
	return true;
}

int prefix_parse(struct prefix *prefix, struct str text)
{
	union address address;
	struct str host;
	struct str count;
	uint64_t bits;
	bool has_bits = str_cut(text, '/', &host, &count);

	if (address_parse(&address, host, 0) != 0)
		return EINVAL;

	bits = address_bits(&address);
	if (has_bits && str_parse_uint(count, bits, &bits) != 0)
		return EINVAL;
	if (!is_tail_zero(address_bytes(&address), (unsigned)bits,
			  address_bits(&address)))
		return EINVAL;

	/* A mapped range is one of IPv4; shorter ones failed by their tail. */
	prefix->address = unmap(&address);
	if (prefix->address.sa.sa_family != address.sa.sa_family)
		bits -= MAPPED_BITS;
	prefix->bits = (uint8_t)bits;
	return 0;
}

bool prefix_has(const struct prefix *prefix, const union address *address)
{
	union address plain = unmap(address);

	return plain.sa.sa_family == prefix->address.sa.sa_family &&
	       bits_equal(address_bytes(&plain),
			  address_bytes(&prefix->address), prefix->bits);
}
