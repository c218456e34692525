/* SPDX-License-Identifier: MIT */
#include "sip/message.h"

#include <stdlib.h>
#include <string.h>

#include <sofia-sip/sip_header.h>
#include <sofia-sip/su_string.h>

#include "sip/field.h"

enum {
	METHOD_SIZE = sizeof("SUBSCRIBE"), /* the longest that sofia knows */
	MASK = 'X',
};

/** What is given to sofia: start line, viewed lines, body; no blank first. */
static struct str viewed(const struct message *message)
{
	struct str start = str_trim(message->start);
	size_t from = (size_t)(start.p - message->bytes.p);
	size_t end = (size_t)(message->body.p - message->bytes.p) +
		     message->body.size;

	if (message->view_count < message->line_count)
		end = message->line[message->view_count].offset;
	return str_sub(message->bytes, from, end - from);
}

static msg_t *parse(struct str bytes)
{
	return msg_make(sip_default_mclass(), MSG_FLG_EXTRACT_COPY, bytes.p,
			(ssize_t)bytes.size);
}

/**
 * Whether sofia may refuse a method, and then parse nothing of the message:
 * it takes no unknown one with + or ` in it, and none that is shorter than a
 * known one with its first letter (PING, SERVICE, COMET).
 */
static bool is_doubtful(struct str method)
{
	char name[METHOD_SIZE] = { 0 };

	if (!field_is_token(method))
		return false;
	if (method.size >= sizeof(name))
		return true;
	memcpy(name, method.p, method.size);
	return sip_method_code(name) <= sip_method_unknown;
}

/** Offset of the method in CSeq, or in the start line when that is another. */
static size_t cseq_offset(const struct message *message, struct str bytes)
{
	struct str cseq = message_header(message, HEADER_CSEQ, 0);
	struct str method = message_method(message), word;
	size_t at;

	if (cseq.size <= method.size)
		return 0;
	word = str_sub(cseq, cseq.size - method.size, method.size);
	at = (size_t)(word.p - bytes.p);
	if (!str_eq(word, method) || at + word.size > bytes.size)
		return 0;
	return at;
}

/** Give the view its true method back, in the values and in the lines. */
static void unmask(msg_t *view, struct str method, size_t cseq)
{
	sip_t *sip = sip_object(view);
	char *name = su_strndup(msg_home(view), method.p, (isize_t)method.size);
	char *text;

	if (name == NULL || sip->sip_request == NULL)
		return;
	/* the bytes of the first header begin the view's own buffer */
	text = (char *)sip->sip_request->rq_common->h_data;
	memcpy(text, method.p, method.size);
	memcpy(text + cseq, method.p, method.size);
	sip->sip_request->rq_method_name = name;
	if (sip->sip_cseq != NULL && cseq != 0)
		sip->sip_cseq->cs_method_name = name;
}

static msg_t *parse_masked(const struct message *message, struct str bytes)
{
	struct str method = message_method(message);
	size_t cseq = cseq_offset(message, bytes);
	char *copy = malloc(bytes.size);
	msg_t *view;

	if (copy == NULL)
		return NULL;
	memcpy(copy, bytes.p, bytes.size);
	memset(copy, MASK, method.size);
	memset(copy + cseq, MASK, method.size);
	view = parse((struct str){ copy, bytes.size });
	free(copy);
	if (view != NULL)
		unmask(view, method, cseq);
	return view;
}

const sip_t *message_sip(struct message *message)
{
	struct str bytes = viewed(message);

	if (message->view == NULL && message->is_request &&
	    is_doubtful(message_method(message)))
		message->view = parse_masked(message, bytes);
	else if (message->view == NULL)
		message->view = parse(bytes);
	return message->view != NULL ? sip_object(message->view) : NULL;
}

void message_forget(struct message *message)
{
	msg_destroy(message->view);
	message->view = NULL;
}
