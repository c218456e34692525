/* SPDX-License-Identifier: MIT */
#include "capture/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/stream.h"

enum { STREAMS_MAX = 4096, SIGHTINGS_MAX = 1 << 20 };

void reader_init(struct reader *reader)
{
	memset(reader, 0, sizeof(*reader));
}

void reader_release(struct reader *reader)
{
	for (size_t i = 0; i < reader->count; i++)
		message_free(reader->sighting[i].message);
	free(reader->sighting);
	for (size_t i = 0; i < reader->stream_count; i++) {
		stream_release(reader->stream[i]);
		free(reader->stream[i]);
	}
	free(reader->stream);
}

static int add_message(struct reader *reader, const struct packet_way *way,
		       enum transport transport, struct str bytes,
		       uint64_t at_us)
{
	struct sighting *more;
	struct message *message;
	size_t room = reader->room * 2 + 64;
	int err = message_load(&message, bytes);

	if (err)
		return err == EBADMSG ? 0 : err;
	err = E2BIG;
	if (reader->count == SIGHTINGS_MAX)
		goto out;
	if (reader->count == reader->room) {
		err = ENOMEM;
		more = realloc(reader->sighting, room * sizeof(*more));
		if (more == NULL)
			goto out;
		reader->sighting = more;
		reader->room = room;
	}
	reader->sighting[reader->count++] = (struct sighting){
		.at_us = at_us,
		.transport = transport,
		.way = *way,
		.message = message,
	};
	return 0;
out:
	message_free(message);
	return err;
}

/** The newest of this way, or a new one. */
static int find_stream(struct stream **streamp, struct reader *reader,
		       const struct packet_way *way)
{
	struct stream **all;

	for (size_t i = reader->stream_count; i-- > 0;) {
		if (packet_way_eq(&reader->stream[i]->way, way)) {
			*streamp = reader->stream[i];
			return 0;
		}
	}
	if (reader->stream_count == STREAMS_MAX)
		return E2BIG;
	all = realloc(reader->stream,
		      (reader->stream_count + 1) * sizeof(struct stream *));
	if (all == NULL)
		return ENOMEM;
	reader->stream = all;
	*streamp = malloc(sizeof(**streamp));
	if (*streamp == NULL)
		return ENOMEM;
	stream_init(*streamp, way);
	reader->stream[reader->stream_count++] = *streamp;
	return 0;
}

static int add_segment(struct reader *reader, const struct dissected *segment,
		       uint64_t at_us)
{
	struct stream *stream;
	struct str message;
	int err = find_stream(&stream, reader, &segment->way);

	if (err)
		return err;
	stream_add(stream, segment);
	while (!err && stream_next(stream, &message))
		err = add_message(reader, &segment->way, TRANSPORT_TCP, message,
				  at_us);
	return err;
}

int reader_add(struct reader *reader, enum link link, struct str packet,
	       uint64_t at_us)
{
	struct dissected found;
	enum packet_kind kind = dissect(&found, link, packet);

	reader->kind[kind]++;
	if (kind == PACKET_DATAGRAM)
		return add_message(reader, &found.way, TRANSPORT_UDP,
				   found.payload, at_us);
	if (kind == PACKET_SEGMENT)
		return add_segment(reader, &found, at_us);
	return 0;
}

size_t reader_lost(const struct reader *reader)
{
	size_t count = 0;

	for (size_t i = 0; i < reader->stream_count; i++)
		count +=
			reader->stream[i]->lost + reader->stream[i]->held_count;
	return count;
}
