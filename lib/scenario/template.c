/* SPDX-License-Identifier: MIT */
#include "scenario/template.h"

#include <string.h>

#include "catalogue/rule_write.h"
#include "sip/field.h"
#include "sip/response.h"

enum { NEAR_DISTANCE = 3 };

static const struct {
	struct str name;
	const char *text;
} names[] = {
#define X(id, name, text) { STR_INIT(name), text },
	TEMPLATE_MAP(X)
#undef X
};

struct str template_name(enum template_name name)
{
	return names[name].name;
}

const char *template_text(enum template_name name)
{
	return names[name].text;
}

/** Its place in the table, or TEMPLATE_COUNT. */
static enum template_name find(struct str name)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(names) && !str_eq(names[i].name, name))
		i++;
	return (enum template_name)i;
}

static struct str nearest(struct str name)
{
	struct str best = { NULL, 0 };
	unsigned least = NEAR_DISTANCE + 1;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		unsigned distance = str_distance(names[i].name, name);

		if (distance < least && distance < names[i].name.size) {
			least = distance;
			best = names[i].name;
		}
	}
	return best;
}

/** What a text is made of, from left to right. */
struct part {
	struct str plain; /* what stands before; all of the rest at the end */
	struct str name;  /* absent: a $, or the end */
	size_t offset;    /* of the $ */
	enum template_error error;
	bool is_end;
};

static void next_part(struct part *part, struct str text, size_t *at)
{
	struct str rest = str_sub(text, *at, text.size);
	size_t size = str_find(rest, '$');

	*part = (struct part){ .plain = str_sub(rest, 0, size) };
	part->offset = *at + size;
	rest = str_sub(rest, size, rest.size);
	*at = part->offset;
	if (rest.size == 0) {
		part->is_end = true;
	} else if (str_starts(rest, STR("$$"))) {
		*at += 2;
	} else if (!str_starts(rest, STR("${"))) {
		part->error = TEMPLATE_DOLLAR;
	} else {
		struct str after;

		if (!str_cut(str_sub(rest, 2, rest.size), '}', &part->name,
			     &after))
			part->error = TEMPLATE_OPEN;
		else if (find(part->name) == TEMPLATE_COUNT)
			part->error = TEMPLATE_UNKNOWN;
		*at += part->name.size + 3;
	}
}

bool template_check(struct str text, struct template_fault *fault)
{
	struct part part;
	size_t at = 0;

	do {
		next_part(&part, text, &at);
	} while (!part.is_end && part.error == TEMPLATE_FINE);
	if (part.is_end)
		return true;

	*fault = (struct template_fault){ .error = part.error,
					  .offset = part.offset };
	if (part.error == TEMPLATE_UNKNOWN) {
		fault->name = part.name;
		fault->nearest = nearest(part.name);
	}
	return false;
}

bool template_uses(struct str text, enum template_name name)
{
	struct part part;
	size_t at = 0;

	do {
		next_part(&part, text, &at);
		if (part.name.p != NULL && str_eq(part.name, names[name].name))
			return true;
	} while (!part.is_end && part.error == TEMPLATE_FINE);
	return false;
}

/** The user of a SIP URI, without a password (RFC 3261 §19.1.1). */
static struct str uri_user(struct str uri)
{
	struct str scheme, rest, user, host, password;

	(void)str_cut(uri, ':', &scheme, &rest);
	if (!str_cut(rest, '@', &user, &host))
		return STR("");
	(void)str_cut(user, ':', &user, &password);
	return user;
}

static void write_param(struct buf *out, struct str value, struct str name)
{
	struct str param;

	if (field_param(value, name, &param))
		field_unfold(out, param);
}

static void write_branch(struct buf *out, const struct message *request)
{
	struct str list = message_header(request, HEADER_VIA, 0), top;

	if (field_next(&list, &top))
		write_param(out, top, STR("branch"));
}

static void write_cseq_number(struct buf *out, const struct message *request)
{
	struct str number, method;

	(void)str_cut(message_header(request, HEADER_CSEQ, 0), ' ', &number,
		      &method);
	field_unfold(out, number);
}

