/* SPDX-License-Identifier: MIT */
#include "play/compose.h"

#include "catalogue/catalogue.h"
#include "catalogue/cause.h"
#include "play/event.h"
#include "play/session.h"
#include "scenario/template.h"
#include "sip/block.h"

enum { HEADERS_MAX = 65536, BODY_MAX = 65536 };

struct answer answer_of(const struct step *step)
{
	return (struct answer){
		.code = step->respond.code,
		.phrase = step->respond.phrase,
		.cause = step->respond.cause,
		.to_tag = step->respond.to_tag,
		.challenge = step->respond.challenge,
		.overload = step->respond.overload,
		.carry = step->respond.carry,
	};
}

/** The catalogue's headers, without those that the answer replaces or bars. */
static void write_headers(struct buf *out, const struct answer *answer,
			  const struct context *ctx)
{
	struct buf usual;
	struct buf own;
	struct str rest;
	struct str header;

	buf_init(&usual, HEADERS_MAX);
	buf_init(&own, HEADERS_MAX);
	catalogue_write_headers(&usual, answer->code, ctx);
	template_write(&own, answer->carry.headers, ctx);
	rest = buf_str(&usual);
	while (block_next(&rest, &header)) {
		struct str name = block_name(header);

		if (!block_has(buf_str(&own), name) &&
		    !block_names(answer->carry.without, name))
			buf_add_str(out, header);
	}
	buf_add_str(out, buf_str(&own));
	if (out->error == 0)
		out->error =
			buf_error(&usual) ? buf_error(&usual) : buf_error(&own);
	buf_release(&usual);
	buf_release(&own);
}

/** The body that the step asks for; @return its Content-Type, or absent */
static struct str write_body(struct buf *out, const struct carry *carry,
			     const struct context *ctx, bool may_offer)
{
	struct sdp_local local = context_sdp(ctx);
	const struct str none = { NULL, 0 };

	if (carry->body.p != NULL) {
		template_write(out, carry->body, ctx);
		return carry->type;
	}
	switch (carry->sdp) {
	case SDP_USE_USUAL:
	case SDP_USE_NONE: return none;
	case SDP_USE_ANSWER:
		if (sdp_write_answer(out, ctx->request->body, &local) == 0)
			break;
		/*
		 * RFC 3261 §13.2.1: without an offer the first reliable answer
		 * that is no failure has to make one.
		 */
		if (!may_offer)
			return none;
		sdp_write_offer(out, &local);
		break;
	case SDP_USE_OFFER: sdp_write_offer(out, &local); break;
	case SDP_USE_CAPABILITIES: sdp_write_capabilities(out, &local); break;
	}
	return STR("application/sdp");
}

static void write_reliable(struct buf *headers, uint32_t rseq)
{
	if (rseq != 0)
		buf_addf(headers, "Require: 100rel\r\nRSeq: %u\r\n", rseq);
}

int compose(struct buf *out, const struct answer *answer,
	    const struct context *ctx)
{
	struct response response = {
		.code = answer->code,
		.phrase = answer->phrase,
		.to_tag = answer->to_tag,
		.without = answer->carry.without,
		.overload = answer->overload,
	};
	struct buf headers;
	struct buf body;
	int err;

	response.overload.at_s = ctx->unix_s;
	response.overload.at_us = ctx->unix_us;
	buf_init(&headers, HEADERS_MAX);
	buf_init(&body, BODY_MAX);
	if (response.phrase.p == NULL)
		response.phrase = str_from(catalogue_phrase(answer->code));
	write_headers(&headers, answer, ctx);
	write_reliable(&headers, answer->rseq);
	session_write_answer(&headers, answer->carry.timer,
			     answer->carry.headers, ctx->request);
	/* RFC 6432 §3: any response but 100. */
	if (answer->cause != 0 && answer->code != 100)
		cause_write_reason(&headers, answer->cause);
	response.content_type =
		write_body(&body, &answer->carry, ctx,
			   answer->code / 100 == 2 || answer->rseq != 0);
	if (response.content_type.p == NULL &&
	    answer->carry.sdp == SDP_USE_USUAL)
		response.content_type =
			catalogue_write_body(&body, answer->code, ctx);

	err = buf_error(&headers);
	if (!err)
		err = buf_error(&body);
	if (!err) {
		response.headers = buf_str(&headers);
		response.body = buf_str(&body);
		err = response_write(out, ctx->request, ctx->source, &response);
	}
	buf_release(&headers);
	buf_release(&body);
	return err;
}

/** RFC 3261 §12.2.1.1: a request that refreshes the target has a Contact. */
static bool is_refresh(struct str method)
{
	static const struct str row[] = {
		STR_INIT("INVITE"),    STR_INIT("UPDATE"), STR_INIT("NOTIFY"),
		STR_INIT("SUBSCRIBE"), STR_INIT("REFER"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		if (str_eq(row[i], method))
			return true;
	}
	return false;
}

void request_text_init(struct request_text *text)
{
	buf_init(&text->headers, HEADERS_MAX);
	buf_init(&text->body, BODY_MAX);
}

void request_text_release(struct request_text *text)
{
	buf_release(&text->headers);
	buf_release(&text->body);
}

int compose_request(struct request_text *text, const struct step *step,
		    const struct context *ctx)
{
	const struct carry *carry = &step->send.carry;
	struct buf *headers = &text->headers;
	struct str type;
	int err;

	if (is_refresh(step->send.method) &&
	    !block_has(carry->headers, STR("Contact"))) {
		buf_add_text(headers, "Contact: <");
		endpoint_write_uri(headers, ctx->local, ctx->token);
		buf_add_text(headers, ">\r\n");
	}
	template_write(headers, carry->headers, ctx);
	if (str_eq(step->send.method, STR("NOTIFY")))
		event_write_headers(headers, carry->headers, ctx->request);
	session_write_request(headers, carry->timer, carry->headers,
			      ctx->request);
	if (step->send.cause != 0)
		cause_write_reason(headers, step->send.cause);
	type = write_body(&text->body, carry, ctx, false);
	if (type.p == NULL && str_eq(step->send.method, STR("NOTIFY")))
		type = event_write_body(&text->body, ctx->request);
	if (type.p != NULL && text->body.size > 0)
		buf_addf(headers, "Content-Type: %.*s\r\n", STR_ARG(type));
	err = buf_error(headers);
	return err ? err : buf_error(&text->body);
}
