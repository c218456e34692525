/* SPDX-License-Identifier: MIT */
#include "capture/write_lines.h"

static bool has_end(struct str text)
{
	return text.size == 0 || text.p[text.size - 1] == '\n';
}

/** The response in every byte, but for what each call has of its own. */
static void write_raw(struct lines *lines)
{
	struct str body = lines->response->body;

	buf_addf(lines->out, "  - raw: |%s\n", has_end(body) ? "+" : "-");
	lines->is_whole = true;
	lines_write_text(lines, lines->response->start);
	(void)lines_write_headers(lines);
	buf_add_char(lines->out, '\n');
	lines_write_text(lines, body);
}

/** Where a header stands in what the program composes. */
static size_t rank(enum header header)
{
	static const enum header order[] = {
		HEADER_VIA,          HEADER_FROM,           HEADER_TO,
		HEADER_CALL_ID,      HEADER_CSEQ,           HEADER_OTHER,
		HEADER_CONTENT_TYPE, HEADER_CONTENT_LENGTH,
	};
	enum { OTHERS = 5 };

	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		if (order[i] == header)
			return i;
	}
	return OTHERS;
}

static bool is_in_order(const struct message *message)
{
	size_t last = 0;

	for (uint32_t i = 0; i < message->line_count; i++) {
		size_t here = rank((enum header)message->line[i].header);

		if (here < last)
			return false;
		last = here;
	}
	return true;
}

/** Headers that the catalogue would add. */
static void write_without(struct buf *out, const struct message *response)
{
	static const struct str usual[] = {
		STR_INIT("Allow"),           STR_INIT("Supported"),
		STR_INIT("Accept"),          STR_INIT("Accept-Encoding"),
		STR_INIT("Accept-Language"), STR_INIT("Allow-Events"),
	};
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(usual); i++) {
		if (message_find(response, usual[i], 0).p != NULL)
			continue;
		buf_addf(out, "%s%.*s", count++ > 0 ? ", " : "    without: [",
			 STR_ARG(usual[i]));
	}
	if (count > 0)
		buf_add_text(out, "]\n");
}

static void write_body(struct lines *lines)
{
	struct str body = lines->response->body;
	struct str type =
		message_header(lines->response, HEADER_CONTENT_TYPE, 0);

	if (body.size == 0 || type.size == 0) {
		buf_add_text(lines->out, "    sdp: none\n");
		return;
	}
	buf_add_text(lines->out, "    type: ");
	buf_add_quoted(lines->out, type);
	buf_addf(lines->out, "\n    body: |%s\n", has_end(body) ? "+" : "-");
	lines_write_text(lines, body);
}

/** The phrase of a status line. */
static struct str phrase_of(const struct message *response)
{
	struct str rest = str_sub(response->start, 8, response->start.size);
	struct str code;
	struct str phrase;

	(void)str_cut(str_trim(rest), ' ', &code, &phrase);
	return phrase;
}

/** A response that the program composes, with the headers that were seen. */
static void write_respond(struct lines *lines, unsigned code)
{
	struct buf *out = lines->out;
	size_t before;

	if (!is_in_order(lines->response))
		buf_add_text(out, "  # Its headers stood in another order.\n");
	buf_addf(out, "  - respond: %u\n    reason: ", code);
	buf_add_quoted(out, phrase_of(lines->response));
	buf_add_char(out, '\n');
	if (code < 200)
		buf_add_text(out, "    reliable: true\n");
	write_without(out, lines->response);
	before = out->size;
	buf_add_text(out, "    headers: |\n");
	if (lines_write_headers(lines) == 0)
		buf_truncate(out, before);
	write_body(lines);
}

void lines_write_step(struct lines *lines, bool is_composed)
{
	lines->body_size = lines_size(lines->response->body);
	if (is_composed)
		write_respond(lines, message_status(lines->response));
	else
		write_raw(lines);
}
