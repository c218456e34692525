/* SPDX-License-Identifier: MIT */
#include "peer.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "sip/field.h"

enum { MESSAGE_SIZE = 65536, STREAM_MAX = 1 << 20, ANSWER_MS = 5000 };

bool peer_is_stream(const struct peer *peer)
{
	return peer->place == TCP4 || peer->place == TCP6;
}

static bool is_ip6(const struct peer *peer)
{
	return peer->place == UDP6 || peer->place == TCP6;
}

static bool connect_to(struct peer *peer)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
				    .sin6_addr = IN6ADDR_LOOPBACK_INIT,
				    .sin6_port = htons(peer->server) };
	struct sockaddr_in four = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				    .sin_port = htons(peer->server) };
	struct sockaddr *address = (struct sockaddr *)&four;
	socklen_t size = sizeof(four);
	int one = 1;

	if (is_ip6(peer)) {
		address = (struct sockaddr *)&six;
		size = sizeof(six);
	}
	if (connect(peer->fd, address, size) != 0 ||
	    getsockname(peer->fd, address, &size) != 0)
		return false;
	peer->port = ntohs(is_ip6(peer) ? six.sin6_port : four.sin_port);
	if (peer_is_stream(peer))
		(void)setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &one,
				 sizeof(one));
	return true;
}

bool peer_open(struct peer *peer, const struct gamut *gamut, enum place place)
{
	*peer = (struct peer){ .place = place, .server = gamut->port[place] };
	(void)snprintf(peer->host, sizeof(peer->host), "%s",
		       is_ip6(peer) ? "[::1]" : "127.0.0.1");
	buf_init(&peer->in, STREAM_MAX);
	peer->fd = socket(is_ip6(peer) ? AF_INET6 : AF_INET,
			  (peer_is_stream(peer) ? SOCK_STREAM : SOCK_DGRAM) |
				  SOCK_CLOEXEC,
			  0);
	/* A port comes back sooner than the program forgets a call. */
	peer->serial = now_us();
	peer->call = peer->serial;
	return CHECK(place, peer->fd >= 0 && connect_to(peer));
}

void peer_close(struct peer *peer)
{
	if (peer->fd >= 0)
		(void)close(peer->fd);
	buf_release(&peer->in);
	peer->fd = -1;
}

void peer_new_call(struct peer *peer)
{
	peer->call = ++peer->serial;
}

uint64_t peer_send_text(struct peer *peer, struct str text)
{
	uint64_t at_us = now_us();

	while (text.size > 0 || !peer_is_stream(peer)) {
		ssize_t size = send(peer->fd, text.p, text.size, MSG_NOSIGNAL);

		/* A stream may have been closed by the other side. */
		if (size < 0 || !peer_is_stream(peer))
			break;
		text = str_sub(text, (size_t)size, text.size);
	}
	return at_us;
}

uint64_t peer_send(struct peer *peer, const struct request *request)
{
	return peer_send_changed(peer, request, "", "");
}

uint64_t peer_send_changed(struct peer *peer, const struct request *request,
			   const char *old, const char *new)
{
	struct buf text, changed;
	uint64_t at_us;
	const char *at;

	buf_init(&text, MESSAGE_SIZE);
	buf_init(&changed, MESSAGE_SIZE);
	peer_write_request(&text, peer, request);
	at = strstr(text.p, old);
	if (CHECK(0, at != NULL)) {
		buf_add(&changed, text.p, (size_t)(at - text.p));
		buf_add_text(&changed, new);
		buf_add_text(&changed, at + strlen(old));
	}
	at_us = peer_send_text(peer, buf_str(&changed));
	buf_release(&text);
	buf_release(&changed);
	return at_us;
}

void peer_ack(struct peer *peer, const struct request *invite,
	      const struct reply *reply)
{
	struct request ack = *invite;

	if (reply->message == NULL)
		return;
	ack.method = "ACK";
	ack.body = NULL;
	ack.headers = NULL;
	ack.to_tag = reply_tag(reply);
	if (message_status(reply->message) < 300) {
		ack.branch += 100;
		ack.uri = reply_contact(reply);
	}
	(void)peer_send(peer, &ack);
}

void peer_respond(struct peer *peer, const struct reply *request,
		  const char *status)
{
	static const char *const copied[] = { "Via", "From", "To", "Call-ID",
					      "CSeq" };
	struct buf text;

	buf_init(&text, MESSAGE_SIZE);
	buf_addf(&text, "SIP/2.0 %s\r\n", status);
	for (size_t i = 0; i < ARRAY_SIZE(copied); i++)
		buf_addf(&text, "%s: %.*s\r\n", copied[i],
			 STR_ARG(reply_header(request, copied[i])));
	buf_add_text(&text, "Content-Length: 0\r\n\r\n");
	(void)peer_send_text(peer, buf_str(&text));
	buf_release(&text);
}

