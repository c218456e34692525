/* SPDX-License-Identifier: MIT */
#include "sip/field.h"

#include <string.h>

/** Offset behind the quoted string that opens at s.p[at]. */
static size_t skip_quoted(struct str s, size_t at)
{
	for (at++; at < s.size && s.p[at] != '"'; at++) {
		if (s.p[at] == '\\')
			at++;
	}
	return at < s.size ? at + 1 : s.size;
}

/** Offset behind the angle bracket that opens at s.p[at]. */
static size_t skip_bracketed(struct str s, size_t at)
{
	const char *end = memchr(s.p + at, '>', s.size - at);

	return end != NULL ? (size_t)(end - s.p) + 1 : s.size;
}

/** Offset of the first c outside of quotes and <>, or s.size. */
static size_t find_bare(struct str s, char c)
{
	size_t at = 0;

	while (at < s.size && s.p[at] != c) {
		if (s.p[at] > '<') /* most bytes are letters */
			at++;
		else if (s.p[at] == '"')
			at = skip_quoted(s, at);
		else if (s.p[at] == '<')
			at = skip_bracketed(s, at);
		else
			at++;
	}
	return at;
}

static bool next_part(struct str *rest, char sep, struct str *part)
{
	size_t at;

	if (rest->size == 0)
		return false;

	at = find_bare(*rest, sep);
	*part = str_trim(str_sub(*rest, 0, at));
	*rest = str_sub(*rest, at + 1, rest->size);
	return true;
}

bool field_next(struct str *rest, struct str *value)
{
	return next_part(rest, ',', value);
}

bool field_next_part(struct str *rest, struct str *part)
{
	return next_part(rest, ';', part);
}

bool field_param(struct str value, struct str name, struct str *param)
{
	struct str part, key, text;

	*param = (struct str){ NULL, 0 };
	if (!field_next_part(&value, &part))
		return false;

	while (field_next_part(&value, &part)) {
		(void)str_cut(part, '=', &key, &text);
		if (!str_ieq(str_trim(key), name))
			continue;
		*param = str_trim(text);
		return true;
	}
	return false;
}

bool field_has(struct str list, struct str token)
{
	struct str value;

	while (field_next(&list, &value)) {
		if (str_ieq(value, token))
			return true;
	}
	return false;
}

struct str field_uri(struct str value)
{
	size_t open = find_bare(value, '<');
	struct str uri;

	if (open == value.size)
		uri = str_sub(value, 0, find_bare(value, ';'));
	else
		(void)str_cut(str_sub(value, open + 1, value.size), '>', &uri,
			      &value);
	return str_trim(uri);
}

static bool is_token_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-.!%*_+`'~", c) != NULL);
}

bool field_is_token(struct str s)
{
	for (size_t i = 0; i < s.size; i++) {
		if (!is_token_char(s.p[i]))
			return false;
	}
	return s.size > 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

/** Write a run of blanks from at, one SP if a line ends in it; @return its end */
static size_t unfold_blanks(struct buf *out, struct str value, size_t at)
{
	bool is_fold = false;
	size_t from = at;

	for (; at < value.size && is_blank(value.p[at]); at++)
		is_fold = is_fold || is_line_end(value.p[at]);
	if (is_fold)
		buf_add_char(out, ' ');
	else
		buf_add(out, value.p + from, at - from);
	return at;
}

static bool is_plain(struct str value)
{
	for (size_t i = 0; i < value.size; i++) {
		if (is_line_end(value.p[i]) || value.p[i] == '\0')
			return false;
	}
	return true;
}

void field_unfold(struct buf *out, struct str value)
{
	size_t at = 0, from;

	if (is_plain(value)) {
		buf_add_str(out, value);
		return;
	}
	while (at < value.size) {
		at = unfold_blanks(out, value, at);
		from = at;
		while (at < value.size && value.p[at] != '\0' &&
		       !is_blank(value.p[at]))
			at++;
		buf_add(out, value.p + from, at - from);
		while (at < value.size && value.p[at] == '\0')
			at++;
	}
}
