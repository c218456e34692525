/* SPDX-License-Identifier: MIT */
#include "scenario/match.h"

#include <arpa/inet.h>
#include <string.h>

#include "text/pattern.h"

static bool fits_header(const struct header_match *header,
			const struct message *request)
{
	for (size_t n = 0;; n++) {
		struct str value = message_find(request, header->name, n);

		if (value.p == NULL)
			return false;
		if (pattern_fits(&header->pattern, value))
			return true;
	}
}

/** An address as bytes; @return its family, or 0 */
static int read_address(unsigned char bytes[16], struct str host)
{
	char text[HOST_SIZE];

	if (host.size >= sizeof(text))
		return 0;
	memcpy(text, host.p, host.size);
	text[host.size] = '\0';
	if (inet_pton(AF_INET, text, bytes) == 1)
		return AF_INET;
	return inet_pton(AF_INET6, text, bytes) == 1 ? AF_INET6 : 0;
}

static bool has_same_bits(const unsigned char *a, const unsigned char *b,
			  size_t bits)
{
	unsigned mask = 0xff00U >> bits % 8 & 0xffU;

	return memcmp(a, b, bits / 8) == 0 &&
	       (bits % 8 == 0 || ((a[bits / 8] ^ b[bits / 8]) & mask) == 0);
}

static bool fits_source(struct str source, const struct endpoint *from)
{
	unsigned char wanted[16];
	unsigned char have[16];
	struct str host;
	struct str length;
	uint64_t bits;
	int family;

	if (source.p == NULL)
		return true;
	if (!str_cut(source, '/', &host, &length))
		length = (struct str){ NULL, 0 };
	family = read_address(wanted, host);
	bits = family == AF_INET ? 32 : 128;
	if (length.p != NULL && str_parse_uint(length, bits, &bits) != 0)
		return false;
	return family != 0 &&
	       read_address(have, str_from(from->host)) == family &&
	       has_same_bits(wanted, have, (size_t)bits);
}

bool match_fits(const struct match *match, const struct message *request,
		const struct endpoint *source)
{
	struct str transport = str_from(transport_name(source->transport));

	if (match->method.p != NULL &&
	    !str_eq(match->method, message_method(request)))
		return false;
	if (match->transport.p != NULL && !str_ieq(match->transport, transport))
		return false;
	if (!fits_source(match->source, source) ||
	    !pattern_fits(match->ruri, message_uri(request)) ||
	    !pattern_fits(match->from,
			  message_header(request, HEADER_FROM, 0)) ||
	    !pattern_fits(match->to, message_header(request, HEADER_TO, 0)))
		return false;
	for (size_t i = 0; i < match->header_count; i++) {
		if (!fits_header(&match->header[i], request))
			return false;
	}
	return true;
}