/** Size of the first message of a stream; 0 while it is not whole. */
static size_t framed_size(struct str in)
{
	static const char name[] = "\r\nContent-Length: ";
	const char *end = in.size > 0 ? strstr(in.p, "\r\n\r\n") : NULL;
	const char *length = end != NULL ? strstr(in.p, name) : NULL;
	size_t size;

	if (length == NULL || length > end)
		return 0;
	size = (size_t)(end - in.p) + 4 +
	       strtoul(length + sizeof(name) - 1, NULL, 10);
	return size <= in.size ? size : 0;
}

/** Take the first message off what has come; @return whether it was whole */
static bool take(struct peer *peer, struct reply *reply)
{
	struct str in = buf_str(&peer->in);
	size_t size;

	in = str_sub(in, peer->taken, in.size);
	size = peer_is_stream(peer) ? framed_size(in) : in.size;
	if (size == 0)
		return false;
	CHECK_INT(0, message_load(&reply->message, str_sub(in, 0, size)), 0);
	peer->taken += size;
	if (peer->taken == peer->in.size) {
		buf_clear(&peer->in);
		peer->taken = 0;
	}
	return true;
}

bool peer_receive(struct peer *peer, struct reply *reply, int within_ms)
{
	uint64_t until_us = now_us() + (uint64_t)within_ms * 1000;
	struct pollfd wait = { .fd = peer->fd, .events = POLLIN };
	static const size_t room = MESSAGE_SIZE;
	char *bytes = malloc(room);

	reply_free(reply);
	while (bytes != NULL && !take(peer, reply)) {
		uint64_t at_us = now_us();
		uint64_t left_us = at_us < until_us ? until_us - at_us : 0;
		ssize_t size;

		if (poll(&wait, 1, (int)((left_us + 999) / 1000)) <= 0)
			break;
		size = recv(peer->fd, bytes, room, 0);
		reply->at_us = now_us();
		if (size < 0 || (size == 0 && peer_is_stream(peer)))
			break;
		buf_add(&peer->in, bytes, (size_t)size);
	}
	free(bytes);
	return reply->message != NULL;
}

unsigned peer_answer(struct peer *peer, struct reply *reply)
{
	if (!peer_receive(peer, reply, ANSWER_MS))
		return 0;
	return reply->message->is_request ? 1 : message_status(reply->message);
}

unsigned peer_ask(struct peer *peer, const struct request *request,
		  struct reply *reply)
{
	(void)peer_send(peer, request);
	return peer_answer(peer, reply);
}

bool peer_is_quiet(struct peer *peer)
{
	const struct request options = { .method = "OPTIONS" };
	struct reply reply = { .message = NULL };
	uint64_t call = peer->call;
	bool is_quiet;

	peer_new_call(peer);
	is_quiet = peer_ask(peer, &options, &reply) == 200 &&
		   str_eq(reply_header(&reply, "CSeq"), STR("1 OPTIONS"));
	peer->call = call;
	reply_free(&reply);
	return is_quiet;
}

/** Whether a message belongs to what the peer's newest request began. */
static bool is_of_call(const struct peer *peer, const struct reply *reply)
{
	char id[32];

	(void)snprintf(id, sizeof(id), "%" PRIu64 "-", peer->call);
	return str_starts(reply_header(reply, "Call-ID"), str_from(id));
}

unsigned peer_dial(struct peer *peer, const struct request *invite,
		   struct reply *reply)
{
	unsigned code;

	peer_new_call(peer);
	(void)peer_send(peer, invite);
	/* An earlier call may still ring on, to be answered now. */
	do
		code = peer_answer(peer, reply);
	while (code != 0 && !is_of_call(peer, reply));
	if (code >= 200)
		peer_ack(peer, invite, reply);
	return code;
}

/** A peer for the program, which is there; or neither. */
static bool join(struct pair *pair, enum place place)
{
	pair->reply = (struct reply){ .message = NULL };
	if (peer_open(&pair->peer, &pair->gamut, place))
		return true;
	pair_close(pair);
	return false;
}

bool pair_open(struct pair *pair, const char *const *options, enum place place)
{
	return gamut_start(&pair->gamut, options) && join(pair, place);
}

bool pair_open_loud(struct pair *pair, const char *const *options,
		    enum place place)
{
	return gamut_start_loud(&pair->gamut, options) && join(pair, place);
}

void pair_close(struct pair *pair)
{
	reply_free(&pair->reply);
	peer_close(&pair->peer);
	gamut_stop(&pair->gamut);
}
