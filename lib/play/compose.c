/* SPDX-License-Identifier: MIT */
#include "play/compose.h"

#include "catalogue/catalogue.h"
#include "catalogue/cause.h"
#include "sip/field.h"

enum { HEADERS_MAX = 65536, BODY_MAX = 65536 };

/** Take the next line off a block of header lines, its CRLF included. */
static bool next_line(struct str *rest, struct str *line)
{
	size_t size;

	if (rest->size == 0)
		return false;
	size = str_find(*rest, '\n');
	size += size < rest->size;
	*line = str_sub(*rest, 0, size);
	*rest = str_sub(*rest, size, rest->size);
	return true;
}

static struct str line_name(struct str line)
{
	struct str name;
	struct str value;

	(void)str_cut(line, ':', &name, &value);
	return str_trim(name);
}

static bool has_name(struct str headers, struct str name)
{
	struct str line;

	while (next_line(&headers, &line)) {
		if (str_ieq(line_name(line), name))
			return true;
	}
	return false;
}

/** The catalogue's headers, without those that the answer gives itself. */
static void write_headers(struct buf *out, const struct answer *answer,
			  const struct context *ctx)
{
	struct buf own;
	struct str rest;
	struct str line;

	if (answer->headers.size == 0) {
		catalogue_write_headers(out, answer->code, ctx);
		return;
	}
	buf_init(&own, HEADERS_MAX);
	catalogue_write_headers(&own, answer->code, ctx);
	rest = buf_str(&own);
	while (next_line(&rest, &line)) {
		if (!has_name(answer->headers, line_name(line)))
			buf_add_str(out, line);
	}
	buf_add_str(out, answer->headers);
	if (out->error == 0)
		out->error = buf_error(&own);
	buf_release(&own);
}

int compose(struct buf *out, const struct answer *answer,
	    const struct context *ctx, const struct endpoint *source)
{
	struct response response = {
		.code = answer->code,
		.phrase = answer->phrase,
		.to_tag = answer->to_tag,
	};
	struct buf headers;
	struct buf body;
	int err;

	buf_init(&headers, HEADERS_MAX);
	buf_init(&body, BODY_MAX);
	if (response.phrase.p == NULL)
		response.phrase = str_from(catalogue_phrase(answer->code));
	write_headers(&headers, answer, ctx);
	/* RFC 6432 §3: any response but 100. */
	if (answer->cause != 0 && answer->code != 100)
		cause_write_reason(&headers, answer->cause);
	response.content_type = catalogue_write_body(&body, answer->code, ctx);

	err = buf_error(&headers);
	if (!err)
		err = buf_error(&body);
	if (!err) {
		response.headers = buf_str(&headers);
		response.body = buf_str(&body);
		err = response_write(out, ctx->request, source, &response);
	}
	buf_release(&headers);
	buf_release(&body);
	return err;
}
