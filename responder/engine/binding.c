/* SPDX-License-Identifier: MIT */
#include "engine/binding.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sip/field.h"

enum { PARAMS_MAX = 2048 };

uint32_t binding_expires_s(const struct message *request, struct str contact)
{
	struct str text;
	uint64_t s;

	if (!field_param(contact, STR("expires"), &text))
		text = message_header(request, HEADER_EXPIRES, 0);
	/* RFC 3261 §10.2.1.1: malformed values count as 3600. */
	if (text.p == NULL || str_parse_uint(text, UINT32_MAX, &s) != 0)
		return EXPIRES_DEFAULT_S;
	return s > EXPIRES_MAX_S ? EXPIRES_MAX_S : (uint32_t)s;
}

/** The header parameters of a Contact but for expires, which we say ourselves. */
static void write_params(struct buf *out, struct str contact, struct str uri)
{
	size_t behind = (size_t)(uri.p - contact.p) + uri.size;
	struct str rest = str_sub(contact, behind, contact.size);
	struct str param;

	if (rest.size > 0 && rest.p[0] == '>')
		rest = str_sub(rest, 1, rest.size);
	while (field_next_part(&rest, &param)) {
		struct str name;
		struct str value;

		(void)str_cut(param, '=', &name, &value);
		if (param.size == 0 || str_ieq(str_trim(name), STR("expires")))
			continue;
		buf_add_char(out, ';');
		field_unfold(out, param);
	}
}

static struct str put(char **to, struct str text)
{
	struct str copy = { *to, text.size };

	if (text.size > 0)
		memcpy(*to, text.p, text.size);
	*to += text.size;
	return copy;
}

int binding_new(struct binding **bindingp, struct message *request,
		struct str contact, uint64_t now_us)
{
	const sip_t *sip = message_sip(request);
	uint64_t wish_s = binding_expires_s(request, contact);
	struct str uri = field_uri(contact);
	struct str call_id = str_from(sip->sip_call_id->i_id);
	struct binding *binding = NULL;
	struct buf params;
	char *text;
	int err;

	buf_init(&params, PARAMS_MAX);
	write_params(&params, contact, uri);
	err = buf_error(&params);
	if (err)
		goto out;
	binding = malloc(sizeof(*binding) + uri.size + params.size +
			 call_id.size);
	if (binding == NULL) {
		err = ENOMEM;
		goto out;
	}
	text = binding->text;
	binding->next = NULL;
	binding->uri = put(&text, uri);
	binding->params = put(&text, buf_str(&params));
	binding->call_id = put(&text, call_id);
	binding->cseq = (uint32_t)sip->sip_cseq->cs_seq;
	binding->expires_us = now_us + wish_s * 1000000;
	*bindingp = binding;
out:
	buf_release(&params);
	return err;
}

bool binding_is_late(const struct binding *binding, struct message *request)
{
	const sip_t *sip = message_sip(request);

	return str_eq(binding->call_id, str_from(sip->sip_call_id->i_id)) &&
	       (uint32_t)sip->sip_cseq->cs_seq <= binding->cseq;
}

void binding_write(struct buf *out, const struct binding *binding,
		   uint64_t now_us)
{
	uint64_t left_us = binding->expires_us - now_us;

	buf_add_text(out, "Contact: <");
	field_unfold(out, binding->uri);
	buf_addf(out, ">%.*s;expires=%u\r\n", STR_ARG(binding->params),
		 (unsigned)((left_us + 500000) / 1000000));
}
