/* SPDX-License-Identifier: MIT */
#include "sip/endpoint.h"

#include <string.h>

static const struct {
	const char *name;
	const char *via;
	bool is_stream;
} transport_table[TRANSPORT_COUNT] = {
#define X(id, name, via, stream) { name, via, stream },
	TRANSPORT_MAP(X)
#undef X
};

const char *transport_name(enum transport transport)
{
	return transport_table[transport].name;
}

const char *transport_via(enum transport transport)
{
	return transport_table[transport].via;
}

bool transport_is_stream(enum transport transport)
{
	return transport_table[transport].is_stream;
}

bool transport_find(enum transport *transport, struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(transport_table); i++) {
		if (!str_ieq(name, str_from(transport_table[i].name)))
			continue;
		*transport = (enum transport)i;
		return true;
	}
	return false;
}

bool endpoint_is_ip6(const struct endpoint *end)
{
	return strchr(end->host, ':') != NULL;
}

void endpoint_write(struct buf *out, const struct endpoint *end)
{
	bool is_ip6 = endpoint_is_ip6(end);

	if (is_ip6)
		buf_add_char(out, '[');
	buf_add_text(out, end->host);
	if (is_ip6)
		buf_add_char(out, ']');
	buf_addf(out, ":%u", end->port);
}

void endpoint_write_uri(struct buf *out, const struct endpoint *end,
			struct str user)
{
	buf_add_text(out, "sip:");
	if (user.size > 0) {
		buf_add_str(out, user);
		buf_add_char(out, '@');
	}
	endpoint_write(out, end);
	if (end->transport != TRANSPORT_UDP) {
		buf_add_text(out, ";transport=");
		buf_add_text(out, transport_name(end->transport));
	}
}
