/* SPDX-License-Identifier: MIT */
#ifndef TEXT_STR_H
#define TEXT_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Borrowed text: a pointer and a size in bytes, not terminated. It never
 * outlives what it points into and may hold any byte, NUL included.
 * An absent string has p == NULL; an empty one has size == 0.
 */
struct str {
	const char *p;
	size_t size;
};

/** A literal as a constant; for static tables use STR_INIT. */
#define STR(literal) ((struct str){ literal, sizeof(literal) - 1 })
#define STR_INIT(literal)                    \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

/** The two arguments of a "%.*s". */
#define STR_ARG(s) (int)(s).size, (s).p

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/** Borrow a terminated text; NULL gives an absent string. */
struct str str_from(const char *text);

/** The part [from, from + size), cut to what there is. */
struct str str_sub(struct str s, size_t from, size_t size);

bool str_eq(struct str a, struct str b);
bool str_ieq(struct str a, struct str b); /* ASCII case is ignored */
bool str_starts(struct str s, struct str prefix);
bool str_has(struct str s, struct str part); /* anywhere in it */
bool str_istarts(struct str s, struct str prefix);

/** Offset of the first c, or s.size when there is none. */
size_t str_find(struct str s, char c);

/**
 * Split at the first sep.
 *
 * @param[out] before  what is left of sep, the whole of s when there is none
 * @param[out] after   what is right of sep, empty when there is none
 * @return whether there was a sep
 */
bool str_cut(struct str s, char sep, struct str *before, struct str *after);

/**
 * Take one line off the text. It ends at LF; a CR before that is cut off.
 *
 * @return whether there was one left
 */
bool str_next_line(struct str *rest, struct str *line);

/** Without the SP, HTAB, CR and LF at both ends. */
struct str str_trim(struct str s);

/**
 * Read a decimal number, digits only.
 *
 * @param[out] value  written only on success
 * @return 0, EBADMSG when s is empty or has another byte than a digit, or
 *         ERANGE above max
 */
int str_parse_uint(struct str s, uint64_t max, uint64_t *value);

/** What a hexadecimal digit of either case stands for, -1 for another byte. */
int str_hex_digit(char c);

/**
 * How alike two texts are: the number of single-byte edits (Levenshtein) that
 * turn a into b. Texts are cut to 64 bytes.
 */
unsigned str_distance(struct str a, struct str b);

#endif
