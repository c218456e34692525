/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "packet.h"

/*
 * Load over UDP loopback: INVITE, final, ACK, with a fixed number of calls
 * outstanding. A call without a final is lost after LOST_US and not repeated,
 * so what is counted is the server and not our retransmissions.
 */
enum {
	LOST_US = 2000000,
	PACKET_SIZE = 65536,
	SEND_SIZE = 2048,
	SECONDS_MAX = 30,
	CALLS_MAX = 10000000,
	WINDOW_MAX = 100000,
	SOCKET_BUFFER = 4 << 20,
};

enum state { WAITING, ANSWERED, LOST };

struct call {
	int64_t sent_us;
	enum state state;
};

struct bench {
	int fd;
	struct caller caller;
	bool hold;        /* no ACK: every transaction stays in the server */
	int64_t until_us; /* no new call from here on */
	int64_t last_us;  /* when the last final came */

	struct call *call;
	uint32_t call_count;
	uint32_t window;
	uint32_t sent;   /* calls begun, in order */
	uint32_t oldest; /* calls before this wait no more */

	uint32_t final_count;
	uint32_t copy_count;
	uint32_t lost_count;
};

static int64_t now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool send_packet(const struct bench *bench, const char *packet, int size)
{
	if (size < 0 || size >= SEND_SIZE) {
		errno = EMSGSIZE;
		return false;
	}
	return send(bench->fd, packet, (size_t)size, 0) == size;
}

static bool send_invite(const struct bench *bench, uint32_t id)
{
	char packet[SEND_SIZE];
	int size =
		packet_write_invite(packet, sizeof(packet), &bench->caller, id);

	return send_packet(bench, packet, size);
}

static bool send_ack(const struct bench *bench, const struct final *final)
{
	char packet[SEND_SIZE];
	int size =
		packet_write_ack(packet, sizeof(packet), &bench->caller, final);

	return send_packet(bench, packet, size);
}

/** @return false when sending failed */
static bool take_response(struct bench *bench, const char *packet)
{
	struct final final;
	struct call *call;

	if (!packet_read_final(&final, &bench->caller, packet) ||
	    final.id >= bench->sent)
		return true;

	call = &bench->call[final.id];
	if (call->state == ANSWERED) {
		bench->copy_count++;
	} else if (call->state == WAITING) {
		call->state = ANSWERED;
		bench->final_count++;
		bench->last_us = now_us();
	}
	return bench->hold || send_ack(bench, &final);
}

/** Take all that has arrived. */
static bool receive(struct bench *bench)
{
	char packet[PACKET_SIZE];
	ssize_t size;

	for (;;) {
		size = recv(bench->fd, packet, sizeof(packet) - 1,
			    MSG_DONTWAIT);
		if (size < 0)
			return errno == EAGAIN || errno == EINTR;
		packet[size] = '\0';
		if (!take_response(bench, packet))
			return false;
	}
}

/** Calls begin in order, so the oldest is the first to be lost. */
static void expire(struct bench *bench, int64_t now)
{
	for (; bench->oldest < bench->sent; bench->oldest++) {
		struct call *call = &bench->call[bench->oldest];

		if (call->state == WAITING && now - call->sent_us < LOST_US)
			return;
		if (call->state == WAITING) {
			call->state = LOST;
			bench->lost_count++;
		}
	}
}

static uint32_t waiting_count(const struct bench *bench)
{
	return bench->sent - bench->final_count - bench->lost_count;
}

static bool may_send(const struct bench *bench, int64_t now)
{
	return now < bench->until_us && bench->sent < bench->call_count &&
	       waiting_count(bench) < bench->window;
}

