/* SPDX-License-Identifier: MIT */
#include "judge/look.h"

#include <string.h>

/** host[:port] or [ip6][:port]; what stands behind the port is left out. */
static void split_host(struct str text, struct str *host, unsigned *port)
{
	struct str after = { NULL, 0 };
	uint64_t number;

	if (text.size > 0 && text.p[0] == '[') {
		(void)str_cut(str_sub(text, 1, text.size), ']', host, &after);
		(void)str_cut(after, ':', &text, &after);
	} else {
		(void)str_cut(text, ':', host, &after);
	}
	*host = str_trim(*host);
	if (str_parse_uint(str_trim(after), UINT16_MAX, &number) == 0)
		*port = (unsigned)number;
}

void look_uri_host(struct str uri, struct str *host, unsigned *port)
{
	struct str scheme, rest, before, after;

	*port = SIP_PORT;
	(void)str_cut(uri, ':', &scheme, &rest);
	if (str_ieq(scheme, STR("sips")))
		*port = SIP_PORT + 1;
	(void)str_cut(rest, '?', &rest, &after);
	if (str_cut(rest, '@', &before, &after))
		rest = after;
	(void)str_cut(rest, ';', &rest, &after);
	split_host(rest, host, port);
}

struct str look_sent_by_host(struct str sent_by)
{
	struct str host;
	unsigned port = 0;

	split_host(sent_by, &host, &port);
	return host;
}

static bool is_same_end(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && a->transport == b->transport &&
	       strcmp(a->host, b->host) == 0;
}

/** Whether the client answered another request of ours at this address. */
static bool has_answered(const struct view *view, const struct endpoint *there)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];
		const struct entry *sent = view_entry(view, exchange->request);

		if (exchange->is_ours && exchange->response_count > 0 &&
		    is_same_end(sent->remote, there))
			return true;
	}
	return false;
}

/** Whether a response that went to this address made the client act. */
static bool has_acted(const struct view *view, const struct endpoint *there)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];
		size_t final = (size_t)exchange->final;

		if (exchange->is_ours || exchange->final == NOTHING ||
		    exchange->ack_count == 0 || exchange->ack[0] < final)
			continue;
		if (is_same_end(view_entry(view, final)->remote, there))
			return true;
	}
	return false;
}

/** Whether a request in a dialog came from this address: it has our tag. */
static bool has_called_back(const struct view *view,
			    const struct endpoint *there)
{
	for (size_t i = 0; i < view->exchange_count; i++) {
		const struct exchange *exchange = &view->exchange[i];
		const struct entry *came = view_entry(view, exchange->request);

		if (look_is_in_dialog(view, exchange) &&
		    is_same_end(came->remote, there))
			return true;
	}
	return false;
}

bool look_is_reachable(const struct view *view, size_t request)
{
	const struct endpoint *there = view_entry(view, request)->remote;

	return has_answered(view, there) || has_acted(view, there) ||
	       has_called_back(view, there);
}
