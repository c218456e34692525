/* SPDX-License-Identifier: MIT */
#include "engine/probe.h"

#include "engine/call.h"
#include "engine/outgoing.h"
#include "sip/field.h"

enum { URI_MAX = 512, HEADERS_MAX = 1024 };

static bool is_wanted(const struct run *run)
{
	const struct server_config *config = &run->server->config;

	if (run->record.max == 0)
		return false;
	return config->probe == PROBE_ALWAYS ||
	       (config->probe == PROBE_MANGLED && run->is_mangled);
}

/** What is sent is written from the INVITE, which may be gone later. */
static int open_outside(struct run *run)
{
	struct message *invite = run->calls->newest->request;
	char token[TOKEN_SIZE + 1];
	struct endpoint local;
	struct buf uri;
	int err;

	server_token(run->server, token);
	local_endpoint(&local, run->server, &run->path, invite);
	buf_init(&uri, URI_MAX);
	buf_add_text(&uri, "sip:gamut@");
	endpoint_write(&uri, &local);
	if (transport_is_stream(local.transport))
		buf_add_text(&uri, ";transport=tcp");
	err = buf_error(&uri);
	if (!err)
		err = dialog_new_outside(&run->outside, invite, buf_str(&uri),
					 str_from(token));
	buf_release(&uri);
	return err;
}

bool probe_send(struct run *run, uint64_t now_us)
{
	const struct outgoing *probe = NULL;
	struct buf headers;

	if (!is_wanted(run))
		return false;
	if (run->outside == NULL && !run->is_judged && open_outside(run) != 0)
		return false;
	if (run->outside == NULL)
		return false;
	buf_init(&headers, HEADERS_MAX);
	buf_addf(&headers, "Contact: <%.*s>\r\nAccept: application/sdp\r\n",
		 STR_ARG(field_uri(run->outside->local)));
	if (buf_error(&headers) == 0)
		probe = outgoing_probe(run, buf_str(&headers), now_us);
	buf_release(&headers);
	if (probe != NULL)
		run->probe = probe;
	return probe != NULL;
}
