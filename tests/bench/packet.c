/* SPDX-License-Identifier: MIT */
#include "packet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char body[] = "v=0\r\n"
			   "o=bench 1 1 IN IP4 127.0.0.1\r\n"
			   "s=-\r\n"
			   "c=IN IP4 127.0.0.1\r\n"
			   "t=0 0\r\n"
			   "m=audio 6000 RTP/AVP 0 101\r\n"
			   "a=rtpmap:0 PCMU/8000\r\n"
			   "a=rtpmap:101 telephone-event/8000\r\n"
			   "a=fmtp:101 0-15\r\n";

int packet_write_invite(char *packet, size_t room, const struct caller *caller,
			uint32_t id)
{
	return snprintf(
		packet, room,
		"INVITE sip:%s@127.0.0.1:%u SIP/2.0\r\n"
		"Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bK%x.%u;rport\r\n"
		"Max-Forwards: 70\r\n"
		"From: <sip:bench@127.0.0.1:%u>;tag=%x.%u\r\n"
		"To: <sip:%s@127.0.0.1:%u>\r\n"
		"Call-ID: %u@%x.bench\r\n"
		"CSeq: 1 INVITE\r\n"
		"Contact: <sip:bench@127.0.0.1:%u>\r\n"
		"Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n"
		"User-Agent: bench_call\r\n"
		"Content-Type: application/sdp\r\n"
		"Content-Length: %zu\r\n"
		"\r\n%s",
		caller->user, caller->port, caller->local_port, caller->run, id,
		caller->local_port, caller->run, id, caller->user, caller->port,
		id, caller->run, caller->local_port, sizeof(body) - 1, body);
}

int packet_write_ack(char *packet, size_t room, const struct caller *caller,
		     const struct final *final)
{
	/* The ACK of a 2xx is a transaction of its own, that of another final
	 * has the INVITE's branch (RFC 3261 §13.2.2.4, §17.1.1.3). */
	const char *suffix = final->status < 300 ? ".ack" : "";

	return snprintf(
		packet, room,
		"ACK sip:%s@127.0.0.1:%u SIP/2.0\r\n"
		"Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bK%x.%u%s;rport\r\n"
		"Max-Forwards: 70\r\n"
		"From: <sip:bench@127.0.0.1:%u>;tag=%x.%u\r\n"
		"To: %.*s\r\n"
		"Call-ID: %u@%x.bench\r\n"
		"CSeq: 1 ACK\r\n"
		"Content-Length: 0\r\n"
		"\r\n",
		caller->user, caller->port, caller->local_port, caller->run,
		final->id, suffix, caller->local_port, caller->run, final->id,
		final->to_size, final->to, final->id, caller->run);
}

/** Behind the first header of this name ("\r\nTo: "); NULL when absent. */
static const char *find_value(const char *packet, const char *name)
{
	const char *found = strstr(packet, name);

	return found != NULL ? found + strlen(name) : NULL;
}

bool packet_read_final(struct final *final, const struct caller *caller,
		       const char *packet)
{
	const char *call_id = find_value(packet, "\r\nCall-ID: ");
	const char *to = find_value(packet, "\r\nTo: ");
	char tail[32];
	char *end;

	if (strncmp(packet, "SIP/2.0 ", 8) != 0 || call_id == NULL ||
	    to == NULL)
		return false;

	int status = (int)strtol(packet + 8, NULL, 10);
	unsigned long id = strtoul(call_id, &end, 10);

	(void)snprintf(tail, sizeof(tail), "@%x.bench\r\n", caller->run);
	if (status < 200 || id > UINT32_MAX ||
	    strncmp(end, tail, strlen(tail)) != 0)
		return false;

	final->id = (uint32_t)id;
	final->status = status;
	final->to = to;
	final->to_size = (int)strcspn(to, "\r\n");
	return true;
}
