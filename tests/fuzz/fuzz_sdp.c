/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "sip/sdp.h"

enum { CEILING = 2048 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Hold in any build, also where assert() is compiled out. */
static void hold(bool held, const char *what)
{
	if (held)
		return;
	(void)fprintf(stderr, "broken: %s\n", what);
	abort();
}

static size_t count_media(struct str body)
{
	size_t count = 0;

	for (size_t i = 0; i + 1 < body.size; i++) {
		if ((i == 0 || body.p[i - 1] == '\n') && body.p[i] == 'm' &&
		    body.p[i + 1] == '=')
			count++;
	}
	return count;
}

/** Whole lines that end in CRLF, without a NUL. */
static void hold_lines(struct str body)
{
	hold(body.size > 0 && body.p[body.size - 1] == '\n', "end of line");
	hold(str_find(body, '\0') == body.size, "no NUL");
	for (size_t i = 1; i < body.size; i++)
		hold((body.p[i] == '\n') == (body.p[i - 1] == '\r'), "CRLF");
}

static void hold_body(const struct buf *out, int err, struct str offer)
{
	struct str body = buf_str(out);

	hold(body.size <= CEILING, "ceiling");
	hold(err == buf_error(out), "error is that of the buffer");
	if (err != 0)
		return;

	hold_lines(body);
	hold(sdp_is_offer(body), "a body of our own can be read");
	hold(count_media(body) == count_media(offer), "one m= line for each");
}

static void answer(struct buf *out, struct str offer,
		   const struct sdp_local *local)
{
	struct buf again;
	int err = sdp_write_answer(out, offer, local);

	hold_body(out, err, offer);
	if (err != 0)
		return;

	buf_init(&again, CEILING);
	err = sdp_write_answer(&again, buf_str(out), local);
	hold_body(&again, err, buf_str(out));
	buf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str offer = { (const char *)data, size };
	struct sdp_local local = {
		.host = STR("192.0.2.9"),
		.port = 40000,
		.session = size,
		.version = size,
	};
	struct buf out;

	buf_init(&out, CEILING);
	if (sdp_is_offer(offer)) {
		answer(&out, offer, &local);
		buf_clear(&out);
		hold_body(&out, sdp_write_failure(&out, offer, &local), offer);
	} else {
		hold(sdp_write_answer(&out, offer, &local) != 0, "refused");
		hold(sdp_write_failure(&out, offer, &local) != 0, "refused");
		hold(out.size == 0, "nothing written");
	}

	buf_clear(&out);
	sdp_write_offer(&out, &local);
	hold_body(&out, 0, STR("m=audio"));
	buf_clear(&out);
	sdp_write_capabilities(&out, &local);
	hold_body(&out, 0, STR("m=audio"));
	buf_release(&out);
	return 0;
}
