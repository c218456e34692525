/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <time.h>

#include <linux/errqueue.h>

#include "engine/udp.h"

/* The time, the error, and the address of the router that says so. */
enum {
	CONTROL_SIZE = CMSG_SPACE(sizeof(struct timespec)) +
		       CMSG_SPACE(sizeof(struct sock_extended_err) +
				  sizeof(struct sockaddr_in6))
};

void udp_ask_errors(int fd, int family)
{
	if (family == AF_INET6)
		(void)socket_set(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
	else
		(void)socket_set(fd, IPPROTO_IP, IP_RECVERR, 1);
}

static bool is_refusal(const struct cmsghdr *control)
{
	struct sock_extended_err error;
	bool is_error = (control->cmsg_level == IPPROTO_IP &&
			 control->cmsg_type == IP_RECVERR) ||
			(control->cmsg_level == IPPROTO_IPV6 &&
			 control->cmsg_type == IPV6_RECVERR);

	if (!is_error)
		return false;
	memcpy(&error, CMSG_DATA(control), sizeof(error));
	return error.ee_errno == ECONNREFUSED &&
	       (error.ee_origin == SO_EE_ORIGIN_ICMP ||
		error.ee_origin == SO_EE_ORIGIN_ICMP6);
}

bool udp_read_error(int fd, struct udp_error *error)
{
	_Alignas(struct cmsghdr) char control[CONTROL_SIZE];
	struct msghdr hdr = {
		.msg_name = &error->remote,
		.msg_namelen = sizeof(error->remote),
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *part;

	/* The datagram's own bytes are cut off: they are known. */
	if (recvmsg(fd, &hdr, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return false;
	error->is_refused = false;
	error->has_stamp = false;
	for (part = CMSG_FIRSTHDR(&hdr); part != NULL;
	     part = CMSG_NXTHDR(&hdr, part)) {
		error->is_refused |= is_refusal(part);
		error->has_stamp |= stamp_read(&error->wall_us, part);
	}
	return true;
}
