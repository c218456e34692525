/* SPDX-License-Identifier: MIT */
#include "judge/uri.h"

#include <string.h>

enum { GROUPS = IP6_SIZE / 2, IP4_SIZE = 4 };

static bool parse_group(struct str text, unsigned char *out)
{
	unsigned value = 0;

	if (text.size == 0 || text.size > 4)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *digit;
		char c = text.p[i];

		if (c >= 'A' && c <= 'F')
			c = (char)(c - 'A' + 'a');
		digit = c != '\0' ? strchr(digits, c) : NULL;
		if (digit == NULL)
			return false;
		value = value * 16 + (unsigned)(digit - digits);
	}
	out[0] = (unsigned char)(value >> 8);
	out[1] = (unsigned char)(value & 0xff);
	return true;
}

static bool parse_ip4(struct str text, unsigned char *out)
{
	struct str part;
	uint64_t value;

	for (size_t i = 0; i < IP4_SIZE; i++) {
		if (str_cut(text, '.', &part, &text) != (i + 1 < IP4_SIZE) ||
		    str_parse_uint(part, 255, &value) != 0)
			return false;
		out[i] = (unsigned char)value;
	}
	return true;
}

/** Groups between colons, the last one maybe an IPv4 address; @return bytes, or -1 */
static int parse_groups(struct str text, unsigned char *out)
{
	struct str part;
	size_t size = 0;

	while (text.size > 0) {
		bool is_last = !str_cut(text, ':', &part, &text);

		if (!is_last && text.size == 0)
			return -1;
		if (is_last && str_find(part, '.') < part.size) {
			if (size > IP6_SIZE - IP4_SIZE ||
			    !parse_ip4(part, out + size))
				return -1;
			size += IP4_SIZE;
		} else {
			if (size > IP6_SIZE - 2 ||
			    !parse_group(part, out + size))
				return -1;
			size += 2;
		}
	}
	return (int)size;
}

/** Offset of "::", or the size. */
static size_t find_gap(struct str text)
{
	for (size_t i = 0; i + 1 < text.size; i++) {
		if (text.p[i] == ':' && text.p[i + 1] == ':')
			return i;
	}
	return text.size;
}

bool ip6_parse(unsigned char address[IP6_SIZE], struct str text)
{
	unsigned char head[IP6_SIZE], tail[IP6_SIZE];
	int head_size, tail_size = 0;
	size_t gap;

	if (text.size < 2 || text.p[0] != '[' || text.p[text.size - 1] != ']')
		return false;
	text = str_sub(text, 1, text.size - 2);
	gap = find_gap(text);
	head_size = parse_groups(str_sub(text, 0, gap), head);
	if (gap < text.size)
		tail_size =
			parse_groups(str_sub(text, gap + 2, text.size), tail);
	if (head_size < 0 || tail_size < 0 ||
	    (gap == text.size ? head_size != IP6_SIZE
			      : head_size + tail_size > IP6_SIZE - 2))
		return false;

	memset(address, 0, IP6_SIZE);
	memcpy(address, head, (size_t)head_size);
	memcpy(address + IP6_SIZE - tail_size, tail, (size_t)tail_size);
	return true;
}
