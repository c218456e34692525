/* SPDX-License-Identifier: MIT */
#include "sip/dialog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sip/field.h"

static struct str tag_of(const struct message *request, enum header header)
{
	struct str tag;

	(void)field_param(message_header(request, header, 0), STR("tag"), &tag);
	return tag;
}

static void write_local(struct buf *out, const struct message *request,
			struct str local_tag)
{
	field_unfold(out, message_header(request, HEADER_TO, 0));
	if (tag_of(request, HEADER_TO).p == NULL) {
		buf_add_text(out, ";tag=");
		buf_add_str(out, local_tag);
	}
}

static void write_target(struct buf *out, const struct message *request)
{
	struct str list = message_header(request, HEADER_CONTACT, 0), value;

	if (!field_next(&list, &value))
		value = message_header(request, HEADER_FROM, 0);
	field_unfold(out, field_uri(value));
}

/** RFC 3261 §12.1.1: a UAS keeps the order of the Record-Route values. */
static void write_routes(struct buf *out, const struct message *request)
{
	size_t from = out->size;
	struct str list, value;

	for (uint32_t i = 0; i < request->line_count; i++) {
		if (request->line[i].header != HEADER_RECORD_ROUTE)
			continue;
		list = message_line_value(request, &request->line[i]);
		while (field_next(&list, &value)) {
			if (value.size == 0)
				continue;
			if (out->size > from)
				buf_add_text(out, ", ");
			field_unfold(out, value);
		}
	}
}

enum { TARGET_PART = 5, PART_COUNT = 7 };

static void write_sizes(size_t size[PART_COUNT], const size_t end[PART_COUNT])
{
	for (size_t i = 0; i < PART_COUNT; i++)
		size[i] = end[i] - (i > 0 ? end[i - 1] : 0);
}

/** Write all texts one behind the other; size[] says how long each is. */
static void write_texts(struct buf *out, const struct message *request,
			struct str local_tag, size_t size[PART_COUNT])
{
	struct str own = tag_of(request, HEADER_TO);
	size_t end[PART_COUNT];

	field_unfold(out, message_header(request, HEADER_CALL_ID, 0));
	end[0] = out->size;
	write_local(out, request, local_tag);
	end[1] = out->size;
	field_unfold(out, message_header(request, HEADER_FROM, 0));
	end[2] = out->size;
	buf_add_str(out, own.p != NULL ? own : local_tag);
	end[3] = out->size;
	buf_add_str(out, tag_of(request, HEADER_FROM));
	end[4] = out->size;
	write_target(out, request);
	end[5] = out->size;
	write_routes(out, request);
	end[6] = out->size;

	write_sizes(size, end);
}

static struct dialog *dialog_from(struct str texts,
				  const size_t size[PART_COUNT])
{
	struct dialog *dialog = malloc(sizeof(*dialog) + texts.size);
	char *p;

	if (dialog == NULL)
		return NULL;

	p = memcpy(dialog + 1, texts.p, texts.size);
	memset(dialog, 0, sizeof(*dialog));
	for (size_t i = 0; i < PART_COUNT; i++) {
		struct str *part[PART_COUNT] = {
			&dialog->call_id,    &dialog->local,
			&dialog->remote,     &dialog->local_tag,
			&dialog->remote_tag, &dialog->target,
			&dialog->routes,
		};

		*part[i] = (struct str){ p, size[i] };
		p += size[i];
	}
	return dialog;
}

int dialog_new(struct dialog **dialogp, struct message *request,
	       struct str local_tag)
{
	const sip_t *sip = message_sip(request);
	size_t size[PART_COUNT];
	struct dialog *dialog;
	struct buf texts;
	int err;

	if (sip == NULL)
		return ENOMEM;
	if (!request->is_request || message_fault(request) != NULL)
		return EBADMSG;

	buf_init(&texts, SIZE_MAX);
	write_texts(&texts, request, local_tag, size);
	err = buf_error(&texts);
	if (err != 0)
		goto out;

	dialog = dialog_from(buf_str(&texts), size);
	if (dialog == NULL) {
		err = ENOMEM;
		goto out;
	}
	dialog->remote_cseq = sip->sip_cseq->cs_seq;
	*dialogp = dialog;
out:
	buf_release(&texts);
	return err;
}

int dialog_new_outside(struct dialog **dialogp, const struct message *request,
		       struct str uri, struct str token)
{
	size_t end[PART_COUNT], size[PART_COUNT];
	struct dialog *dialog = NULL;
	struct buf texts, target;

	buf_init(&texts, SIZE_MAX);
	buf_init(&target, SIZE_MAX);
	write_target(&target, request);
	buf_add_str(&texts, token);
	end[0] = texts.size;
	buf_addf(&texts, "<%.*s>;tag=%.*s", STR_ARG(uri), STR_ARG(token));
	end[1] = texts.size;
	buf_add_char(&texts, '<');
	buf_add_str(&texts, buf_str(&target));
	buf_add_char(&texts, '>');
	end[2] = texts.size;
	buf_add_str(&texts, token);
	end[3] = end[4] = texts.size;
	buf_add_str(&texts, buf_str(&target));
	end[5] = end[6] = texts.size;
	write_sizes(size, end);
	if (buf_error(&texts) == 0 && buf_error(&target) == 0)
		dialog = dialog_from(buf_str(&texts), size);
	buf_release(&target);
	buf_release(&texts);
	if (dialog == NULL)
		return ENOMEM;
	*dialogp = dialog;
	return 0;
}

void dialog_free(struct dialog *dialog)
{
	free(dialog);
}

bool dialog_has(const struct dialog *dialog, struct message *request)
{
	struct str call_id = message_header(request, HEADER_CALL_ID, 0);

	/* RFC 3261 §8.1.1.4, §7.3.1: Call-IDs byte by byte, tags in any case */
	return str_eq(call_id, dialog->call_id) &&
	       str_ieq(tag_of(request, HEADER_TO), dialog->local_tag) &&
	       str_ieq(tag_of(request, HEADER_FROM), dialog->remote_tag);
}

int dialog_refresh(struct dialog **dialogp, const struct message *request)
{
	struct dialog *old = *dialogp, *dialog;
	struct str part[PART_COUNT] = { old->call_id,    old->local,
					old->remote,     old->local_tag,
					old->remote_tag, old->target,
					old->routes };
	size_t size[PART_COUNT];
	struct buf texts;

	if (message_header(request, HEADER_CONTACT, 0).p == NULL)
		return EBADMSG;

	buf_init(&texts, SIZE_MAX);
	for (size_t i = 0; i < PART_COUNT; i++) {
		size_t from = texts.size;

		if (i == TARGET_PART)
			write_target(&texts, request);
		else
			buf_add_str(&texts, part[i]);
		size[i] = texts.size - from;
	}
	dialog = buf_error(&texts) ? NULL : dialog_from(buf_str(&texts), size);
	buf_release(&texts);
	if (dialog == NULL)
		return ENOMEM;

	dialog->local_cseq = old->local_cseq;
	dialog->remote_cseq = old->remote_cseq;
	dialog_free(old);
	*dialogp = dialog;
	return 0;
}
