/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <stdio.h>

#include "play/compose.h"
#include "play/spoil.h"
#include "scenario/template.h"

enum { REQUEST_MAX = 4096, MEDIA_PORT = 40000 };

#define CALLER         "192.0.2.1"
#define CALLED         "192.0.2.10"
#define TAG            "e6b2c40d"
#define CONTACT_LINE   "Contact: <sip:alice@" CALLER ":5060>\r\n"
#define RELIABLE_LINES "Supported: 100rel\r\n"

#define PRIORITY_LINES \
	"Require: resource-priority\r\nResource-Priority: dsn.flash\r\n"
#define TIMER_LINES "Supported: timer\r\nSession-Expires: 90\r\n"

static const char sample_sdp[] = "v=0\r\n"
				 "o=alice 1 1 IN IP4 " CALLER "\r\n"
				 "s=-\r\n"
				 "c=IN IP4 " CALLER "\r\n"
				 "t=0 0\r\n"
				 "m=audio 30000 RTP/AVP 0 8 101\r\n"
				 "a=rtpmap:101 telephone-event/8000\r\n";

/** Header lines with which an INVITE has what a code needs; NULL: it cannot. */
static const char *const prereq_lines[PREREQ_COUNT] = {
	[PREREQ_SUPPORTED_199] = "Supported: 199\r\n",
	[PREREQ_ACCEPT] = "Accept: application/sdp\r\n",
	[PREREQ_PRIORITY] = PRIORITY_LINES,
	[PREREQ_REQUIRE] = "Require: x-sample\r\n",
	[PREREQ_SESSION_TIMER] = TIMER_LINES,
	[PREREQ_GEOLOCATION] = "Geolocation: <cid:alice@192.0.2.1>\r\n",
	[PREREQ_REFERRED] = "Referred-By: <sip:carol@192.0.2.1>\r\n",
	[PREREQ_ANONYMOUS] = "Privacy: id\r\n",
	[PREREQ_SEC_AGREE] = "Supported: sec-agree\r\n",
	[PREREQ_PRECONDITION] = "Require: precondition\r\n",
	[PREREQ_FEATURE_608] = "Feature-Caps: *;+sip.608\r\n",
};

/** What a request of a method has beside what all have. */
static const struct {
	struct str method;
	const char *text;
} method_lines[] = {
	{ STR_INIT("REGISTER"), CONTACT_LINE "Expires: 600\r\n" },
	{ STR_INIT("SUBSCRIBE"),
	  CONTACT_LINE "Event: presence\r\nExpires: 600\r\n" },
	{ STR_INIT("PUBLISH"), "Event: presence\r\nExpires: 600\r\n" },
	{ STR_INIT("REFER"),
	  CONTACT_LINE "Refer-To: <sip:carol@" CALLER ">\r\n" },
	{ STR_INIT("INVITE"), CONTACT_LINE },
};

static void set_local(struct endpoint *local, const struct options *options)
{
	const char *host = options->advertise_host;

	*local = (struct endpoint){ .port = SIP_PORT };
	(void)snprintf(local->host, sizeof(local->host), "%s",
		       host[0] != '\0' ? host : CALLED);
	if (options->advertise_port != 0)
		local->port = options->advertise_port;
}

static const char *lines_of(const struct sample_ask *ask)
{
	const char *lines = prereq_lines[ask->prereq];

	if (ask->is_reliable)
		return RELIABLE_LINES;
	return lines != NULL ? lines : "";
}

static void write_uri(struct buf *out, const struct sample_ask *ask,
		      const struct context *ctx)
{
	if (ask->is_inside) {
		endpoint_write_uri(out, ctx->local, ctx->token);
	} else if (ask->child > 0) {
		buf_addf(out, "sip:child-%.*s%s@", STR_ARG(ctx->token),
			 ask->child > 1 ? "-2" : "");
		endpoint_write(out, ctx->local);
	} else if (str_eq(ask->method, STR("REGISTER"))) {
		buf_add_text(out, "sip:" CALLED);
	} else {
		buf_addf(out, "sip:%.*s@" CALLED, STR_ARG(ask->user));
	}
}

