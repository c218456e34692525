/* SPDX-License-Identifier: MIT */
#include "sip/frame.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

static const char over_max[] = "the message is over the limit";

void frame_init(struct frame *frame, size_t max)
{
	*frame = (struct frame){ .max = max };
}

static size_t count_line_ends(struct str bytes)
{
	size_t count = 0;

	while (count < bytes.size &&
	       (bytes.p[count] == '\r' || bytes.p[count] == '\n'))
		count++;
	return count;
}

static bool is_content_length(struct str name)
{
	return str_ieq(name, STR("Content-Length")) || str_ieq(name, STR("l"));
}

/*
 * What is wrong is kept until the head is whole, so that the sender
 * can be told with its own Via.
 */
static void read_field(struct frame *frame, struct str field)
{
	struct str name, value;
	uint64_t length;
	int err;

	if (!str_cut(field, ':', &name, &value) ||
	    !is_content_length(str_trim(name)))
		return;

	err = str_parse_uint(str_trim(value), frame->max, &length);
	if (err) {
		frame->why = err == ERANGE ? over_max
					   : "Content-Length is not a number";
		return;
	}
	if (frame->has_length && frame->length != length)
		frame->why = "two Content-Length differ";
	frame->length = length;
	frame->has_length = true;
}

static bool is_blank(struct str line)
{
	return line.p[0] == '\n' || (line.p[0] == '\r' && line.p[1] == '\n');
}

static bool is_folded(struct str line)
{
	return line.p[0] == ' ' || line.p[0] == '\t';
}

/* A field is whole once the line behind it is known not to continue it. */
static void read_line(struct frame *frame, struct str bytes, size_t end)
{
	struct str line = str_sub(bytes, frame->line, end - frame->line);

	if (!is_folded(line)) {
		if (frame->field > 0)
			read_field(frame, str_sub(bytes, frame->field,
						  frame->line - frame->field));
		frame->field = frame->line;
	}
	if (is_blank(line))
		frame->head = end;
	frame->line = end;
	frame->scanned = end;
}

/* A head that is not whole has one byte more at least. */
static bool is_over(const struct frame *frame, size_t size)
{
	if (frame->head == 0)
		return size >= frame->max;
	return frame->head > frame->max ||
	       frame->length > frame->max - frame->head;
}

static void read_head(struct frame *frame, struct str bytes)
{
	while (frame->head == 0 && frame->scanned < bytes.size) {
		const char *from = bytes.p + frame->scanned;
		const char *end =
			memchr(from, '\n', bytes.size - frame->scanned);

		if (end == NULL)
			frame->scanned = bytes.size;
		else
			read_line(frame, bytes, (size_t)(end - bytes.p) + 1);
	}
	if (is_over(frame, bytes.size))
		frame->why = over_max;
}

static struct frame_found broken(size_t skip, const char *why)
{
	return (struct frame_found){ FRAME_BROKEN, skip, 0, why };
}

struct frame_found frame_next(struct frame *frame, struct str bytes)
{
	struct frame_found found = { FRAME_MORE, 0, 0, NULL };

	if (frame->scanned == 0) {
		found.skip = count_line_ends(bytes);
		bytes = str_sub(bytes, found.skip, bytes.size);
	}
	if (bytes.size == 0)
		return found;

	if (frame->head == 0)
		read_head(frame, bytes);
	if (frame->why != NULL && (frame->head > 0 || bytes.size >= frame->max))
		return broken(found.skip, frame->why);
	if (frame->head == 0 || bytes.size - frame->head < frame->length)
		return found;

	found.state = FRAME_MESSAGE;
	found.size = frame->head + (size_t)frame->length;
	frame_init(frame, frame->max);
	return found;
}

/** Whether a message has one end for every reader: each line has CRLF, one tells it. */
static bool has_clear_end(struct str message)
{
	struct str line, name, value;
	bool has_length = false;

	while (str_cut(message, '\n', &line, &message)) {
		size_t end = str_find(line, '\r');

		if (end + 1 != line.size || memchr(line.p, '\0', line.size))
			return false;
		if (end == 0)
			return has_length;
		if (!is_folded(line) && str_cut(line, ':', &name, &value))
			has_length |= is_content_length(str_trim(name));
	}
	return false;
}

bool frame_is_whole(struct str bytes)
{
	struct frame_found found;
	struct frame frame;

	frame_init(&frame, SIZE_MAX);
	while (bytes.size > 0) {
		found = frame_next(&frame, bytes);
		bytes = str_sub(bytes, found.skip, bytes.size);
		if (found.state == FRAME_MORE)
			return bytes.size == 0;
		if (found.state == FRAME_BROKEN ||
		    !has_clear_end(str_sub(bytes, 0, found.size)))
			return false;
		bytes = str_sub(bytes, found.size, bytes.size);
	}
	return true;
}
