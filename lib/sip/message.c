/* SPDX-License-Identifier: MIT */
#include "sip/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sip/header_name.h"

static bool is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/** The line at `at` without its end; at is moved behind the end. */
static struct str take_line(struct str bytes, size_t *at)
{
	size_t from = *at, end = from;

	while (end < bytes.size && !is_line_end(bytes.p[end]))
		end++;
	*at = end;
	if (*at < bytes.size && bytes.p[*at] == '\r')
		++*at;
	if (*at < bytes.size && bytes.p[*at] == '\n')
		++*at;
	return str_sub(bytes, from, end - from);
}

/** A header line with its folds; @return false where the header part ends */
static bool take_header(struct str bytes, size_t *at, struct str *header)
{
	struct str line = take_line(bytes, at);
	const char *from = line.p;

	if (line.size == 0)
		return false;

	while (*at < bytes.size && is_blank(bytes.p[*at]))
		line = take_line(bytes, at);
	*header = (struct str){ from, (size_t)(line.p - from) + line.size };
	return true;
}

/** The first word of a start line, and what follows it. */
static struct str take_word(struct str *rest)
{
	struct str word;
	size_t size = 0;

	while (size < rest->size && !is_blank(rest->p[size]))
		size++;
	word = str_sub(*rest, 0, size);
	*rest = str_trim(str_sub(*rest, size, rest->size));
	return word;
}

static struct str last_word(struct str s)
{
	size_t at = s.size;

	while (at > 0 && !is_blank(s.p[at - 1]))
		at--;
	return str_sub(s, at, s.size);
}

static unsigned parse_status(struct str start)
{
	struct str rest = str_trim(start), code;
	uint64_t status = 0;

	(void)take_word(&rest);
	code = take_word(&rest);
	if (code.size != 3 || str_parse_uint(code, 999, &status) != 0)
		return 0;
	return (unsigned)status;
}

static bool is_response_line(struct str start)
{
	return str_istarts(str_trim(start), STR("SIP/"));
}

/** More than three words are let in: a blank in the URI is a fault of it. */
static bool is_request_line(struct str start)
{
	struct str rest = str_trim(start);

	(void)take_word(&rest);
	return last_word(rest).size < rest.size &&
	       str_istarts(last_word(rest), STR("SIP/"));
}

static bool is_start_line(struct str start)
{
	if (is_response_line(start))
		return parse_status(start) != 0;
	return is_request_line(start);
}

static void set_line(struct line *line, struct str bytes, struct str header)
{
	size_t colon = str_find(header, ':');
	struct str name = str_trim(str_sub(header, 0, colon));
	struct str value;

	/* a blank before the name continues a start line, which has no folds */
	if (colon == header.size || name.p != header.p ||
	    name.size > UINT16_MAX)
		name.size = 0;
	value = str_trim(name.size == 0
				 ? header
				 : str_sub(header, colon + 1, header.size));
	line->offset = (uint32_t)(header.p - bytes.p);
	line->size = (uint32_t)header.size;
	line->value = (uint32_t)(value.p - header.p);
	line->value_size = (uint32_t)value.size;
	line->name_size = (uint16_t)name.size;
	line->header = (uint16_t)header_find(name);
}

/**
 * Whether Content-Length says where the body ends: all of its lines agree on
 * a number. One above all bounds is as good as the highest.
 */
static bool find_length(const struct message *message, uint64_t *length)
{
	struct str value = message_header(message, HEADER_CONTENT_LENGTH, 0);
	uint64_t first = UINT64_MAX, other;

	if (str_parse_uint(value, UINT64_MAX, &first) == EBADMSG)
		return false;

	for (uint32_t i = 0; i < message->line_count; i++) {
		if (message->line[i].header != HEADER_CONTENT_LENGTH)
			continue;
		value = message_line_value(message, &message->line[i]);
		other = UINT64_MAX;
		if (str_parse_uint(value, UINT64_MAX, &other) == EBADMSG ||
		    other != first)
			return false;
	}
	*length = first;
	return true;
}

