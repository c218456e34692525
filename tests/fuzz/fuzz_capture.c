/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "capture/write.h"

enum { TEXT_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Packets: a byte that says the link, then each behind two bytes of its size. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { (const char *)data, size };
	struct captured_calls calls;
	struct reader reader;
	struct buf text;
	uint64_t at_us = 0;
	enum link link;

	if (size == 0)
		return 0;
	link = (enum link)(data[0] % (LINK_IP + 1));
	rest = str_sub(rest, 1, rest.size);
	reader_init(&reader);
	while (rest.size > 2) {
		size_t length = (size_t)(unsigned char)rest.p[0] << 8 |
				(unsigned char)rest.p[1];
		struct str packet = str_sub(rest, 2, length);

		(void)reader_add(&reader, link, packet, at_us);
		at_us += 12345;
		rest = str_sub(rest, 2 + packet.size, rest.size);
	}
	buf_init(&text, TEXT_MAX);
	if (captured_calls_find(&calls, &reader) == 0) {
		for (size_t i = 0; i < calls.count; i++)
			(void)capture_write(&text, &calls.call[i], i + 1,
					    false);
	}
	captured_calls_release(&calls);
	reader_release(&reader);
	buf_release(&text);
	return 0;
}
