/* SPDX-License-Identifier: MIT */
#include "client.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	SIZE = 8192,
	FIELD = 512,
	WAIT_MS = 10000,
	LINGER_MS = 500,
	SULK_MS = 4000,
	T1_MS = 500
};

struct talk {
	int fd;
	char uri[FIELD];
	char local[64];
	char call_id[64];
	char to[FIELD]; /* of the final response, with its tag */
	char target[FIELD];
	enum client_fault fault;
};

static int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int open_to(struct talk *talk)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	char host[64];
	unsigned port;

	if (sscanf(talk->uri, "sip:%*[^@]@%63[0-9.]:%u", host, &port) != 2 ||
	    inet_pton(AF_INET, host, &at.sin_addr) != 1)
		return -1;
	at.sin_port = htons((uint16_t)port);
	talk->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (talk->fd < 0 ||
	    connect(talk->fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    getsockname(talk->fd, (struct sockaddr *)&at, &size) != 0)
		return -1;
	(void)snprintf(talk->local, sizeof(talk->local), "127.0.0.1:%u",
		       ntohs(at.sin_port));
	(void)snprintf(talk->call_id, sizeof(talk->call_id), "%d-%lld",
		       getpid(), (long long)now_ms());
	return 0;
}

/** Send a request; an ACK for a failure has the branch of its INVITE. */
static void send_request(const struct talk *talk, const char *method,
			 const char *uri, int branch, int cseq)
{
	static const char sdp[] = "v=0\r\n"
				  "o=- 1 1 IN IP4 127.0.0.1\r\n"
				  "s=-\r\n"
				  "c=IN IP4 127.0.0.1\r\n"
				  "t=0 0\r\n"
				  "m=audio 40000 RTP/AVP 0\r\n";
	bool is_invite = strcmp(method, "INVITE") == 0;
	char more[FIELD] = "";
	char text[SIZE];
	int size;

	if (is_invite)
		(void)snprintf(more, sizeof(more),
			       "Contact: <sip:test@%s>\r\n"
			       "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n"
			       "Supported:\r\n"
			       "Content-Type: application/sdp\r\n",
			       talk->local);
	size = snprintf(text, sizeof(text),
			"%s %s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP %s;branch=z9hG4bK%s-%d\r\n"
			"Max-Forwards: 70\r\n"
			"From: <sip:test@%s>;tag=%s\r\n"
			"To: %s\r\n"
			"Call-ID: %s\r\n"
			"CSeq: %d %s\r\n"
			"%s"
			"Content-Length: %zu\r\n\r\n%s",
			method, uri, talk->local, talk->call_id, branch,
			talk->local, talk->call_id, talk->to, talk->call_id,
			cseq, method, more, is_invite ? sizeof(sdp) - 1 : 0,
			is_invite ? sdp : "");
	(void)!write(talk->fd, text, (size_t)size);
}

/** The value of a header of a response, or "". */
static void copy_value(char out[FIELD], const char *text, const char *name)
{
	const char *at = strstr(text, name);
	size_t size;

	out[0] = '\0';
	if (at == NULL)
		return;
	at += strlen(name);
	size = strcspn(at, "\r\n");
	if (size < FIELD)
		(void)snprintf(out, FIELD, "%.*s", (int)size, at);
}

/** What is between < and > of a Contact, else the URI that was called. */
static void copy_target(struct talk *talk, const char *text)
{
	char value[FIELD];
	const char *open;

	copy_value(value, text, "\r\nContact: ");
	open = strchr(value, '<');
	(void)snprintf(talk->target, sizeof(talk->target), "%.*s",
		       open != NULL ? (int)strcspn(open + 1, ">") : FIELD - 1,
		       open != NULL ? open + 1 : talk->uri);
}

/** @return the status of the response that came, 0: none in time */
static int read_status(const struct talk *talk, char text[SIZE], int wait_ms)
{
	struct pollfd in = { .fd = talk->fd, .events = POLLIN };
	ssize_t size;
	int status = 0;

	if (poll(&in, 1, wait_ms) != 1)
		return 0;
	size = read(talk->fd, text, SIZE - 1);
	text[size > 0 ? size : 0] = '\0';
	(void)sscanf(text, "SIP/2.0 %d", &status);
	return status;
}

static void acknowledge(const struct talk *talk, int status)
{
	if (talk->fault == CLIENT_NO_ACK)
		return;
	if (status < 300)
		send_request(talk, "ACK", talk->target, 2, 1);
	else
		send_request(talk, "ACK", talk->uri, 1, 1);
}

/** Until the final response; the INVITE is sent again until there is any. */
static int wait_final(struct talk *talk, char text[SIZE])
{
	int64_t end_ms = now_ms() + WAIT_MS;
	int wait_ms = T1_MS;
	int status = 0;

	while (now_ms() < end_ms) {
		int heard = read_status(talk, text, wait_ms);

		if (heard >= 200)
			return heard;
		status = heard > 0 ? heard : status;
		if (heard == 0 && status == 0) {
			send_request(talk, "INVITE", talk->uri, 1, 1);
			wait_ms *= 2;
		}
	}
	return -1;
}

/** Answer copies of the final response, or see that they end by themselves. */
static void linger(const struct talk *talk, int status)
{
	int64_t end_ms =
		now_ms() + (talk->fault == CLIENT_NO_ACK ? SULK_MS : LINGER_MS);
	char text[SIZE];
	int64_t left_ms;

	while ((left_ms = end_ms - now_ms()) > 0) {
		if (read_status(talk, text, (int)left_ms) == status)
			acknowledge(talk, status);
	}
}

int client_call(const char *uri, enum client_fault fault)
{
	struct talk talk = { .fd = -1, .fault = fault };
	char text[SIZE];
	int status = -1;

	(void)snprintf(talk.uri, sizeof(talk.uri), "%s", uri);
	(void)snprintf(talk.to, sizeof(talk.to), "<%.*s>", FIELD - 3, uri);
	if (open_to(&talk) != 0)
		goto out;
	send_request(&talk, "INVITE", uri, 1, 1);
	status = wait_final(&talk, text);
	if (status < 0)
		goto out;
	copy_value(talk.to, text, "\r\nTo: ");
	copy_target(&talk, text);
	acknowledge(&talk, status);
	if (status < 300 && fault == CLIENT_CORRECT) {
		send_request(&talk, "BYE", talk.target, 3, 2);
		(void)read_status(&talk, text, WAIT_MS);
	} else {
		linger(&talk, status);
	}
out:
	if (talk.fd >= 0)
		(void)close(talk.fd);
	return status;
}