static void set_body(struct message *message, size_t at)
{
	uint64_t length;

	message->body = str_sub(message->bytes, at, message->bytes.size);
	if (!find_length(message, &length))
		return;
	message->is_short = length > message->body.size;
	if (!message->is_short)
		message->body.size = (size_t)length;
}

enum {
	VIEW_VALUES_MAX = 512,
	FEW_LINES = 48 /* more than that are gone through twice */
};

/** How many lines, from the first, hold no more values than sofia may see. */
static uint32_t count_viewed(const struct message *message)
{
	struct str rest, value;
	size_t values = 0;
	uint32_t i;

	for (i = 0; i < message->line_count; i++) {
		rest = str_sub(message->bytes, message->line[i].offset,
			       message->line[i].size);
		do
			values++;
		while (str_cut(rest, ',', &value, &rest));
		if (values > VIEW_VALUES_MAX)
			break;
	}
	return i;
}

/**
 * Go through the lines behind the start line, which ends at `at`, to where the
 * body begins; note the first `room` of them, count all.
 */
static uint32_t find_lines(struct str bytes, size_t *at, struct line *line,
			   uint32_t room)
{
	struct str header;
	uint32_t count = 0;

	for (; take_header(bytes, at, &header); count++) {
		if (count < room)
			set_line(&line[count], bytes, header);
	}
	return count;
}

/** Whether a request without a start line can be answered at least. */
static bool has_via(const struct line *few, uint32_t count)
{
	for (uint32_t i = 0; i < count && i < FEW_LINES; i++) {
		if (few[i].header == HEADER_VIA)
			return true;
	}
	return false;
}

/** One block: the struct, its lines, its bytes. */
static struct message *message_new(struct str bytes, uint32_t line_count)
{
	size_t head = sizeof(struct message) + line_count * sizeof(struct line);
	struct message *message = malloc(head + bytes.size);
	char *text;

	if (message == NULL)
		return NULL;

	memset(message, 0, sizeof(*message));
	message->refs = 1;
	text = (char *)message + head;
	memcpy(text, bytes.p, bytes.size);
	message->line = (void *)(message + 1);
	message->line_count = line_count;
	message->bytes = (struct str){ text, bytes.size };
	return message;
}

int message_load(struct message **messagep, struct str bytes)
{
	struct line few[FEW_LINES];
	struct message *message;
	struct str start;
	size_t skip = 0, head, at;
	uint32_t count;

	if (bytes.size > UINT32_MAX)
		return EBADMSG;

	while (skip < bytes.size && is_line_end(bytes.p[skip]))
		skip++;
	head = skip;
	start = take_line(bytes, &head);
	at = head;
	count = find_lines(bytes, &at, few, FEW_LINES);
	if (!is_start_line(start) &&
	    (is_response_line(start) || !has_via(few, count)))
		return EBADMSG;
	message = message_new(bytes, count);
	if (message == NULL)
		return ENOMEM;

	if (count <= FEW_LINES)
		memcpy(message->line, few, count * sizeof(few[0]));
	else
		(void)find_lines(bytes, &head, message->line, count);
	message->start = str_sub(message->bytes, skip, start.size);
	message->is_request = !is_response_line(start);
	message->view_count = count_viewed(message);
	set_body(message, at);
	*messagep = message;
	return 0;
}

struct message *message_ref(struct message *message)
{
	message->refs++;
	return message;
}

void message_free(struct message *message)
{
	if (message == NULL || --message->refs > 0)
		return;
	message_forget(message);
	free(message);
}

unsigned message_status(const struct message *message)
{
	return message->is_request ? 0 : parse_status(message->start);
}

struct str message_method(const struct message *message)
{
	struct str rest = str_trim(message->start);

	return take_word(&rest);
}

struct str message_uri(const struct message *message)
{
	struct str rest = str_trim(message->start);

	(void)take_word(&rest);
	rest.size -= last_word(rest).size;
	return str_trim(rest);
}

struct str message_version(const struct message *message)
{
	struct str rest = str_trim(message->start);

	return message->is_request ? last_word(rest) : take_word(&rest);
}
