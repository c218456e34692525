/* SPDX-License-Identifier: MIT */
#include "peer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sip/field.h"

const char offer[] = "v=0\r\n"
		     "o=loop 1 1 IN IP4 127.0.0.1\r\n"
		     "s=-\r\n"
		     "c=IN IP4 127.0.0.1\r\n"
		     "t=0 0\r\n"
		     "m=audio 40000 RTP/AVP 8 0\r\n"
		     "m=video 40002 RTP/AVP 97\r\n"
		     "a=rtpmap:97 H264/90000\r\n";

const char *const patient[] = { "--t1=10000", NULL };

static void write_start(struct buf *out, const struct peer *peer,
			const struct request *request, const char *method)
{
	buf_addf(out, "%s ", method);
	if (request->uri.size > 0)
		buf_add_str(out, request->uri);
	else
		buf_addf(out, "sip:%s%s%s:%u",
			 request->user != NULL ? request->user : "",
			 request->user != NULL ? "@" : "", peer->host,
			 peer->server);
	buf_add_text(out, " SIP/2.0\r\n");
}

static void write_dialog(struct buf *out, const struct peer *peer,
			 const struct request *request, const char *method)
{
	unsigned cseq = request->cseq > 0 ? request->cseq : 1;

	buf_addf(out,
		 "Via: SIP/2.0/%s %s:%u;branch=z9hG4bK%" PRIu64 "-%u-%u"
		 ";rport\r\n",
		 peer_is_stream(peer) ? "TCP" : "UDP", peer->host, peer->port,
		 peer->call, cseq, request->branch);
	buf_add_text(out, "Max-Forwards: 70\r\n");
	buf_addf(out, "From: \"Loop\" <sip:loop@%s>;tag=f%" PRIu64 "\r\n",
		 peer->host, peer->call);
	buf_addf(out, "To: <sip:%s@%s:%u>",
		 request->user != NULL ? request->user : "loop", peer->host,
		 peer->server);
	if (request->to_tag.size > 0)
		buf_addf(out, ";tag=%.*s", STR_ARG(request->to_tag));
	buf_addf(out, "\r\nCall-ID: %" PRIu64 "-%u@loop\r\n", peer->call,
		 peer->port);
	buf_addf(out, "CSeq: %u %s\r\n", cseq, method);
}

/** Those whose Contact is where later requests go (RFC 3261 §8.1.1.8). */
static bool has_contact(const char *method)
{
	static const char *const row[] = { "INVITE", "UPDATE", "SUBSCRIBE",
					   "REFER" };

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		if (strcmp(row[i], method) == 0)
			return true;
	}
	return false;
}

void peer_write_request(struct buf *out, const struct peer *peer,
			const struct request *request)
{
	const char *method =
		request->method != NULL ? request->method : "INVITE";
	const char *body = request->body != NULL ? request->body : "";
	const char *headers = request->headers != NULL ? request->headers : "";

	buf_clear(out);
	write_start(out, peer, request, method);
	write_dialog(out, peer, request, method);
	if (has_contact(method))
		buf_addf(out, "Contact: <sip:loop@%s:%u%s>\r\n", peer->host,
			 peer->port,
			 peer_is_stream(peer) ? ";transport=tcp" : "");
	buf_add_text(out, headers);
	if (body[0] != '\0' && strstr(headers, "Content-Type:") == NULL)
		buf_add_text(out, "Content-Type: application/sdp\r\n");
	buf_addf(out, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
}

void reply_free(struct reply *reply)
{
	message_free(reply->message);
	reply->message = NULL;
}

struct str reply_header(const struct reply *reply, const char *name)
{
	if (reply->message == NULL)
		return (struct str){ NULL, 0 };
	return message_find(reply->message, str_from(name), 0);
}

struct str reply_tag(const struct reply *reply)
{
	struct str tag = { NULL, 0 };

	(void)field_param(reply_header(reply, "To"), STR("tag"), &tag);
	return tag;
}

struct str reply_contact(const struct reply *reply)
{
	struct str list = reply_header(reply, "Contact");
	struct str value;

	if (!field_next(&list, &value))
		return (struct str){ NULL, 0 };
	return field_uri(value);
}

struct str reply_phrase(const struct reply *reply)
{
	const size_t before = sizeof("SIP/2.0 486 ") - 1;

	if (reply->message == NULL)
		return (struct str){ NULL, 0 };
	return str_sub(reply->message->start, before,
		       reply->message->start.size);
}

struct str reply_value(const struct reply *reply, const char *name, size_t nth)
{
	const struct str absent = { NULL, 0 };
	struct str line;
	struct str value;

	for (size_t n = 0; reply->message != NULL; n++) {
		line = message_find(reply->message, str_from(name), n);
		if (line.p == NULL)
			break;
		while (field_next(&line, &value)) {
			if (nth-- == 0)
				return value;
		}
	}
	return absent;
}

size_t count_parts(struct str text, const char *part)
{
	size_t size = strlen(part);
	size_t count = 0;

	for (size_t i = 0; i + size <= text.size; i++)
		count += memcmp(text.p + i, part, size) == 0;
	return count;
}

bool has_part(struct str text, const char *part)
{
	return count_parts(text, part) > 0;
}
