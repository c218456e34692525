/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "sip/dialog.h"
#include "sip/response.h"

enum { CEILING = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct endpoint here = { "192.0.2.9", 5070, TRANSPORT_UDP };

/** Hold in any build, also where assert() is compiled out. */
static void hold(bool held, const char *what)
{
	if (held)
		return;
	(void)fprintf(stderr, "broken: %s\n", what);
	abort();
}

/** A header part that what the peer sent could not break out of. */
static void hold_whole(struct str text, size_t body_size)
{
	struct str head = str_sub(text, 0, text.size - body_size);

	hold(str_find(head, '\0') == head.size, "no NUL");
	for (size_t i = 1; i < head.size; i++)
		hold((head.p[i] == '\n') == (head.p[i - 1] == '\r'), "CRLF");
	for (size_t i = 4; i < head.size; i++)
		hold(!str_starts(str_sub(head, i - 4, 4), STR("\r\n\r\n")),
		     "one empty line");
}

static void write_response(struct message *message)
{
	const struct response response = { .code = 486,
					   .phrase = STR("Busy Here"),
					   .to_tag = STR("own"),
					   .content_type = STR("text/plain"),
					   .body = STR("body") };
	struct buf out;
	int err;

	buf_init(&out, CEILING);
	err = response_write(&out, message, &here, &response);
	hold(err == 0 || err == EBADMSG, "response written");
	if (err == 0)
		hold_whole(buf_str(&out), response.body.size);
	(void)response_port(message, &here);
	buf_release(&out);
}

static void write_request(struct message *message)
{
	const struct dialog_request bye = { .method = STR("BYE"),
					    .branch = STR("z9hG4bK1") };
	struct dialog *dialog;
	struct str host;
	uint16_t port;
	struct buf out;
	int err = dialog_new(&dialog, message, STR("own"));

	hold((err == 0) ==
		     (message->is_request && message_fault(message) == NULL),
	     "a dialog for what has no fault");
	if (err != 0)
		return;

	message_forget(message);
	buf_init(&out, CEILING);
	hold(dialog_write_request(&out, dialog, &here, &bye) == 0,
	     "request written");
	hold_whole(buf_str(&out), 0);
	(void)dialog_next_hop(dialog, &host, &port);
	(void)dialog_has(dialog, message);
	buf_release(&out);
	dialog_free(dialog);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str bytes = { (const char *)data, size };
	struct message *message;

	if (message_load(&message, bytes) != 0)
		return 0;

	hold(message->body.p + message->body.size <=
		     message->bytes.p + message->bytes.size,
	     "body inside");
	hold(message_sip(message) != NULL, "a view");
	(void)message_fault(message);
	(void)message_uri(message);
	(void)message_find(message, STR("Session-Expires"), 1);
	(void)message_lists(message, HEADER_SUPPORTED, STR("100rel"));
	write_response(message);
	write_request(message);
	message_free(message);
	return 0;
}
