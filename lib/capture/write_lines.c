/* SPDX-License-Identifier: MIT */
#include "capture/write_lines.h"

#include <string.h>

#include "report/redact_part.h"
#include "sip/field.h"
#include "sip/header_name.h"
#include "text/plain.h"

enum { CHILDREN_MAX = 3 };

static const char redacted_nonce[] = "nonce=\"redacted\"";

bool lines_fit(struct str bytes)
{
	struct str line;

	while (str_next_line(&bytes, &line)) {
		struct str part;

		/* Folds and bodies may have tabs. */
		while (line.size > 0) {
			(void)str_cut(line, '\t', &part, &line);
			if (!plain_is(part))
				return false;
		}
	}
	return true;
}

size_t lines_size(struct str text)
{
	bool has_end = text.size > 0 && text.p[text.size - 1] == '\n';
	struct str line;
	size_t size = 0;

	while (str_next_line(&text, &line))
		size += line.size + 2;
	return size > 0 && !has_end ? size - 2 : size;
}

/** A dollar begins a template; two are one. */
static void add_literal(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (text.p[i] == '$')
			buf_add_char(out, '$');
		buf_add_char(out, text.p[i]);
	}
}

/** A part of a header: its folds go on in lines of their own. */
static void add_folded(struct lines *lines, struct str text)
{
	struct str line;
	bool is_more;

	do {
		is_more = str_cut(text, '\n', &line, &text);
		if (is_more && line.size > 0 && line.p[line.size - 1] == '\r')
			line.size--;
		add_literal(lines->out, line);
		if (is_more)
			buf_addf(lines->out, "\n%s", lines->indent);
	} while (is_more);
}

void lines_write_text(struct lines *lines, struct str text)
{
	struct str line;

	while (str_next_line(&text, &line)) {
		if (line.size > 0)
			buf_add_text(lines->out, lines->indent);
		add_literal(lines->out, line);
		buf_add_char(lines->out, '\n');
	}
}

/** What stands before the value, as it was written: "Via: ", "v:". */
static struct str prefix_of(const struct message *message,
			    const struct line *line, struct str value)
{
	const char *begin = message->bytes.p + line->offset;

	if (value.p == NULL || value.size == 0)
		return str_sub(message->bytes, line->offset,
			       line->name_size + 1U);
	return str_sub(message->bytes, line->offset, (size_t)(value.p - begin));
}

static void add_one(struct lines *lines, struct str prefix, const char *value)
{
	buf_add_text(lines->out, lines->indent);
	add_folded(lines, prefix);
	buf_add_text(lines->out, value);
	buf_add_char(lines->out, '\n');
}

/** A Contact that leads to us; its name and its parameters stay. */
static void add_contact(struct lines *lines, struct str value)
{
	static const char *const child[CHILDREN_MAX] = { "child", "child.2",
							 "child.3" };
	const char *user =
		lines->is_redirect ? child[lines->children] : "token";
	struct str before, after, uri;

	if (str_cut(value, '<', &before, &after))
		(void)str_cut(after, '>', &uri, &after);
	else {
		before = STR("");
		(void)str_cut(value, ';', &uri, &after);
		after = str_sub(value, uri.size, value.size);
	}
	add_folded(lines, before);
	buf_addf(lines->out, "<sip:${%s}@${local}%s>", user,
		 lines->is_stream ? ";transport=tcp" : "");
	add_folded(lines, after);
}

static void add_contacts(struct lines *lines, struct str prefix,
			 struct str list)
{
	struct str value;
	size_t count = 0;

	if (lines->has_registrar)
		return;
	while (field_next(&list, &value)) {
		if (lines->children == CHILDREN_MAX)
			break;
		buf_add_text(lines->out, count > 0 ? ", " : lines->indent);
		if (count++ == 0)
			add_folded(lines, prefix);
		add_contact(lines, value);
		lines->children += lines->is_redirect;
	}
	if (count > 0)
		buf_add_char(lines->out, '\n');
}

