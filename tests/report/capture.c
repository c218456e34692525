/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "report/report.h"

/*
 * Print a capture of what is hard to dissect: ports that are not SIP's, bodies as
 * large as a datagram carries and larger than a segment, connections that end and
 * come again, bytes that are no SIP. Bodies are of BODY_BYTE, so a reader can count.
 */

#define START_US UINT64_C(1772366400000000) /* 2026-03-01T12:00:00Z */

enum { BODY_BYTE = 'b', HEAD_ROOM = 1024 };

/** A request, or what is no SIP, with a body of so many bytes. */
static const struct row {
	enum entry_type type;
	enum transport transport;
	const char *local;
	const char *remote;
	const char *method; /* NULL: bytes that are no SIP */
	size_t body_size;
} row[] = {
	{ ENTRY_IN, TRANSPORT_UDP, "192.0.2.1", "192.0.2.9", "INVITE", 0 },
	{ ENTRY_OUT, TRANSPORT_UDP, "192.0.2.1", "192.0.2.9", "BYE", 7 },
	{ ENTRY_IN, TRANSPORT_UDP, "2001:db8::1", "2001:db8::9", "INFO", 1 },
	{ ENTRY_IN, TRANSPORT_UDP, "192.0.2.1", "192.0.2.9", "MESSAGE", 60001 },
	{ ENTRY_IN, TRANSPORT_UDP, "2001:db8::1", "2001:db8::9", "MESSAGE",
	  60000 },
	{ ENTRY_IN, TRANSPORT_UDP, "192.0.2.1", "192.0.2.9", NULL, 0 },
	{ ENTRY_IN, TRANSPORT_UDP, "192.0.2.1", "phone.example", "INVITE", 0 },
	{ ENTRY_GONE, TRANSPORT_UDP, "192.0.2.1", "192.0.2.9", NULL, 0 },
	{ ENTRY_IN, TRANSPORT_TCP, "192.0.2.1", "192.0.2.9", "INVITE", 0 },
	{ ENTRY_OUT, TRANSPORT_TCP, "192.0.2.1", "192.0.2.9", "MESSAGE",
	  200000 },
	{ ENTRY_IN, TRANSPORT_TCP, "192.0.2.1", "192.0.2.9", "MESSAGE", 70001 },
	{ ENTRY_OUT, TRANSPORT_TCP, "2001:db8::1", "2001:db8::9", "BYE", 3 },
	{ ENTRY_IN, TRANSPORT_TCP, "2001:db8::1", "2001:db8::9", "BYE", 99999 },
	{ ENTRY_IN, TRANSPORT_TCP, "192.0.2.1", "192.0.2.9", "INFO", 2 },
	{ ENTRY_GONE, TRANSPORT_TCP, "192.0.2.1", "192.0.2.9", NULL, 0 },
	{ ENTRY_GONE, TRANSPORT_TCP, "192.0.2.1", "192.0.2.9", NULL, 0 },
	{ ENTRY_OUT, TRANSPORT_TCP, "192.0.2.1", "192.0.2.9", "NOTIFY", 0 },
	{ ENTRY_IN, TRANSPORT_TCP, "192.0.2.1", "192.0.2.9", "NOTIFY", 4 },
	{ ENTRY_EXIT, TRANSPORT_TCP, "", "", NULL, 0 },
};

/** Ports that no registry gives to SIP. */
enum { LOCAL_PORT = 41234, REMOTE_PORT = 41235 };

static struct str bytes_of(const struct row *from, struct arena *arena)
{
	char *bytes = arena_alloc(arena, HEAD_ROOM + from->body_size);
	int size;

	if (bytes == NULL || from->type == ENTRY_GONE ||
	    from->type == ENTRY_EXIT)
		return (struct str){ NULL, 0 };
	if (from->method == NULL)
		return STR("\xff\x00\x01 what is this?");
	size = snprintf(bytes, HEAD_ROOM,
			"%s sip:bob@192.0.2.1 SIP/2.0\r\n"
			"Via: SIP/2.0/%s 192.0.2.9:%d;branch=z9hG4bK%zu\r\n"
			"From: <sip:alice@192.0.2.9>;tag=a\r\n"
			"To: <sip:bob@192.0.2.1>\r\n"
			"Call-ID: c@192.0.2.9\r\nCSeq: 1 %s\r\n"
			"Max-Forwards: 70\r\n"
			"Content-Type: application/octet-stream\r\n"
			"Content-Length: %zu\r\n\r\n",
			from->method, transport_via(from->transport),
			REMOTE_PORT, (size_t)(from - row), from->method,
			from->body_size);
	memset(bytes + size, BODY_BYTE, from->body_size);
	return (struct str){ bytes, (size_t)size + from->body_size };
}

static int fetch(void *arg, struct result_messages *messages,
		 const struct result *result)
{
	int err = 0;

	(void)arg;
	for (size_t i = 0; i < ARRAY_SIZE(row) && err == 0; i++) {
		struct result_message message = {
			.type = row[i].type,
			.at_us = result->start_us + i,
			.local = { .port = LOCAL_PORT,
				   .transport = row[i].transport },
			.remote = { .port = REMOTE_PORT,
				    .transport = row[i].transport },
			.bytes = bytes_of(&row[i], &messages->arena),
		};

		(void)snprintf(message.local.host, sizeof(message.local.host),
			       "%s", row[i].local);
		(void)snprintf(message.remote.host, sizeof(message.remote.host),
			       "%s", row[i].remote);
		err = result_messages_add(messages, &message);
	}
	return err;
}

/** The same case twice, so that addresses come again. */
int main(void)
{
	struct result result[] = {
		{ .scenario = STR("final/486"), .start_us = START_US },
		{ .scenario = STR("final/603"), .start_us = START_US + 1000 },
	};
	const struct results results = { .result = result,
					 .count = ARRAY_SIZE(result) };
	const struct report report = { .results = &results, .messages = fetch };
	int err = report_pcap(stdout, &report);

	if (!err && fflush(stdout) != 0)
		err = errno;
	if (err)
		(void)fprintf(stderr, "report_capture: %s\n", strerror(err));
	return err != 0;
}
