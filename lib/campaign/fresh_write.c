/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "campaign/fresh.h"

enum { WIDTH = 80 };

/** Whether a plain name would be something else than text, or nothing at all. */
static bool needs_quotes(struct str text)
{
	static const struct str words[] = { STR_INIT("true"), STR_INIT("false"),
					    STR_INIT("null") };
	bool is_plain = text.size > 0 &&
			((text.p[0] >= 'a' && text.p[0] <= 'z') ||
			 (text.p[0] >= '0' && text.p[0] <= '9')) &&
			str_find(text, '?') == text.size &&
			str_find(text, '[') == text.size &&
			str_find(text, ']') == text.size;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		is_plain = is_plain && !str_eq(text, words[i]);
	return !is_plain;
}

static void add_name(struct buf *out, struct str text, char quote)
{
	if (quote == 0 && needs_quotes(text))
		quote = '"';
	if (quote != 0)
		buf_add_char(out, quote);
	buf_add_str(out, text);
	if (quote != 0)
		buf_add_char(out, quote);
}

static void add_blanks(struct buf *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_add_char(out, ' ');
}

void fresh_write_names(struct buf *out, const struct fresh_name *name,
		       char quote, enum fresh_form form, size_t indent)
{
	bool is_list =
		form == FRESH_FLOW || (form == FRESH_ONE && name->next != NULL);

	if (is_list)
		buf_add_char(out, '[');
	for (const struct fresh_name *n = name; n != NULL; n = n->next) {
		if (form == FRESH_BLOCK) {
			buf_add_char(out, '\n');
			add_blanks(out, indent);
			buf_add_text(out, "- ");
		} else if (n != name) {
			buf_add_text(out, ", ");
		}
		add_name(out, n->text, quote);
	}
	if (is_list)
		buf_add_char(out, ']');
}

/** `key: a`, `key: [a, b]`, or when that is too long a list below the key. */
static void add_key(struct buf *out, const char *key,
		    const struct fresh_name *name, size_t column)
{
	struct buf value;

	buf_init(&value, out->max);
	fresh_write_names(&value, name, 0, FRESH_ONE, 0);
	buf_add_text(out, key);
	buf_add_char(out, ':');
	if (name->next != NULL &&
	    column + strlen(key) + 2 + value.size > WIDTH) {
		fresh_write_names(out, name, 0, FRESH_BLOCK, column + 2);
	} else {
		buf_add_char(out, ' ');
		buf_add_str(out, buf_str(&value));
	}
	if (out->error == 0)
		out->error = buf_error(&value);
	buf_release(&value);
}

void fresh_write(struct buf *out, const struct fresh *fresh, size_t indent)
{
	add_blanks(out, indent);
	buf_add_text(out, "- ");
	add_key(out, "cases", fresh->cases, indent + 2);
	buf_add_char(out, '\n');
	if (fresh->checks != NULL) {
		add_blanks(out, indent + 2);
		add_key(out, "checks", fresh->checks, indent + 2);
		buf_add_char(out, '\n');
	}
	add_blanks(out, indent + 2);
	buf_add_text(out, "reason: ");
	buf_add_quoted(out, fresh->reason);
	buf_add_char(out, '\n');
}

void fresh_write_flow(struct buf *out, const struct fresh *fresh)
{
	buf_add_text(out, "{\"cases\": ");
	fresh_write_names(out, fresh->cases, '"', FRESH_FLOW, 0);
	if (fresh->checks != NULL) {
		buf_add_text(out, ", \"checks\": ");
		fresh_write_names(out, fresh->checks, '"', FRESH_FLOW, 0);
	}
	buf_add_text(out, ", \"reason\": ");
	buf_add_quoted(out, fresh->reason);
	buf_add_char(out, '}');
}