static void write_request(struct buf *out, const struct sample_ask *ask,
			  const struct sample *sample)
{
	bool is_invite = str_eq(ask->method, STR("INVITE"));

	buf_addf(out, "%.*s ", STR_ARG(ask->method));
	write_uri(out, ask, &sample->ctx);
	buf_add_text(out, " SIP/2.0\r\nVia: SIP/2.0/UDP " CALLER
			  ":5060;branch=z9hG4bKsample");
	if (ask->cseq > 1)
		buf_addf(out, "%u", ask->cseq);
	buf_addf(out,
		 "%s;rport\r\n"
		 "Max-Forwards: 70\r\n"
		 "From: \"Alice\" <sip:alice@" CALLER ">;tag=a1\r\n"
		 "To: <sip:%.*s@" CALLED ">%s\r\n"
		 "Call-ID: sample@" CALLER "\r\n"
		 "CSeq: %u %.*s\r\n",
		 ask->offers_oc ? ";oc;oc-algo=\"loss\"" : "",
		 STR_ARG(ask->user), ask->is_inside ? ";tag=" TAG : "",
		 ask->cseq, STR_ARG(ask->method));
	for (size_t i = 0; i < ARRAY_SIZE(method_lines); i++) {
		if (str_eq(method_lines[i].method, ask->method))
			buf_add_text(out, method_lines[i].text);
	}
	buf_add_text(out, sample->lines);
	if (is_invite)
		buf_add_text(out, "Content-Type: application/sdp\r\n");
	buf_addf(out, "Content-Length: %zu\r\n\r\n%s",
		 is_invite ? sizeof(sample_sdp) - 1 : 0,
		 is_invite ? sample_sdp : "");
}

/** All of a context but the request. */
static void set_context(struct sample *sample, const struct options *options)
{
	sample->ctx = (struct context){
		.local = &sample->local,
		.source = &sample->source,
		.token = STR("5a3c1e7f9b2d4860"),
		.to_tag = STR(TAG),
		.realm = str_from(options->realm),
		.entropy = { 0x7d3f0b6a91c25e84, 0x1f8e4a27d6b03c95 },
		.media_host = str_from(sample->local.host),
		.media_port = MEDIA_PORT,
		.unix_s = 1767225600, /* 1 January 2026 */
	};
}

int sample_init(struct sample *sample, const struct options *options,
		const struct sample_ask *ask)
{
	struct buf text;
	int err;

	*sample = (struct sample){
		.lines = lines_of(ask),
		.source = { .host = CALLER, .port = SIP_PORT },
		.has_reason = options->reason_q850,
	};
	set_local(&sample->local, options);
	set_context(sample, options);

	buf_init(&text, REQUEST_MAX);
	write_request(&text, ask, sample);
	err = buf_error(&text);
	if (!err)
		err = message_load(&sample->request, buf_str(&text));
	buf_release(&text);
	sample->ctx.request = sample->request;
	return err;
}

void sample_release(struct sample *sample)
{
	message_free(sample->request);
	sample->request = NULL;
}

int sample_respond(struct buf *out, const struct sample *sample,
		   const struct step *step, uint32_t rseq)
{
	const struct row *row = catalogue_find(step->respond.code);
	struct context ctx = sample->ctx;
	struct answer answer = answer_of(step);
	int err;

	if (answer.cause == 0 && sample->has_reason && row != NULL)
		answer.cause = row->cause;
	if (answer.to_tag.p == NULL)
		answer.to_tag = STR(TAG);
	answer.rseq = rseq;
	ctx.challenge = answer.challenge;
	err = compose(out, &answer, &ctx);
	if (!err)
		spoil(out, &step->respond.faults);
	return err ? err : buf_error(out);
}

int sample_raw(struct buf *out, const struct sample *sample,
	       const struct step *step)
{
	template_write(out, step->raw.text, &sample->ctx);
	spoil(out, &step->raw.faults);
	return buf_error(out);
}
