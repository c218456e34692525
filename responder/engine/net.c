/* SPDX-License-Identifier: MIT */
#include "engine/net.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

int net_new(struct net **netp, struct loop *loop,
	    const struct net_config *config)
{
	struct net *net = calloc(1, sizeof(*net));

	if (net == NULL)
		return ENOMEM;
	net->loop = loop;
	net->config = *config;
	*netp = net;
	return 0;
}

void net_free(struct net *net)
{
	struct flow *flow, *next;

	if (net == NULL)
		return;
	for (flow = net->flows; flow != NULL; flow = next) {
		next = flow->next;
		flow_close(flow);
	}
	free(net);
}

int net_listen(struct net *net, enum transport transport,
	       union address *address)
{
	static int (*const listen[TRANSPORT_COUNT])(struct net *,
						    union address *) = {
		[TRANSPORT_UDP] = udp_listen,
		[TRANSPORT_TCP] = tcp_listen,
	};

	return listen[transport](net, address);
}

void net_counts(struct net_counts *counts, const struct net *net)
{
	*counts = net->counts;
}

int socket_set(int fd, int level, int option, int value)
{
	if (setsockopt(fd, level, option, &value, sizeof(value)) < 0)
		return errno;
	return 0;
}

int socket_open(int *fdp, int type, const union address *address)
{
	int family = address->sa.sa_family;
	int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int err = 0;

	if (fd < 0)
		return errno;
	if (family == AF_INET6)
		err = socket_set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	if (err) {
		(void)close(fd);
		return err;
	}
	*fdp = fd;
	return 0;
}

int socket_bind(int fd, union address *address)
{
	socklen_t size = sizeof(*address);

	if (bind(fd, &address->sa, address_size(address)) < 0)
		return errno;
	if (getsockname(fd, &address->sa, &size) < 0)
		return errno;
	return 0;
}

int flow_open(struct flow *flow, const struct flow_type *type, struct net *net,
	      int fd, ready_f *ready)
{
	int err = loop_watch(net->loop, fd, POLLIN, ready, flow, &flow->watch);

	if (err)
		return err;
	flow->type = type;
	flow->net = net;
	flow->refs = 1;
	flow->fd = fd;
	flow->next = net->flows;
	flow->prevp = &net->flows;
	if (flow->next != NULL)
		flow->next->prevp = &flow->next;
	net->flows = flow;
	return 0;
}

static void release(struct flow *flow)
{
	if (flow->type->release != NULL)
		flow->type->release(flow);
}

void flow_close(struct flow *flow)
{
	struct net *net = flow->net;

	if (net == NULL)
		return;
	loop_unwatch(net->loop, flow->watch);
	(void)close(flow->fd);
	*flow->prevp = flow->next;
	if (flow->next != NULL)
		flow->next->prevp = flow->prevp;
	flow->net = NULL;
	if (flow->type->closed != NULL)
		flow->type->closed(flow, net);
	if (!flow->is_busy)
		release(flow);
	flow_unref(flow);
}

bool flow_is_open(const struct flow *flow)
{
	return flow->net != NULL;
}

void flow_enter(struct flow *flow)
{
	(void)flow_ref(flow);
	flow->is_busy = true;
}

void flow_leave(struct flow *flow)
{
	flow->is_busy = false;
	if (!flow_is_open(flow))
		release(flow);
	flow_unref(flow);
}

enum transport flow_transport(const struct flow *flow)
{
	return flow->type->transport;
}

bool flow_is_usable(const struct flow *flow)
{
	return flow_is_open(flow);
}

struct flow *flow_ref(struct flow *flow)
{
	flow->refs++;
	return flow;
}

void flow_unref(struct flow *flow)
{
	if (flow == NULL || --flow->refs > 0)
		return;
	free(flow);
}

void flow_break(struct flow *flow)
{
	flow->is_broken = true;
}

bool flow_is_broken(const struct flow *flow)
{
	return flow->is_broken;
}

void flow_end(struct flow *flow)
{
	static const struct manner last = { .is_last = true };

	if (flow_is_open(flow) && transport_is_stream(flow_transport(flow)))
		(void)flow->type->send(flow, NULL, STR(""), &last);
}

void flow_receive(struct flow *flow, const struct path *path, struct str bytes,
		  uint64_t now_us)
{
	const struct net_config *config = &flow->net->config;

	flow->net->counts.received++;
	config->receive(config->owner, path, bytes, now_us);
}

void flow_tell_gone(const struct flow *flow, const struct path *path,
		    uint64_t at_us)
{
	const struct net_config *config = &flow->net->config;

	if (config->gone != NULL)
		config->gone(config->owner, path, at_us);
}

int flow_send(const struct path *path, struct str bytes,
	      const struct manner *manner)
{
	static const struct manner usual;
	struct net *net = path->flow->net;
	int err;

	if (net == NULL)
		return ENOTCONN;
	err = path->flow->type->send(path->flow, path, bytes,
				     manner != NULL ? manner : &usual);
	if (err)
		net->counts.send_errors++;
	else
		net->counts.sent++;
	return err;
}
