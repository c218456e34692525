/* SPDX-License-Identifier: MIT */
#include "catalogue/rule_write.h"

#include <inttypes.h>

#include "catalogue/method.h"
#include "catalogue/request.h"
#include "sip/field.h"

/** Entity tags must never repeat (RFC 3903 §5), hence the entropy. */
void rule_sip_etag(struct buf *out, const struct context *ctx)
{
	if (request_is(ctx->request, "PUBLISH"))
		buf_addf(out, "SIP-ETag: %.*s%016" PRIx64 "\r\n",
			 STR_ARG(ctx->token), ctx->entropy[0]);
}

/** Write a list without one of its members, which may have parameters. */
static void write_without(struct buf *out, const char *name, struct str list,
			  struct str refused)
{
	const char *before = " ";
	struct str params;
	struct str value;

	(void)str_cut(refused, ';', &refused, &params);
	refused = str_trim(refused);
	buf_addf(out, "%s:", name);
	while (field_next(&list, &value)) {
		if (str_eq(value, refused))
			continue;
		buf_add_text(out, before);
		buf_add_str(out, value);
		before = ", ";
	}
	buf_add_text(out, "\r\n");
}

/** RFC 6086 §5.2.3 bars it where the INVITE had none. */
void rule_recv_info(struct buf *out, const struct context *ctx)
{
	if (request_is(ctx->request, "INVITE") &&
	    request_has(ctx->request, "Recv-Info", NULL))
		write_without(out, "Recv-Info", STR(INFO_PACKAGES),
			      (struct str){ NULL, 0 });
}

void rule_recv_info_others(struct buf *out, const struct context *ctx)
{
	write_without(out, "Recv-Info", STR(INFO_PACKAGES),
		      request_find(ctx->request, "Info-Package", NULL));
}

void rule_allow_events(struct buf *out, const struct context *ctx)
{
	write_without(out, "Allow-Events", STR(EVENT_PACKAGES),
		      message_header(ctx->request, HEADER_EVENT, 0));
}

void rule_geolocation_error(struct buf *out, const struct context *ctx)
{
	(void)ctx;
	buf_add_text(out, "Geolocation-Error: 100;"
			  "code=\"Cannot Process Location\"\r\n");
}

void rule_alertmsg_error(struct buf *out, const struct context *ctx)
{
	buf_add_text(out, "AlertMsg-Error: ");
	if (request_has_type(ctx->request,
			     STR("application/EmergencyCallData.cap+xml")))
		buf_add_text(out, "100;message=\"Cannot process the alert "
				  "payload\"\r\n");
	else
		buf_add_text(out, "101;message=\"Alert payload was not present "
				  "or could not be found\"\r\n");
}

/** Whether it can stand between <> as it is. */
static bool is_plain_uri(struct str uri)
{
	for (size_t i = 0; i < uri.size; i++) {
		unsigned char c = (unsigned char)uri.p[i];

		if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == '&' ||
		    c >= 0x7f)
			return false;
	}
	return str_find(uri, ':') < uri.size;
}

/** The URI of the first entry of a resource list (RFC 4826); absent if none. */
static struct str first_entry(const struct message *request)
{
	const struct str absent = { NULL, 0 };
	struct str name = text_find(request->body, STR("uri=\""));
	struct str rest;
	struct str uri;

	if (!request_has_type(request, STR("application/resource-lists+xml")) ||
	    name.p == NULL)
		return absent;
	rest = str_sub(request->body,
		       (size_t)(name.p - request->body.p) + name.size,
		       request->body.size);
	if (!str_cut(rest, '"', &uri, &rest))
		return absent;
	return is_plain_uri(uri) ? uri : absent;
}

void rule_permission_missing(struct buf *out, const struct context *ctx)
{
	struct str uri = first_entry(ctx->request);

	if (uri.p == NULL)
		uri = field_uri(message_header(ctx->request, HEADER_TO, 0));
	if (is_plain_uri(uri))
		buf_addf(out, "Permission-Missing: <%.*s>\r\n", STR_ARG(uri));
}

void rule_warning_media(struct buf *out, const struct context *ctx)
{
	buf_add_text(out, "Warning: 305 ");
	endpoint_write(out, ctx->local);
	buf_add_text(out, " \"Incompatible media format\"\r\n");
}

void rule_call_info_card(struct buf *out, const struct context *ctx)
{
	(void)ctx;
	buf_add_text(out, "Call-Info: <https://gamut.invalid/jcard>;"
			  "purpose=jwscard\r\n");
}

void rule_content_disposition(struct buf *out, const struct context *ctx)
{
	(void)ctx;
	buf_add_text(out, "Content-Disposition: attachment;handling=required;"
			  "filename=smime.p7c\r\n");
}

void rule_reason_ended(struct buf *out, const struct context *ctx)
{
	(void)ctx;
	buf_add_text(out, "Reason: SIP;cause=487;"
			  "text=\"Request Terminated\"\r\n");
}
