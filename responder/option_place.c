/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "option_value.h"

/* Options that are addresses: where we listen, are reached, and whom we answer. */

static bool is_host_name(struct str host)
{
	if (host.size == 0 || host.p[0] == '.' || host.p[0] == '-')
		return false;
	for (size_t i = 0; i < host.size; i++) {
		char c = host.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-' && c != '.')
			return false;
	}
	return true;
}

/** Split HOST:PORT or HOST; an IPv6 address stands in brackets. */
static bool split_host(struct str text, struct str *host, struct str *port)
{
	size_t end = str_find(text, ':');

	if (text.size > 0 && text.p[0] == '[') {
		end = str_find(text, ']') + 1;
		if (end > text.size)
			return false;
	}
	*host = str_sub(text, 0, end);
	*port = str_sub(text, end, text.size);
	if (port->size == 0)
		return true;
	if (port->p[0] != ':')
		return false;
	*port = str_sub(*port, 1, port->size);
	return port->size > 0;
}

static int copy_host(char host[HOST_SIZE], struct str text)
{
	if (text.size >= HOST_SIZE)
		return EINVAL;
	memcpy(host, text.p, text.size);
	host[text.size] = '\0';
	return 0;
}

static struct str without_brackets(struct str host)
{
	return host.p[0] == '[' ? str_sub(host, 1, host.size - 2) : host;
}

int set_listen(struct options *options, const struct option_row *row,
	       const char *value)
{
	struct listen_option listen = { .port = 0 };
	union address address;
	struct str transport;
	struct str rest;
	struct str host;
	struct str port;
	uint64_t number;

	(void)row;
	if (!str_cut(str_from(value), ':', &transport, &rest) ||
	    !transport_find(&listen.transport, transport))
		return EINVAL;
	if (!split_host(rest, &host, &port) ||
	    str_parse_uint(port, UINT16_MAX, &number) != 0)
		return EINVAL;
	if (!str_eq(host, STR("*")) && address_parse(&address, host, 0) != 0)
		return EINVAL;
	if (options->listen_count == OPTION_LISTEN_MAX)
		return ENOSPC;

	listen.port = (uint16_t)number;
	options->listen[options->listen_count++] = listen;
	return copy_host(options->listen[options->listen_count - 1].host,
			 without_brackets(host));
}

int set_advertise(struct options *options, const struct option_row *row,
		  const char *value)
{
	union address address;
	struct str host;
	struct str port;
	uint64_t number = 0;

	(void)row;
	if (!split_host(str_from(value), &host, &port))
		return EINVAL;
	if (port.size > 0 &&
	    (str_parse_uint(port, UINT16_MAX, &number) != 0 || number == 0))
		return EINVAL;
	if (!is_host_name(host) && address_parse(&address, host, 0) != 0)
		return EINVAL;

	options->advertise_port = (uint16_t)number;
	return copy_host(options->advertise_host, without_brackets(host));
}

int set_allow(struct options *options, const struct option_row *row,
	      const char *value)
{
	struct prefix prefix;
	int err = prefix_parse(&prefix, str_from(value));

	(void)row;
	if (err)
		return err;
	if (options->allow_count == OPTION_ALLOW_MAX)
		return ENOSPC;
	options->allow[options->allow_count++] = prefix;
	return 0;
}
