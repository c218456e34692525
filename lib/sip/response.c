/* SPDX-License-Identifier: MIT */
#include "sip/response.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "sip/block.h"
#include "sip/field.h"

/** One value of a Via (RFC 3261 §20.42). */
struct via {
	struct str host; /* of the sent-by, without brackets */
	struct str port; /* empty when there is none */
	bool has_rport;
	bool has_received;
};

/** Sent-protocol and sent-by; blanks may stand around every separator. */
static void parse_sent_by(struct via *via, struct str sent)
{
	struct str end = sent, word;

	(void)str_cut(end, '/', &word, &end);
	(void)str_cut(end, '/', &word, &end);
	end = str_trim(end);
	while (end.size > 0 && strchr(" \t\r\n", end.p[0]) == NULL)
		end = str_sub(end, 1, end.size);
	end = str_trim(end);

	if (str_starts(end, STR("["))) {
		(void)str_cut(str_sub(end, 1, end.size), ']', &via->host, &end);
		(void)str_cut(end, ':', &word, &via->port);
	} else {
		(void)str_cut(end, ':', &via->host, &via->port);
	}
	via->host = str_trim(via->host);
	via->port = str_trim(via->port);
}

static bool is_param(struct str part, struct str name)
{
	struct str key, value;

	(void)str_cut(part, '=', &key, &value);
	return str_ieq(str_trim(key), name);
}

static void via_parse(struct via *via, struct str value)
{
	struct str part = { NULL, 0 };

	memset(via, 0, sizeof(*via));
	(void)field_next_part(&value, &part);
	parse_sent_by(via, part);
	while (field_next_part(&value, &part)) {
		if (is_param(part, STR("rport")))
			via->has_rport = true;
		if (is_param(part, STR("received")))
			via->has_received = true;
	}
}

/** Read a numeric address; @return its family, or 0 for a name */
static int parse_address(struct str host, unsigned char address[16])
{
	int family = str_find(host, ':') < host.size ? AF_INET6 : AF_INET;
	char text[HOST_SIZE];

	memset(address, 0, 16);
	if (host.size >= sizeof(text))
		return 0;
	memcpy(text, host.p, host.size);
	text[host.size] = '\0';
	return inet_pton(family, text, address) == 1 ? family : 0;
}

static bool is_same_host(struct str a, struct str b)
{
	unsigned char left[16], right[16];
	int family;

	if (str_ieq(a, b))
		return true;
	family = parse_address(a, left);
	return family != 0 && family == parse_address(b, right) &&
	       memcmp(left, right, sizeof(left)) == 0;
}

/** The Via value with rport and received of RFC 3581 §4, RFC 3261 §18.2.1. */
static void write_stamped(struct buf *out, struct str value,
			  const struct endpoint *source)
{
	const char *sep = "";
	struct str part;

	while (field_next_part(&value, &part)) {
		if (is_param(part, STR("received")))
			continue;
		buf_add_text(out, sep);
		if (is_param(part, STR("rport")))
			buf_addf(out, "rport=%u", source->port);
		else
			field_unfold(out, part);
		sep = ";";
	}
	buf_add_text(out, ";received=");
	buf_add_text(out, source->host);
}

static void write_top_via(struct buf *out, struct str line,
			  const struct endpoint *source)
{
	struct str rest = line, value;
	struct via via;

	if (field_next(&rest, &value) && value.size > 0) {
		via_parse(&via, value);
		if (via.has_rport || via.has_received ||
		    !is_same_host(via.host, str_from(source->host))) {
			write_stamped(out, value, source);
			line = str_sub(line,
				       (size_t)(value.p - line.p) + value.size,
				       line.size);
		}
	}
	field_unfold(out, line);
}

void response_write_vias(struct buf *out, const struct message *request,
			 const struct endpoint *source)
{
	bool is_top = true;
	struct str value;

	for (uint32_t i = 0; i < request->line_count; i++) {
		if (request->line[i].header != HEADER_VIA)
			continue;
		value = message_line_value(request, &request->line[i]);
		buf_add_text(out, "Via: ");
		if (is_top)
			write_top_via(out, value, source);
		else
			field_unfold(out, value);
		buf_add_text(out, "\r\n");
		is_top = false;
	}
}