/** "SIP / 2.0 / UDP host;branch=": what stands behind the second slash. */
static void read_via(const struct message *request, struct str *transport,
		     struct str *sent_by)
{
	struct str list = message_header(request, HEADER_VIA, 0), top, rest;

	*transport = *sent_by = STR("");
	if (!field_next(&list, &top))
		return;
	(void)str_cut(top, '/', &rest, &top);
	(void)str_cut(top, '/', &rest, &top);
	(void)str_cut(str_trim(top), ' ', transport, &rest);
	(void)str_cut(rest, ';', sent_by, &rest);
}

static void write_transport(struct buf *out, const struct message *request)
{
	struct str transport, sent_by;

	read_via(request, &transport, &sent_by);
	field_unfold(out, transport);
}

static void write_sent_by(struct buf *out, const struct message *request)
{
	struct str transport, sent_by;

	read_via(request, &transport, &sent_by);
	field_unfold(out, str_trim(sent_by));
}

static void write_host(struct buf *out, const struct endpoint *end)
{
	buf_addf(out, endpoint_is_ip6(end) ? "[%s]" : "%s", end->host);
}

static void write_vias(struct buf *out, const struct context *ctx)
{
	size_t size = out->size;

	response_write_vias(out, ctx->request, ctx->source, NULL);
	if (out->size > size)
		buf_truncate(out, out->size - 2);
}

static void write_value(struct buf *out, enum template_name name,
			const struct context *ctx)
{
	const struct message *request = ctx->request;
	struct str from = message_header(request, HEADER_FROM, 0);
	struct str to = message_header(request, HEADER_TO, 0);

	switch (name) {
	case TEMPLATE_CALL_ID:
		field_unfold(out, message_header(request, HEADER_CALL_ID, 0));
		break;
	case TEMPLATE_CSEQ:
		field_unfold(out, message_header(request, HEADER_CSEQ, 0));
		break;
	case TEMPLATE_CSEQ_NUMBER: write_cseq_number(out, request); break;
	case TEMPLATE_VIA_TRANSPORT: write_transport(out, request); break;
	case TEMPLATE_VIA_SENT_BY: write_sent_by(out, request); break;
	case TEMPLATE_BRANCH: write_branch(out, request); break;
	case TEMPLATE_VIA: write_vias(out, ctx); break;
	case TEMPLATE_FROM: field_unfold(out, from); break;
	case TEMPLATE_FROM_USER:
		field_unfold(out, uri_user(field_uri(from)));
		break;
	case TEMPLATE_FROM_TAG: write_param(out, from, STR("tag")); break;
	case TEMPLATE_TO: field_unfold(out, to); break;
	case TEMPLATE_TO_TAG: buf_add_str(out, ctx->to_tag); break;
	case TEMPLATE_RURI: field_unfold(out, message_uri(request)); break;
	case TEMPLATE_RURI_USER:
		field_unfold(out, uri_user(message_uri(request)));
		break;
	case TEMPLATE_METHOD: field_unfold(out, message_method(request)); break;
	case TEMPLATE_LOCAL: endpoint_write(out, ctx->local); break;
	case TEMPLATE_LOCAL_HOST: write_host(out, ctx->local); break;
	case TEMPLATE_LOCAL_PORT: buf_addf(out, "%u", ctx->local->port); break;
	case TEMPLATE_CHILD: write_child_user(out, ctx, 1); break;
	case TEMPLATE_CHILD_2: write_child_user(out, ctx, 2); break;
	case TEMPLATE_CHILD_3: write_child_user(out, ctx, 3); break;
	case TEMPLATE_TOKEN: buf_add_str(out, ctx->token); break;
	case TEMPLATE_NONCE: write_nonce(out, ctx); break;
	case TEMPLATE_NOW: write_time(out, ctx->unix_s); break;
	case TEMPLATE_COUNT: break;
	}
}

void template_write(struct buf *out, struct str text, const struct context *ctx)
{
	struct part part;
	size_t at = 0;

	for (;;) {
		next_part(&part, text, &at);
		buf_add_str(out, part.plain);
		if (part.is_end || part.error != TEMPLATE_FINE)
			break;
		if (part.name.p == NULL)
			buf_add_char(out, '$');
		else
			write_value(out, find(part.name), ctx);
	}
	buf_add_str(out, str_sub(text, part.offset, text.size));
}
