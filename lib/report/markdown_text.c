/* SPDX-License-Identifier: MIT */
#include "report/markdown_text.h"

#include "report/rfc.h"
#include "text/plain.h"

enum { COLUMNS_MAX = 400, TEXT_MAX = 65536 };

/** What a character is written as, NULL: as it is. */
static const char *escape_of(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '|': return "&#124;";
	case '@': return "&#64;"; /* an address would become a link */
	case '\\': return "\\\\";
	case '`': return "\\`";
	case '*': return "\\*";
	case '_': return "\\_";
	case '[': return "\\[";
	case ']': return "\\]";
	case '~': return "\\~";
	case '#': return "\\#";
	case '!': return "\\!";
	case '$': return "\\$";
	default: return NULL;
	}
}

/** What readers make a link of without any markup: where to break it. */
static size_t link_size(struct str text)
{
	if (str_starts(text, STR("://")))
		return 1;
	return str_istarts(text, STR("www.")) ? 4 : 0;
}

void markdown_add(struct buf *out, struct str text)
{
	struct buf plain;
	struct str rest;

	buf_init(&plain, TEXT_MAX);
	plain_add_cut(&plain, text, COLUMNS_MAX);
	for (rest = buf_str(&plain); rest.size > 0;) {
		size_t size = link_size(rest);
		const char *escape = escape_of(rest.p[0]);

		if (size > 0) {
			buf_add_str(out, str_sub(rest, 0, size - 1));
			buf_addf(out, "&#%d;", rest.p[size - 1]);
		} else if (escape != NULL) {
			buf_add_text(out, escape);
		} else {
			buf_add_char(out, rest.p[0]);
		}
		rest = str_sub(rest, size > 0 ? size : 1, rest.size);
	}
	buf_release(&plain);
}

void markdown_add_rfc(struct buf *out, struct str refs)
{
	struct str number = { NULL, 0 };
	struct str ref;

	while (rfc_next(&refs, &ref)) {
		struct buf url, name;
		bool has_url;

		buf_init(&url, TEXT_MAX);
		buf_init(&name, TEXT_MAX);
		has_url = rfc_write_url(&url, ref);
		buf_add_text(out, number.p != NULL ? ", " : "");
		/* Each link names its RFC: it is read alone. */
		number = (struct str){ NULL, 0 };
		rfc_write(&name, ref, &number);
		buf_add_text(out, has_url ? "[" : "");
		markdown_add(out, buf_str(&name));
		if (has_url)
			buf_addf(out, "](%s)", url.p);
		buf_release(&url);
		buf_release(&name);
	}
}
