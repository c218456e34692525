/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host_own.h"

static int listen_at(struct host *host, const struct listen_option *option,
		     const char *numeric, uint16_t *port)
{
	struct endpoint *end = &host->listener[host->listener_count];
	union address address;
	int err = address_parse(&address, str_from(numeric), *port);

	if (!err)
		err = net_listen(host->net, option->transport, &address);
	if (err)
		return err;
	address_endpoint(end, &address, option->transport);
	host->listener_count++;
	*port = end->port;
	return 0;
}

/**
 * A client may change its transport and keep the port, so the one that the kernel chose
 * for a host serves its other transports too, if it can.
 */
static int listen_beside(struct host *host, const struct listen_option *option)
{
	for (size_t i = 0; option->port == 0 && i < host->listener_count; i++) {
		const struct endpoint *end = &host->listener[i];
		uint16_t port = end->port;

		if (end->transport != option->transport &&
		    strcmp(end->host, option->host) == 0)
			return listen_at(host, option, option->host, &port);
	}
	return EADDRNOTAVAIL;
}

static int fail_listen(const struct host *host,
		       const struct listen_option *option, int err)
{
	host_say(host, "gamut: cannot listen on %s:%s:%u: %s\n",
		 transport_name(option->transport), option->host, option->port,
		 strerror(err));
	if (err == EADDRINUSE)
		host_say(host, "try: --listen %s:%s:%u, or port 0\n",
			 transport_name(option->transport), option->host,
			 option->port + 10U);
	return err;
}

/** "*" is every IPv4 address and, where there is IPv6, every IPv6 address. */
static int listen_everywhere(struct host *host,
			     const struct listen_option *option)
{
	uint16_t port = option->port;
	int err = listen_at(host, option, "0.0.0.0", &port);

	if (err)
		return fail_listen(host, option, err);
	err = listen_at(host, option, "::", &port);
	if (err == EAFNOSUPPORT || err == EADDRNOTAVAIL)
		err = 0;
	return err ? fail_listen(host, option, err) : 0;
}

int host_listen(struct host *host)
{
	const struct options *options = host->config->options;
	int err = 0;

	for (size_t i = 0; !err && i < options->listen_count; i++) {
		const struct listen_option *option = &options->listen[i];
		uint16_t port = option->port;

		if (strcmp(option->host, "*") == 0) {
			err = listen_everywhere(host, option);
			continue;
		}
		if (listen_beside(host, option) == 0)
			continue;
		err = listen_at(host, option, option->host, &port);
		if (err)
			err = fail_listen(host, option, err);
	}
	return err;
}

void host_target(const struct host *host, struct endpoint *target)
{
	const struct options *options = host->config->options;
	union address address;

	*target = host->listener[0];
	if (address_parse(&address, str_from(target->host), target->port) ==
		    0 &&
	    address_is_wildcard(&address))
		(void)snprintf(target->host, sizeof(target->host), "%s",
			       endpoint_is_ip6(target) ? "::1" : "127.0.0.1");
	if (options->advertise_host[0] == '\0')
		return;
	memcpy(target->host, options->advertise_host, sizeof(target->host));
	if (options->advertise_port != 0)
		target->port = options->advertise_port;
}