/** Any other header, with its folds; a challenge has a nonce of the call's own. */
static void add_other(struct lines *lines, struct str name, struct str text)
{
	size_t size = sizeof(redacted_nonce) - 1;
	struct str rest = text;

	while (redact_is_auth(name) && rest.size >= size &&
	       memcmp(rest.p, redacted_nonce, size) != 0)
		rest = str_sub(rest, 1, rest.size);
	if (!redact_is_auth(name) || rest.size < size) {
		lines_write_text(lines, text);
		return;
	}
	buf_add_text(lines->out, lines->indent);
	add_folded(lines, str_sub(text, 0, text.size - rest.size));
	buf_add_text(lines->out, "nonce=\"${nonce}\"");
	add_folded(lines, str_sub(rest, size, rest.size));
	buf_add_char(lines->out, '\n');
}

static bool is_guarded(enum header header)
{
	return header == HEADER_VIA || header == HEADER_FROM ||
	       header == HEADER_TO || header == HEADER_CALL_ID ||
	       header == HEADER_CSEQ || header == HEADER_CONTENT_LENGTH;
}

/** What stands for the value of From, Call-ID and CSeq. */
static const char *template_of(enum header header)
{
	if (header == HEADER_FROM)
		return "${from}";
	return header == HEADER_CALL_ID ? "${call-id}" : "${cseq}";
}

/** The To of the request, and what the far end added to it: its tag, and more. */
static void add_to(struct lines *lines, struct str prefix, struct str value)
{
	struct str asked = message_header(lines->asked, HEADER_TO, 0);
	struct str rest = STR("");
	struct str tag;

	buf_add_text(lines->out, lines->indent);
	add_folded(lines, prefix);
	buf_add_text(lines->out, "${to}");
	if (asked.size > 0 && str_starts(value, asked))
		rest = str_sub(value, asked.size, value.size);
	if (!field_param(value, STR("tag"), &tag)) {
		add_folded(lines, rest);
	} else if (rest.size == 0 || tag.p < rest.p) {
		buf_add_text(lines->out, ";tag=${to.tag}");
	} else {
		add_folded(lines, str_sub(rest, 0, (size_t)(tag.p - rest.p)));
		buf_add_text(lines->out, "${to.tag}");
		add_folded(lines,
			   str_sub(rest, (size_t)(tag.p - rest.p) + tag.size,
				   rest.size));
	}
	buf_add_char(lines->out, '\n');
}

/** A header that depends on the request, or on the body. */
static void add_guarded(struct lines *lines, enum header header,
			struct str prefix, struct str value)
{
	if (header == HEADER_VIA) {
		if (!lines->has_via)
			add_one(lines, STR(""), "${via}");
		lines->has_via = true;
	} else if (header == HEADER_CONTENT_LENGTH) {
		buf_add_text(lines->out, lines->indent);
		add_folded(lines, prefix);
		buf_addf(lines->out, "%zu\n", lines->body_size);
	} else if (header == HEADER_TO) {
		add_to(lines, prefix, value);
	} else {
		add_one(lines, prefix, template_of(header));
	}
}

/** Of `headers:` not what other keys of the step say. */
static bool is_elsewhere(const struct lines *lines, enum header header,
			 struct str name)
{
	if (lines->is_whole)
		return header == HEADER_RECORD_ROUTE;
	return is_guarded(header) || header == HEADER_RECORD_ROUTE ||
	       header == HEADER_CONTENT_TYPE || str_ieq(name, STR("RSeq")) ||
	       (header == HEADER_REQUIRE &&
		message_find(lines->response, STR("RSeq"), 0).p != NULL);
}

static void add_line(struct lines *lines, const struct line *line)
{
	const struct message *response = lines->response;
	enum header header = (enum header)line->header;
	struct str name = message_line_name(response, line);
	struct str value = message_line_value(response, line);
	struct str prefix = prefix_of(response, line, value);

	if (is_elsewhere(lines, header, name))
		return;
	if (is_guarded(header))
		add_guarded(lines, header, prefix, value);
	else if (header == HEADER_CONTACT)
		add_contacts(lines, prefix, value);
	else if (str_ieq(name, STR("Date")))
		add_one(lines, prefix, "${now}");
	else
		add_other(lines, name,
			  str_sub(response->bytes, line->offset, line->size));
}

size_t lines_write_headers(struct lines *lines)
{
	size_t before = lines->out->size;

	for (uint32_t i = 0; i < lines->response->line_count; i++)
		add_line(lines, &lines->response->line[i]);
	return lines->out->size - before;
}
