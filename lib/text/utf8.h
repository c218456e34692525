/* SPDX-License-Identifier: MIT */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "text/str.h"

/**
 * The character at the start of a text (RFC 3629: shortest form, no surrogates,
 * up to U+10FFFF).
 *
 * @param[out] code  its code point, written only on success; may be NULL
 * @return its bytes, or 0 when the text is empty or does not begin with one
 */
size_t utf8_next(struct str text, uint32_t *code);

/** How many characters; a byte that belongs to none counts as one. */
size_t utf8_count(struct str text);

/** The bytes of the first count characters, counted likewise; at most all. */
size_t utf8_size(struct str text, size_t count);

#endif
