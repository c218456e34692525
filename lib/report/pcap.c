/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>

#include "report/packet.h"
#include "report/put.h"
#include "report/redact.h"

/*
 * Each message becomes a packet with the message's time. What there was beside the
 * messages is not known: handshakes, acknowledgements and sequence numbers of
 * TCP are made up so that a reader sees whole connections, one set for each case.
 * Hosts that are no addresses cannot be shown, so their messages are left out.
 */

enum {
	SNAPLEN = 262144,
	PACKET_MAX = 65535 + 40, /* IPv6 does not count its header */
	ISN_STEP = 1 << 20,      /* connections begin at different numbers */
};

/** A connection; side 0 is the one that opened it. */
struct stream {
	struct packet_way way; /* from side 0 */
	uint32_t next[2];      /* sequence number, by side */
	bool is_open;
};

struct capture {
	pcap_dumper_t *dumper; /* writes to memory */
	char *bytes;           /* there: what is not in the file yet; owned */
	size_t size;
	bool is_redacted;
	struct buf packet;
	struct buf clean;      /* the message, redacted */
	struct arena arena;    /* of one case */
	struct stream *stream; /* with room for each message of the case */
	size_t stream_count;
	uint32_t opened; /* connections of all cases */
	uint64_t at_us;  /* time of the message at hand */
	int err;         /* the first one */
};

/** Write the packet that was made. */
static void dump(struct capture *capture)
{
	struct str bytes = buf_str(&capture->packet);
	const struct pcap_pkthdr header = {
		.ts = { .tv_sec = (time_t)(capture->at_us / 1000000),
			.tv_usec = (suseconds_t)(capture->at_us % 1000000) },
		.caplen = (bpf_u_int32)bytes.size,
		.len = (bpf_u_int32)bytes.size,
	};

	if (capture->err == 0)
		capture->err = buf_error(&capture->packet);
	if (capture->err == 0)
		pcap_dump((u_char *)capture->dumper, &header,
			  (const u_char *)bytes.p);
}

/** Longer ones than UDP can carry were never on a wire; they are cut. */
static void dump_datagram(struct capture *capture, const struct packet_way *way,
			  struct str bytes)
{
	buf_clear(&capture->packet);
	packet_add_udp(&capture->packet, way,
		       str_sub(bytes, 0, packet_udp_max(way)));
	dump(capture);
}

static void dump_segment(struct capture *capture, struct stream *stream,
			 int side, unsigned flags, struct str bytes)
{
	struct packet_way back = packet_way_back(&stream->way);
	struct packet_tcp tcp = { .seq = stream->next[side], .flags = flags };

	if (flags & PACKET_ACK)
		tcp.ack = stream->next[1 - side];
	buf_clear(&capture->packet);
	packet_add_tcp(&capture->packet, side == 0 ? &stream->way : &back, &tcp,
		       bytes);
	dump(capture);
	stream->next[side] += (uint32_t)bytes.size;
	if (flags & PACKET_SYN)
		stream->next[side]++;
}

/** The stream between two addresses; side: the one that way begins at. */
static struct stream *find_stream(struct capture *capture,
				  const struct packet_way *way, int *side)
{
	struct packet_way back = packet_way_back(way);

	for (size_t i = 0; i < capture->stream_count; i++) {
		struct stream *stream = &capture->stream[i];

		*side = packet_way_eq(&stream->way, way) ? 0 : 1;
		if (*side == 0 || packet_way_eq(&stream->way, &back))
			return stream;
	}
	return NULL;
}

static void open_stream(struct capture *capture, struct stream *stream,
			const struct packet_way *way)
{
	uint32_t isn = ++capture->opened * ISN_STEP;

	*stream = (struct stream){ .way = *way,
				   .next = { isn, isn + ISN_STEP / 2 },
				   .is_open = true };
	dump_segment(capture, stream, 0, PACKET_SYN, STR(""));
	dump_segment(capture, stream, 1, PACKET_SYN | PACKET_ACK, STR(""));
	dump_segment(capture, stream, 0, PACKET_ACK, STR(""));
}

/** The other side acknowledges each segment, so that no window fills up. */
static void dump_stream(struct capture *capture, const struct packet_way *way,
			struct str bytes)
{
	int side = 0;
	struct stream *stream = find_stream(capture, way, &side);

