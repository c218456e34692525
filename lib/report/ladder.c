/* SPDX-License-Identifier: MIT */
#include "report/ladder.h"

#include <inttypes.h>
#include <sys/wait.h>

#include "sip/message.h"
#include "text/layout.h"
#include "text/plain.h"

enum {
	LINE_COLUMN = 21, /* of the client's lifeline */
	BETWEEN = 42,     /* columns between the lifelines */
	LABEL_MAX = 32,
	LABEL_SIZE = 1024,
	HEAD_COUNT = 20, /* entries that are always shown: the first */
	TAIL_COUNT = 10  /* and the last */
};

static uint64_t since_us(const struct result_messages *messages, size_t message)
{
	uint64_t first_us = messages->message[0].at_us;
	uint64_t at_us = messages->message[message].at_us;

	return at_us > first_us ? at_us - first_us : 0;
}

void ladder_write_time(struct buf *out, const struct result_messages *messages,
		       size_t message)
{
	uint64_t us = since_us(messages, message);

	buf_addf(out, "%" PRIu64 ".%" PRIu64 " ms", us / 1000, us / 100 % 10);
}

/** The method of a response, where it is not INVITE. */
static void add_method(struct buf *out, const struct message *message)
{
	struct str cseq = message_header(message, HEADER_CSEQ, 0);
	struct str number, method;

	if (!str_cut(cseq, ' ', &number, &method))
		return;
	method = str_trim(method);
	if (!str_eq(method, STR("INVITE"))) {
		buf_add_text(out, " (");
		plain_add_cut(out, method, LABEL_MAX / 4);
		buf_add_char(out, ')');
	}
}

static void add_message(struct buf *out, const struct message *message)
{
	struct str version, status;

	if (message->is_request) {
		plain_add_cut(out, message_method(message), LABEL_MAX);
		return;
	}
	(void)str_cut(message->start, ' ', &version, &status);
	plain_add_cut(out, str_trim(status), LABEL_MAX * 3 / 5);
	add_method(out, message);
}

void ladder_write_label(struct buf *out, struct str bytes)
{
	struct message *message;

	if (message_load(&message, bytes) != 0) {
		buf_addf(out, "%zu bytes, no SIP", bytes.size);
		return;
	}
	add_message(out, message);
	message_free(message);
}

static bool is_proof(const struct result_finding *finding, size_t number)
{
	for (size_t i = 0; finding != NULL && i < finding->proof_count; i++) {
		if (finding->proof[i] == number)
			return true;
	}
	return false;
}

static void add_dashes(struct buf *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_add_char(out, '-');
}

static void add_arrow(struct buf *out, bool is_in, struct str label)
{
	size_t width = layout_width(label) + 2; /* with a blank on each side */
	size_t dashes = BETWEEN > width + 2 ? BETWEEN - width - 1 : 2;

	buf_addf(out, "|%s", is_in ? "" : "<");
	add_dashes(out, dashes / 2);
	buf_addf(out, " %.*s ", STR_ARG(label));
	add_dashes(out, dashes - dashes / 2);
	buf_addf(out, "%s|", is_in ? ">" : "");
}

static void add_end(struct buf *out, int status)
{
	buf_add_text(out, "the client's command ended");
	if (status < 0)
		return;
	if (WIFSIGNALED(status))
		buf_addf(out, " by signal %d", WTERMSIG(status));
	else if (WIFEXITED(status))
		buf_addf(out, " with status %d", WEXITSTATUS(status));
}

static void add_entry(struct buf *out, const struct result_message *message,
		      int status)
{
	struct buf label;

	switch (message->type) {
	case ENTRY_IN:
	case ENTRY_OUT:
	case ENTRY_LOST_IN:
	case ENTRY_LOST_OUT: break;
	case ENTRY_GONE:
		buf_add_text(out, "x  the client's address refuses, or its "
				  "stream closed");
		return;
	case ENTRY_EXIT:
		buf_add_text(out, "x  ");
		add_end(out, status);
		return;
	}
	buf_init(&label, LABEL_SIZE);
	ladder_write_label(&label, message->bytes);
	add_arrow(out,
		  message->type == ENTRY_IN || message->type == ENTRY_LOST_IN,
		  buf_str(&label));
	if (entry_is_lost(message->type))
		buf_add_text(out, "  lost on purpose");
	buf_add_text(out, message->is_spoilt ? "  spoilt on purpose" : "");
	buf_release(&label);
}

static void add_row(struct buf *out, const struct result_messages *messages,
		    size_t at, bool is_proof, int status)
{
	uint64_t us = since_us(messages, at);

	buf_addf(out, "%10" PRIu64 ".%" PRIu64 " %c%5zu  ", us / 1000,
		 us / 100 % 10, is_proof ? '*' : ' ', at + 1);
	add_entry(out, &messages->message[at], status);
	buf_add_char(out, '\n');
}

/** The ends of the first message, above the lifelines. */
static void add_ends(struct buf *out, const struct result_message *message)
{
	struct buf client, gamut;
	size_t width;

	buf_init(&client, LABEL_SIZE);
	buf_init(&gamut, LABEL_SIZE);
	endpoint_write(&client, &message->remote);
	endpoint_write(&gamut, &message->local);
	width = client.size + gamut.size;
	layout_pad(out, 0, LINE_COLUMN - 1);
	buf_add_text(out, "client");
	layout_pad(out, sizeof("client") + sizeof("gamut") - 2, BETWEEN + 2);
	buf_add_text(out, "gamut\n");
	buf_addf(out, "%12s", "ms");
	layout_pad(out, 12, LINE_COLUMN - 1);
	buf_add_str(out, buf_str(&client));
	layout_pad(out, width + 1 < BETWEEN + 2 ? width : BETWEEN + 1,
		   BETWEEN + 2);
	buf_addf(out, "%s %s\n", gamut.p,
		 transport_name(message->local.transport));
	buf_release(&client);
	buf_release(&gamut);
}

void ladder_write(struct buf *out, const struct result_messages *messages,
		  const struct result_finding *finding, int status)
{
	size_t count = messages->count;
	size_t hidden = 0;

	if (count == 0)
		return;
	add_ends(out, &messages->message[0]);
	for (size_t i = 0; i < count; i++) {
		bool is_marked = is_proof(finding, i + 1);

		if (!is_marked && i >= HEAD_COUNT && i + TAIL_COUNT < count) {
			hidden++;
			continue;
		}
		if (hidden > 0)
			buf_addf(out, "%16s %zu more\n", "…", hidden);
		hidden = 0;
		add_row(out, messages, i, is_marked, status);
	}
}
