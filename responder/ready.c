/* SPDX-License-Identifier: MIT */
#include "ready.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "sip/message.h"

enum { REQUEST_MAX = 1024, ANSWER_MAX = 65535 };

/** A question under way. */
struct question {
	int fd;
	enum transport transport;
	unsigned long long token; /* what makes it this one */
	int64_t end_ms;           /* monotonic */
};

static int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int ready_target(union address *address, const struct listen_option *place)
{
	const char *host = place->host;

	if (place->port == 0)
		return EINVAL;
	if (strcmp(host, "*") == 0 || strcmp(host, "0.0.0.0") == 0)
		host = "127.0.0.1";
	if (strcmp(host, "::") == 0)
		host = "::1";
	return address_parse(address, str_from(host), place->port);
}

static void write_request(struct buf *out, const struct question *question,
			  const struct endpoint *local,
			  const struct endpoint *target)
{
	buf_add_text(out, "OPTIONS ");
	endpoint_write_uri(out, target, STR(""));
	buf_addf(out, " SIP/2.0\r\nVia: SIP/2.0/%s ",
		 transport_via(question->transport));
	endpoint_write(out, local);
	buf_addf(out,
		 ";rport;branch=z9hG4bK%016llx\r\n"
		 "Max-Forwards: 1\r\n"
		 "From: <sip:ready@",
		 question->token);
	endpoint_write(out, local);
	buf_addf(out, ">;tag=%016llx\r\nTo: <", question->token);
	endpoint_write_uri(out, target, STR(""));
	buf_addf(out,
		 ">\r\n"
		 "Call-ID: ready-%016llx\r\n"
		 "CSeq: 1 OPTIONS\r\n"
		 "User-Agent: gamut-ready/" GAMUT_VERSION "\r\n"
		 "Accept: application/sdp\r\n"
		 "Content-Length: 0\r\n\r\n",
		 question->token);
}

/** Wait for the socket; @return 0, ETIMEDOUT, or an errno */
static int wait_for(const struct question *question, short events)
{
	struct pollfd fd = { .fd = question->fd, .events = events };
	int64_t rest_ms = question->end_ms - now_ms();
	int count;

	if (rest_ms <= 0)
		return ETIMEDOUT;
	do
		count = poll(&fd, 1, (int)rest_ms);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return errno;
	return count == 0 ? ETIMEDOUT : 0;
}

static int connect_to(const struct question *question,
		      const union address *address)
{
	socklen_t size = sizeof(int);
	int err = 0;

	if (connect(question->fd, &address->sa, address_size(address)) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	err = wait_for(question, POLLOUT);
	if (!err &&
	    getsockopt(question->fd, SOL_SOCKET, SO_ERROR, &err, &size) != 0)
		err = errno;
	return err;
}

static int send_request(const struct question *question,
			const union address *address)
{
	struct endpoint local;
	struct endpoint target;
	union address own;
	socklen_t size = sizeof(own);
	struct buf request;
	int err;

	if (getsockname(question->fd, &own.sa, &size) != 0)
		return errno;
	address_endpoint(&local, &own, question->transport);
	address_endpoint(&target, address, question->transport);
	buf_init(&request, REQUEST_MAX);
	write_request(&request, question, &local, &target);
	err = buf_error(&request);
	/* An empty socket takes so little at once. */
	if (!err && send(question->fd, request.p, request.size, MSG_NOSIGNAL) !=
			    (ssize_t)request.size)
		err = errno != 0 ? errno : EAGAIN;
	buf_release(&request);
	return err;
}

/** @return 0: a final answer that is good; EINPROGRESS: there will be more */
static int read_answer(const struct question *question, struct str bytes,
		       char why[READY_WHY_SIZE])
{
	char call_id[sizeof("ready-") + 16];
	struct message *message;
	struct str found;
	unsigned status;

	if (message_load(&message, bytes) != 0) {
		(void)snprintf(why, READY_WHY_SIZE, "what answers is not SIP");
		return EAGAIN;
	}
	(void)snprintf(call_id, sizeof(call_id), "ready-%016llx",
		       question->token);
	found = message_header(message, HEADER_CALL_ID, 0);
	status = str_eq(found, str_from(call_id)) ? message_status(message) : 0;
	message_free(message);
	if (status < 200)
		return EINPROGRESS;
	if (status < 500 || status >= 600)
		return 0;
	(void)snprintf(why, READY_WHY_SIZE, "it answers %u", status);
	return EAGAIN;
}

/** Take the next message; a body is of no interest. @return whether it is whole */
static bool next_message(const struct question *question, struct str *rest,
			 struct str *message)
{
	const char *end;

	*message = *rest;
	if (!transport_is_stream(question->transport)) {
		*rest = STR("");
		return message->size > 0;
	}
	end = memmem(rest->p, rest->size, "\r\n\r\n", 4);
	if (end == NULL)
		return false;
	*message = str_sub(*rest, 0, (size_t)(end - rest->p) + 4);
	*rest = str_sub(*rest, message->size, rest->size);
	return true;
}

static int receive_answer(const struct question *question,
			  char why[READY_WHY_SIZE])
{
	char bytes[ANSWER_MAX];
	size_t size = 0;

	while (size < sizeof(bytes)) {
		int err = wait_for(question, POLLIN);
		struct str message;
		struct str rest;
		ssize_t part;

		if (err)
			return err;
		part = recv(question->fd, bytes + size, sizeof(bytes) - size,
			    0);
		if (part < 0)
			return errno;
		if (part == 0)
			return ECONNRESET;
		rest = (struct str){ bytes, size + (size_t)part };
		while (next_message(question, &rest, &message)) {
			err = read_answer(question, message, why);
			if (err != EINPROGRESS)
				return err;
		}
		memmove(bytes, rest.p, rest.size);
		size = rest.size;
	}
	return ECONNRESET;
}

int ready_ask(const union address *address, enum transport transport,
	      unsigned wait_ms, char why[READY_WHY_SIZE])
{
	struct question question = {
		.transport = transport,
		.end_ms = now_ms() + wait_ms,
	};
	bool is_stream = transport_is_stream(transport);
	int err;

	why[0] = '\0';
	if (getrandom(&question.token, sizeof(question.token), 0) < 0)
		return errno;
	question.fd = socket(address->sa.sa_family,
			     (is_stream ? SOCK_STREAM : SOCK_DGRAM) |
				     SOCK_CLOEXEC | SOCK_NONBLOCK,
			     0);
	if (question.fd < 0)
		return errno;
	err = connect_to(&question, address);
	if (!err)
		err = send_request(&question, address);
	if (!err)
		err = receive_answer(&question, why);
	if (why[0] == '\0' && err)
		(void)snprintf(why, READY_WHY_SIZE, "%s",
			       err == ETIMEDOUT ? "no answer" : strerror(err));
	(void)close(question.fd);
	return err;
}
