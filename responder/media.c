/* SPDX-License-Identifier: MIT */
#include "media.h"

#include <errno.h>
#include <unistd.h>

#include "engine/address.h"

enum { TRIES = 32 };

/** @return a socket, or -1 with errno */
static int open_one(const char *host, uint16_t *port)
{
	union address address;
	int size = 1; /* the kernel makes it its smallest */
	socklen_t length;
	int on = 1;
	int fd;

	errno = EINVAL;
	if (address_parse(&address, str_from(host), *port) != 0)
		return -1;
	fd = socket(address.sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	length = address_size(&address);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (address.sa.sa_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
				 sizeof(on));
	if (bind(fd, &address.sa, length) != 0 ||
	    getsockname(fd, &address.sa, &length) != 0) {
		int err = errno;

		(void)close(fd);
		errno = err;
		return -1;
	}
	*port = address_port(&address);
	return fd;
}

/** Whether the machine has no IPv6, which is no fault. */
static int without_ip6(int err)
{
	return err == EAFNOSUPPORT || err == EADDRNOTAVAIL ? 0 : err;
}

static int open_all(struct media *media, uint16_t port)
{
	uint16_t rtcp;

	media->port = port;
	media->fd[0] = open_one("0.0.0.0", &media->port);
	if (media->fd[0] < 0)
		return errno;
	if (media->port % 2 != 0)
		return EADDRINUSE;
	rtcp = (uint16_t)(media->port + 1);
	media->fd[1] = open_one("0.0.0.0", &rtcp);
	if (media->fd[1] < 0)
		return errno;
	media->fd[2] = open_one("::", &media->port);
	if (media->fd[2] < 0)
		return without_ip6(errno);
	media->fd[3] = open_one("::", &rtcp);
	return media->fd[3] < 0 ? errno : 0;
}

int media_open(struct media *media, uint16_t port)
{
	int err = EADDRINUSE;

	for (int i = 0; i < (port == 0 ? TRIES : 1) && err == EADDRINUSE; i++) {
		for (size_t k = 0; k < ARRAY_SIZE(media->fd); k++)
			media->fd[k] = -1;
		err = open_all(media, port);
		if (err)
			media_close(media);
	}
	return err;
}

void media_close(struct media *media)
{
	for (size_t i = 0; i < ARRAY_SIZE(media->fd); i++) {
		if (media->fd[i] >= 0)
			(void)close(media->fd[i]);
		media->fd[i] = -1;
	}
}
