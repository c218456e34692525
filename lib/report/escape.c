/* SPDX-License-Identifier: MIT */
#include "report/escape.h"

#include "text/plain.h"
#include "text/utf8.h"

/** XML has no place for what is not a character in any plane (U+FFFE …). */
static bool is_character(uint32_t code)
{
	return (code & 0xfffe) != 0xfffe && (code < 0xfdd0 || code > 0xfdef);
}

static void add_bytes(struct buf *out, struct str bytes, enum escape escape)
{
	const char *slash =
		escape == ESCAPE_YAML || escape == ESCAPE_TAP ? "\\\\" : "\\";

	for (size_t i = 0; i < bytes.size; i++)
		buf_addf(out, "%sx%02x", slash, (unsigned char)bytes.p[i]);
}

/** What stands for an ASCII character, or NULL: itself. */
static const char *name_xml(char c, enum escape escape)
{
	bool is_text = escape == ESCAPE_XML;

	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;"; /* so that no ]]> is left */
	case '"': return is_text ? NULL : "&quot;";
	case '\n': return is_text ? NULL : "&#10;";
	case '\t': return is_text ? NULL : "&#9;";
	default: return NULL;
	}
}

static const char *name_line(char c, enum escape escape)
{
	bool is_yaml = escape == ESCAPE_YAML;

	switch (c) {
	case '\\': return "\\\\";
	case '"': return is_yaml ? "\\\"" : NULL;
	case '#': return is_yaml ? NULL : "\\#";
	case '\n': return is_yaml ? "\\n" : "\\\\n";
	case '\t': return is_yaml ? "\\t" : " ";
	default: return NULL;
	}
}

static void add_char(struct buf *out, char c, enum escape escape)
{
	bool is_xml = escape == ESCAPE_XML || escape == ESCAPE_ATTRIBUTE;
	const char *name = is_xml ? name_xml(c, escape) : name_line(c, escape);

	if (name != NULL)
		buf_add_text(out, name);
	else
		buf_add_char(out, c);
}

void escape_add(struct buf *out, struct str text, enum escape escape)
{
	while (text.size > 0) {
		uint32_t code = 0;
		bool is_plain;
		struct str next = str_sub(text, 0, plain_next(text, &is_plain));

		(void)utf8_next(next, &code);
		text = str_sub(text, next.size, text.size);
		if (code == '\r' && str_starts(text, STR("\n")))
			continue;
		if (code == '\n' || code == '\t' ||
		    (is_plain && next.size == 1))
			add_char(out, next.p[0], escape);
		else if (is_plain && is_character(code))
			buf_add_str(out, next);
		else
			add_bytes(out, next, escape);
	}
}
