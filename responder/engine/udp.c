/* SPDX-License-Identifier: MIT */
#include "engine/udp.h"

#include <errno.h>
#include <netinet/ip.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One wake-up reads BATCH * BATCHES datagrams at most: others want a turn. */
enum {
	BATCH = 16,
	BATCHES = 4,
	RETRIES = 3,
	DATAGRAM_SIZE = 65535,
	RECEIVE_SIZE = 8 << 20,
	SEND_SIZE = 1 << 20
};

enum {
	PKTINFO_SIZE = CMSG_SPACE(sizeof(struct in6_pktinfo)),
	CONTROL_SIZE = PKTINFO_SIZE + CMSG_SPACE(sizeof(struct timespec))
};

struct datagram {
	union address remote;
	_Alignas(struct cmsghdr) char control[CONTROL_SIZE];
	struct iovec part;
	char bytes[DATAGRAM_SIZE];
};

/* 1 MB, of which the system gives the pages that datagrams have touched. */
struct batch {
	struct mmsghdr msg[BATCH];
	struct datagram datagram[BATCH];
};

struct udp {
	struct flow flow;
	union address local;
	bool is_wildcard;
	struct stamps stamps;
	struct batch *batch;
};

static void udp_release(struct flow *flow)
{
	struct udp *udp = (struct udp *)flow;

	free(udp->batch);
	udp->batch = NULL;
}

static void reset(struct mmsghdr *msg, struct datagram *datagram)
{
	datagram->part.iov_base = datagram->bytes;
	datagram->part.iov_len = sizeof(datagram->bytes);
	msg->msg_hdr = (struct msghdr){
		.msg_name = &datagram->remote,
		.msg_namelen = sizeof(datagram->remote),
		.msg_iov = &datagram->part,
		.msg_iovlen = 1,
		.msg_control = datagram->control,
		.msg_controllen = sizeof(datagram->control),
	};
}

/*
 * ipi_spec_dst is the address to answer from even when the packet went to a
 * broadcast address; else it is where the packet was sent to.
 */
static void read_control(struct path *path, const struct cmsghdr *control)
{
	struct in6_pktinfo info6;
	struct in_pktinfo info;

	if (control->cmsg_level == IPPROTO_IP &&
	    control->cmsg_type == IP_PKTINFO) {
		memcpy(&info, CMSG_DATA(control), sizeof(info));
		path->local.in.sin_addr = info.ipi_spec_dst;
		path->interface = (uint32_t)info.ipi_ifindex;
	}
	if (control->cmsg_level == IPPROTO_IPV6 &&
	    control->cmsg_type == IPV6_PKTINFO) {
		memcpy(&info6, CMSG_DATA(control), sizeof(info6));
		path->local.in6.sin6_addr = info6.ipi6_addr;
		path->interface = info6.ipi6_ifindex;
	}
}

static void deliver(struct udp *udp, struct mmsghdr *msg, uint64_t now_us)
{
	struct path path = { .flow = &udp->flow, .local = udp->local };
	struct msghdr *hdr = &msg->msg_hdr;
	struct cmsghdr *control;
	int64_t wall_us;

	path.came_us = now_us;
	memcpy(&path.remote, hdr->msg_name, sizeof(path.remote));
	for (control = CMSG_FIRSTHDR(hdr); control != NULL;
	     control = CMSG_NXTHDR(hdr, control)) {
		read_control(&path, control);
		if (stamp_read(&wall_us, control))
			path.came_us =
				stamps_place(&udp->stamps, wall_us, now_us);
	}
	stamps_pass(&udp->stamps, path.came_us);
	flow_receive(&udp->flow, &path,
		     (struct str){ hdr->msg_iov->iov_base, msg->msg_len },
		     now_us);
}

/* @return whether there may be more */
static bool receive_batch(struct udp *udp)
{
	struct batch *batch = udp->batch;
	uint64_t before_us = loop_now_us(udp->flow.net->loop);
	uint64_t now_us;
	bool is_empty;
	int count;

	for (size_t i = 0; i < BATCH; i++)
		reset(&batch->msg[i], &batch->datagram[i]);
	count = recvmmsg(udp->flow.fd, batch->msg, BATCH, MSG_DONTWAIT, NULL);
	is_empty = count >= 0 ? count < BATCH : errno == EAGAIN;
	now_us = stamps_look(&udp->stamps);
	for (int i = 0; i < count && flow_is_open(&udp->flow); i++)
		deliver(udp, &batch->msg[i], now_us);
	if (is_empty)
		stamps_empty(&udp->stamps, before_us);
	return count == BATCH && flow_is_open(&udp->flow);
}

/** Who refuses what was sent to it. */
static void take_errors(struct udp *udp)
{
	struct udp_error error;

	for (int i = 0; i < BATCH; i++) {
		struct path path = { .flow = &udp->flow, .local = udp->local };
		uint64_t at_us;

		if (!udp_read_error(udp->flow.fd, &error))
			return;
		if (!error.is_refused)
			continue;
		at_us = stamps_look(&udp->stamps);
		if (error.has_stamp)
			at_us = stamps_place(&udp->stamps, error.wall_us,
					     at_us);
		path.remote = error.remote;
		flow_tell_gone(&udp->flow, &path, at_us);
	}
}

static void udp_ready(void *arg, int fd, int events)
{
	struct udp *udp = arg;
	int count = 0;

	(void)fd;
	flow_enter(&udp->flow);
	if (events & POLLERR)
		take_errors(udp);
	while (receive_batch(udp) && ++count < BATCHES)
		;
	flow_leave(&udp->flow);
}