/** Whether a header that is usual in responses is to be left to others. */
static bool is_barred(const struct response *response, struct str name)
{
	return block_has(response->headers, name) ||
	       block_names(response->without, name);
}

static void write_copy(struct buf *out, const struct message *request,
		       enum header header, struct str name, struct str tag)
{
	struct str value = message_header(request, header, 0);

	if (value.p == NULL)
		return;
	buf_add_str(out, name);
	buf_add_text(out, ": ");
	field_unfold(out, value);
	if (tag.size > 0) {
		buf_add_text(out, ";tag=");
		buf_add_str(out, tag);
	}
	buf_add_text(out, "\r\n");
}

/** RFC 3261 §8.2.6.2: what comes from the request. */
static void write_copies(struct buf *out, const struct message *request,
			 const struct response *response)
{
	static const struct {
		enum header header;
		struct str name;
	} copy[] = {
		{ HEADER_FROM, STR_INIT("From") },
		{ HEADER_TO, STR_INIT("To") },
		{ HEADER_CALL_ID, STR_INIT("Call-ID") },
		{ HEADER_CSEQ, STR_INIT("CSeq") },
	};
	const struct str none = { NULL, 0 };
	struct str to = message_header(request, HEADER_TO, 0), old;
	bool is_tagged =
		response->code > 100 && !field_param(to, STR("tag"), &old);

	for (size_t i = 0; i < ARRAY_SIZE(copy); i++) {
		bool has_tag = copy[i].header == HEADER_TO && is_tagged;

		if (!is_barred(response, copy[i].name))
			write_copy(out, request, copy[i].header, copy[i].name,
				   has_tag ? response->to_tag : none);
	}
}

static void write_body(struct buf *out, const struct response *response)
{
	if (response->content_type.size > 0 &&
	    !is_barred(response, STR("Content-Type"))) {
		buf_add_text(out, "Content-Type: ");
		buf_add_str(out, response->content_type);
		buf_add_text(out, "\r\n");
	}
	if (!is_barred(response, STR("Content-Length")))
		buf_addf(out, "Content-Length: %zu\r\n", response->body.size);
	buf_add_text(out, "\r\n");
	buf_add_str(out, response->body);
}

int response_write(struct buf *out, const struct message *request,
		   const struct endpoint *source,
		   const struct response *response)
{
	if (message_header(request, HEADER_VIA, 0).p == NULL)
		return EBADMSG;

	buf_addf(out, "SIP/2.0 %u ", response->code);
	buf_add_str(out, response->phrase);
	buf_add_text(out, "\r\n");
	if (!is_barred(response, STR("Via")))
		response_write_vias(out, request, source);
	write_copies(out, request, response);
	buf_add_str(out, response->headers);
	write_body(out, response);
	return buf_error(out);
}

uint16_t response_port(const struct message *request,
		       const struct endpoint *source)
{
	struct str list = message_header(request, HEADER_VIA, 0), value;
	uint64_t port = SIP_PORT;
	struct via via;

	if (!field_next(&list, &value))
		return source->port;

	via_parse(&via, value);
	if (via.has_rport)
		return source->port;
	if (via.port.size > 0 &&
	    (str_parse_uint(via.port, UINT16_MAX, &port) != 0 || port == 0))
		return source->port;
	return (uint16_t)port;
}

unsigned response_status(struct str text)
{
	struct str digits = str_sub(text, 8, text.size);
	uint64_t code = 0;

	digits = str_sub(digits, 0, str_find(digits, '\r'));
	digits = str_sub(digits, 0, str_find(digits, ' '));
	if (!str_starts(text, STR("SIP/2.0 ")) || digits.size != 3 ||
	    str_parse_uint(digits, 699, &code) != 0)
		return 0;
	return (unsigned)code;
}
