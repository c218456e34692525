/* SPDX-License-Identifier: MIT */
#include "sip/dialog.h"

#include "sip/field.h"

/** What follows the user of a sip URI: host, port, parameters. */
static struct str behind_user(struct str uri)
{
	size_t at = uri.size;

	while (at > 0 && uri.p[at - 1] != '@')
		at--;
	return str_sub(uri, at, uri.size);
}

/** Whether a route is a loose router's (RFC 3261 §16.4). */
static bool is_loose(struct str route)
{
	struct str rest, headers, lr;

	(void)str_cut(behind_user(field_uri(route)), '?', &rest, &headers);
	return field_param(rest, STR("lr"), &lr);
}

/** A URI without what may not stand in a Request-URI (RFC 3261 §19.1.1). */
static void write_request_uri(struct buf *out, struct str uri)
{
	struct str rest = behind_user(uri), headers, part, key, value;
	const char *sep = "";

	buf_add_str(out, str_sub(uri, 0, uri.size - rest.size));
	(void)str_cut(rest, '?', &rest, &headers);
	while (field_next_part(&rest, &part)) {
		(void)str_cut(part, '=', &key, &value);
		if (str_ieq(key, STR("method")))
			continue;
		buf_add_text(out, sep);
		buf_add_str(out, part);
		sep = ";";
	}
}

static void write_route(struct buf *out, struct str value)
{
	buf_add_text(out, "Route: ");
	buf_add_str(out, value);
	buf_add_text(out, "\r\n");
}

/** RFC 3261 §12.2.1.1: the target goes last where the first is strict. */
static void write_route_set(struct buf *out, const struct dialog *dialog,
			    bool is_strict)
{
	struct str list = dialog->routes, value;

	if (is_strict)
		(void)field_next(&list, &value);
	while (field_next(&list, &value))
		write_route(out, value);
	if (is_strict) {
		buf_add_text(out, "Route: <");
		buf_add_str(out, dialog->target);
		buf_add_text(out, ">\r\n");
	}
}

static void write_via(struct buf *out, const struct endpoint *local,
		      struct str branch)
{
	buf_add_text(out, "Via: SIP/2.0/");
	buf_add_text(out, transport_via(local->transport));
	buf_add_char(out, ' ');
	endpoint_write(out, local);
	buf_add_text(out, ";branch=");
	buf_add_str(out, branch);
	buf_add_text(out, ";rport\r\nMax-Forwards: 70\r\n");
}

static void write_line(struct buf *out, const char *name, struct str value)
{
	buf_add_text(out, name);
	buf_add_str(out, value);
	buf_add_text(out, "\r\n");
}

int dialog_write_request(struct buf *out, struct dialog *dialog,
			 const struct endpoint *local,
			 const struct dialog_request *request)
{
	struct str list = dialog->routes, first;
	bool is_strict = field_next(&list, &first) && !is_loose(first);

	buf_add_str(out, request->method);
	buf_add_char(out, ' ');
	if (is_strict)
		write_request_uri(out, field_uri(first));
	else
		buf_add_str(out, dialog->target);
	buf_add_text(out, " SIP/2.0\r\n");
	write_via(out, local, request->branch);
	write_route_set(out, dialog, is_strict);
	write_line(out, "From: ", dialog->local);
	write_line(out, "To: ", dialog->remote);
	write_line(out, "Call-ID: ", dialog->call_id);
	buf_addf(out, "CSeq: %u ",
		 request->cseq != 0 ? request->cseq : ++dialog->local_cseq);
	write_line(out, "", request->method);
	buf_add_str(out, request->headers);
	buf_addf(out, "Content-Length: %zu\r\n\r\n", request->body.size);
	buf_add_str(out, request->body);
	return buf_error(out);
}

static bool take_scheme(struct str *uri)
{
	struct str scheme, rest;

	if (!str_cut(*uri, ':', &scheme, &rest) ||
	    !(str_ieq(scheme, STR("sip")) || str_ieq(scheme, STR("sips"))))
		return false;
	*uri = rest;
	return true;
}

bool dialog_next_hop(const struct dialog *dialog, struct str *host,
		     uint16_t *port)
{
	struct str list = dialog->routes, uri, rest, text = { NULL, 0 };
	uint64_t number = 0;

	uri = field_next(&list, &uri) ? field_uri(uri) : dialog->target;
	if (!take_scheme(&uri))
		return false;

	(void)str_cut(behind_user(uri), '?', &uri, &rest);
	(void)str_cut(uri, ';', &uri, &rest);
	if (str_starts(uri, STR("["))) {
		(void)str_cut(str_sub(uri, 1, uri.size), ']', &uri, &rest);
		(void)str_cut(rest, ':', &rest, &text);
	} else {
		(void)str_cut(uri, ':', &uri, &text);
	}
	if (uri.size == 0 ||
	    (text.size > 0 && str_parse_uint(text, UINT16_MAX, &number) != 0))
		return false;

	*host = uri;
	*port = (uint16_t)number;
	return true;
}
