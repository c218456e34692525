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
	bool has_oc; /* with the loss algorithm, which each client has */
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

static bool is_param(struct str part, struct str name);

/** Whether the part is an oc-algo that lists the loss algorithm (RFC 7339 §4.2). */
static bool offers_loss(struct str part)
{
	struct str key, list;

	if (!is_param(part, STR("oc-algo")) || !str_cut(part, '=', &key, &list))
		return false;
	list = str_trim(list);
	if (list.size > 1 && list.p[0] == '"')
		list = str_sub(list, 1, list.size - 2);
	return field_has(list, STR("loss"));
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
	bool has_oc = false, has_loss = false;

	memset(via, 0, sizeof(*via));
	(void)field_next_part(&value, &part);
	parse_sent_by(via, part);
	while (field_next_part(&value, &part)) {
		if (is_param(part, STR("rport")))
			via->has_rport = true;
		if (is_param(part, STR("received")))
			via->has_received = true;
		has_oc = has_oc || is_param(part, STR("oc"));
		has_loss = has_loss || offers_loss(part);
	}
	via->has_oc = has_oc && has_loss;
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

/** What stands in the top Via beside what came in it. */
struct stamp {
	const struct endpoint *source;   /* of rport and received; NULL: none */
	const struct overload *overload; /* NULL: none */
};

static bool is_replaced(const struct stamp *stamp, struct str part)
{
	if (stamp->source != NULL && is_param(part, STR("received")))
		return true;
	return stamp->overload != NULL &&
	       (is_param(part, STR("oc")) || is_param(part, STR("oc-algo")) ||
		is_param(part, STR("oc-seq")) ||
		is_param(part, STR("oc-validity")));
}

/** RFC 7339 §4: a timestamp is a sequence that only rises. */
static void write_overload(struct buf *out, const struct overload *overload)
{
	buf_addf(out, ";oc=%u;oc-algo=\"loss\";oc-validity=%u;oc-seq=%lld.%05u",
		 overload->loss, overload->validity_ms,
		 (long long)overload->at_s, overload->at_us / 10);
}

/** The Via value with rport and received of RFC 3581 §4, RFC 3261 §18.2.1. */
static void write_stamped(struct buf *out, struct str value,
			  const struct stamp *stamp)
{
	const char *sep = "";
	struct str part;

	while (field_next_part(&value, &part)) {
		if (is_replaced(stamp, part))
			continue;
		buf_add_text(out, sep);
		if (stamp->source != NULL && is_param(part, STR("rport")))
			buf_addf(out, "rport=%u", stamp->source->port);
		else
			field_unfold(out, part);
		sep = ";";
	}
	if (stamp->source != NULL) {
		buf_add_text(out, ";received=");
		buf_add_text(out, stamp->source->host);
	}
	if (stamp->overload != NULL)
		write_overload(out, stamp->overload);
}

static void write_top_via(struct buf *out, struct str line,
			  const struct endpoint *source,
			  const struct overload *overload)
{
	struct stamp stamp = { .source = NULL };
	struct str rest = line, value;
	struct via via;

	if (field_next(&rest, &value) && value.size > 0) {
		via_parse(&via, value);
		if (via.has_rport || via.has_received ||
		    !is_same_host(via.host, str_from(source->host)))
			stamp.source = source;
		if (via.has_oc && overload != NULL && overload->is_given)
			stamp.overload = overload;
		if (stamp.source != NULL || stamp.overload != NULL) {
			write_stamped(out, value, &stamp);
			line = str_sub(line,
				       (size_t)(value.p - line.p) + value.size,
				       line.size);
		}
	}
	field_unfold(out, line);
}

void response_write_vias(struct buf *out, const struct message *request,
			 const struct endpoint *source,
			 const struct overload *overload)
{
	bool is_top = true;
	struct str value;

	for (uint32_t i = 0; i < request->line_count; i++) {
		if (request->line[i].header != HEADER_VIA)
			continue;
		value = message_line_value(request, &request->line[i]);
		buf_add_text(out, "Via: ");
		if (is_top)
			write_top_via(out, value, source, overload);
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
		response_write_vias(out, request, source, &response->overload);
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