static bool is_link_local(const union address *address)
{
	if (address->sa.sa_family == AF_INET6)
		return IN6_IS_ADDR_LINKLOCAL(&address->in6.sin6_addr);
	return (ntohl(address->in.sin_addr.s_addr) >> 16) == 0xa9fe;
}

/*
 * The interface is given only where an address does not say which: elsewhere it
 * would overrule the routing table.
 */
static void write_control(struct msghdr *hdr, const struct path *path)
{
	bool is_local =
		is_link_local(&path->local) || is_link_local(&path->remote);
	uint32_t interface = is_local ? path->interface : 0;
	struct in_pktinfo info = { .ipi_ifindex = (int)interface };
	struct in6_pktinfo info6 = { .ipi6_ifindex = interface };
	struct cmsghdr *control = CMSG_FIRSTHDR(hdr);

	if (path->local.sa.sa_family == AF_INET) {
		info.ipi_spec_dst = path->local.in.sin_addr;
		control->cmsg_level = IPPROTO_IP;
		control->cmsg_type = IP_PKTINFO;
		control->cmsg_len = CMSG_LEN(sizeof(info));
		hdr->msg_controllen = CMSG_SPACE(sizeof(info));
		memcpy(CMSG_DATA(control), &info, sizeof(info));
		return;
	}
	/* No packet may come from a multicast address (RFC 4291 §2.7). */
	if (!IN6_IS_ADDR_MULTICAST(&path->local.in6.sin6_addr))
		info6.ipi6_addr = path->local.in6.sin6_addr;
	control->cmsg_level = IPPROTO_IPV6;
	control->cmsg_type = IPV6_PKTINFO;
	control->cmsg_len = CMSG_LEN(sizeof(info6));
	hdr->msg_controllen = CMSG_SPACE(sizeof(info6));
	memcpy(CMSG_DATA(control), &info6, sizeof(info6));
}

/** From a socket of its own, which is gone again when an answer might come. */
static int send_elsewhere(const struct path *path, struct str bytes)
{
	union address local = path->local;
	int fd = -1;
	int err = socket_open(&fd, SOCK_DGRAM, &local);

	if (err)
		return err;
	address_set_port(&local, 0);
	err = socket_bind(fd, &local);
	if (!err && sendto(fd, bytes.p, bytes.size, MSG_DONTWAIT,
			   &path->remote.sa, address_size(&path->remote)) < 0)
		err = errno;
	(void)close(fd);
	return err;
}

static int udp_send(struct flow *flow, const struct path *path,
		    struct str bytes, const struct manner *manner)
{
	const struct udp *udp = (const struct udp *)flow;
	_Alignas(struct cmsghdr) char control[PKTINFO_SIZE] = { 0 };
	union address remote = path->remote;
	struct iovec part = { (void *)bytes.p, bytes.size };
	struct msghdr hdr = {
		.msg_name = &remote,
		.msg_namelen = address_size(&remote),
		.msg_iov = &part,
		.msg_iovlen = 1,
	};
	int tries = 0;
	ssize_t size;

	if (manner->is_elsewhere)
		return send_elsewhere(path, bytes);
	if (udp->is_wildcard) {
		hdr.msg_control = control;
		hdr.msg_controllen = sizeof(control);
		write_control(&hdr, path);
	}
	/* The error may be that of a datagram before this one. */
	do
		size = sendmsg(flow->fd, &hdr, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (size < 0 && errno != EAGAIN && tries++ < RETRIES);
	return size < 0 ? errno : 0;
}

/* Best effort: without CAP_NET_ADMIN the system's ceiling holds. */
static void enlarge(int fd)
{
	if (socket_set(fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_SIZE))
		(void)socket_set(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_SIZE);
	if (socket_set(fd, SOL_SOCKET, SO_SNDBUFFORCE, SEND_SIZE))
		(void)socket_set(fd, SOL_SOCKET, SO_SNDBUF, SEND_SIZE);
}

static int ask_pktinfo(int fd, int family)
{
	if (family == AF_INET6)
		return socket_set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
	return socket_set(fd, IPPROTO_IP, IP_PKTINFO, 1);
}

int udp_listen(struct net *net, union address *address)
{
	static const struct flow_type type = {
		.transport = TRANSPORT_UDP,
		.send = udp_send,
		.release = udp_release,
	};
	struct udp *udp = calloc(1, sizeof(*udp));
	int fd = -1, err = ENOMEM;

	if (udp == NULL)
		return ENOMEM;
	udp->batch = calloc(1, sizeof(*udp->batch));
	if (udp->batch == NULL)
		goto out;
	err = socket_open(&fd, SOCK_DGRAM, address);
	if (err)
		goto out;
	enlarge(fd);
	/* Before it is bound: a packet that was early has no local address. */
	udp->is_wildcard = address_is_wildcard(address);
	if (udp->is_wildcard)
		err = ask_pktinfo(fd, address->sa.sa_family);
	udp_ask_errors(fd, address->sa.sa_family);
	stamp_ask(fd);
	(void)stamps_look(&udp->stamps);
	if (!err)
		err = socket_bind(fd, address);
	udp->local = *address;
	if (!err)
		err = flow_open(&udp->flow, &type, net, fd, udp_ready);
	if (!err)
		return 0;
out:
	if (fd >= 0)
		(void)close(fd);
	free(udp->batch);
	free(udp);
	return err;
}
