/* SPDX-License-Identifier: MIT */
#include "report/redact.h"

#include "report/redact_part.h"
#include "sip/header_name.h"

/** A message in its two parts, and what it says of the size of the second. */
struct parts {
	struct str head;     /* to the empty line and with it */
	struct str body;     /* as Content-Length cuts it */
	struct str rest;     /* what stands behind that */
	uint64_t length;     /* of Content-Length */
	uint64_t new_length; /* that fits */
	bool has_length;
};

/** Bytes of the line end at this place, 0: there is none. */
static size_t end_size(struct str text, size_t at)
{
	if (at >= text.size)
		return 0;
	if (text.p[at] == '\n')
		return 1;
	if (text.p[at] != '\r')
		return 0;
	return at + 1 < text.size && text.p[at + 1] == '\n' ? 2 : 1;
}

/** Take a line off a text, its end included. */
static struct str next_line(struct str *rest)
{
	struct str line;
	size_t size = 0;

	while (size < rest->size && end_size(*rest, size) == 0)
		size++;
	size += end_size(*rest, size);
	line = str_sub(*rest, 0, size);
	*rest = str_sub(*rest, size, rest->size);
	return line;
}

/** The same with the lines that continue it. */
static struct str next_header(struct str *rest)
{
	struct str header = next_line(rest);

	while (rest->size > 0 && (rest->p[0] == ' ' || rest->p[0] == '\t'))
		header.size += next_line(rest).size;
	return header;
}

static bool is_empty(struct str line)
{
	return end_size(line, 0) == line.size;
}

/**
 * The name of a header, trimmed.
 *
 * @param[out] value  what stands behind the colon, the line end included
 * @return absent when the line is none
 */
static struct str header_name(struct str header, struct str *value)
{
	size_t colon = str_find(header, ':');
	struct str name = str_trim(str_sub(header, 0, colon));

	if (colon == header.size || str_find(name, ' ') != name.size)
		return (struct str){ NULL, 0 };
	*value = str_sub(header, colon + 1, header.size);
	return header_long_name(name);
}

static bool parse_length(struct str header, uint64_t *length)
{
	struct str value = { NULL, 0 };
	struct str name = header_name(header, &value);

	return str_ieq(name, STR("Content-Length")) &&
	       str_parse_uint(str_trim(value), UINT32_MAX, length) == 0;
}

static void split(struct parts *parts, struct str bytes)
{
	struct str rest = bytes;
	bool has_header = false;

	*parts = (struct parts){ .has_length = false };
	while (rest.size > 0) {
		struct str header = next_header(&rest);

		/* Those before the start line keep a connection alive. */
		if (is_empty(header) && has_header)
			break;
		has_header |= !is_empty(header);
		if (!parts->has_length)
			parts->has_length =
				parse_length(header, &parts->length);
	}
	parts->head = str_sub(bytes, 0, bytes.size - rest.size);
	parts->body = rest;
	if (parts->has_length && parts->length < rest.size) {
		parts->body.size = (size_t)parts->length;
		parts->rest = str_sub(rest, parts->body.size, rest.size);
	}
}

/** A line or a header with its folds when it carries credentials. */
static bool add_auth(struct buf *out, struct str header)
{
	struct str value = { NULL, 0 };
	struct str name = header_name(header, &value);

	if (name.p == NULL || !redact_is_auth(name))
		return false;
	buf_add_str(out, str_sub(header, 0, header.size - value.size));
	redact_add_auth(out, name, value);
	return true;
}

static void add_line(struct buf *out, struct str line)
{
	size_t size = 0;

	if (add_auth(out, line))
		return;
	while (size < line.size && end_size(line, size) == 0)
		size++;
	redact_add_line(out, str_sub(line, 0, size));
	buf_add_str(out, str_sub(line, size, line.size));
}

/** Line by line, whatever it is: a log has its headers indented. */
static void add_lines(struct buf *out, struct str text)
{
	while (text.size > 0) {
		struct str header = next_header(&text);

		if (add_auth(out, header))
			continue;
		while (header.size > 0)
			add_line(out, next_line(&header));
	}
}

/** A header; a Content-Length that fitted the body is made to fit it again. */
static void add_header(struct buf *out, const struct parts *parts,
		       struct str header)
{
	struct str value = { NULL, 0 };
	struct str number;
	uint64_t length;

	if (!parse_length(header, &length) || length != parts->length ||
	    parts->new_length == length) {
		add_lines(out, header);
		return;
	}
	(void)header_name(header, &value);
	number = str_trim(value);
	buf_add(out, header.p, (size_t)(number.p - header.p));
	buf_addf(out, "%llu", (unsigned long long)parts->new_length);
	buf_add(out, number.p + number.size,
		(size_t)(header.p + header.size - number.p) - number.size);
}

static void add_head(struct buf *out, const struct parts *parts)
{
	struct str rest = parts->head;

	while (rest.size > 0)
		add_header(out, parts, next_header(&rest));
}

void redact_add(struct buf *out, struct str bytes)
{
	struct parts parts;
	struct buf body;

	split(&parts, bytes);
	buf_init(&body, out->max);
	add_lines(&body, parts.body);
	/* What was cut short stays as short as it was. */
	parts.new_length = parts.length - parts.body.size + body.size;
	add_head(out, &parts);
	buf_add_str(out, buf_str(&body));
	add_lines(out, parts.rest);
	if (out->error == 0)
		out->error = buf_error(&body);
	buf_release(&body);
}
