/* SPDX-License-Identifier: MIT */
#include "text/utf8.h"

enum { CODE_MAX = 0x10ffff, SURROGATE_MIN = 0xd800, SURROGATE_MAX = 0xdfff };

/** Bytes of a character by its first one; 0: none begins so. */
static size_t size_of(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2)
		return 0;
	if (first < 0xe0)
		return 2;
	if (first < 0xf0)
		return 3;
	return first < 0xf5 ? 4 : 0;
}

size_t utf8_next(struct str text, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first;
	uint32_t sum;
	size_t size;

	if (text.size == 0)
		return 0;
	first = (unsigned char)text.p[0];
	size = size_of(first);
	if (size == 0 || size > text.size)
		return 0;

	sum = size == 1 ? first : first & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c & 0xc0) != 0x80)
			return 0;
		sum = sum << 6 | (c & 0x3f);
	}
	if (sum < least[size] || sum > CODE_MAX ||
	    (sum >= SURROGATE_MIN && sum <= SURROGATE_MAX))
		return 0;
	if (code != NULL)
		*code = sum;
	return size;
}

static size_t step(struct str text)
{
	size_t size = utf8_next(text, NULL);

	return size > 0 ? size : 1;
}

size_t utf8_count(struct str text)
{
	size_t count = 0;

	for (; text.size > 0; count++)
		text = str_sub(text, step(text), text.size);
	return count;
}

size_t utf8_size(struct str text, size_t count)
{
	struct str rest = text;

	for (; count > 0 && rest.size > 0; count--)
		rest = str_sub(rest, step(rest), rest.size);
	return text.size - rest.size;
}