	if (stream == NULL)
		stream = &capture->stream[capture->stream_count++];
	if (!stream->is_open) {
		open_stream(capture, stream, way);
		side = 0;
	}
	while (bytes.size > 0) {
		struct str part = str_sub(bytes, 0, packet_tcp_max(way));

		dump_segment(capture, stream, side, PACKET_PSH | PACKET_ACK,
			     part);
		dump_segment(capture, stream, 1 - side, PACKET_ACK, STR(""));
		bytes = str_sub(bytes, part.size, bytes.size);
	}
}

/** The client is gone: an open connection ends with its reset. */
static void dump_gone(struct capture *capture, const struct packet_way *way)
{
	int side = 0;
	struct stream *stream = find_stream(capture, way, &side);

	if (stream == NULL || !stream->is_open)
		return;
	dump_segment(capture, stream, side, PACKET_RST | PACKET_ACK, STR(""));
	stream->is_open = false;
}

static void dump_message(struct capture *capture,
			 const struct result_message *message)
{
	bool is_ours = message->type == ENTRY_OUT;
	bool is_stream = transport_is_stream(message->remote.transport);
	struct str bytes = message->bytes;
	struct packet_way way;

	if (message->type == ENTRY_EXIT || message->type == ENTRY_LOST_OUT ||
	    !packet_way_init(&way, is_ours ? &message->local : &message->remote,
			     is_ours ? &message->remote : &message->local))
		return;
	capture->at_us = message->at_us;
	if (message->type == ENTRY_GONE) {
		if (is_stream)
			dump_gone(capture, &way);
		return;
	}
	if (capture->is_redacted) {
		buf_clear(&capture->clean);
		redact_add(&capture->clean, bytes);
		bytes = buf_str(&capture->clean);
		if (capture->err == 0)
			capture->err = buf_error(&capture->clean);
	}
	if (is_stream)
		dump_stream(capture, &way, bytes);
	else
		dump_datagram(capture, &way, bytes);
}

static int dump_case(struct capture *capture, const struct report *report,
		     const struct result *result)
{
	struct result_messages messages;
	int err;

	result_messages_init(&messages);
	err = report->messages(report->arg, &messages, result);
	if (err)
		goto out;
	capture->stream = arena_array(&capture->arena, messages.count,
				      sizeof(*capture->stream));
	capture->stream_count = 0;
	err = arena_error(&capture->arena);
	if (err)
		goto out;
	for (size_t i = 0; i < messages.count; i++)
		dump_message(capture, &messages.message[i]);
	err = capture->err;
out:
	arena_release(&capture->arena);
	result_messages_release(&messages);
	return err;
}

/** Move what was dumped from memory to the file. */
static int put(struct capture *capture, FILE *out)
{
	FILE *memory = pcap_dump_file(capture->dumper);

	if (fflush(memory) != 0 || ferror(memory))
		return ENOMEM;
	errno = 0;
	if (fwrite(capture->bytes, 1, capture->size, out) != capture->size)
		return errno != 0 ? errno : EIO;
	return fseek(memory, 0, SEEK_SET) != 0 ? errno : 0;
}

static int dump_cases(struct capture *capture, const struct report *report,
		      FILE *out)
{
	int err = put(capture, out);

	buf_init(&capture->packet, PACKET_MAX);
	buf_init(&capture->clean, REPORT_MAX);
	arena_init(&capture->arena);
	for (size_t i = 0; i < report->results->count && err == 0; i++) {
		err = dump_case(capture, report, &report->results->result[i]);
		if (err == 0)
			err = put(capture, out);
	}
	buf_release(&capture->clean);
	buf_release(&capture->packet);
	return err;
}

/**
 * Open the dumper. It gets a file of its own, in memory, for it closes that when a write
 * fails, and the caller's is not ours to close.
 */
static pcap_dumper_t *open_dumper(struct capture *capture, pcap_t *pcap)
{
	FILE *memory = open_memstream(&capture->bytes, &capture->size);

	return memory == NULL ? NULL : pcap_dump_fopen(pcap, memory);
}

int report_pcap(FILE *out, const struct report *report)
{
	struct capture capture = { .is_redacted = report->is_redacted };
	pcap_t *pcap = pcap_open_dead(DLT_RAW, SNAPLEN);
	int err = ENOMEM;

	if (pcap == NULL)
		return err;
	capture.dumper = open_dumper(&capture, pcap);
	if (capture.dumper != NULL) {
		err = dump_cases(&capture, report, out);
		pcap_dump_close(capture.dumper);
	}
	free(capture.bytes);
	pcap_close(pcap);
	return err;
}
