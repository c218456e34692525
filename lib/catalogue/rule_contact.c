/* SPDX-License-Identifier: MIT */
#include "catalogue/rule_write.h"

#include "catalogue/request.h"
#include "sip/field.h"

enum { CHILD_SIZE = TOKEN_SIZE + 16, URI_MAX = 512 };

static bool is_sips(struct str uri)
{
	return str_istarts(uri, STR("sips:"));
}

/** RFC 3261 §12.1.1: the Contact counts where there is no Record-Route. */
static bool wants_sips(const struct message *request)
{
	struct str line = message_header(request, HEADER_RECORD_ROUTE, 0);
	struct str top;

	if (is_sips(message_uri(request)))
		return true;
	if (line.p == NULL)
		line = message_header(request, HEADER_CONTACT, 0);
	return field_next(&line, &top) && is_sips(field_uri(top));
}

static bool is_dialog_method(const struct message *request)
{
	return request_is(request, "INVITE") ||
	       request_is(request, "SUBSCRIBE") || request_is(request, "REFER");
}

void rule_contact_self(struct buf *out, const struct context *ctx)
{
	struct buf uri;
	struct str rest;

	if (!is_dialog_method(ctx->request) &&
	    !request_is(ctx->request, "UPDATE"))
		return;

	buf_init(&uri, URI_MAX);
	endpoint_write_uri(&uri, ctx->local, ctx->token);
	rest = str_sub(buf_str(&uri), sizeof("sip") - 1, uri.size);
	buf_addf(out, "Contact: <%s%.*s>\r\n",
		 wants_sips(ctx->request) ? "sips" : "sip", STR_ARG(rest));
	if (out->error == 0)
		out->error = buf_error(&uri);
	buf_release(&uri);
}

/** The number of the child that the Request-URI names, 0 when it names none. */
static unsigned child_number(const struct context *ctx)
{
	struct str scheme;
	struct str rest;
	struct str host;
	struct str user;
	uint64_t number;

	(void)str_cut(message_uri(ctx->request), ':', &scheme, &rest);
	if (!str_cut(rest, '@', &user, &host) ||
	    !str_starts(user, STR("child-")))
		return 0;
	user = str_sub(user, sizeof("child-") - 1, user.size);
	if (!str_starts(user, ctx->token))
		return 0;
	user = str_sub(user, ctx->token.size, user.size);
	if (user.size == 0)
		return 1;
	if (str_parse_uint(str_sub(user, 1, user.size), 9, &number) != 0)
		return 0;
	return (unsigned)number;
}

/** "child-TOKEN"; "-2" and so on from the second. */
static void write_user(struct buf *out, const struct context *ctx,
		       unsigned number)
{
	buf_addf(out, "child-%.*s", STR_ARG(ctx->token));
	if (number > 1)
		buf_addf(out, "-%u", number % 100);
}

void write_child_user(struct buf *out, const struct context *ctx, unsigned nth)
{
	unsigned barred = child_number(ctx);

	write_user(out, ctx, barred != 0 && nth >= barred ? nth + 1 : nth);
}

/** Write `<sip:child-TOKEN@host:port…>`. */
static void write_child(struct buf *out, const struct context *ctx,
			unsigned number, const char *params)
{
	struct buf user;

	buf_init(&user, CHILD_SIZE);
	write_user(&user, ctx, number);
	buf_add_char(out, '<');
	endpoint_write_uri(out, ctx->local, buf_str(&user));
	buf_addf(out, "%s>", params);
	if (out->error == 0)
		out->error = buf_error(&user);
	buf_release(&user);
}

/** One Contact line per prefix; RFC 3261 §8.3 bars the Request-URI. */
static void write_children(struct buf *out, const struct context *ctx,
			   const char *const (*part)[2], size_t count,
			   const char *params)
{
	unsigned barred = child_number(ctx);
	unsigned number = 0;

	for (size_t i = 0; i < count; i++) {
		number++;
		if (number == barred)
			number++;
		buf_addf(out, "Contact: %s", part[i][0]);
		write_child(out, ctx, number, params);
		buf_addf(out, "%s\r\n", part[i][1]);
	}
}

void rule_contact_moved(struct buf *out, const struct context *ctx)
{
	static const char *const part[][2] = { { "", "" } };

	write_children(out, ctx, part, ARRAY_SIZE(part), "");
}

void rule_contact_choices(struct buf *out, const struct context *ctx)
{
	static const char *const part[][2] = {
		{ "", ";q=0.9" },
		{ "", ";q=0.5" },
		{ "", ";q=0.1" },
	};

	write_children(out, ctx, part, ARRAY_SIZE(part), "");
}

void rule_contact_ambiguous(struct buf *out, const struct context *ctx)
{
	static const char *const part[][2] = {
		{ "\"Carol Lee\" ", "" },
		{ "\"Ping Lee\" ", "" },
	};

	write_children(out, ctx, part, ARRAY_SIZE(part), "");
}

/** The same URI comes back as Request-URI or as Route (RFC 3261 §21.3.4). */
void rule_contact_proxy(struct buf *out, const struct context *ctx)
{
	static const char *const part[][2] = { { "", "" } };

	write_children(out, ctx, part, ARRAY_SIZE(part), ";lr");
}

void rule_record_route(struct buf *out, const struct context *ctx)
{
	uint32_t at = 0;
	struct str value;

	if (!is_dialog_method(ctx->request))
		return;
	while (request_next(ctx->request, HEADER_RECORD_ROUTE, &at, &value)) {
		buf_add_text(out, "Record-Route: ");
		field_unfold(out, value);
		buf_add_text(out, "\r\n");
	}
}
