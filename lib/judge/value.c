/* SPDX-License-Identifier: MIT */
#include "judge/facts.h"

#include "sip/field.h"

/** A piece of a header value between blanks. */
enum piece {
	PIECE_END,
	PIECE_TEXT,   /* a run without blanks or separators */
	PIECE_MARK,   /* one separator, blanks around it do not count */
	PIECE_QUOTED, /* case counts */
	PIECE_URI     /* what stands in <> */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_mark(char c)
{
	return c == ';' || c == ',' || c == '=' || c == '/';
}

static size_t text_size(struct str s)
{
	size_t size = 0;

	while (size < s.size && !is_blank(s.p[size]) && !is_mark(s.p[size]) &&
	       s.p[size] != '"' && s.p[size] != '<')
		size++;
	return size;
}

static size_t quoted_size(struct str s)
{
	size_t size = 1;

	while (size < s.size && s.p[size] != '"')
		size += s.p[size] == '\\' ? 2 : 1;
	return size < s.size ? size + 1 : s.size;
}

static enum piece next_piece(struct str *rest, struct str *piece)
{
	enum piece type = PIECE_TEXT;
	size_t size;

	*rest = str_trim(*rest);
	if (rest->size == 0)
		return PIECE_END;
	if (rest->p[0] == '"') {
		type = PIECE_QUOTED;
		size = quoted_size(*rest);
	} else if (rest->p[0] == '<') {
		type = PIECE_URI;
		size = str_find(*rest, '>');
		size += size < rest->size ? 1 : 0;
	} else if (is_mark(rest->p[0])) {
		type = PIECE_MARK;
		size = 1;
	} else {
		size = text_size(*rest);
	}
	*piece = str_sub(*rest, 0, size);
	*rest = str_sub(*rest, size, rest->size);
	return type;
}

bool value_is_equal(struct str a, struct str b)
{
	struct str x = { NULL, 0 }, y = { NULL, 0 };
	enum piece type;

	if ((a.p == NULL) != (b.p == NULL))
		return false;
	if (str_eq(a, b))
		return true;
	do {
		type = next_piece(&a, &x);
		if (next_piece(&b, &y) != type)
			return false;
		if (type == PIECE_URI) {
			if (!uri_is_equal(field_uri(x), field_uri(y)))
				return false;
		} else if (type == PIECE_QUOTED) {
			if (!str_eq(x, y))
				return false;
		} else if (type != PIECE_END && !str_ieq(x, y)) {
			return false;
		}
	} while (type != PIECE_END);
	return true;
}
