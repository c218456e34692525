/* SPDX-License-Identifier: MIT */
#include "campaign/select.h"

/**
 * Match a character against the set at the start of a pattern.
 *
 * @param[out] size  bytes of the set, "[0-9]" 5; 0: it is none
 */
static bool set_has(struct str pattern, char c, size_t *size)
{
	size_t at = 1;
	bool is_not = pattern.size > 1 &&
		      (pattern.p[1] == '!' || pattern.p[1] == '^');
	bool has = false;
	size_t first;

	at += is_not;
	first = at;
	*size = 0;
	/* As in a shell a ']' that comes first is a member. */
	while (at < pattern.size && (pattern.p[at] != ']' || at == first)) {
		unsigned char low = (unsigned char)pattern.p[at];
		unsigned char high = low;

		if (at + 2 < pattern.size && pattern.p[at + 1] == '-' &&
		    pattern.p[at + 2] != ']') {
			high = (unsigned char)pattern.p[at + 2];
			at += 2;
		}
		has |= (unsigned char)c >= low && (unsigned char)c <= high;
		at++;
	}
	if (at < pattern.size)
		*size = at + 1;
	return has != is_not;
}

/** Match one character; *size: bytes of the pattern that it took. */
static bool one_fits(struct str pattern, char c, size_t *size)
{
	bool has;

	if (pattern.size == 0)
		return false;
	if (pattern.p[0] == '[') {
		has = set_has(pattern, c, size);
		if (*size > 0)
			return has;
	}
	*size = 1;
	return pattern.p[0] == '?' || pattern.p[0] == c;
}

bool glob_fits(struct str pattern, struct str id)
{
	struct str star = { NULL, 0 }; /* behind the last '*' */
	size_t retry = 0;              /* of id: what it ate until */
	size_t at = 0, size;

	while (at < id.size) {
		if (pattern.size > 0 && pattern.p[0] == '*') {
			pattern = str_sub(pattern, 1, pattern.size);
			star = pattern;
			retry = at;
		} else if (one_fits(pattern, id.p[at], &size)) {
			pattern = str_sub(pattern, size, pattern.size);
			at++;
		} else if (star.p != NULL) {
			pattern = star;
			at = ++retry;
		} else {
			return false;
		}
	}
	while (pattern.size > 0 && pattern.p[0] == '*')
		pattern = str_sub(pattern, 1, pattern.size);
	return pattern.size == 0;
}

bool glob_is(struct str pattern)
{
	return str_find(pattern, '*') < pattern.size ||
	       str_find(pattern, '?') < pattern.size ||
	       str_find(pattern, '[') < pattern.size;
}

/** Whether it is the id with each '/' as a '.'. */
static bool is_dotted(struct str pattern, struct str id)
{
	if (pattern.size != id.size)
		return false;
	for (size_t i = 0; i < id.size; i++) {
		char c = id.p[i] == '/' ? '.' : id.p[i];

		if (pattern.p[i] != c)
			return false;
	}
	return true;
}

bool case_fits(struct str pattern, const struct scenario *scenario)
{
	if (glob_fits(pattern, scenario->id))
		return true;
	if (glob_is(pattern))
		return false;
	if (is_dotted(pattern, scenario->id))
		return true;
	for (size_t i = 0; i < scenario->dial_count; i++) {
		if (str_eq(scenario->dial[i], pattern))
			return true;
	}
	return false;
}

/** Without its comment. "*86#" has none. */
static struct str uncommented(struct str line)
{
	for (size_t i = 0; i < line.size; i++) {
		if (line.p[i] == '#' &&
		    (i == 0 || line.p[i - 1] == ' ' || line.p[i - 1] == '\t'))
			return str_sub(line, 0, i);
	}
	return line;
}

bool pattern_next(struct str *rest, struct str *pattern)
{
	struct str line;

	while (str_next_line(rest, &line)) {
		line = str_trim(uncommented(line));
		if (line.size > 0) {
			*pattern = line;
			return true;
		}
	}
	return false;
}
