/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include "check.h"
#include "text/buf.h"

enum { REQUEST_MAX = 65536 };

static const char *or_usual(const char *text, const char *usual)
{
	return text != NULL ? text : usual;
}

struct message *sample_load(const struct sample *sample)
{
	const char *method = or_usual(sample->method, "INVITE");
	struct str body = str_from(or_usual(sample->body, ""));
	struct message *message = NULL;
	struct buf buf;

	buf_init(&buf, REQUEST_MAX);
	buf_addf(&buf, "%s %s SIP/2.0\r\n", method,
		 or_usual(sample->uri, "sip:bob@192.0.2.10"));
	buf_addf(&buf, "Via: %s\r\n",
		 or_usual(sample->via,
			  "SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1"));
	buf_addf(&buf, "From: %s\r\nTo: %s\r\n",
		 or_usual(sample->from, "<sip:alice@example.com>;tag=a1"),
		 or_usual(sample->to, "<sip:bob@example.com>"));
	buf_addf(&buf, "Call-ID: c1\r\nCSeq: 1 %s\r\nMax-Forwards: 70\r\n",
		 method);
	buf_add_text(&buf, or_usual(sample->headers, ""));
	buf_addf(&buf, "Content-Length: %zu\r\n\r\n", body.size);
	buf_add_str(&buf, body);
	CHECK_INT(0, buf_error(&buf), 0);
	CHECK_INT(0, message_load(&message, buf_str(&buf)), 0);
	buf_release(&buf);
	return message;
}

struct context sample_context(struct message *request)
{
	static const struct endpoint local = { "192.0.2.10", 5060,
					       TRANSPORT_UDP };

	return (struct context){
		.request = request,
		.local = &local,
		.token = STR(SAMPLE_TOKEN),
		.realm = STR("gamut"),
		.entropy = { 1, 0xfedcba9876543210 },
		.media_host = STR("192.0.2.10"),
		.media_port = 40000,
		.unix_s = 1700000000,
	};
}

struct str sample_text(const struct buf *buf)
{
	return buf->size > 0 ? buf_str(buf) : STR("");
}

void sample_check_rules(const struct rule_row *row, size_t count)
{
	struct buf out;

	buf_init(&out, REQUEST_MAX);
	for (size_t i = 0; i < count; i++) {
		struct message *request = sample_load(&row[i].sample);
		struct context ctx = sample_context(request);

		buf_clear(&out);
		if (request != NULL)
			rule_write(&out, row[i].rule, &ctx);
		CHECK_INT(i, buf_error(&out), 0);
		CHECK_STR(i, sample_text(&out), row[i].lines);
		message_free(request);
	}
	buf_release(&out);
}

void sample_check_prereqs(const struct prereq_row *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct message *request = sample_load(&row[i].sample);

		if (request != NULL)
			CHECK_INT(i, prereq_is_met(row[i].prereq, request),
				  row[i].is_met);
		message_free(request);
	}
}
