/* SPDX-License-Identifier: MIT */
#include "text/str.h"

#include <errno.h>
#include <string.h>

enum { DISTANCE_MAX = 64 };

struct str str_from(const char *text)
{
	struct str s = { text, text != NULL ? strlen(text) : 0 };

	return s;
}

struct str str_sub(struct str s, size_t from, size_t size)
{
	if (s.p == NULL)
		return s;
	if (from > s.size)
		from = s.size;
	if (size > s.size - from)
		size = s.size - from;

	s.p += from;
	s.size = size;
	return s;
}

bool str_eq(struct str a, struct str b)
{
	return a.size == b.size &&
	       (a.size == 0 || memcmp(a.p, b.p, a.size) == 0);
}

/* Not tolower(): that one asks the locale. */
static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

bool str_ieq(struct str a, struct str b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++) {
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	}
	return true;
}

bool str_starts(struct str s, struct str prefix)
{
	return s.size >= prefix.size &&
	       str_eq(str_sub(s, 0, prefix.size), prefix);
}

bool str_has(struct str s, struct str part)
{
	for (size_t i = 0; i + part.size <= s.size; i++) {
		if (str_starts(str_sub(s, i, s.size), part))
			return true;
	}
	return false;
}

bool str_istarts(struct str s, struct str prefix)
{
	return s.size >= prefix.size &&
	       str_ieq(str_sub(s, 0, prefix.size), prefix);
}

size_t str_find(struct str s, char c)
{
	const char *found = s.size != 0 ? memchr(s.p, c, s.size) : NULL;

	return found != NULL ? (size_t)(found - s.p) : s.size;
}

bool str_cut(struct str s, char sep, struct str *before, struct str *after)
{
	size_t at = str_find(s, sep);
	bool found = at < s.size;

	*before = str_sub(s, 0, at);
	*after = str_sub(s, found ? at + 1 : at, s.size);
	return found;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
	size_t from = 0;
	size_t to = s.size;

	while (from < to && is_space(s.p[from]))
		from++;
	while (to > from && is_space(s.p[to - 1]))
		to--;
	return str_sub(s, from, to - from);
}

static bool is_digits(struct str s)
{
	for (size_t i = 0; i < s.size; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return s.size != 0;
}

int str_parse_uint(struct str s, uint64_t max, uint64_t *value)
{
	uint64_t sum = 0;

	if (!is_digits(s))
		return EBADMSG;

	for (size_t i = 0; i < s.size; i++) {
		unsigned digit = (unsigned)(s.p[i] - '0');

		if (digit > max || sum > (max - digit) / 10)
			return ERANGE;
		sum = sum * 10 + digit;
	}
	*value = sum;
	return 0;
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

unsigned str_distance(struct str a, struct str b)
{
	unsigned row[DISTANCE_MAX + 1];

	a = str_sub(a, 0, DISTANCE_MAX);
	b = str_sub(b, 0, DISTANCE_MAX);
	for (unsigned j = 0; j <= b.size; j++)
		row[j] = j;

	for (unsigned i = 1; i <= a.size; i++) {
		unsigned corner = row[0];

		row[0] = i;
		for (unsigned j = 1; j <= b.size; j++) {
			unsigned above = row[j];
			unsigned same = a.p[i - 1] == b.p[j - 1] ? 0 : 1;

			row[j] =
				least(above + 1, row[j - 1] + 1, corner + same);
			corner = above;
		}
	}
	return row[b.size];
}

int str_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool str_next_line(struct str *rest, struct str *line)
{
	if (rest->size == 0)
		return false;
	(void)str_cut(*rest, '\n', line, rest);
	if (line->size > 0 && line->p[line->size - 1] == '\r')
		line->size--;
	return true;
}
