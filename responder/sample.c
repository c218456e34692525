/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <stdio.h>

#include "play/compose.h"

enum { REQUEST_MAX = 4096, MEDIA_PORT = 40000 };

#define CALLER "192.0.2.1"
#define CALLED "192.0.2.10"

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

static void write_request(struct buf *out, struct str user, const char *lines)
{
	buf_addf(out,
		 "INVITE sip:%.*s@" CALLED " SIP/2.0\r\n"
		 "Via: SIP/2.0/UDP " CALLER
		 ":5060;branch=z9hG4bKsample;rport\r\n"
		 "Max-Forwards: 70\r\n"
		 "From: \"Alice\" <sip:alice@" CALLER ">;tag=a1\r\n"
		 "To: <sip:%.*s@" CALLED ">\r\n"
		 "Call-ID: sample@" CALLER "\r\n"
		 "CSeq: 1 INVITE\r\n"
		 "Contact: <sip:alice@" CALLER ":5060>\r\n"
		 "%s"
		 "Content-Type: application/sdp\r\n"
		 "Content-Length: %zu\r\n"
		 "\r\n"
		 "%s",
		 STR_ARG(user), STR_ARG(user), lines, sizeof(sample_sdp) - 1,
		 sample_sdp);
}

static void set_local(struct endpoint *local, const struct options *options)
{
	const char *host = options->advertise_host;

	*local = (struct endpoint){ .port = SIP_PORT };
	(void)snprintf(local->host, sizeof(local->host), "%s",
		       host[0] != '\0' ? host : CALLED);
	if (options->advertise_port != 0)
		local->port = options->advertise_port;
}

int sample_init(struct sample *sample, const struct options *options,
		struct str user, enum prereq prereq)
{
	const char *lines = prereq_lines[prereq];
	struct buf text;
	int err;

	*sample = (struct sample){
		.lines = lines != NULL ? lines : "",
		.source = { .host = CALLER, .port = SIP_PORT },
		.has_reason = options->reason_q850,
	};
	set_local(&sample->local, options);

	buf_init(&text, REQUEST_MAX);
	write_request(&text, user, sample->lines);
	err = buf_error(&text);
	if (!err)
		err = message_load(&sample->request, buf_str(&text));
	buf_release(&text);
	if (err)
		return err;

	sample->ctx = (struct context){
		.request = sample->request,
		.local = &sample->local,
		.token = STR("5a3c1e7f9b2d4860"),
		.realm = str_from(options->realm),
		.entropy = { 0x7d3f0b6a91c25e84, 0x1f8e4a27d6b03c95 },
		.media_host = str_from(sample->local.host),
		.media_port = MEDIA_PORT,
		.unix_s = 1767225600, /* 1 January 2026 */
	};
	return 0;
}

void sample_release(struct sample *sample)
{
	message_free(sample->request);
	sample->request = NULL;
}

int sample_respond(struct buf *out, const struct sample *sample,
		   const struct step *step)
{
	const struct row *row = catalogue_find(step->respond.code);
	struct answer answer = {
		.code = step->respond.code,
		.phrase = step->respond.phrase,
		.headers = step->respond.headers,
		.cause = step->respond.cause,
		.to_tag = STR("e6b2c40d"),
	};

	if (answer.cause == 0 && sample->has_reason && row != NULL)
		answer.cause = row->cause;
	return compose(out, &answer, &sample->ctx, &sample->source);
}
