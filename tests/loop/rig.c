/* SPDX-License-Identifier: MIT */
#include "rig.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

enum { LOG_MAX = 8 << 20, READ_SIZE = 65536 };

static bool is_so(const struct rig *rig)
{
	const struct until *until = &rig->until;
	const struct client *client = &rig->client[0];
	struct net_counts counts = { .refused = 0 };

	if (rig->net != NULL)
		net_counts(&counts, rig->net);
	return rig->messages >= until->messages &&
	       rig->broken >= until->broken &&
	       client->in.size >= until->bytes &&
	       counts.refused >= until->refused &&
	       (client->has_ended || client->was_reset || !until->ended) &&
	       (rig->send_error != 0 || !until->failed);
}

static void look(struct rig *rig)
{
	if (is_so(rig))
		loop_quit(rig->loop);
}

static void answer(struct rig *rig, const struct path *path, struct str bytes)
{
	struct str text = rig->answer.p != NULL ? rig->answer : bytes;

	if (rig->answer.p == NULL || rig->answer.size > 0)
		rig->send_error = flow_send(path, text, NULL);
}

static void on_message(void *owner, const struct path *path, struct str bytes,
		       uint64_t now_us)
{
	struct rig *rig = owner;

	CHECK(rig->messages, now_us <= loop_now_us(rig->loop));
	CHECK(rig->messages, path->came_us <= now_us);
	if (rig->messages < RIG_CAME)
		rig->came_us[rig->messages] = path->came_us;
	rig->messages++;
	rig->path = *path;
	buf_add_char(&rig->log, '<');
	if (rig->frees_net) {
		net_free(rig->net);
		rig->net = NULL;
	}
	/* The bytes are good for the whole call. */
	buf_add_str(&rig->log, bytes);
	buf_add_char(&rig->log, '>');
	answer(rig, path, bytes);
	look(rig);
}

static void on_broken(void *owner, const struct path *path, struct str bytes,
		      const char *why, uint64_t now_us)
{
	struct rig *rig = owner;

	(void)now_us;
	rig->broken++;
	buf_addf(&rig->log, "!%s: %zu", why, bytes.size);
	answer(rig, path, bytes);
	look(rig);
}

static void client_write(struct client *client)
{
	size_t size = client->out.size < client->piece ? client->out.size
						       : client->piece;
	ssize_t done = send(client->fd, client->out.p, size,
			    MSG_DONTWAIT | MSG_NOSIGNAL);

	if (done > 0)
		client->out = str_sub(client->out, (size_t)done, SIZE_MAX);
	else if (errno != EAGAIN)
		client->out = STR("");
	if (client->out.size == 0)
		(void)loop_change(client->rig->loop, client->watch, client->fd,
				  POLLIN);
}

static void client_read(struct client *client)
{
	char bytes[READ_SIZE];
	ssize_t size = recv(client->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (size > 0)
		buf_add(&client->in, bytes, (size_t)size);
	client->has_ended = size == 0;
	client->was_reset = size < 0 && errno != EAGAIN;
	if (client->has_ended || client->was_reset)
		(void)loop_change(client->rig->loop, client->watch, client->fd,
				  0);
}

static void client_ready(void *arg, int fd, int events)
{
	struct client *client = arg;

	(void)fd;
	if (events & POLLOUT && client->out.size > 0)
		client_write(client);
	if (events & ~POLLOUT && !client->has_ended && !client->was_reset)
		client_read(client);
	look(client->rig);
}

void rig_init(struct rig *rig)
{
	memset(rig, 0, sizeof(*rig));
	rig->config = (struct net_config){
		.message_max = 65535,
		.connection_max = RIG_CLIENTS,
		.pending_max = LOG_MAX,
		.receive = on_message,
		.broken = on_broken,
		.owner = rig,
	};
	rig->deadline_ms = RIG_DEADLINE_MS;
	buf_init(&rig->log, LOG_MAX);
	CHECK_INT(0, loop_new(&rig->loop), 0);
	for (size_t i = 0; i < RIG_CLIENTS; i++) {
		buf_init(&rig->client[i].in, LOG_MAX);
		rig->client[i].rig = rig;
		rig->client[i].fd = -1;
	}
}

void rig_release(struct rig *rig)
{
	for (size_t i = 0; i < RIG_CLIENTS; i++) {
		struct client *client = &rig->client[i];

		buf_release(&client->in);
		if (client->fd < 0)
			continue;
		loop_unwatch(rig->loop, client->watch);
		(void)close(client->fd);
	}
	net_free(rig->net);
	loop_free(rig->loop);
	buf_release(&rig->log);
}

bool rig_has(const char *host)
{
	union address address;
	bool has;
	int fd;

	CHECK_INT(0, address_parse(&address, str_from(host), 0), 0);
	fd = socket(address.sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	has = bind(fd, &address.sa, address_size(&address)) == 0;
	(void)close(fd);
	return has;
}

void rig_listen(struct rig *rig, enum transport transport, const char *host)
{
	if (rig->net == NULL)
		CHECK_INT(0, net_new(&rig->net, rig->loop, &rig->config), 0);
	rig->transport = transport;
	CHECK_INT(0, address_parse(&rig->at, str_from(host), 0), 0);
	CHECK_INT(0, net_listen(rig->net, transport, &rig->at), 0);
	CHECK(0, address_port(&rig->at) > 0);
}

void rig_connect(struct rig *rig, size_t i, const char *host)
{
	struct client *client = &rig->client[i];
	int type =
		transport_is_stream(rig->transport) ? SOCK_STREAM : SOCK_DGRAM;
	union address to;

	CHECK_INT(i, address_parse(&to, str_from(host), address_port(&rig->at)),
		  0);
	client->fd = socket(to.sa.sa_family, type | SOCK_CLOEXEC, 0);
	CHECK_INT(i, connect(client->fd, &to.sa, address_size(&to)), 0);
	CHECK_INT(i,
		  loop_watch(rig->loop, client->fd, POLLIN, client_ready,
			     client, &client->watch),
		  0);
}

void rig_send(struct rig *rig, size_t i, struct str bytes, size_t piece)
{
	struct client *client = &rig->client[i];

	client->out = bytes;
	client->piece = piece;
	CHECK_INT(i,
		  loop_change(rig->loop, client->watch, client->fd,
			      POLLIN | POLLOUT),
		  0);
}

static void late(struct timer *timer, uint64_t now_us)
{
	size_t offset = offsetof(struct rig, deadline);
	struct rig *rig = (struct rig *)(void *)((char *)timer - offset);

	(void)now_us;
	rig->is_late = true;
	loop_quit(rig->loop);
}

bool rig_run(struct rig *rig, struct until until)
{
	uint64_t due_us =
		loop_now_us(rig->loop) + (uint64_t)rig->deadline_ms * 1000;

	rig->until = until;
	rig->is_late = false;
	if (is_so(rig))
		return true;
	loop_set(rig->loop, &rig->deadline, due_us, late);
	loop_run(rig->loop);
	loop_stop_timer(rig->loop, &rig->deadline);
	return !rig->is_late;
}
