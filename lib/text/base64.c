/* SPDX-License-Identifier: MIT */
#include "text/base64.h"

enum { GROUP = 3, SIX_BITS = 0x3f };

/** One to three bytes become four characters. */
static void add_group(struct buf *out, struct str group)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;

	for (size_t i = 0; i < GROUP; i++) {
		bits <<= 8;
		if (i < group.size)
			bits |= (unsigned char)group.p[i];
	}
	for (unsigned i = 0; i <= GROUP; i++) {
		unsigned value = bits >> (18 - 6 * i) & SIX_BITS;

		if (i <= group.size)
			buf_add_char(out, digit[value]);
		else
			buf_add_char(out, '=');
	}
}

void base64_add(struct buf *out, struct str bytes)
{
	for (size_t i = 0; i < bytes.size; i += GROUP)
		add_group(out, str_sub(bytes, i, GROUP));
}
