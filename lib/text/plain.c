/* SPDX-License-Identifier: MIT */
#include "text/plain.h"

#include "text/layout.h"
#include "text/utf8.h"

/** What is shown as it is; all others obey, mark or turn. */
static bool is_shown(uint32_t code)
{
	/* First and last: controls of C0 and C1, direction marks, line ends. */
	static const struct {
		uint32_t first;
		uint32_t last;
	} row[] = {
		{ 0x00, 0x1f },       { 0x7f, 0x9f },     { 0x61c, 0x61c },
		{ 0x200b, 0x200f },   { 0x2028, 0x202e }, { 0x2060, 0x206f },
		{ 0xfeff, 0xfeff },   { 0xfff9, 0xfffb }, { 0xfffe, 0xffff },
		{ 0xe0000, 0xe007f },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		if (code >= row[i].first && code <= row[i].last)
			return false;
	}
	return true;
}

size_t plain_next(struct str text, bool *is_plain)
{
	uint32_t code = 0;
	size_t size = utf8_next(text, &code);

	*is_plain = size > 0 && is_shown(code);
	return size > 0 || text.size == 0 ? size : 1;
}

bool plain_is(struct str text)
{
	bool is_plain = true;

	while (text.size > 0 && is_plain)
		text = str_sub(text, plain_next(text, &is_plain), text.size);
	return is_plain;
}

static void add_byte(struct buf *out, char c)
{
	switch (c) {
	case '\n': buf_add_text(out, "\\n"); break;
	case '\r': buf_add_text(out, "\\r"); break;
	case '\t': buf_add_text(out, "\\t"); break;
	default: buf_addf(out, "\\x%02x", (unsigned)(unsigned char)c);
	}
}

/** Add the first character. @return its bytes */
static size_t add_next(struct buf *out, struct str text)
{
	bool is_plain;
	size_t size = plain_next(text, &is_plain);

	if (is_plain)
		buf_add(out, text.p, size);
	else
		for (size_t i = 0; i < size; i++)
			add_byte(out, text.p[i]);
	return size;
}

void plain_add(struct buf *out, struct str text)
{
	while (text.size > 0)
		text = str_sub(text, add_next(out, text), text.size);
}

void plain_add_cut(struct buf *out, struct str text, size_t max)
{
	size_t fits = out->size; /* up to there with "…" behind it */
	size_t columns = 0;

	while (text.size > 0 && buf_error(out) == 0) {
		size_t start = out->size;

		text = str_sub(text, add_next(out, text), text.size);
		columns +=
			layout_width(str_sub(buf_str(out), start, out->size));
		if (columns > max) {
			buf_truncate(out, fits);
			buf_add_text(out, max > 0 ? "…" : "");
			return;
		}
		if (columns < max)
			fits = out->size;
	}
}
