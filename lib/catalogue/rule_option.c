/* SPDX-License-Identifier: MIT */
#include "catalogue/rule_write.h"

#include "catalogue/method.h"
#include "catalogue/request.h"
#include "sip/field.h"

/** Whether the 2xx says what we can do (RFC 3261 §13.3.1.4, §11.2). */
static bool asks_abilities(const struct message *request)
{
	return request_is(request, "INVITE") || request_is(request, "OPTIONS");
}

void rule_allow(struct buf *out, const struct context *ctx)
{
	if (asks_abilities(ctx->request))
		method_write_allow(out, (struct str){ NULL, 0 });
}

void rule_allow_others(struct buf *out, const struct context *ctx)
{
	method_write_allow(out, message_method(ctx->request));
}

void rule_supported(struct buf *out, const struct context *ctx)
{
	if (asks_abilities(ctx->request))
		buf_add_text(out, "Supported: " OPTION_TAGS "\r\n");
}

/** Add all tokens of one header to a list that is under way. */
static void add_tags(struct buf *out, const struct message *request,
		     enum header header, const char **before)
{
	uint32_t at = 0;
	struct str line;
	struct str tag;

	while (request_next(request, header, &at, &line)) {
		while (field_next(&line, &tag)) {
			if (!field_is_token(tag))
				continue;
			buf_add_text(out, *before);
			buf_add_str(out, tag);
			*before = ", ";
		}
	}
}

void rule_unsupported(struct buf *out, const struct context *ctx)
{
	const char *before = "Unsupported: ";
	const char *first = before;

	add_tags(out, ctx->request, HEADER_REQUIRE, &before);
	add_tags(out, ctx->request, HEADER_PROXY_REQUIRE, &before);
	if (before == first)
		buf_add_text(out, "Unsupported: gamut-none");
	buf_add_text(out, "\r\n");
}

void rule_require_extension(struct buf *out, const struct context *ctx)
{
	buf_add_text(out, "Require: ");
	buf_add_str(out, request_missing_tag(ctx->request));
	buf_add_text(out, "\r\n");
}

static bool is_options(const struct context *ctx)
{
	return request_is(ctx->request, "OPTIONS");
}

void rule_accept(struct buf *out, const struct context *ctx)
{
	if (is_options(ctx))
		buf_add_text(out, "Accept: application/sdp\r\n");
}

void rule_accept_encoding(struct buf *out, const struct context *ctx)
{
	if (is_options(ctx))
		buf_add_text(out, "Accept-Encoding: identity\r\n");
}

void rule_accept_language(struct buf *out, const struct context *ctx)
{
	if (is_options(ctx))
		buf_add_text(out, "Accept-Language: en\r\n");
}

/** Whether Content-Language is there and has no English. */
static bool is_foreign(const struct message *request)
{
	struct str line = request_find(request, "Content-Language", NULL);
	struct str language;

	if (str_trim(line).size == 0)
		return false;
	while (field_next(&line, &language)) {
		if (str_ieq(language, STR("en")) ||
		    str_istarts(language, STR("en-")))
			return false;
	}
	return true;
}

/*
 * A 415 names one problem (RFC 3261 §21.4.13). The coding comes first, since
 * what is encoded cannot be read; then the language; then the type.
 */
void rule_accept_coding(struct buf *out, const struct context *ctx)
{
	if (request_is_encoded(ctx->request))
		buf_add_text(out, "Accept-Encoding: identity\r\n");
}

void rule_accept_english(struct buf *out, const struct context *ctx)
{
	if (!request_is_encoded(ctx->request) && is_foreign(ctx->request))
		buf_add_text(out, "Accept-Language: en\r\n");
}

void rule_accept_other(struct buf *out, const struct context *ctx)
{
	const struct message *request = ctx->request;

	if (request_is_encoded(request) || is_foreign(request))
		return;
	if (str_ieq(request_type(request), STR("application/sdp")))
		buf_add_text(out, "Accept: application/pidf+xml\r\n");
	else
		buf_add_text(out, "Accept: application/sdp\r\n");
}
