/* SPDX-License-Identifier: MIT */
#include "catalogue/catalogue.h"

#include "catalogue/certificate.h"
#include "catalogue/request.h"
#include "sip/sdp.h"

typedef bool body_f(struct buf *out, const struct context *ctx);

/** A session id below 2^63, since some peers read it as a signed number. */
static uint64_t session_id(struct str token)
{
	uint64_t id = 0;

	for (size_t i = 0; i < token.size && i < TOKEN_SIZE; i++) {
		char c = token.p[i];

		if (c >= '0' && c <= '9')
			id = id << 4 | (uint64_t)(c - '0');
		else
			id = id << 4 | (uint64_t)((c | 0x20) - 'a' + 10);
	}
	return id & INT64_MAX;
}

struct sdp_local context_sdp(const struct context *ctx)
{
	return (struct sdp_local){
		.host = ctx->media_host,
		.is_ip6 = str_find(ctx->media_host, ':') < ctx->media_host.size,
		.port = ctx->media_port,
		.session = session_id(ctx->token),
		.version = ctx->media_version,
	};
}

static bool is_session_method(const struct message *request)
{
	return request_is(request, "INVITE") || request_is(request, "UPDATE");
}

static bool write_early(struct buf *out, const struct context *ctx)
{
	struct sdp_local local = context_sdp(ctx);
	struct str offer = request_offer(ctx->request);

	return is_session_method(ctx->request) && offer.p != NULL &&
	       sdp_write_answer(out, offer, &local) == 0;
}

static bool write_capabilities(struct buf *out, const struct context *ctx)
{
	struct sdp_local local = context_sdp(ctx);

	if (!request_accepts_sdp(ctx->request) ||
	    !(is_session_method(ctx->request) ||
	      request_is(ctx->request, "OPTIONS")))
		return false;
	sdp_write_capabilities(out, &local);
	return true;
}

/** RFC 3261 §13.2.1: an INVITE without an offer gets one; others do not. */
static bool write_answer(struct buf *out, const struct context *ctx)
{
	struct sdp_local local = context_sdp(ctx);

	if (request_is(ctx->request, "OPTIONS"))
		return write_capabilities(out, ctx);
	if (write_early(out, ctx))
		return true;
	if (!request_is(ctx->request, "INVITE"))
		return false;
	sdp_write_offer(out, &local);
	return true;
}

static bool write_failure(struct buf *out, const struct context *ctx)
{
	struct sdp_local local = context_sdp(ctx);
	struct str offer = request_offer(ctx->request);

	return is_session_method(ctx->request) && offer.p != NULL &&
	       sdp_write_failure(out, offer, &local) == 0;
}

static bool write_certificate(struct buf *out, const struct context *ctx)
{
	(void)ctx;
	buf_add_str(out, certificate());
	return true;
}

static const struct {
	body_f *write;
	struct str type;
} bodies[BODY_COUNT] = {
	[BODY_ANSWER] = { write_answer, STR_INIT("application/sdp") },
	[BODY_EARLY] = { write_early, STR_INIT("application/sdp") },
	[BODY_CAPABILITIES] = { write_capabilities,
				STR_INIT("application/sdp") },
	[BODY_FAILURE] = { write_failure, STR_INIT("application/sdp") },
	[BODY_CERTIFICATE] = { write_certificate,
			       STR_INIT("application/pkcs7-mime;"
					"smime-type=certs-only;"
					"name=smime.p7c") },
};

struct str catalogue_write_body(struct buf *out, unsigned code,
				const struct context *ctx)
{
	const struct row *row = catalogue_class(code);
	const struct str absent = { NULL, 0 };

	if (row == NULL || bodies[row->body].write == NULL ||
	    !bodies[row->body].write(out, ctx))
		return absent;
	return bodies[row->body].type;
}

const char *body_text(enum body body)
{
	static const char *const text[] = {
#define X(id, words) words,
		BODY_MAP(X)
#undef X
	};

	return text[body];
}