/** @return 0 or an errno */
static int run(struct bench *bench)
{
	struct pollfd poll_fd = { .fd = bench->fd, .events = POLLIN };
	int64_t now = now_us();

	do {
		while (may_send(bench, now)) {
			bench->call[bench->sent].sent_us = now;
			if (!send_invite(bench, bench->sent))
				return errno;
			bench->sent++;
			now = now_us();
		}
		(void)poll(&poll_fd, 1, 50);
		if (!receive(bench))
			return errno;
		now = now_us();
		expire(bench, now);
	} while (may_send(bench, now) || waiting_count(bench) > 0);
	return 0;
}

/** @return 0 or an errno */
static int connect_loopback(struct bench *bench)
{
	struct sockaddr_in peer = {
		.sin_family = AF_INET,
		.sin_port = htons(bench->caller.port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct sockaddr_in local;
	socklen_t size = sizeof(local);
	int room = SOCKET_BUFFER;

	bench->fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (bench->fd < 0)
		return errno;

	(void)setsockopt(bench->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (connect(bench->fd, (struct sockaddr *)&peer, sizeof(peer)) != 0 ||
	    getsockname(bench->fd, (struct sockaddr *)&local, &size) != 0)
		return errno;

	bench->caller.local_port = ntohs(local.sin_port);
	return 0;
}

static void print_result(const struct bench *bench, int64_t begin_us)
{
	double wall_s = (double)(bench->last_us - begin_us) / 1e6;

	(void)printf("calls=%u finals=%u copies=%u lost=%u wall_s=%.3f "
		     "calls_per_s=%.0f\n",
		     bench->sent, bench->final_count, bench->copy_count,
		     bench->lost_count, wall_s,
		     wall_s > 0 ? bench->final_count / wall_s : 0);
}

/** A number from 1 to max; 0 when it is none. */
static uint32_t number_parse(const char *text, unsigned long max)
{
	char *end;
	unsigned long number;

	if (*text < '0' || *text > '9')
		return 0;
	errno = 0;
	number = strtoul(text, &end, 10);
	return *end != '\0' || errno != 0 || number > max ? 0
							  : (uint32_t)number;
}

static bool options_parse(struct bench *bench, uint32_t *seconds, int argc,
			  char **argv)
{
	const char *word[4];
	size_t count = 0;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--hold") == 0)
			bench->hold = true;
		else if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
			*seconds = number_parse(argv[++i], SECONDS_MAX);
		else if (count < 4)
			word[count++] = argv[i];
		else
			return false;
	}
	if (count != 4)
		return false;

	bench->caller.port = (uint16_t)number_parse(word[0], UINT16_MAX);
	bench->caller.user = word[1];
	bench->call_count = number_parse(word[2], CALLS_MAX);
	bench->window = number_parse(word[3], WINDOW_MAX);
	return bench->caller.port > 0 && bench->call_count > 0 &&
	       bench->window > 0 && *seconds > 0 &&
	       strcspn(bench->caller.user, " \t\r\n") ==
		       strlen(bench->caller.user);
}

int main(int argc, char **argv)
{
	struct bench bench = { .fd = -1,
			       .caller = { .run = (unsigned)getpid() } };
	uint32_t seconds = SECONDS_MAX;
	int64_t begin_us;
	int err;

	if (!options_parse(&bench, &seconds, argc, argv)) {
		(void)fprintf(stderr,
			      "usage: %s PORT USER N WINDOW [--seconds 1..%d] "
			      "[--hold]\n",
			      argv[0], SECONDS_MAX);
		return 2;
	}

	bench.call = calloc(bench.call_count, sizeof(*bench.call));
	err = bench.call != NULL ? connect_loopback(&bench) : ENOMEM;
	if (err)
		goto out;

	begin_us = now_us();
	bench.last_us = begin_us;
	bench.until_us = begin_us + (int64_t)seconds * 1000000;
	err = run(&bench);
	print_result(&bench, begin_us);
out:
	if (err)
		(void)fprintf(stderr, "%s: %s\n", argv[0], strerror(err));
	if (bench.fd >= 0)
		(void)close(bench.fd);
	free(bench.call);
	if (err)
		return 3;
	return bench.lost_count == 0 ? 0 : 1;
}
